package terminal

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal/machine"
	"posterm/txn"
)

// TestOneExchangeAtATime: a row about paper fails while a sale is at the host.
// The exchange is ended before the next one begins, and the sale is in doubt.
func TestOneExchangeAtATime(t *testing.T) {
	r := newRig(t)
	r.open()
	r.sale(7)
	came := r.host.holds(txn.Sale)
	replies := make(chan Reply, 1)
	go func() {
		reply, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
		require.NoError(t, err)
		replies <- reply
	}()
	<-came
	r.fail = once(roll.AttemptMade)
	_, err := r.Reprint(t.Context(), txn.Ref{Trace: 2}, txn.Merchant)
	require.ErrorIs(t, err, ErrNotRecorded)
	sale := (<-replies).View
	require.Equal(t, txn.BeingReversed, sale.Verdict, "it was sent: never say that nothing was")
	require.Equal(t, txn.NotRecorded, sale.Reversal.Reason)
	require.Equal(t, ExitOpen, sale.Exit())

	balance := r.do(Order{Kind: txn.Balance, Card: testCard}).View
	require.Equal(t, txn.Done, balance.Verdict)
	require.Equal(t, []string{sale.TraceText}, balance.ReversedBefore)
	require.Equal(t, 1, r.host.atOnce())
}

// TestASlowEndOfAnExchangeIsWaitedFor: the line is not free before the exchange has ended, however long that takes.
func TestASlowEndOfAnExchangeIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		p := manual(printer.Ready{Grade: txn.GradePrinted})
		r.paper = func() *fakePrinter { return p }
		r.change = func(c *Config) { // a bubble's clock begins in the year 2000
			c.Now = func() time.Time { return time.Now().AddDate(machine.FirstYear-2000, 0, 0) }
		}
		r.open()
		_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 7, Card: testCard})
		require.NoError(t, err)
		job := <-p.jobs
		r.host.slow = time.Second
		came, sold := r.host.holds(txn.Sale), make(chan Reply, 1)
		go func() {
			reply, _ := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
			sold <- reply
		}()
		<-came
		r.fail = once(roll.Printed)
		p.events <- printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 1}
		require.Equal(t, ExitOpen, (<-sold).View.Exit())
		_, err = r.Do(t.Context(), Order{Kind: txn.Balance, Card: testCard})
		require.NoError(t, err)
		require.Equal(t, 1, r.host.atOnce())
	})
}

// TestStaleResultIsNotTheNextAnswer: an answer that came with the failure belongs to nobody any more.
func TestStaleResultIsNotTheNextAnswer(t *testing.T) {
	r := newRig(t)
	r.open()
	r.sale(7)
	came, goOn := make(chan struct{}), make(chan struct{})
	happy := approve(t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		if q.Kind == txn.Sale && q.As == txn.Request {
			close(came)
			<-goOn
		}
		return happy(q)
	})
	sold := make(chan Reply, 1)
	go func() {
		reply, _ := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
		sold <- reply
	}()
	<-came
	r.inside(func(l *loop) {
		close(goOn)
		for len(l.results) == 0 { // the answer is there, and the loop is busy with a row that fails
			runtime.Gosched()
		}
		r.fail = once(roll.AttemptMade)
		assert.ErrorIs(t, l.step(machine.Report{At: l.at(), Form: txn.FormDetails}), ErrNotRecorded)
		assert.Empty(t, l.results)
	})
	require.Equal(t, txn.BeingReversed, (<-sold).View.Verdict)
}

// TestFailureInTheGate: a reversal whose row fails stays owed, and the command was not sent.
func TestFailureInTheGate(t *testing.T) {
	for _, what := range []roll.What{roll.RevTry, roll.Reversed} {
		r := newRig(t)
		r.open()
		r.do(Order{Kind: txn.SignIn})
		r.lost()
		lost := r.sale(1234).View
		r.fail = once(what)
		_, err := r.Do(t.Context(), Order{Kind: txn.Balance, Card: testCard})
		require.ErrorIs(t, err, ErrNotRecorded, what)
		require.Equal(t, txn.BeingReversed, r.status(lost.Trace).Verdict, what)
		require.Equal(t, []string{lost.TraceText}, r.do(Order{Kind: txn.Balance, Card: testCard}).View.ReversedBefore, what)
		require.Equal(t, txn.NotPaid, r.status(lost.Trace).Verdict, what)
	}
}

// TestOneGoodCommitForgivesAFailure: only failures in a row are safe mode.
func TestOneGoodCommitForgivesAFailure(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	for range 3 {
		r.fail = once(roll.IntentMade)
		_, err := r.Do(t.Context(), Order{Kind: txn.Balance, Card: testCard})
		require.ErrorIs(t, err, ErrNotRecorded)
		require.NotErrorIs(t, err, ErrSafe)
		require.Equal(t, txn.Done, r.do(Order{Kind: txn.Balance, Card: testCard}).View.Verdict)
	}
}

// TestFailingPaperIsSafeModeToo: a journal that takes no row about paper is not opened for ever.
func TestFailingPaperIsSafeModeToo(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.fail = func(rows []roll.Row) error {
		if has(rows, roll.AttemptMade)+has(rows, roll.InDoubt) > 0 {
			return journal.ErrFull
		}
		return nil
	}
	sent, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	require.Equal(t, ExitOpen, sent.View.Exit(), "it was sent, and its approval could not be written down")
	require.ErrorIs(t, r.settled().Safe, ErrSafe)
	require.LessOrEqual(t, len(r.opened()), 2)
}

// TestAJournalThatIsGone: the approval cannot be written, and the journal does not open
// again. Nothing is known, and that is what is said; nothing is read from a closed journal.
func TestAJournalThatIsGone(t *testing.T) {
	r := newRig(t)
	gone := false
	r.change = func(c *Config) {
		open := c.OpenRoll
		c.OpenRoll = func() (Roll, error) {
			if gone {
				return nil, journal.ErrDamaged
			}
			return open()
		}
	}
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.fail = func(rows []roll.Row) error {
		gone = has(rows, roll.Approved) > 0
		if gone {
			return journal.ErrFull
		}
		return nil
	}
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.ErrorIs(t, err, ErrUnrecorded, "it was sent: nobody may say that nothing was")
	require.NotErrorIs(t, err, ErrNotRecorded)
	_, err = r.Status(t.Context(), txn.Ref{Trace: 2})
	require.Error(t, err)
	_, err = r.List(t.Context(), Newest, 5)
	require.Error(t, err)
	_, err = r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1, Card: testCard})
	require.ErrorIs(t, err, ErrSafe)
	gone, r.fail = false, nil
}

// TestFailedCommitIsTold: whoever asked for paper or gave a decision hears that it was not written.
func TestFailedCommitIsTold(t *testing.T) {
	r := newRig(t)
	r.open()
	r.sale(1234)
	r.lost()
	lost := r.sale(99).View
	r.answering(txn.Sale, true, "30")
	r.do(Order{Kind: txn.Balance, Card: testCard})
	require.Equal(t, txn.MoneyParked, r.status(lost.Trace).Money)
	for _, tt := range []struct {
		name string
		row  roll.What
		ask  func() (Reply, error)
	}{
		{"reprint", roll.AttemptMade, func() (Reply, error) { return r.Reprint(t.Context(), txn.Ref{Trace: 2}, txn.Merchant) }},
		{"details", roll.AttemptMade, func() (Reply, error) { return r.Details(t.Context()) }},
		{"resolve", roll.Resolved, func() (Reply, error) {
			return r.Resolve(t.Context(), lost.Trace, roll.Decision{By: "01", Note: "n"})
		}},
	} {
		r.settled()
		r.fail = once(tt.row)
		_, err := tt.ask()
		require.ErrorIs(t, err, ErrNotRecorded, tt.name)
		require.ErrorIs(t, err, journal.ErrFull, tt.name)
		r.settled()
		reply, err := tt.ask()
		require.NoError(t, err, tt.name)
		require.Equal(t, machine.Possible, reply.Refusal, tt.name)
	}
	require.Equal(t, txn.MoneyReversed, r.status(lost.Trace).Money)
}

// TestAssertionsStopTheLoop plants what the journal does not bear out: nothing
// leaves, and the journal is opened again and says what is.
func TestAssertionsStopTheLoop(t *testing.T) {
	t.Run("a reversal of what was approved", func(t *testing.T) {
		r := newRig(t)
		r.open()
		r.do(Order{Kind: txn.SignIn})
		r.lost()
		lost := r.sale(1234).View
		asked := len(r.host.asked())
		r.inside(func(l *loop) { l.durable.is[lost.ID] = roll.Approved })
		_, err := r.Do(t.Context(), Order{Kind: txn.Balance, Card: testCard})
		require.ErrorIs(t, err, ErrNotRecorded)
		require.ErrorContains(t, err, "assertion")
		require.Len(t, r.host.asked(), asked)
		require.Len(t, r.opened(), 2)
		r.do(Order{Kind: txn.Balance, Card: testCard})
		require.Equal(t, txn.NotPaid, r.status(lost.Trace).Verdict)
	})
	t.Run("a slip of what was not approved", func(t *testing.T) {
		r := newRig(t)
		p := manual()
		r.paper = func() *fakePrinter { return p }
		r.open()
		sale, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
		require.NoError(t, err)
		r.inside(func(l *loop) {
			l.durable.is[sale.View.ID] = roll.Declined
			assert.ErrorIs(t, l.step(machine.Ready{At: l.at()}), ErrNotRecorded)
		})
		require.Len(t, r.opened(), 2)
		require.Empty(t, p.jobs)
		p.events <- printer.Ready{Grade: txn.GradePrinted}
		job := <-p.jobs
		p.events <- printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 1}
		second := <-p.jobs
		p.events <- printer.Printed{Job: second.Number, Grade: txn.GradePrinted, Pieces: 1}
		r.settled()
		require.Equal(t, txn.PaperPrinted, r.status(sale.View.Trace).Paper.Merchant)
	})
}

// TestCheckpointsCarryWhatMayBeSentAndPrinted: a reversal of an earlier batch has its intent in the checkpoint.
func TestCheckpointsCarryWhatMayBeSentAndPrinted(t *testing.T) {
	owed := roll.Txn{ID: 3, Kind: txn.Sale, Is: roll.InDoubt, Tries: 1}
	d := newDurable([]roll.Row{{Seq: 9, What: roll.Closed, Body: roll.Checkpoint{Book: roll.Book{Txns: []roll.Txn{owed}}}}})
	require.NoError(t, d.maySend(machine.Send{Of: 3, As: txn.Reversal}))
	require.Error(t, d.maySend(machine.Send{Of: 3}))
}

// TestARequestThatCannotBeBuilt was not sent. It blocks nobody, and a person may end it.
func TestARequestThatCannotBeBuilt(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.lost()
	lost := r.sale(1234).View
	r.host.set(approve(t))
	r.inside(func(l *loop) { assert.NoError(t, l.roll.Forget([]roll.ID{lost.ID})) })
	asked := len(r.host.asked())
	require.Equal(t, machine.RefusedUndelivered, r.do(Order{Kind: txn.Balance, Card: testCard}).Refusal)
	require.Len(t, r.host.asked(), asked)
	require.Equal(t, 2, r.status(lost.Trace).Reversal.Tries)
	reply, err := r.Resolve(t.Context(), lost.Trace, roll.Decision{By: "01", Note: "the acquirer undid it"})
	require.NoError(t, err)
	require.Equal(t, machine.Possible, reply.Refusal)
	require.Equal(t, txn.Paid, r.sale(5).View.Verdict)
}

// TestPINWithoutPad: a sale whose PIN block cannot be made was not sent.
func TestPINWithoutPad(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	asked := len(r.host.asked())
	v := r.do(Order{Kind: txn.Sale, Amount: 1, Card: testCard, Pad: &pad{}}).View
	require.Equal(t, txn.MoneyNone, v.Money)
	require.Equal(t, ExitNotNow, v.Exit())
	require.Len(t, r.host.asked(), asked)
}
