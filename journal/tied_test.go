package journal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// refund tries to arm a refund of a sale; the canary card's amount is 123.45.
func (m *maker) refund(orig roll.ID, amount txn.Fen) error {
	before, live := m.book, m.live
	rows := m.intent(txn.Refund, orig)
	in := rows[0].Body.(roll.Intent)
	in.Amount = amount
	rows[0].Body = in
	m.book = before.Apply(rows[0])
	err := m.j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary})
	if err != nil {
		m.book, m.live = before, live
	}
	return err
}

// TestRefundsNeverExceedTheirOriginal: whatever the terminal thinks, the journal refuses.
func TestRefundsNeverExceedTheirOriginal(t *testing.T) {
	dir, j, m := create(t)
	sale := m.sale(t)
	require.NoError(t, m.refund(sale, 100_00))
	m.say(t, roll.Approved, roll.Outcome{Code: "00"})
	require.NoError(t, m.refund(sale, 23_45))
	m.say(t, roll.Declined, roll.Outcome{Code: "61"})
	require.NoError(t, m.refund(sale, 23_45), "what was declined gave nothing back")
	m.say(t, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	err := m.refund(sale, 1)
	require.ErrorIs(t, err, journal.ErrGuard)
	require.ErrorContains(t, err, "refund_limit")

	require.NoError(t, j.Close())
	m.j = open(t, dir)
	defer m.j.Close()
	m.say(t, roll.Resolved, roll.Decision{By: "99", Note: "the acquirer has nothing"})
	require.NoError(t, m.refund(sale, 23_45), "a person said that it gave nothing back")
	other := m.sale(t)
	require.NoError(t, m.refund(other, 123_45), "each original by itself")
	got, err := m.j.Txn(sale)
	require.NoError(t, err)
	require.Equal(t, txn.Fen(100_00), got.Refunded)
	require.Equal(t, txn.Fen(23_45), got.Refunding)
	require.Zero(t, got.Left())
}

// TestOneVoidManyRefunds: the guard of voids does not stand in the way of what shares its original.
func TestOneVoidManyRefunds(t *testing.T) {
	_, _, m := create(t)
	sale := m.sale(t)
	for range 3 {
		require.NoError(t, m.refund(sale, 10_00))
		m.say(t, roll.Approved, roll.Outcome{Code: "00"})
	}
	m.void(t, sale)
	rows := m.intent(txn.Void, sale)
	require.NoError(t, m.j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}))
	require.ErrorIs(t, m.j.Commit(m.tell(roll.Approved, roll.Outcome{Code: "00"}), nil), journal.ErrGuard)
}

// TestCashIsVoidedOnce: an intent and its outcome in one commit, and one void of it.
func TestCashIsVoidedOnce(t *testing.T) {
	_, j, m := create(t)
	record := func(kind txn.Kind, orig roll.ID) error {
		return j.Commit(append(m.intent(kind, orig), m.tell(roll.Approved, roll.Outcome{Copies: 1})...), nil)
	}
	require.NoError(t, record(txn.Cash, 0))
	cash := m.live.Txn
	require.NoError(t, record(txn.CashVoid, cash))
	report, err := j.Check(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.ErrorIs(t, record(txn.CashVoid, cash), journal.ErrGuard)
}

func TestApprovedIsFoundByWhatItsSlipSays(t *testing.T) {
	_, j, m := create(t)
	var ids []roll.ID
	for _, rrn := range []string{"000000000001", "000000000002", "000000000001"} {
		m.ask(t, txn.Sale, 0)
		ids = append(ids, m.live.Txn)
		m.say(t, roll.Approved, roll.Outcome{Code: "00", RRN: rrn})
	}
	by := func(rrn string) func(roll.Row) bool {
		return func(r roll.Row) bool { o, _ := r.Body.(roll.Outcome); return o.RRN == rrn }
	}
	for rrn, want := range map[string]roll.ID{"000000000001": ids[2], "000000000002": ids[1]} {
		id, err := j.Approved(begin, by(rrn))
		require.NoError(t, err)
		require.Equal(t, want, id, rrn)
	}
	_, err := j.Approved(begin, by("000000000009"))
	require.ErrorIs(t, err, journal.ErrUnknown)
	_, err = j.Approved(m.live.At.Add(time.Second), by("000000000002"))
	require.ErrorIs(t, err, journal.ErrUnknown, "it is older")
}

// TestSpentWithItsBatch: a closed batch needs no card numbers, but for what is owed still.
func TestSpentWithItsBatch(t *testing.T) {
	_, j, m := create(t)
	sale := m.sale(t)
	m.ask(t, txn.Sale, 0)
	parked := m.live.Txn
	m.say(t, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	m.say(t, roll.RevTry, roll.Try{N: 1})
	m.say(t, roll.Parked, roll.Refusal{Code: "30"})
	require.NoError(t, j.Commit(m.row(roll.Row{Batch: 1, What: roll.Closed, Body: roll.Checkpoint{Book: m.book.NextBatch()}}), nil))
	next := m.sale(t)
	spent, err := j.Spent(func(id roll.ID) bool { return id == parked })
	require.NoError(t, err)
	require.Equal(t, []roll.ID{sale}, spent)
	require.NotContains(t, spent, next)
}

// TestAnOlderJournalGetsTheNewGuards opens a journal as the first release laid it out.
func TestAnOlderJournalGetsTheNewGuards(t *testing.T) {
	dir, j, m := create(t)
	sale := m.sale(t)
	require.NoError(t, j.Close())
	sql(t, dir, `DROP TRIGGER refund_limit; DROP INDEX void_once;
		CREATE UNIQUE INDEX void_once ON roll (orig) WHERE what = 'approved' AND orig <> 0; DROP TABLE outbox; DROP TABLE endpoint; DROP INDEX cash_void_once; PRAGMA user_version = 1;`)
	m.j = open(t, dir)
	defer m.j.Close()
	require.ErrorIs(t, m.refund(sale, 123_46), journal.ErrGuard)
}
