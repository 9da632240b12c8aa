package journal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// canary is a card number that stands nowhere else; every trace of it on disk is a leak.
const canary txn.PAN = "9999001234567891"

var (
	master = []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10}
	begin  = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
)

func firstBook() roll.Book {
	return roll.Book{Batch: 1, Terminal: "12345678", Merchant: "123456789012345"}
}

// open opens a journal that is there and sound.
func open(t testing.TB, dir string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(dir, "test")
	require.NoError(t, err)
	_, _, err = j.Book()
	require.NoError(t, err)
	return j
}

// create makes an empty journal and opens it.
func create(t testing.TB) (string, *journal.Journal, *maker) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, journal.Create(dir, firstBook(), master, begin))
	j := open(t, dir)
	t.Cleanup(func() { _ = j.Close() })
	book, _, err := j.Book()
	require.NoError(t, err)
	return dir, j, &maker{j: j, book: book}
}

// maker makes rows that continue a roll, as the terminal would.
type maker struct {
	j    *journal.Journal
	book roll.Book
	live roll.Row // the last intent
}

func (m *maker) row(r roll.Row) []roll.Row {
	r.Seq = m.book.Seq + 1
	r.At = begin.Add(time.Duration(r.Seq) * time.Second)
	if r.What == roll.IntentMade {
		r.Txn = roll.ID(r.Seq)
	}
	m.book = m.book.Apply(r)
	return []roll.Row{r}
}

// intent begins a transaction on the canary card.
func (m *maker) intent(kind txn.Kind, orig roll.ID) []roll.Row {
	in := roll.Intent{Amount: 12345, Card: canary.Masked(), Terminal: "12345678", Merchant: "123456789012345"}
	if m.j != nil {
		in.Digest = m.j.Digest(canary)
	}
	rows := m.row(roll.Row{Batch: m.book.Batch, Trace: m.book.Trace.Next(), Orig: orig, What: roll.IntentMade, Kind: kind, Body: in})
	m.live = rows[0]
	return rows
}

// tell adds a row about the last intent.
func (m *maker) tell(what roll.What, body any) []roll.Row {
	r := m.live
	r.What, r.Body = what, body
	return m.row(r)
}

// sale commits an approved and printed sale, in the commits a terminal makes.
func (m *maker) sale(t testing.TB) roll.ID {
	t.Helper()
	rows := m.intent(txn.Sale, 0)
	id := rows[0].Txn
	require.NoError(t, m.j.Commit(rows, &journal.Seal{ID: id, PAN: canary}))
	rows = m.tell(roll.Approved, roll.Outcome{Code: "00", RRN: "123456789012", Copies: 1})
	rows = append(rows, m.tell(roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 1})...)
	require.NoError(t, m.j.Commit(rows, nil))
	rows = m.tell(roll.Printed, roll.End{Job: rows[1].Seq, Form: txn.FormSlip, Grade: txn.GradePrinted})
	require.NoError(t, m.j.Commit(rows, nil))
	return id
}

// void commits an approved void of a sale.
func (m *maker) void(t testing.TB, orig roll.ID) roll.ID {
	t.Helper()
	rows := m.intent(txn.Void, orig)
	require.NoError(t, m.j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}))
	require.NoError(t, m.j.Commit(m.tell(roll.Approved, roll.Outcome{Code: "00"}), nil))
	return roll.ID(rows[0].Seq)
}
