package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
)

// TestAnotherProfile: a terminal without session keys sells, is honest about what protects
// it, and refuses what its acquirer does not offer before anything is sent.
func TestAnotherProfile(t *testing.T) {
	r := rigWith(t, emulator.Options{Profile: "ascii87"}, settings{"host.profile": quoted("ascii87")})
	require.Equal(t, "paid", r.ask(0, "sale", "1.00", "--card", "A")["verdict"])
	require.Equal(t, "done", r.ask(0, "balance", "--card", "A")["verdict"])
	for _, args := range [][]string{{"preauth", "1.00", "--card", "A"}, {"settle"}} {
		r.refused(2, "not_offered", args...)
	}
	require.Equal(t, "returned", r.ask(0, "void", "2", "--card", "A")["verdict"])
	out := r.run("doctor", "--lang", "en")
	require.Contains(t, out.out, "profile ascii87 has no session keys")
}
