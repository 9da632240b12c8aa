package panel

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/terminal"
	"posterm/txn"
)

// The fact about paper is about pieces that exist, and about the newest of them.
func TestThePaperFactIsAboutPiecesThatExist(t *testing.T) {
	denial := []terminal.SlipState{{Form: txn.FormNotApproved, State: txn.PaperPrinted}}
	both := terminal.Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}
	for _, tt := range []struct {
		name string
		view terminal.View
		want PaperVerdict
	}{
		{"nothing", terminal.View{}, noSlip},
		{"undecided", terminal.View{Slips: denial, Undecided: true}, slipUndecided},
		{"not approved", terminal.View{Slips: denial}, slipDenied},
		{"printed", terminal.View{Paper: both}, slipPrinted},
		{"printed in the cold", terminal.View{Paper: both, Faint: true}, slipFaint},
		{"and again", terminal.View{Paper: both, Faint: true, Marked: true}, markedFaint},
		{"a marked copy", terminal.View{Paper: both, Marked: true}, slipMarked},
	} {
		require.Equal(t, tt.want, paperOf(tt.view), tt.name)
	}
}

// A reprint of what nobody knows yet is told on the screen and in the fact about paper, and is owed by nobody.
func TestASlipOfAnUnknownOutcomeIsTold(t *testing.T) {
	s := openShop(t, 0)
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "approve_then_close", Match: host.Match{MTI: "0200"}}))
	_, o := s.give(Command{ID: "in-doubt", Do: "sale", Amount: "6.60", Card: "A"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	s.give(Command{ID: "reprint-it", Do: "reprint"})
	_, err := s.till.Settled(t.Context())
	require.NoError(t, err)
	_, o = s.give(Command{ID: "ask-about-it", Do: "query"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	require.Contains(t, o.Said.ZH, "打印了一张结果不明凭条，不是收款凭证")
	now, err := s.till.Status(t.Context(), txn.Ref{})
	require.NoError(t, err)
	require.Equal(t, slipUndecided, paperOf(now.View))
	require.Len(t, s.lab.Printer.Slips(), 1)
}
