package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/terminal/machine"
	"posterm/txn"
)

// TestBothRecordsAreTold: what the host holds beside what this terminal recorded, and that they disagree; only what
// happened at the host is printed, and this terminal's record stays as it is.
func TestBothRecordsAreTold(t *testing.T) {
	for _, tt := range []struct {
		name     string
		held     txn.Held
		amount   txn.Fen
		disagree bool
		prints   bool
	}{
		{"the same", txn.HeldApproved, 1234, false, true},
		{"reversed there", txn.HeldReversed, 1234, true, false},
		{"voided there", txn.HeldVoided, 1234, true, true},
		{"another amount", txn.HeldApproved, 1235, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.open()
			sale := r.sale(1234).View
			found := answered("00")
			found.Original = "00"
			found.Holds = &comms.Holding{Kind: txn.Sale, Terminal: sale.Terminal, Batch: sale.Trace.Batch, Trace: sale.Trace.Trace, Amount: tt.amount, Card: sale.Card, At: noon, Held: tt.held}
			r.script(txn.Query, found)
			v := r.do(Order{Kind: txn.Query, Of: sale.Trace}).View
			require.Equal(t, tt.prints, v.Host.Prints)
			require.Contains(t, v.Words.Said.EN, tt.held.Words().EN)
			require.Contains(t, v.Words.Next.EN, "This terminal's record: Paid")
			if tt.disagree {
				require.Contains(t, v.Words.Next.EN, "The two disagree")
				require.Contains(t, v.Words.Next.ZH, "不一致")
			} else {
				require.NotContains(t, v.Words.Next.EN, "disagree")
			}
			reply, err := r.ReprintHost(t.Context(), v.Trace)
			require.NoError(t, err)
			if !tt.prints {
				require.Equal(t, machine.RefusedNothing, reply.Refusal)
			}
			require.Equal(t, txn.Paid, r.status(sale.Trace).Verdict)
		})
	}
}
