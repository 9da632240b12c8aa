package command

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/emulator"
)

func TestOtherMAC(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{MAC: keys.X919}, settings{"host.mac": `"x9.19"`})
	r.sale("1")
	r.ask(0, "void", "2", "--card", "A")
	r.agrees()
}

// TestWrongMAC: two sides that authenticate differently never move money.
func TestWrongMAC(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{MAC: keys.X919})
	for range 2 {
		r.refused(6, "sign_in_failed", "sale", "1", "--card", "A")
	}
	require.Empty(t, r.lab.Host.Ledger())
	r.agrees()
}

// TestHostThatForgot: an acquirer that lost its keys asks for a sign-in. What was
// sent meanwhile is in doubt, and is reversed after it.
func TestHostThatForgot(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.sale("1")
	other, err := emulator.Start(context.Background(), emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: 7})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, other.Close()) })
	r.configure(settings{"host.primary": quoted(other.Addresses().Host)})
	doubt := r.ask(4, "sale", "2", "--card", "A")
	require.Equal(t, "being_reversed", doubt["verdict"])
	next := r.ask(0, "sale", "3", "--card", "A")
	require.Equal(t, []any{doubt["trace"]}, next["reversed_before"])
	require.Equal(t, "not_paid", r.ask(0, "status", doubt["trace"].(string))["verdict"])
	require.Equal(t, "paid", r.ask(0, "status", first["trace"].(string))["verdict"])
	require.Len(t, other.Host.Ledger(), 1)
}

func TestSlowHost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("slow_bytes", "0200", "50ms")
	o := r.ask(4, "sale", "1", "--card", "A") // the limit is for the whole answer, not for each byte
	require.Equal(t, "98", o.in("reversal")["reason"])
	require.Len(t, r.ask(0, "balance", "--card", "A")["reversed_before"], 1)
	r.agrees()
}

func TestSilentHostAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"reversal.when": `"at-once"`})
	r.ask(0, "signin")
	r.fault("drop_response", "0200")
	for range 3 {
		r.fault("drop_request", "0400")
	}
	o := r.ask(4, "sale", "1", "--card", "A")
	require.Equal(t, 3.0, o.in("reversal")["tries"])
	require.Equal(t, []any{o["trace"]}, r.ask(0, "sale", "2", "--card", "A")["reversed_before"])
	r.agrees()
}

func TestSignInThatFails(t *testing.T) {
	t.Parallel()
	for fault, exit := range map[string]int{"drop_request": 6, "drop_response": 6, "garbage": 6, "decline": 3, "half_frame": 6, "wrong_terminal": 6} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.fault(fault, "0800")
			o := r.ask(exit, "signin")
			require.Equal(t, "not_done", o["verdict"])
			require.Nil(t, o["reversal"])
			r.fault(fault, "0800")
			r.refused(6, "sign_in_failed", "sale", "1", "--card", "A")
			require.Empty(t, r.lab.Host.Ledger())
			require.Empty(t, r.sale("1")["reversed_before"])
			r.agrees()
		})
	}
}

// TestBalanceInDoubt: no money can have moved, so nothing is owed.
func TestBalanceInDoubt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("drop_response", "0200")
	o := r.ask(6, "balance", "--card", "A")
	require.Equal(t, "not_done", o["verdict"])
	require.Nil(t, o["reversal"])
	require.Empty(t, r.ask(0, "status", "--pending").list("transactions"))
	r.agrees()
}

func TestLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.batch_limit": "1"})
	trace := r.sale("1")["trace"].(string)
	r.refused(6, "batch_full", "sale", "2", "--card", "A")
	r.refused(6, "batch_full", "void", trace, "--card", "A")
	require.Equal(t, "done", r.ask(0, "balance", "--card", "A")["verdict"])
	r.configure(settings{"terminal.id": `"00010002"`})
	r.refused(2, "numbers_differ", "sale", "2", "--card", "A")
	require.Equal(t, "paid", r.ask(0, "status")["verdict"])
	r.configure()
	r.agrees()
}

// TestFreshJournalAtAnOldHost: numbers used before are refused, and it says so.
func TestFreshJournalAtAnOldHost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	r.dir += "-2"
	require.Equal(t, "94", r.ask(3, "sale", "2", "--card", "A")["response"])
	r.sale("2")
}
