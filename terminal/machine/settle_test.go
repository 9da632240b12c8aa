package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// sells makes sales without paper.
func (b *bench) sells(n int) {
	b.t.Helper()
	b.s.Policy.Paper = false
	for range n {
		b.sale("00")
	}
}

// TestSettlement: what leaves, in which order, with which numbers, and what is left behind.
func TestSettlement(t *testing.T) {
	for _, tt := range []struct {
		name    string
		sales   int
		verdict txn.Comparison
		sends   []Send // without Of
		records int
	}{
		{"balanced", 9, txn.Balanced, []Send{{}, {As: txn.BatchEnd}}, 0},
		{"unbalanced", 1, txn.Unbalanced, []Send{{}, {As: txn.BatchList}, {As: txn.BatchEnd, Group: 1}}, 1},
		{"could not be compared", 8, txn.CompareError, []Send{{}, {As: txn.BatchList}, {As: txn.BatchEnd, Group: 1}}, 8},
		{"one more than a group", 9, txn.Unbalanced, []Send{{}, {As: txn.BatchList}, {As: txn.BatchList, Group: 1}, {As: txn.BatchEnd, Group: 2}}, 9},
		{"nothing to upload", 0, txn.Unbalanced, []Send{{}, {As: txn.BatchEnd}}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			b.sells(tt.sales)
			b.sale("51")
			trace, sends := b.s.Book.Trace, len(b.sends)
			b.key(txn.Settle)
			id := b.s.Live
			reserve := groups(tt.sales) + 1
			want := txn.Totals{Debit: txn.Sum{Count: tt.sales, Amount: txn.Fen(tt.sales) * 1234}}
			require.Equal(t, &roll.Frozen{Domestic: want, Reserve: reserve}, b.txn(id).Intent.Frozen)
			require.Equal(t, trace.Skip(1+reserve), b.s.Book.Trace)
			b.compare(txn.Balanced, tt.verdict)
			for range tt.sends[1:] {
				b.answer("00")
			}
			for i := range tt.sends {
				tt.sends[i].Of = id
			}
			require.Equal(t, tt.sends, b.sends[sends:])
			settled := b.txn(id)
			require.Equal(t, roll.Approved, settled.Is)
			require.Equal(t, tt.records, settled.Upload.Records)
			require.Equal(t, &roll.Report{Result: tt.verdict}, settled.Outcome.Report)
			require.Equal(t, txn.Done, settled.Verdict(0))
			require.Equal(t, txn.Batch(2), b.s.Book.Batch)
			require.Equal(t, id, b.s.Book.Closed)
			require.Equal(t, 1, b.count(roll.Closed))
			require.Equal(t, roll.Closed, b.rows[len(b.rows)-1].What, "one commit")
			b.key(txn.Settle)
			b.refused(RefusedEmptyBatch)
			b.sale("00")
			require.Equal(t, txn.Batch(2), b.txn(b.newest()).Batch)
		})
	}
}

// TestSettlementSlip: it is owed whatever the printer does, and tells what is left behind.
func TestSettlementSlip(t *testing.T) {
	b := signedBench(t)
	parked := b.parked()
	b.paper()
	b.give(Unready{b.at(), txn.FaultPaperOut})
	b.sale("00")
	b.give(Keyed{At: b.at(), Command: Command{Kind: txn.Settle, Unconfirmed: 3}})
	id := b.s.Live
	b.compare(txn.Balanced, txn.Balanced)
	b.answer("00")
	require.Equal(t, &roll.Report{Result: txn.Balanced, Due: 2, Unconfirmed: 3, Parked: []txn.Trace{b.txn(parked).Trace}}, b.txn(id).Outcome.Report)
	require.Equal(t, txn.Batch(2), b.s.Book.Batch)
	require.Equal(t, 3, b.s.Book.OwedSlips(), "the closing row carries them over")
	b.give(Ready{b.at()})
	b.paper()
	require.Zero(t, b.s.Book.OwedSlips())
	last := b.prints[len(b.prints)-1].Slip
	require.Equal(t, roll.Attempt{Form: txn.FormSettlement, For: txn.Merchant, N: 1}, last.Attempt)
	require.Equal(t, txn.Batch(1), last.Batch)
	b.restart()
	b.retry(parked)
	require.Equal(t, Send{Of: parked, As: txn.Reversal}, b.sends[len(b.sends)-1])
}

// TestSettlementWithoutPrinter: a printer that came later prints what a batch came to.
func TestSettlementWithoutPrinter(t *testing.T) {
	b := signedBench(t)
	b.sells(1)
	b.key(txn.Settle)
	id := b.s.Live
	b.compare(txn.Balanced, txn.Balanced)
	b.answer("00")
	require.Empty(t, b.txn(id).Copies)
	b.s.Policy.Paper = true
	b.give(Reprint{At: b.at(), Txn: b.txn(id), Form: txn.FormSettlement, For: txn.Merchant})
	require.Equal(t, roll.Attempt{Form: txn.FormSettlement, For: txn.Merchant, N: 1, Marked: true}, b.prints[0].Slip.Attempt)
}

// TestSettlementSends: how often a message leaves without an answer, how it goes on, and
// that it is the same settlement all the time.
func TestSettlementSends(t *testing.T) {
	at := map[string]func(*bench){
		"totals": func(*bench) {},
		"group":  func(b *bench) { b.compare(txn.Unbalanced, txn.Balanced) },
		"end":    func(b *bench) { b.compare(txn.Balanced, txn.Balanced) },
	}
	for name, until := range at {
		for _, codes := range [][]txn.Code{{"", ""}, {"-", "-"}, {"", "-"}, {"96"}, {"30"}, {"ZZ"}} {
			if name == "totals" && codes[0] == "-" {
				continue // then nothing of it left
			}
			b := signedBench(t)
			b.sells(1)
			b.key(txn.Settle)
			id := b.s.Live
			until(b)
			sends := len(b.sends) - 1
			b.answers(codes...)
			require.Equal(t, Screen{Is: Finished, Of: id, Trace: b.txn(id).Trace, Kind: txn.Settle}, b.last(), "%s %q", name, codes)
			require.Equal(t, id, b.s.Book.Freeze)
			again := b.sends[sends:]
			require.Len(t, again, len(codes))
			b.restart()
			b.key(txn.Settle)
			require.Equal(t, again[0], b.sends[len(b.sends)-1], "%s %q: it goes on where it was", name, codes)
			require.Equal(t, 1, b.settlements())
			if name == "totals" {
				b.compare(txn.Balanced, txn.Balanced)
			}
			b.answers("00")
			if name == "group" {
				b.answers("00")
			}
			require.Equal(t, txn.Batch(2), b.s.Book.Batch)
		}
	}
}

// settlements counts those that were begun.
func (b *bench) settlements() (n int) {
	for _, r := range b.rows {
		if r.What == roll.IntentMade && r.Kind == txn.Settle {
			n++
		}
	}
	return n
}

// TestTotalsThatNeverLeft freeze nothing; totals that may have left freeze the batch.
func TestTotalsThatNeverLeft(t *testing.T) {
	b := signedBench(t)
	b.sells(1)
	b.key(txn.Settle)
	b.answers("-")
	require.Zero(t, b.s.Book.Freeze)
	b.sale("00")
	b.key(txn.Settle)
	require.Equal(t, 2, b.settlements())
	require.Equal(t, 2, b.txn(b.s.Live).Intent.Frozen.All().Debit.Count)
	b.answers("", "-")
	require.NotZero(t, b.s.Book.Freeze, "the first send may have arrived")
	b.key(txn.Settle)
	b.answers("-", "-")
	require.NotZero(t, b.s.Book.Freeze)
	require.Equal(t, 2, b.settlements())
}

// TestSettlementGate: what is owed goes first, and the totals count it.
func TestSettlementGate(t *testing.T) {
	b := signedBench(t)
	b.s.Policy.Paper = false
	sale := b.sale("00")
	b.refund(sale, "")
	b.key(txn.Settle)
	require.Equal(t, Clearing, b.s.Desk)
	b.answers("96")
	b.refused(RefusedUndelivered)
	require.Zero(t, b.s.Book.Freeze)
	b.key(txn.Settle)
	b.answers("00")
	require.Equal(t, Settling, b.s.Desk)
	require.Equal(t, txn.Totals{Debit: txn.Sum{Count: 1, Amount: 1234}, Credit: txn.Sum{Count: 1, Amount: 500}}, b.txn(b.s.Live).Intent.Frozen.All())
}

// TestSettlementSignsInOnce: a host that always wants a sign-in gets one in each occasion.
func TestSettlementSignsInOnce(t *testing.T) {
	b := signedBench(t)
	b.sells(1)
	b.key(txn.Settle)
	b.answers("77", "00")
	require.Equal(t, Settling, b.s.Desk)
	b.answers("77")
	b.refused(RefusedSignIn)
	b.key(txn.Settle)
	require.Equal(t, Signing, b.s.Desk)
	b.answers("00")
	b.compare(txn.Balanced, txn.Balanced)
	b.answers("00")
	require.Equal(t, txn.Batch(2), b.s.Book.Batch)
}

// TestVerdictOfAnotherMessageIsNone: only the answer to the totals compares them, and only
// an authentic one.
func TestVerdictOfAnotherMessageIsNone(t *testing.T) {
	b := signedBench(t)
	b.sells(1)
	b.key(txn.Settle)
	id := b.s.Live
	b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: "77"}, Verdict: roll.Verdict{Domestic: txn.Balanced, Foreign: txn.Balanced}})
	require.Nil(t, b.txn(id).Compared)
	require.Equal(t, Signing, b.s.Desk)
	b.answers("00")
	b.compare(txn.Unbalanced, txn.Unbalanced)
	b.compare(txn.Balanced, txn.Balanced) // the group's
	require.Equal(t, txn.Unbalanced, b.txn(id).Compared.Result())
}

// TestNumbersInASettlement: the numbers kept for its messages wrap, and a sign-in between
// them uses one behind them.
func TestNumbersInASettlement(t *testing.T) {
	b := signedBench(t)
	b.sells(17)
	b.s.Book.Trace = txn.TraceLimit - 2
	b.rows = []roll.Row{{Seq: b.s.Book.Seq, At: b.now, What: roll.Closed, Body: roll.Checkpoint{Book: b.s.Book}}}
	b.key(txn.Settle)
	id := b.s.Live
	settle := b.txn(id)
	require.Equal(t, txn.TraceLimit-1, settle.Trace)
	require.Equal(t, 4, settle.Intent.Frozen.Reserve)
	require.Equal(t, txn.Trace(3), settle.Trace.Skip(settle.Intent.Frozen.Reserve))
	require.Equal(t, txn.Trace(3), b.s.Book.Trace)
	b.answers("77")
	require.Equal(t, txn.Trace(4), b.txn(b.s.Live).Trace, "the sign-in")
	b.answers("00")
	b.compare(txn.Unbalanced, txn.Balanced)
	b.answers("00", "00", "00", "00")
	require.Equal(t, txn.Batch(2), b.s.Book.Batch)
	require.Equal(t, txn.Trace(4), b.s.Book.Trace, "numbers go on")
}

// TestTheLastBatchNumber is followed by the first.
func TestTheLastBatchNumber(t *testing.T) {
	b := newBench(t)
	b.key(txn.SignIn)
	b.give(keys(b, true, 999_999, "00"))
	b.sells(1)
	b.key(txn.Settle)
	b.compare(txn.Balanced, txn.Balanced)
	b.answers("00")
	require.Equal(t, txn.Batch(1), b.s.Book.Batch)
	require.False(t, b.s.Book.Clash())
	require.True(t, b.s.Book.Signed)
}

// TestBatchWithRoomForItsSettlement: a batch whose numbers are used up can still be settled.
func TestBatchWithRoomForItsSettlement(t *testing.T) {
	s := able()
	s.Book.Used, s.Book.Count = TraceRoom, 500
	s.Want = Command{Kind: txn.Settle}
	require.Equal(t, Possible, possible(s, epoch))
	require.Less(t, TraceRoom+groups(500)+2, int(txn.TraceLimit))
}
