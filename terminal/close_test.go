package terminal

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// TestCloseWhileAsking: a terminal stopped at once says of the sale at the host
// what the next start will say of it.
func TestCloseWhileAsking(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	came := r.host.holds(txn.Sale)
	type end struct {
		reply Reply
		err   error
	}
	ended := make(chan end, 1)
	go func() {
		reply, err := r.Do(context.Background(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
		ended <- end{reply, err}
	}()
	<-came
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Close(ctx), context.Canceled)
	told := <-ended
	require.NoError(t, told.err)
	require.Equal(t, txn.BeingReversed, told.reply.View.Verdict)
	require.Equal(t, ExitOpen, told.reply.View.Exit())
	_, err := r.Do(t.Context(), Order{Kind: txn.Balance, Card: testCard})
	require.ErrorIs(t, err, ErrStopped)

	r.host.holds(txn.KindNone)
	r.open()
	require.Equal(t, txn.BeingReversed, r.status(told.reply.View.Trace).Verdict)
	require.Equal(t, []string{told.reply.View.TraceText}, r.do(Order{Kind: txn.Balance, Card: testCard}).View.ReversedBefore)
}

// TestCloseInTheGate: nothing was sent for the command, and it is told so: by
// the stop, or by the sign-in that the stop ended, whichever the loop sees first.
func TestCloseInTheGate(t *testing.T) {
	r := newRig(t)
	r.open()
	came := r.host.holds(txn.SignIn)
	ended := make(chan string, 1)
	go func() {
		reply, err := r.Do(context.Background(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
		if err != nil {
			ended <- err.Error()
			return
		}
		ended <- reply.Refusal.String()
	}()
	<-came
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Close(ctx), context.Canceled)
	require.Contains(t, []string{ErrStopped.Error(), machine.RefusedSignIn.String()}, <-ended)
	require.Len(t, r.host.asked(), 1)
}

// TestAtOnceAtPowerOn: a terminal that runs delivers what a power cut left; a
// one-shot command does only what it was asked for.
func TestAtOnceAtPowerOn(t *testing.T) {
	for _, oneShot := range []bool{false, true} {
		r := newRig(t)
		r.open()
		r.do(Order{Kind: txn.SignIn})
		r.lost()
		lost := r.sale(1234).View
		r.stop()
		asked := len(r.host.asked())
		r.policy.Reversal.AtOnce = true
		r.change = func(c *Config) { c.OneShot = oneShot }
		r.open()
		r.settled()
		if oneShot {
			require.Len(t, r.host.asked(), asked)
			continue
		}
		require.Equal(t, txn.NotPaid, r.status(lost.Trace).Verdict)
	}
}

// TestEveryAnswerIsItsOwn: warnings and delivered reversals are told once, to the command they belong to.
func TestEveryAnswerIsItsOwn(t *testing.T) {
	r := newRig(t)
	r.open()
	require.Nil(t, r.sale(1234).View.Warning)
	again := r.sale(1234).View
	require.Equal(t, machine.RefusedDuplicate.String(), *again.Warning)
	require.Nil(t, r.do(Order{Kind: txn.Balance, Card: testCard}).View.Warning)

	r.lost()
	lost := r.sale(99).View
	require.Equal(t, []string{lost.TraceText}, r.do(Order{Kind: txn.Balance, Card: testCard}).View.ReversedBefore)
	require.Empty(t, r.do(Order{Kind: txn.Balance, Card: testCard}).View.ReversedBefore)

	lost = r.sale(98).View
	r.answering(txn.Balance, false, "A0")
	reply, err := r.Deliver(t.Context(), txn.Ref{})
	require.NoError(t, err)
	require.Equal(t, []string{lost.TraceText}, reply.Undone)
}

// TestKeysNeedABatchNumber: a sign-in answer without one is no sign-in.
func TestKeysNeedABatchNumber(t *testing.T) {
	r := newRig(t)
	happy := approve(t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		a, err := happy(q)
		a.Batch = 0
		return a, err
	})
	r.open()
	require.Equal(t, txn.NotDone, r.do(Order{Kind: txn.SignIn}).View.Verdict)
	require.Equal(t, machine.RefusedSignIn, r.do(Order{Kind: txn.Sale, Amount: 1, Card: testCard}).Refusal)
	how, err := r.Condition(t.Context())
	require.NoError(t, err)
	require.False(t, how.Signed)
}

// TestRetryByTrace: a person names a parked reversal by its trace number.
func TestRetryByTrace(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.lost()
	lost := r.sale(1234).View
	r.answering(txn.Sale, true, "30")
	r.do(Order{Kind: txn.Balance, Card: testCard})
	require.Equal(t, txn.NeedsPerson, r.status(lost.Trace).Verdict)
	require.Equal(t, ExitPerson, r.status(lost.Trace).Exit())
	reply, err := r.Deliver(t.Context(), txn.Ref{Trace: 1})
	require.NoError(t, err)
	require.Equal(t, machine.RefusedNotParked, reply.Refusal)
	r.host.set(approve(t))
	reply, err = r.Deliver(t.Context(), lost.Trace)
	require.NoError(t, err)
	require.Equal(t, []string{lost.TraceText}, reply.Undone)
	require.Equal(t, roll.Reversed.String(), r.status(lost.Trace).Reversal.State)
}
