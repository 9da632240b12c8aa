package command

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

// TestChipsUnderAnotherProfile: what a chip says travels under every profile that has a field for it.
func TestChipsUnderAnotherProfile(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{Profile: "ascii87"}, settings{"host.profile": quoted("ascii87")})
	for _, card := range []string{"B", "tap"} {
		sold := r.ask(0, "sale", "1.00", "--card", card)
		require.Equal(t, "paid", sold["verdict"], card)
		require.Equal(t, "returned", r.ask(0, "void", sold["trace"].(string), "--card", card)["verdict"], card)
		r.fault("drop_response", "0200")
		lost := r.ask(4, "sale", "2.00", "--card", card)
		require.Equal(t, "done", r.ask(0, "balance", "--card", card)["verdict"], "the reversal went through")
		require.Equal(t, "not_paid", r.ask(0, "status", lost["trace"].(string))["verdict"], card)
		sold = r.ask(0, "sale", "3.00", "--card", card)
		require.Equal(t, "returned", r.ask(0, "refund", "1.00", "--trace", sold["trace"].(string), "--card", card)["verdict"], card)
	}
	r.agrees()
}
