package panel

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/terminal"
	"posterm/txn"
)

// While nobody knows the outcome the page has all that the service desk asks for (requirement 76), in the words of
// the other doors; afterwards it has not.
//
// Covers: R59, R76, R89.
func TestAnUnknownOutcomeIsGuided(t *testing.T) {
	s := openShop(t, 0)
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	_, o := s.give(Command{ID: "in-doubt", Do: "sale", Amount: "6.60", Card: "A"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	g, desk := o.View.Guide(), terminal.Service{Terminal: "00010001", Phone: "400-000-0000"}
	require.Equal(t, both(g.Large), o.Title)
	require.Equal(t, Guide{Not: both(g.Not), Desk: both(desk.Asks(*o.View)), Phone: both(desk.Number())}, o.Guide)
	require.Regexp(t, `^for the service desk: terminal 00010001  time \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  amount 6.60  trace 000002$`, o.Guide.Desk.EN)
	require.Regexp(t, `^客服所需: 终端号 00010001  时间 .*  金额 6.60  凭证号 000002$`, o.Guide.Desk.ZH)
	require.Equal(t, "24小时客服电话: 400-000-0000", o.Guide.Phone.ZH)
	_, o = s.give(Command{ID: "undone-now", Do: "reversal"})
	require.Equal(t, Guide{}, o.Guide)
	_, o = s.give(Command{ID: "ask-about-it", Do: "query"})
	require.Equal(t, txn.NotPaid, o.View.Verdict)
	require.Empty(t, o.Guide.Desk)
	require.Contains(t, o.Guide.Not.EN, "Hand over no goods")
}

// A reversal that the host refuses for good is told as what it is, and not as "nothing is waiting".
func TestARefusedReversalIsNotDone(t *testing.T) {
	s := openShop(t, 0)
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	_, o := s.give(Command{ID: "in-doubt", Do: "sale", Amount: "6.60", Card: "A"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "decline", Value: "58", Count: 9, Match: host.Match{MTI: "0400"}}))
	_, o = s.give(Command{ID: "to-the-end", Do: "reversal"})
	require.NotNil(t, o.View)
	require.Equal(t, txn.NeedsPerson, o.View.Verdict)
	require.Equal(t, Bad, o.Tone)
	require.NotEmpty(t, o.Guide.Phone.EN)
}
