package terminal

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/receipt/link"
	"posterm/terminal/machine"
	"posterm/txn"
)

// linked gives a terminal links.
func linked(c *Config) {
	c.Links = link.Maker{Base: "https://slips.example.com", For: time.Hour}
	c.SlipCode = LinkCode
}

func (r *rig) eslip(ref txn.Ref) Eslip {
	r.t.Helper()
	e, err := r.Eslip(r.t.Context(), ref, txn.Chinese)
	require.NoError(r.t, err)
	return e
}

// TestEslip: the link in a view is the link of the e-slip, and leads back to the transaction.
func TestEslip(t *testing.T) {
	r := newRig(t)
	r.change = linked
	r.open()
	view := r.sale(1234).View
	e := r.eslip(txn.Ref{})
	require.Equal(t, machine.Possible, e.Refusal)
	require.Equal(t, view.Trace, e.View.Trace)
	require.NotEmpty(t, e.Link)
	require.Equal(t, e.Link, view.Eslip)
	list, err := r.List(t.Context(), Newest, 10)
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, v := range list {
		require.Empty(t, v.Eslip, "a list is no bunch of keys")
	}
	text := receipt.Text(e.Slip, 32)
	require.Contains(t, text, "电子小票 E-SLIP")
	require.Contains(t, text, "生成时间")
	require.NotContains(t, text, "[QR]", "whoever reads it is there already")

	links, err := r.Links(t.Context())
	require.NoError(t, err)
	id, err := links.Read(e.Link[len(links.Base+link.Path):], time.Now())
	require.NoError(t, err)
	again, err := r.EslipOf(t.Context(), id, txn.English)
	require.NoError(t, err)
	require.Equal(t, view.Trace, again.View.Trace)
	require.Contains(t, receipt.Text(again.Slip, 32), "SALES SLIP")
	for _, wrong := range []roll.ID{0, id + 1, 1 << 40} {
		_, err := r.EslipOf(t.Context(), wrong, txn.Chinese)
		require.ErrorIs(t, err, journal.ErrUnknown, "row %d is no intent", wrong)
	}
	signin := txn.Ref{Batch: 1, Trace: view.Trace.Trace - 1}
	require.Equal(t, machine.RefusedNoSlip, r.eslip(signin).Refusal)
	require.Empty(t, r.status(signin).Eslip)
}

// TestNoEslipBeforeTheOutcome: nothing is shown that is not durable.
func TestNoEslipBeforeTheOutcome(t *testing.T) {
	r := newRig(t)
	r.change = linked
	r.open()
	r.do(Order{Kind: txn.SignIn})
	came := r.host.holds(txn.Sale)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = r.Do(context.Background(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	}()
	<-came
	require.Equal(t, machine.RefusedBusy, r.eslip(txn.Ref{}).Refusal)
	require.Empty(t, r.status(txn.Ref{}).Eslip)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Close(ctx), context.Canceled)
	<-ended
	r.host.holds(txn.KindNone)
	r.open()
	require.Contains(t, receipt.Text(r.eslip(txn.Ref{}).Slip, 32), "结果不明 NOT KNOWN YET")
}

// TestEslipMarks: as paper of the cardholder's copy was begun, and not before.
func TestEslipMarks(t *testing.T) {
	sale := roll.Txn{Kind: txn.Sale, Is: roll.Approved, Copies: []roll.Copy{{Form: txn.FormSlip}, {Form: txn.FormSlip, For: txn.Cardholder}}}
	with := func(tries ...roll.Print) roll.Txn {
		t := sale
		t.Copies = []roll.Copy{{Form: txn.FormSlip, Tries: []roll.Print{{Job: 9, End: roll.Printed}}}, {Form: txn.FormSlip, For: txn.Cardholder, Tries: tries}}
		return t
	}
	is := func(what roll.What, kind txn.Kind) roll.Txn { return roll.Txn{Kind: kind, Is: what} }
	for _, tt := range []struct {
		name   string
		txn    roll.Txn
		form   txn.Form
		holder txn.Holder
		marked bool
	}{
		{"no paper", sale, txn.FormSlip, txn.Cardholder, false},
		{"not begun", with(roll.Print{Job: 1, End: roll.NotBegun}), txn.FormSlip, txn.Cardholder, false},
		{"under way", with(roll.Print{Job: 1}), txn.FormSlip, txn.Cardholder, true},
		{"printed", with(roll.Print{Job: 1, End: roll.Printed}), txn.FormSlip, txn.Cardholder, true},
		{"lost", with(roll.Print{Job: 1, End: roll.Lost}), txn.FormSlip, txn.Cardholder, true},
		{"declined", is(roll.Declined, txn.Sale), txn.FormNotApproved, txn.Cardholder, false},
		{"in doubt", is(roll.InDoubt, txn.Refund), txn.FormNotApproved, txn.Cardholder, false},
		{"reversed", is(roll.Reversed, txn.Sale), txn.FormReversal, txn.Cardholder, false},
		{"parked", is(roll.Parked, txn.Sale), txn.FormFault, txn.Cardholder, false},
		{"settled", is(roll.Approved, txn.Settle), txn.FormSettlement, txn.Merchant, false},
		{"not settled", is(roll.InDoubt, txn.Settle), txn.FormNotApproved, txn.Merchant, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, roll.Attempt{Form: tt.form, For: tt.holder, N: 1, Marked: tt.marked}, electronic(tt.txn))
		})
	}
}

// TestEslipsInSafeMode: what can be read can be shown.
func TestEslipsInSafeMode(t *testing.T) {
	r := newRig(t)
	r.open()
	ref := r.sale(1234).View.Trace
	r.inside(func(l *loop) { l.safe = ErrSafe })
	require.Equal(t, machine.Possible, r.eslip(ref).Refusal)
}

// TestOtherJournalsMakeOtherLinks: a link opens nothing at another terminal.
func TestOtherJournalsMakeOtherLinks(t *testing.T) {
	one, two := linkKey(make([]byte, 32)), linkKey(append(make([]byte, 31), 1))
	require.NotEqual(t, one, two)
	require.Len(t, one, 32)
	require.NotEqual(t, make([]byte, 32), []byte(one), "it is not the seed")
}

// TestSellingGoesOn while many ask for e-slips without a pause.
func TestSellingGoesOn(t *testing.T) {
	r := newRig(t)
	r.open()
	first := r.sale(1).View.Trace
	ctx, stop := context.WithCancel(t.Context())
	var askers sync.WaitGroup
	for range 64 {
		askers.Go(func() {
			for ctx.Err() == nil {
				_, _ = r.Eslip(ctx, first, txn.Chinese)
			}
		})
	}
	for n := range 10 {
		require.Equal(t, txn.Paid, r.sale(txn.Fen(100+n)).View.Verdict)
	}
	stop()
	askers.Wait()
}
