package terminal

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal/machine"
	"posterm/txn"
)

func TestSaleFromKeyToPaper(t *testing.T) {
	r := newRig(t)
	r.open()
	r.sale(1234)
	v := r.status(txn.Ref{})
	require.Equal(t, txn.Paid, v.Verdict)
	require.Equal(t, Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}, v.Paper)
	require.Equal(t, "000002", v.TraceText, "the sign-in used 000001")
	require.Equal(t, ExitDone, v.Exit())
	require.Equal(t, []machine.Shown{machine.SigningIn, machine.Sending, machine.Finished}, r.shown())
	require.Equal(t, "已收款，小票已打印。", v.Said)
}

func TestLostAnswerIsReversedBeforeTheNextTransaction(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.host.set(func(comms.Request) (comms.Answer, error) { return comms.Answer{}, errLost })
	lost := r.sale(1234).View
	require.Equal(t, txn.BeingReversed, lost.Verdict)
	require.Equal(t, ExitOpen, lost.Exit())
	require.Equal(t, &Reversal{State: "owed", Reason: txn.NoReply}, lost.Reversal)

	require.Equal(t, machine.RefusedUndelivered, r.do(Order{Kind: txn.Balance, Card: testCard}).Refusal, "silence parks nothing")
	r.host.set(approve(t))
	balance := r.do(Order{Kind: txn.Balance, Card: testCard}).View
	require.Equal(t, []string{lost.TraceText}, balance.ReversedBefore)
	v := r.status(lost.Trace)
	require.Equal(t, txn.NotPaid, v.Verdict)
	require.Equal(t, "reversed", v.Reversal.State)
	require.Equal(t, 3, v.Reversal.Tries, "two in the refused occasion, one that was answered")
	require.Equal(t, []SlipState{{txn.FormReversal, txn.PaperPrinted}}, v.Slips)
	last := r.host.asked()[len(r.host.asked())-2]
	require.True(t, last.As == txn.Reversal)
	require.Equal(t, testPAN, last.PAN, "unsealed for the reversal")
	require.Empty(t, last.Track2)
}

func TestNothingSentIsNotADoubt(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.host.set(func(comms.Request) (comms.Answer, error) {
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpDial, Err: errors.New("refused")}
	})
	v := r.sale(1234).View
	require.Equal(t, txn.NotPaid, v.Verdict)
	require.Equal(t, txn.MoneyNone, v.Money)
	require.Equal(t, ExitNotNow, v.Exit())
}

func TestPrinterFaultIsAboutPaperOnly(t *testing.T) {
	r := newRig(t)
	p := &fakePrinter{events: make(chan printer.Event, 8), jobs: make(chan printer.Job, 8)}
	r.paper = func() *fakePrinter { return p }
	r.open()
	p.events <- printer.Ready{Grade: txn.GradePrinted}
	reply, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	job := <-p.jobs
	p.events <- printer.Stalled{Job: job.Number, Fault: txn.FaultPaperOut}
	how, err := r.Settled(t.Context())
	require.NoError(t, err)
	require.Equal(t, machine.Held, how.Tray)
	v := r.status(reply.View.Trace)
	require.Equal(t, txn.Paid, v.Verdict)
	require.Equal(t, ExitSlipOwed, v.Exit())
	require.Equal(t, txn.FaultPaperOut, *v.PaperFault)
	require.Contains(t, v.Said, "请勿重复刷卡")

	held, err := r.Reprint(t.Context(), txn.Ref{}, txn.Merchant)
	require.NoError(t, err)
	require.Equal(t, machine.RefusedHeld, held.Refusal)

	p.events <- printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 2}
	second := <-p.jobs
	p.events <- printer.Printed{Job: second.Number, Grade: txn.GradePrinted, Pieces: 1}
	_, err = r.Settled(t.Context())
	require.NoError(t, err)
	v = r.status(reply.View.Trace)
	require.Equal(t, Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}, v.Paper)
	require.Equal(t, 2, v.Pieces)
}

// TestFailedIntentSendsNothing: a full disk before sending charges nobody.
func TestFailedIntentSendsNothing(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	asked := len(r.host.asked())
	r.fail = once(roll.IntentMade)
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.ErrorIs(t, err, ErrNotRecorded)
	require.Len(t, r.host.asked(), asked)
	require.Equal(t, txn.Paid, r.sale(1234).View.Verdict, "the reopened terminal works")
}

// TestUnrecordedApprovalIsReversed: what cannot be written down is not shown as
// approved, and is undone with the reason that says so.
func TestUnrecordedApprovalIsReversed(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.fail = once(roll.Approved)
	v := r.sale(1234).View
	require.Equal(t, txn.BeingReversed, v.Verdict)
	require.Equal(t, txn.NotRecorded, v.Reversal.Reason)
	require.NotContains(t, r.shown()[len(r.shown())-1:], machine.Reprinting)
	r.do(Order{Kind: txn.Balance, Card: testCard})
	require.Equal(t, txn.NotPaid, r.status(v.Trace).Verdict)
}

// TestFullDiskIsSafeModeAtTheSecondFailure: nothing is sent by either try.
func TestFullDiskIsSafeModeAtTheSecondFailure(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	asked := len(r.host.asked())
	r.fail = func([]roll.Row) error { return journal.ErrFull }
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.ErrorIs(t, err, ErrNotRecorded)
	_, err = r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.ErrorIs(t, err, ErrSafe)
	require.ErrorIs(t, err, journal.ErrFull)
	require.Len(t, r.host.asked(), asked)
}

// TestSecondFailureIsSafeMode: after a second failure the terminal only reports.
func TestSecondFailureIsSafeMode(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	armed := 0
	r.fail = func(rows []roll.Row) error {
		if armed += has(rows, roll.Approved) + has(rows, roll.InDoubt); armed > 0 && has(rows, roll.IntentMade) == 0 {
			return journal.ErrFull
		}
		return nil
	}
	sent, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	require.Equal(t, ExitOpen, sent.View.Exit(), "it was sent: never say that nothing was")
	r.fail = nil
	_, err = r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.ErrorIs(t, err, ErrSafe)
	require.Equal(t, txn.BeingReversed, r.status(txn.Ref{}).Verdict, "reading still works")
}

func once(what roll.What) func([]roll.Row) error {
	done := false
	return func(rows []roll.Row) error {
		if done || has(rows, what) == 0 {
			return nil
		}
		done = true
		return journal.ErrFull
	}
}

func has(rows []roll.Row, what roll.What) int {
	for _, r := range rows {
		if r.What == what {
			return 1
		}
	}
	return 0
}

// TestBrokenJournalOpensInSafeMode: a changed byte stops money, not reading.
func TestBrokenJournalOpensInSafeMode(t *testing.T) {
	r := newRig(t)
	r.open()
	r.sale(1234)
	r.stop()
	restore := tamper(t, r.dir)
	defer restore()
	broken, err := Open(Config{
		Policy: r.policy, Host: r.host, Now: time.Now, Log: zerolog.Nop(),
		OpenRoll: func() (Roll, error) { return journal.Open(r.dir, "test") },
	})
	require.NoError(t, err)
	_, err = broken.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1, Card: testCard})
	require.ErrorIs(t, err, ErrSafe)
	_, err = broken.Status(t.Context(), txn.Ref{Trace: 2})
	require.Error(t, err, "the changed row itself is not believed")
	_, err = broken.Status(t.Context(), txn.Ref{Trace: 1})
	require.NoError(t, err, "what is sound can be read")
	require.NoError(t, broken.Close(t.Context()))
}

func TestCancelBeforeTheIntentDropsMemoryOnly(t *testing.T) {
	r := newRig(t)
	r.open()
	inGate, goOn := make(chan struct{}), make(chan struct{})
	happy := approve(t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		if q.Kind == txn.SignIn {
			close(inGate)
			<-goOn
		}
		return happy(q)
	})
	ctx, cancel := context.WithCancel(t.Context())
	replies := make(chan Reply, 1)
	go func() {
		reply, _ := r.Do(ctx, Order{Kind: txn.Sale, Amount: 1, Card: testCard})
		replies <- reply
	}()
	<-inGate
	cancel()
	_, err := r.Condition(t.Context()) // the loop has taken the cancel order or takes it next
	require.NoError(t, err)
	r.waitCancelled()
	close(goOn)
	require.Equal(t, machine.RefusedCancelled, (<-replies).Refusal)
	for _, q := range r.host.asked() {
		require.NotEqual(t, txn.Sale, q.Kind)
	}
}

// waitCancelled asks the loop until it has taken the cancel.
func (r *rig) waitCancelled() {
	for {
		seen, err := ask(r.t.Context(), r.Terminal, func(l *loop) (bool, error) { return l.st.Cancelled, nil })
		require.NoError(r.t, err)
		if seen {
			return
		}
	}
}

// TestAssertions plants what the machine must never ask for.
func TestAssertions(t *testing.T) {
	d := newDurable([]roll.Row{
		{Seq: 2, Txn: 2, What: roll.IntentMade, Kind: txn.Sale},
		{Seq: 3, Txn: 3, What: roll.IntentMade, Kind: txn.Sale}, {Seq: 4, Txn: 3, What: roll.Declined},
		{Seq: 5, Txn: 3, What: roll.AttemptMade},
		{Seq: 6, Txn: 6, What: roll.IntentMade}, {Seq: 7, Txn: 6, What: roll.Approved}, {Seq: 8, Txn: 6, What: roll.AttemptMade},
	})
	none := func(roll.ID) (roll.Txn, error) { return roll.Txn{}, os.ErrNotExist }
	slip := func(of roll.ID, form txn.Form) machine.Slip {
		return machine.Slip{Of: of, Attempt: roll.Attempt{Form: form}}
	}
	require.NoError(t, d.maySend(machine.Send{Of: 2}))
	require.Error(t, d.maySend(machine.Send{Of: 9}), "no intent")
	require.Error(t, d.maySend(machine.Send{Of: 3}), "decided already")
	require.Error(t, d.maySend(machine.Send{Of: 2, As: txn.Reversal}), "no try")
	require.NoError(t, d.mayPrint(machine.Print{Job: 8, Slip: slip(6, txn.FormSlip)}, none))
	require.Error(t, d.mayPrint(machine.Print{Job: 5, Slip: slip(3, txn.FormSlip)}, none), "not approved")
	require.Error(t, d.mayPrint(machine.Print{Job: 9, Slip: slip(6, txn.FormSlip)}, none), "no attempt")
	require.NoError(t, d.mayPrint(machine.Print{Job: 5, Slip: slip(3, txn.FormNotApproved)}, none))
}

// TestCardNumbersAreErasedWhenNothingNeedsThem: an approved sale keeps its number
// for a void or an upload; a declined and a reversed one do not.
func TestCardNumbersAreErasedWhenNothingNeedsThem(t *testing.T) {
	r := newRig(t)
	r.open()
	kept := r.sale(1234).View
	happy := approve(t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		a, err := happy(q)
		a.Code = "51"
		return a, err
	})
	declined := r.sale(1).View
	require.Equal(t, ExitDeclined, declined.Exit())
	r.host.set(func(comms.Request) (comms.Answer, error) { return comms.Answer{}, errLost })
	reversed := r.sale(2).View
	r.host.set(happy)
	r.do(Order{Kind: txn.Balance, Card: testCard})
	r.stop()

	j, err := journal.Open(r.dir, "test")
	require.NoError(t, err)
	defer j.Close()
	pan, err := j.PAN(kept.ID)
	require.NoError(t, err)
	require.Equal(t, testPAN, pan)
	for _, gone := range []roll.ID{declined.ID, reversed.ID} {
		_, err = j.PAN(gone)
		require.ErrorIs(t, err, journal.ErrNoNumber)
	}
}
