package rig

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms/profile"
	"posterm/emulator/host"
	"posterm/terminal"
	"posterm/txn"
)

// day is a shop's day under a profile.
type day struct {
	*Rig
	t *testing.T
}

// do carries out an order with the rig's nth card and PIN, and waits for its paper.
func (d day) do(n int, o terminal.Order) terminal.View {
	d.t.Helper()
	def := Card(n)
	pad, err := card.NewSoftPad(def.PIN, true)
	require.NoError(d.t, err)
	if o.Kind.Carded() {
		o.Card, o.Pad = def.Card, pad
	}
	reply, err := d.Do(d.t.Context(), o)
	require.NoError(d.t, err)
	_, err = d.Settled(d.t.Context())
	require.NoError(d.t, err)
	return reply.View
}

// TestADayUnderEveryProfile: profiles are data. Terminal and host speak each of them from
// the key to the paper: sign-in, sale, void, the reversal of a sale whose answer was lost, and
// a refund.
func TestADayUnderEveryProfile(t *testing.T) {
	for _, name := range profile.Names() {
		t.Run(name, func(t *testing.T) {
			r, err := Start(t.Context(), Options{Dir: filepath.Join(t.TempDir(), "journal"), Profile: name})
			require.NoError(t, err)
			defer func() { require.NoError(t, r.Close()) }()
			d := day{r, t}
			require.Equal(t, txn.Done, d.do(0, terminal.Order{Kind: txn.Echo}).Verdict)

			sale := d.do(1, terminal.Order{Kind: txn.Sale, Amount: 1234})
			require.Equal(t, txn.Paid, sale.Verdict)
			void := d.do(1, terminal.Order{Kind: txn.Void, Of: sale.Trace})
			require.Equal(t, txn.Returned, void.Verdict)

			require.NoError(t, r.Lab.Host.AddFault(host.Fault{Name: "approve_then_close", Match: host.Match{MTI: "0200"}}))
			lost := d.do(2, terminal.Order{Kind: txn.Sale, Amount: 500})
			require.Equal(t, txn.BeingReversed, lost.Verdict)
			require.Equal(t, txn.Done, d.do(3, terminal.Order{Kind: txn.Balance}).Verdict)

			sale = d.do(4, terminal.Order{Kind: txn.Sale, Amount: 700})
			require.Equal(t, txn.Paid, sale.Verdict)
			back := d.do(4, terminal.Order{Kind: txn.Refund, Amount: 700, Of: sale.Trace})
			require.Equal(t, txn.Returned, back.Verdict)

			var states []host.State
			for _, e := range r.Lab.Host.Ledger() {
				require.Equal(t, "000001", e.Batch)
				states = append(states, e.State)
			}
			require.Equal(t, []host.State{host.Voided, host.Approved, host.Reversed, host.Refunded, host.Approved}, states)
		})
	}
}
