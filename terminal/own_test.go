package terminal

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms"
	"posterm/printer"
	"posterm/receipt"
	"posterm/txn"
)

// TestReversalNamesItsOriginal: terminal, batch, trace and amount of a reversal are
// the original's, in every try, however many numbers were used since.
func TestReversalNamesItsOriginal(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	r.lost()
	lost := r.sale(1234).View
	r.do(Order{Kind: txn.SignIn}) // uses up a number
	r.host.set(func(comms.Request) (comms.Answer, error) { return comms.Answer{}, errLost })
	r.do(Order{Kind: txn.Balance, Card: testCard})
	r.host.set(approve(t))
	r.do(Order{Kind: txn.Balance, Card: testCard})
	reversals := 0
	for _, q := range r.host.asked() {
		if q.As == txn.Request {
			continue
		}
		reversals++
		require.Equal(t, lost.Trace, txn.Ref{Batch: q.Batch, Trace: q.Trace})
		require.Equal(t, txn.Fen(1234), q.Amount)
		require.Equal(t, r.policy.Terminal, q.Terminal)
		require.Equal(t, r.policy.Merchant, q.Merchant)
		require.Equal(t, txn.NoReply, q.Reason)
	}
	require.Equal(t, 3, reversals)
}

// A chip tells its reversal what it made of the transaction, and no more: the data that
// paid are sent once.
func TestReversalOfAChip(t *testing.T) {
	r := newRig(t)
	r.open()
	r.do(Order{Kind: txn.SignIn})
	b, err := card.Resolve("B", card.Options{TestKeys: true})
	require.NoError(t, err)
	r.lost()
	r.do(Order{Kind: txn.Sale, Amount: 1234, Card: b.Card})
	r.do(Order{Kind: txn.Balance, Card: b.Card})
	asked := r.host.asked()
	i := slices.IndexFunc(asked, func(q comms.Request) bool { return q.As == txn.Reversal })
	require.Positive(t, i)
	require.Greater(t, len(asked[i-1].Chip), 100)
	require.Equal(t, "950500000080009F101307010103A0A802010A010000000000E1B2C3D49F3602001C", fmt.Sprintf("%X", []byte(asked[i].Chip)))
}

// TestABalanceIsItsOwn: an inquiry without a balance in its answer shows none, and a sale never does.
func TestABalanceIsItsOwn(t *testing.T) {
	r := newRig(t)
	r.open()
	happy, rich := approve(t), txn.Fen(50_000)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		a, err := happy(q)
		a.Balance = &rich
		return a, err
	})
	require.Equal(t, "500.00", *r.do(Order{Kind: txn.Balance, Card: testCard}).View.Balance)
	require.Nil(t, r.sale(1).View.Balance)
	r.host.set(happy)
	next := r.do(Order{Kind: txn.Balance, Card: testCard}).View
	require.Nil(t, next.Balance)
	require.NotContains(t, next.Said, "500.00")
}

// TestLastIsTheLast: status and reprint mean the last transaction that could move
// money, also when it failed. A slip for it must not be another one's.
func TestLastIsTheLast(t *testing.T) {
	r := newRig(t)
	p := manual(printer.Ready{Grade: txn.GradePrinted})
	r.paper = func() *fakePrinter { return p }
	r.open()
	_, err := r.Do(t.Context(), Order{Kind: txn.Sale, Amount: 1234, Card: testCard})
	require.NoError(t, err)
	for range r.policy.Copies {
		p.events <- printer.Printed{Job: (<-p.jobs).Number, Grade: txn.GradePrinted, Pieces: 1}
	}
	r.answering(txn.Sale, false, "51")
	declined := r.sale(5678).View
	require.Equal(t, ExitDeclined, declined.Exit())
	require.Equal(t, declined.Trace, r.status(txn.Ref{}).Trace)
	_, err = r.Reprint(t.Context(), txn.Ref{}, txn.Merchant)
	require.NoError(t, err)
	job := <-p.jobs
	p.events <- printer.Printed{Job: job.Number, Grade: txn.GradePrinted, Pieces: 1}
	text := receipt.Text(job.Slip, 32)
	require.Contains(t, text, "未成功 NOT APPROVED")
	require.Contains(t, text, declined.TraceText)
	require.NotContains(t, text, "12.34")
}
