package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/printer"
	"posterm/txn"
)

// dully prints one job after the other, on paper that is cold or not.
func (r *rig) dully(p *fakePrinter, cold bool) {
	r.t.Helper()
	job := <-p.jobs
	if cold {
		p.events <- printer.Faint{Job: job.Number}
	}
	p.events <- printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 1}
}

// TestTheNewestPaperIsTold: what was printed in the cold may be faint until a clear marked copy is on paper, whoever's
// copy that is, and the marked copy is named.
func TestTheNewestPaperIsTold(t *testing.T) {
	r := newRig(t)
	p := manual(printer.Ready{Grade: txn.GradePrinted})
	r.paper = func() *fakePrinter { return p }
	r.open()
	reply, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	sale := reply.View.Trace
	r.dully(p, true)
	r.dully(p, true)
	r.settled()
	v := r.status(sale)
	require.True(t, v.Faint)
	require.False(t, v.Marked)
	require.Contains(t, v.Words.Said.ZH, "字迹可能较淡")
	require.NotContains(t, v.Words.Said.ZH, "重打印")
	for _, cold := range []bool{true, false} {
		_, err := r.Unreadable(t.Context(), sale, txn.Merchant)
		require.NoError(t, err)
		r.dully(p, cold)
		r.settled()
		v = r.status(sale)
		require.Equal(t, cold, v.Faint)
		require.True(t, v.Marked)
	}
	require.Equal(t, "已收款，小票已打印。最新一张标明“重打印”。", v.Words.Said.ZH)
	require.Equal(t, "Paid. The slip is printed. The newest copy is marked DUPLICATE.", v.Words.Said.EN)
}

// TestASlipThatProvesNothingIsTold: it is a piece of paper that somebody holds, also when nobody knows the outcome yet.
func TestASlipThatProvesNothingIsTold(t *testing.T) {
	r := newRig(t)
	p := manual(printer.Ready{Grade: txn.GradePrinted})
	r.paper = func() *fakePrinter { return p }
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.lost()
	v := r.sale(1234).View
	require.Equal(t, txn.BeingReversed, v.Verdict)
	before := v.Words.Said
	_, err := r.Reprint(t.Context(), v.Trace, txn.Merchant)
	require.NoError(t, err)
	require.Equal(t, []SlipState{{txn.FormNotApproved, txn.PaperPrinting}}, r.status(v.Trace).Slips)
	require.Equal(t, before, r.status(v.Trace).Words.Said)
	r.dully(p, false)
	r.settled()
	v = r.status(v.Trace)
	require.Equal(t, []SlipState{{txn.FormNotApproved, txn.PaperPrinted}}, v.Slips)
	require.True(t, v.Undecided)
	require.Equal(t, before.ZH+"打印了一张结果不明凭条，不是收款凭证。", v.Words.Said.ZH)
	require.Equal(t, before.EN+" A slip that says undecided was printed: it is no receipt.", v.Words.Said.EN)
	require.Zero(t, v.OwedSlips)
}
