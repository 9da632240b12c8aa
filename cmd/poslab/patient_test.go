package main

import (
	"os"
	"testing"

	"posterm/internal/patient"
)

func TestMain(m *testing.M) {
	patient.Together()
	os.Exit(m.Run())
}
