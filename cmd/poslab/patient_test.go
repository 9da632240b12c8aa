package main

import (
	"testing"

	"posterm/internal/patient"
)

func TestMain(m *testing.M) {
	patient.Together()
	m.Run()
}
