package command

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// TestASettlementThatIsNotFinishedIsPending: neither a batch that stays frozen nor a settlement slip
// that is owed may be overlooked by who asks what is still to do.
func TestASettlementThatIsNotFinishedIsPending(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	sale := r.ask(0, "sale", "12.34", "--card", "A")
	require.NotContains(t, r.ask(0, "status"), "pending")

	for range 3 {
		r.fault("drop_response", "0500")
	}
	frozen := r.ask(4, "settle")
	require.Equal(t, 1.0, r.ask(0, "status")["pending"])
	require.Contains(t, r.run("status").out, "另有 1 笔待处理")
	pending := r.ask(0, "status", "--pending").list("transactions")
	require.Len(t, pending, 1)
	require.Equal(t, frozen["trace"], pending[0]["trace"])
	require.Equal(t, "settle", pending[0]["kind"])
	require.Equal(t, "asking", pending[0]["verdict"])

	r.hurt(printer.Faults{Paper: ptr("out")})
	r.ask(5, "settle")
	pending = r.ask(0, "status", "--pending").list("transactions")
	require.Len(t, pending, 1)
	require.Equal(t, []any{map[string]any{"form": "settlement", "state": "due"}}, pending[0]["slips"])
	require.Equal(t, sale["trace"], r.ask(0, "status")["trace"])
	require.Equal(t, 1.0, r.ask(0, "status")["pending"])
	require.Empty(t, r.ask(0, "reversal", "list").list("transactions"), "it is no reversal")

	r.hurt(printer.Faults{Paper: ptr("ok")})
	r.ask(0, "reprint")
	require.Empty(t, r.ask(0, "status", "--pending").list("transactions"))
	slips := r.lab.Printer.Slips()
	require.Contains(t, slips[len(slips)-1].Text, "消费", "the kinds stand on the settlement slip")
}

// TestASignInOfUnknownEndIsMadeAgain before the next sale: its customer need not find out that the
// host has other keys, or none.
func TestASignInOfUnknownEndIsMadeAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ command, mti string }{{"signin", "0800"}, {"signoff", "0820"}} {
		t.Run(tt.command, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.ask(0, "signin")
			r.fault("drop_response", tt.mti)
			require.NotZero(t, r.run(tt.command).code)
			require.Equal(t, "paid", r.ask(0, "sale", "1", "--card", "A")["verdict"])
			r.agrees()
		})
	}
}
