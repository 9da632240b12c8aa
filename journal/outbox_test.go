package journal_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

var everything = journal.Notifying(roll.Events()...)

// notifying makes an empty journal with an outbox and opens it.
func notifying(t *testing.T) (string, *maker) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, journal.Create(dir, firstBook(), master, begin))
	m := &maker{}
	m.reopen(t, dir, everything)
	return dir, m
}

// reopen lets another process have the journal.
func (m *maker) reopen(t *testing.T, dir string, opts ...journal.Option) {
	t.Helper()
	if m.j != nil {
		require.NoError(t, m.j.Close())
	}
	j, err := journal.Open(dir, "test", opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = j.Close() })
	m.j = j
	m.book, _, err = j.Book()
	require.NoError(t, err)
}

// events are those that wait, oldest first.
func (m *maker) events(t *testing.T) (events []roll.Event) {
	t.Helper()
	all, err := m.j.Outbox().List(0, math.MaxInt32)
	require.NoError(t, err)
	for _, n := range all {
		require.NotEmpty(t, n.ID)
		require.Equal(t, n.Row, n.About[len(n.About)-1])
		events = append(events, n.Event)
	}
	return events
}

// declined commits a sale that the host refuses.
func (m *maker) declined(t *testing.T) {
	t.Helper()
	m.ask(t, txn.Sale, 0)
	m.say(t, roll.Declined, roll.Outcome{Code: "51"})
}

func TestTheOutboxHoldsWhatTheRollTells(t *testing.T) {
	dir, m := notifying(t)
	sale := m.sale(t)
	m.void(t, sale)
	m.declined(t)
	m.ask(t, txn.Sale, 0)
	m.say(t, roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	require.Equal(t, []roll.Event{roll.TxnApproved, roll.TxnApproved, roll.TxnDeclined}, m.events(t), "of what is in doubt nothing is told")
	m.say(t, roll.RevTry, roll.Try{N: 1})
	m.say(t, roll.Reversed, roll.Refusal{Code: "00"})
	want := []roll.Event{roll.TxnApproved, roll.TxnApproved, roll.TxnDeclined, roll.TxnReversed}
	require.Equal(t, want, m.events(t))

	before, err := m.j.Outbox().List(0, 9)
	require.NoError(t, err)
	m.reopen(t, dir)
	after, err := m.j.Outbox().List(0, 9)
	require.NoError(t, err)
	require.Equal(t, before, after, "the same ids, the same rows")
	m.declined(t)
	require.Equal(t, want, m.events(t), "who is not told to, tells nobody; what waits, waits")
	m.reopen(t, dir, journal.Notifying(roll.TxnApproved))
	m.declined(t)
	m.sale(t)
	require.Equal(t, append(want, roll.TxnApproved), m.events(t), "only what was asked for")
	report, err := m.j.Check(context.Background())
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

// TestAnEventStaysWhatItWas: what happened to the transaction since does not change it.
func TestAnEventStaysWhatItWas(t *testing.T) {
	_, m := notifying(t)
	sale := m.sale(t)
	first, _, err := m.j.Outbox().Next(begin)
	require.NoError(t, err)
	m.void(t, sale)
	again, _, err := m.j.Outbox().Next(begin)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, txn.MoneyApproved, roll.FoldTxn(again.About).Money(0))
	require.Regexp(t, `^msg_[0-9a-f]{16}_3_transaction_approved$`, again.ID)
}

func TestDelivery(t *testing.T) {
	dir, m := notifying(t)
	box := m.j.Outbox()
	none, wait, err := box.Next(begin)
	require.NoError(t, err)
	require.Empty(t, none.ID)
	require.Negative(t, wait, "there is nothing to wait for")
	m.sale(t)
	m.declined(t)
	first, _, err := box.Next(begin)
	require.NoError(t, err)
	require.NoError(t, box.Failed(first, begin.Add(time.Minute), false, "503"))
	second, _, err := box.Next(begin)
	require.NoError(t, err)
	require.Equal(t, roll.TxnDeclined, second.Event, "one that waits is not in the way of others")
	require.NoError(t, box.Delivered(second, begin))
	require.NoError(t, box.Delivered(second, begin), "twice is once")

	m.reopen(t, dir, everything)
	box = m.j.Outbox()
	none, wait, err = box.Next(begin)
	require.NoError(t, err)
	require.Empty(t, none.ID)
	require.Equal(t, time.Minute, wait)
	first, _, err = box.Next(begin.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, 1, first.Tries)
	require.Equal(t, "503", first.Why)
	require.NoError(t, box.Failed(first, begin, true, strings.Repeat("停", 200)))
	none, wait, err = box.Next(begin.Add(time.Hour))
	require.NoError(t, err)
	require.Empty(t, none.ID, "given up")
	require.Negative(t, wait)
	require.NoError(t, box.Stop("https://a.example", begin))
	st, err := box.State()
	require.NoError(t, err)
	require.Equal(t, journal.OutboxState{
		Parked: 1, Oldest: begin.Add(3 * time.Second), Delivered: 1, DeliveredAt: begin, Stopped: "https://a.example", StoppedAt: begin,
	}, st)
	require.NoError(t, box.Resume())
	first, _, err = box.Next(begin)
	require.NoError(t, err)
	require.Zero(t, first.Tries)
	st, err = box.State()
	require.NoError(t, err)
	require.Empty(t, st.Stopped)
}

// TestAClockThatFellBack does not put an event off for years.
func TestAClockThatFellBack(t *testing.T) {
	_, m := notifying(t)
	m.sale(t)
	n, _, err := m.j.Outbox().Next(begin)
	require.NoError(t, err)
	require.NoError(t, m.j.Outbox().Failed(n, begin.AddDate(7, 0, 0), false, "timeout"))
	n, _, err = m.j.Outbox().Next(begin.Add(time.Hour))
	require.NoError(t, err)
	require.NotEmpty(t, n.ID)
}

func TestTheOutboxIsFull(t *testing.T) {
	dir, m := notifying(t)
	m.j.Outbox().SetLimit(3)
	m.declined(t)
	m.sale(t)
	m.declined(t)
	m.sale(t)
	require.Equal(t, []roll.Event{roll.TxnApproved, roll.TxnDeclined, roll.TxnApproved}, m.events(t), "the oldest that is not about money went")
	m.sale(t)
	m.sale(t)
	m.declined(t)
	require.Equal(t, []roll.Event{roll.TxnApproved, roll.TxnApproved, roll.TxnApproved, roll.TxnApproved}, m.events(t), "money is never dropped")
	st, err := m.j.Outbox().State()
	require.NoError(t, err)
	require.Equal(t, 3, st.Dropped)
	require.True(t, st.Full)
	require.False(t, st.DroppedAt.IsZero())
	m.reopen(t, dir, everything)
	again, err := m.j.Outbox().State()
	require.NoError(t, err)
	require.Equal(t, 3, again.Dropped)
}

// TestAForgedEventIsNotTold: the roll is believed, and nothing beside it.
func TestAForgedEventIsNotTold(t *testing.T) {
	dir, m := notifying(t)
	m.declined(t)
	m.sale(t)
	require.NoError(t, m.j.Close())
	m.j = nil
	sql(t, dir, `INSERT INTO outbox VALUES (2, 'transaction.approved', 0, 0, 0, ''), (3, 'transaction.approved', 0, 0, 0, ''),
		(1, 'gibberish', 0, 0, 0, ''), (99, 'transaction.approved', 0, 0, 0, '')`)
	m.reopen(t, dir, everything)
	report, err := m.j.Check(context.Background())
	require.NoError(t, err)
	require.Len(t, report.Findings, 4)
	require.Equal(t, journal.StrayRow, report.Findings[0].Problem)
	for _, want := range []roll.Event{roll.TxnDeclined, roll.TxnApproved} {
		n, _, err := m.j.Outbox().Next(begin)
		require.NoError(t, err)
		require.Equal(t, want, n.Event)
		require.NoError(t, m.j.Outbox().Delivered(n, begin))
	}
	none, _, err := m.j.Outbox().Next(begin)
	require.NoError(t, err)
	require.Empty(t, none.ID)
}

// TestNothingIsToldThatIsNotDurable: after a commit whose sync failed its rows may still be
// read, and are gone after the next power cut.
func TestNothingIsToldThatIsNotDurable(t *testing.T) {
	d := simdisk.New()
	at := journal.WithVFS(d.Name())
	require.NoError(t, journal.Create("/data", firstBook(), master, begin, at))
	j, err := journal.Open("/data", "test", at, everything)
	require.NoError(t, err)
	t.Cleanup(func() { _ = j.Close(); d.Close() })
	book, _, err := j.Book()
	require.NoError(t, err)
	m := &maker{j: j, book: book}
	require.NoError(t, j.Commit(m.intent(txn.Sale, 0), nil))
	d.Fail(simdisk.Fault{Kind: simdisk.SyncError, At: 1})
	require.Error(t, j.Commit(m.tell(roll.Approved, roll.Outcome{Code: "00"}), nil))
	_, _, err = j.Outbox().Next(begin)
	require.ErrorIs(t, err, journal.ErrStopped)
	require.ErrorIs(t, j.Outbox().Resume(), journal.ErrStopped)
}

// TestAMarkThatFailsStopsTheJournal, as a commit that fails does: nobody guesses what is on the disk.
func TestAMarkThatFailsStopsTheJournal(t *testing.T) {
	d := simdisk.New()
	at := journal.WithVFS(d.Name())
	require.NoError(t, journal.Create("/data", firstBook(), master, begin, at))
	j, err := journal.Open("/data", "test", at, everything)
	require.NoError(t, err)
	t.Cleanup(func() { _ = j.Close(); d.Close() })
	book, _, err := j.Book()
	require.NoError(t, err)
	m := &maker{j: j, book: book}
	m.sale(t)
	n, _, err := j.Outbox().Next(begin)
	require.NoError(t, err)
	d.Fail(simdisk.Fault{Kind: simdisk.Full, At: 1})
	require.Error(t, j.Outbox().Delivered(n, begin))
	d.Fail(simdisk.Fault{})
	require.ErrorIs(t, j.Commit(m.intent(txn.Sale, 0), nil), journal.ErrStopped)
	require.NoError(t, j.Close())
	j, err = journal.Open("/data", "test", at, everything)
	require.NoError(t, err)
	again, _, err := j.Outbox().Next(begin)
	require.NoError(t, err)
	require.Equal(t, n.ID, again.ID, "it is told once more")
	require.NoError(t, j.Close())
}

// TestOneSyncWithAnOutbox: what is to be told costs no sync of its own.
func TestOneSyncWithAnOutbox(t *testing.T) {
	d := simdisk.New()
	at := journal.WithVFS(d.Name())
	require.NoError(t, journal.Create("/data", firstBook(), master, begin, at))
	j, err := journal.Open("/data", "test", at, everything)
	require.NoError(t, err)
	t.Cleanup(func() { _ = j.Close(); d.Close() })
	book, _, err := j.Book()
	require.NoError(t, err)
	m := &maker{j: j, book: book}
	m.sale(t)
	start := d.Count(simdisk.Sync)
	m.sale(t) // three commits
	require.Equal(t, 3, d.Count(simdisk.Sync)-start)
	require.Len(t, m.events(t), 2)
}

// TestNoCardNumberInTheOutbox: it holds numbers of rows and names of events.
func TestNoCardNumberInTheOutbox(t *testing.T) {
	dir, m := notifying(t)
	m.sale(t)
	m.declined(t)
	require.NoError(t, m.j.Close())
	m.j = nil
	raw, err := os.ReadFile(filepath.Join(dir, "journal.db"))
	require.NoError(t, err)
	require.Contains(t, string(raw), "transaction.approved")
	require.NotContains(t, string(raw), canary.Digits())
}

// TestAnOlderJournalGetsAnOutbox: what happened before it had one is told to nobody.
func TestAnOlderJournalGetsAnOutbox(t *testing.T) {
	dir, j, m := create(t)
	m.sale(t)
	require.NoError(t, j.Close())
	sql(t, dir, "DROP TABLE outbox; DROP TABLE endpoint; DROP INDEX cash_void_once; PRAGMA user_version = 2;")
	m.j = nil
	m.reopen(t, dir, everything)
	require.Empty(t, m.events(t))
	m.sale(t)
	require.Equal(t, []roll.Event{roll.TxnApproved}, m.events(t))
	report, err := m.j.Check(context.Background())
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

// TestTheIndexKnowsWhatIsAboutMoney: the words in SQL are those of package roll.
func TestTheIndexKnowsWhatIsAboutMoney(t *testing.T) {
	for _, e := range roll.Events() {
		require.Equal(t, !e.Money(), strings.Contains(journal.Droppable, "'"+e.String()+"'"), e)
	}
}
