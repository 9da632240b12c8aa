package terminal

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal/machine"
	"posterm/txn"
)

// TestKnownJobsAfterARestart: the driver is told which attempts it may still confirm.
func TestKnownJobsAfterARestart(t *testing.T) {
	r := newRig(t)
	p := manual(printer.Ready{Grade: txn.GradePrinted})
	r.paper = func() *fakePrinter { return p }
	r.open()
	sale, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	job := <-p.jobs
	p.events <- printer.Stalled{Job: job.Number, Fault: txn.FaultPaperOut}
	require.Equal(t, machine.Held, r.settled().Tray)
	r.stop()

	p = manual(printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 2}, printer.Ready{Grade: txn.GradePrinted})
	r.open()
	require.Equal(t, [][]uint64{nil, {job.Number}}, r.opened())
	second := <-p.jobs
	p.events <- printer.Printed{Job: second.Number, Grade: txn.GradePrinted, Pieces: 1}
	r.settled()
	v := r.status(sale.View.Trace)
	require.Equal(t, Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}, v.Paper)
	require.Equal(t, 2, v.Pieces)
}

// TestOneShotPrintsItsOwnSlips: also when the journal had to be opened again on
// the way; what was owed before waits for a person.
func TestOneShotPrintsItsOwnSlips(t *testing.T) {
	r := newRig(t)
	r.paper = func() *fakePrinter { return manual(printer.Down{Fault: txn.FaultPaperOut}) }
	r.open()
	before := r.sale(7).View
	r.stop()

	r.paper = obedient
	r.change = func(c *Config) { c.OneShot = true }
	r.open()
	r.settled()
	r.fail = once(roll.Printed)
	own := r.sale(1234).View
	require.Equal(t, Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}, r.status(own.Trace).Paper)
	require.Len(t, r.opened(), 3, "the journal was opened again")
	require.Equal(t, ExitDone, r.status(own.Trace).Exit())
	require.Equal(t, Copies{Merchant: txn.PaperDue, Cardholder: txn.PaperDue}, r.status(before.Trace).Paper)
	_, err := r.Reprint(t.Context(), txn.Ref{}, txn.Merchant)
	require.NoError(t, err)
	r.settled()
	require.Equal(t, Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}, r.status(before.Trace).Paper)
}

// TestOneBadSlip: a slip that cannot be made is told as failed, is not tried for
// ever, and holds up no other.
func TestOneBadSlip(t *testing.T) {
	r := newRig(t)
	p := obedient()
	r.paper = func() *fakePrinter { return p }
	r.open()
	r.do(Order{Kind: txn.SignIn})
	noGlyph := func(printer.Job) error { return errors.New("no such glyph") }
	r.inside(func(*loop) { p.refuse = noGlyph })
	first := r.sale(1234).View
	how := r.settled()
	require.Equal(t, machine.Free, how.Tray)
	require.Equal(t, txn.FaultRender, how.Fault)
	require.False(t, how.Printed())
	v := r.status(first.Trace)
	require.Equal(t, Copies{Merchant: txn.PaperDue, Cardholder: txn.PaperDue}, v.Paper)
	require.Equal(t, txn.FaultRender, *v.PaperFault)
	require.Equal(t, ExitSlipOwed, v.Exit())
	r.inside(func(*loop) { p.refuse = nil })
	second := r.sale(99).View
	require.Equal(t, Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}, r.status(second.Trace).Paper)
	require.True(t, r.settled().Printed())
	account, err := r.Rows(t.Context(), first.Trace)
	require.NoError(t, err)
	require.Len(t, account.Rows, 2+2*2, "intent, outcome, and one attempt with its end for each copy")
}

// TestOneBadCopy: one more copy that cannot be made is told so, and owes nothing.
func TestOneBadCopy(t *testing.T) {
	r := newRig(t)
	p := obedient()
	r.paper = func() *fakePrinter { return p }
	r.open()
	sale := r.sale(1234).View
	r.inside(func(*loop) { p.refuse = func(printer.Job) error { return errors.New("no such glyph") } })
	_, err := r.Reprint(t.Context(), sale.Trace, txn.Merchant)
	require.NoError(t, err)
	how := r.settled()
	require.False(t, how.Printed())
	require.Equal(t, txn.FaultRender, how.Fault)
	require.Zero(t, how.Owed)
	require.Equal(t, ExitDone, r.status(sale.Trace).Exit())
}

// TestExitOfAReversedSale: its reversal slip is owed, yet the sale is not paid, and that is final.
func TestExitOfAReversedSale(t *testing.T) {
	r := newRig(t)
	r.policy.Reversal.AtOnce = true
	r.paper = func() *fakePrinter { return manual(printer.Down{Fault: txn.FaultPaperOut}) }
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.lost()
	v := r.status(r.sale(1234).View.Trace)
	require.Equal(t, txn.NotPaid, v.Verdict)
	require.Equal(t, []SlipState{{txn.FormReversal, txn.PaperDue}}, v.Slips)
	require.Equal(t, ExitDeclined, v.Exit())
	r.host.set(approve(t))
	balance := r.do(Order{Kind: txn.Balance, Card: testCard}).View
	require.Empty(t, balance.ReversedBefore, "it was reversed on an occasion of its own")
}

// TestCloseLetsTheSlipEnd: a job in the printer may end within the grace.
func TestCloseLetsTheSlipEnd(t *testing.T) {
	r := newRig(t)
	r.policy.Copies = 1
	p := manual(printer.Ready{Grade: txn.GradePrinted})
	r.paper = func() *fakePrinter { return p }
	r.open()
	sale, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	job := <-p.jobs
	closed := make(chan error, 1)
	go func() { closed <- r.Close(context.Background()) }()
	r.waitClosing()
	p.events <- printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 1}
	require.NoError(t, <-closed)
	r.paper = func() *fakePrinter { return manual() }
	r.open()
	require.Equal(t, txn.PaperPrinted, r.status(sale.View.Trace).Paper.Merchant)
}

// waitClosing asks the loop until it has taken the stop; a loop that has ended already took it.
func (r *rig) waitClosing() {
	for {
		seen, err := ask(r.t.Context(), r.Terminal, func(l *loop) (bool, error) { return l.st.Closing, nil })
		if errors.Is(err, ErrStopped) || seen {
			return
		}
		require.NoError(r.t, err)
	}
}

// TestSettledGivesUp: who stops waiting is forgotten, and the loop goes on.
func TestSettledGivesUp(t *testing.T) {
	r := newRig(t)
	p := manual(printer.Ready{Grade: txn.GradePrinted})
	r.paper = func() *fakePrinter { return p }
	r.open()
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() {
			_, err := r.Settled(ctx)
			gone <- err
		}()
		go cancel()
		_, err = r.Condition(t.Context())
		require.NoError(t, err)
		require.ErrorIs(t, <-gone, context.Canceled)
	}
	_, err = r.Condition(t.Context())
	require.NoError(t, err)
	r.inside(func(l *loop) { assert.Empty(t, l.waiters) })
	p.events <- printer.Stalled{Job: (<-p.jobs).Number, Fault: txn.FaultPaperOut}
	require.Equal(t, machine.Held, r.settled().Tray)
}

// TestSettledWaitsForTheDesk: a command at the host may still make a slip due.
func TestSettledWaitsForTheDesk(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	came := r.host.holds(txn.Sale)
	go r.Do(context.Background(), Order{Kind: txn.Sale, Amount: 1, Card: testCard}) //nolint:errcheck // ended by Close
	<-came
	settled := make(chan error, 1)
	go func() {
		_, err := r.Settled(context.Background())
		settled <- err
	}()
	for waiting := 0; waiting == 0; {
		r.inside(func(l *loop) { waiting = len(l.waiters) })
	}
	r.inside(func(l *loop) {}) // one more turn of the loop
	require.Empty(t, settled)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Close(ctx), context.Canceled)
	<-settled // whichever the loop saw first, the stop or the end of the exchange
}

// TestWhoStillWaitsIsTold: a terminal that is stopped at once leaves nobody waiting for paper.
func TestWhoStillWaitsIsTold(t *testing.T) {
	r := newRig(t)
	r.paper = func() *fakePrinter { return manual(printer.Ready{Grade: txn.GradePrinted}) }
	r.open()
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1, Card: testCard})
	require.NoError(t, err)
	settled := make(chan error, 1)
	go func() {
		_, err := r.Settled(context.Background())
		settled <- err
	}()
	for waiting := 0; waiting == 0; {
		r.inside(func(l *loop) { waiting = len(l.waiters) })
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Close(ctx), context.Canceled)
	require.ErrorIs(t, <-settled, ErrStopped)
}

// TestAFailureForgetsWhatTheOldPrinterSaid: the printer that was opened again is not ready before it says so.
func TestAFailureForgetsWhatTheOldPrinterSaid(t *testing.T) {
	r := newRig(t)
	printers := []*fakePrinter{manual(printer.Ready{Grade: txn.GradePrinted}), manual()}
	printers[0].refuse = func(printer.Job) error { return errors.New("no such glyph") }
	r.paper = func() *fakePrinter {
		p := printers[0]
		printers = printers[1:]
		return p
	}
	r.open()
	silent := printers[0]
	r.fail = once(roll.NotBegun)
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	r.inside(func(l *loop) { assert.Equal(t, machine.Down, l.st.Tray) })
	require.Empty(t, silent.jobs)
	require.Len(t, r.opened(), 2)
}
