package journal_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

func TestWhatWasCommittedIsThereAfterReopening(t *testing.T) {
	dir, j, m := create(t)
	sale := m.sale(t)
	void := m.void(t, sale)
	owed := m.intent(txn.Sale, 0)
	require.NoError(t, j.Commit(owed, &journal.Seal{ID: owed[0].Txn, PAN: canary}))
	require.NoError(t, j.Close())

	j = open(t, dir)
	defer j.Close()
	book, rows, err := j.Book()
	require.NoError(t, err)
	require.Equal(t, m.book, book)
	require.Equal(t, m.book.Seq, j.Seq())
	require.Len(t, rows, int(m.book.Seq))
	require.Equal(t, owed[0], rows[len(rows)-1])

	first, err := j.Txn(sale)
	require.NoError(t, err)
	require.Equal(t, txn.MoneyVoided, first.Money(0))
	require.Equal(t, txn.PaperPrinted, first.Copies[0].Paper(0))
	second, err := j.Txn(void)
	require.NoError(t, err)
	require.Equal(t, sale, second.Orig)
	require.Equal(t, txn.MoneyApproved, second.Money(0))
	_, err = j.Txn(sale + 1) // the row of its answer
	require.ErrorIs(t, err, journal.ErrUnknown)
	_, err = j.Txn(99)
	require.ErrorIs(t, err, journal.ErrUnknown)
}

func TestFind(t *testing.T) {
	_, j, m := create(t)
	old := m.sale(t)
	require.NoError(t, j.Commit(m.row(roll.Row{What: roll.Closed, Batch: 1, Body: roll.Checkpoint{Book: m.book.NextBatch()}}), nil))
	m.book.Trace = 0 // the host started again
	young := m.sale(t)
	for _, tt := range []struct {
		name string
		ref  txn.Ref
		want roll.ID
	}{
		{"newest of two batches", txn.Ref{Trace: 1}, young},
		{"exact old", txn.Ref{Batch: 1, Trace: 1}, old},
		{"exact young", txn.Ref{Batch: 2, Trace: 1}, young},
		{"no such trace", txn.Ref{Trace: 7}, 0},
		{"no such batch", txn.Ref{Batch: 7, Trace: 1}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id, err := j.Find(tt.ref)
			require.Equal(t, tt.want, id)
			if tt.want == 0 {
				require.ErrorIs(t, err, journal.ErrUnknown)
			} else {
				require.NoError(t, err)
			}
		})
	}
}

func TestLists(t *testing.T) {
	_, j, m := create(t)
	ids := []roll.ID{m.sale(t), m.sale(t), m.sale(t)}
	txns, err := j.Txns(0, 2)
	require.NoError(t, err)
	require.Equal(t, []roll.ID{ids[2], ids[1]}, []roll.ID{txns[0].ID, txns[1].ID})
	txns, err = j.Txns(ids[1], 9)
	require.NoError(t, err)
	require.Len(t, txns, 1)
	require.Equal(t, ids[0], txns[0].ID)

	rows, err := j.Rows(1, 2)
	require.NoError(t, err)
	require.Equal(t, []roll.What{roll.IntentMade, roll.Approved}, []roll.What{rows[0].What, rows[1].What})
	rows, err = j.Rows(m.book.Seq, 2)
	require.NoError(t, err)
	require.Empty(t, rows)
	rows, err = j.Rows(99, 2)
	require.NoError(t, err)
	require.Empty(t, rows)
}

func TestBookStartsAtTheLastCheckpoint(t *testing.T) {
	dir, j, m := create(t)
	m.sale(t)
	require.NoError(t, j.Commit(m.row(roll.Row{What: roll.Closed, Batch: 1, Body: roll.Checkpoint{Book: m.book.NextBatch()}}), nil))
	m.sale(t)
	require.NoError(t, j.Close())
	j = open(t, dir)
	defer j.Close()
	book, rows, err := j.Book()
	require.NoError(t, err)
	require.Equal(t, roll.Closed, rows[0].What)
	require.Len(t, rows, 5)
	require.Equal(t, m.book, book)
}

func TestSimilar(t *testing.T) {
	dir, j, m := create(t)
	id := m.sale(t)
	digest, at := j.Digest(canary), begin.Add(2*time.Second)
	declined := m.intent(txn.Sale, 0)
	require.NoError(t, j.Commit(declined, nil))
	require.NoError(t, j.Commit(m.tell(roll.Declined, roll.Outcome{Code: "51"}), nil))
	for _, tt := range []struct {
		name   string
		digest string
		amount txn.Fen
		since  time.Time
		want   roll.ID
	}{
		{"approved sale", digest, 12345, at, id},
		{"too long ago", digest, 12345, at.Add(time.Second), 0},
		{"another amount", digest, 12346, at, 0},
		{"another card", j.Digest("6222021234567890123"), 12345, at, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, found, err := j.Similar(txn.Sale, tt.digest, tt.amount, tt.since)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.want != 0, found)
		})
	}
	doubtful := m.intent(txn.Sale, 0)
	require.NoError(t, j.Commit(doubtful, nil))
	got, _, err := j.Similar(txn.Sale, digest, 12345, at)
	require.NoError(t, err)
	require.Equal(t, doubtful[0].Txn, got)

	require.NoError(t, j.Close())
	j = open(t, dir)
	defer j.Close()
	_, found, err := j.Similar(txn.Sale, digest, 12345, at.Add(time.Hour))
	require.NoError(t, err)
	require.False(t, found)
	_, found, err = j.Similar(txn.Preauth, digest, 12345, at)
	require.NoError(t, err)
	require.False(t, found, "a sale is no second hold")
	got, _, err = j.Similar(txn.Sale, digest, 12345, at) // the clock was set back: it must look further
	require.NoError(t, err)
	require.Equal(t, doubtful[0].Txn, got)
}

func TestCardNumbers(t *testing.T) {
	dir, j, m := create(t)
	id := m.sale(t)
	pan, err := j.PAN(id)
	require.NoError(t, err)
	require.Equal(t, canary, pan)
	digest := j.Digest(canary)
	require.NoError(t, j.Close())

	j = open(t, dir)
	defer j.Close()
	require.Equal(t, digest, j.Digest(canary))
	require.NoError(t, j.Forget([]roll.ID{id, 77}))
	_, err = j.PAN(id)
	require.ErrorIs(t, err, journal.ErrNoNumber)
	require.NoError(t, j.Forget(nil))
}

// TestSpent: a number may go when nothing can need it, and not a row earlier: a
// reversal cannot be built without it.
func TestSpent(t *testing.T) {
	_, j, m := create(t)
	spent := func() []roll.ID {
		ids, err := j.Spent(func(roll.ID) bool { return false })
		require.NoError(t, err)
		return ids
	}
	m.sale(t)
	require.Empty(t, spent(), "a void may need it")
	m.ask(t, txn.Sale, 0)
	doubtful := m.live.Txn
	require.Empty(t, spent(), "an intent may have to be reversed")
	for _, row := range []struct {
		what roll.What
		body any
	}{
		{roll.InDoubt, roll.Doubt{Reason: txn.NoReply}}, {roll.RevTry, roll.Try{N: 1}}, {roll.RevRefused, roll.Refusal{Code: "30", Counted: true}},
		{roll.Parked, roll.Refusal{Code: "30"}},
	} {
		m.say(t, row.what, row.body)
		require.Empty(t, spent(), row.what)
	}
	m.say(t, roll.Reversed, roll.Refusal{Code: "00"})
	require.Equal(t, []roll.ID{doubtful}, spent())
	require.NoError(t, j.Forget(spent()))
	require.Empty(t, spent())
	for what, body := range map[roll.What]any{roll.Declined: roll.Outcome{Code: "51"}, roll.NotSent: roll.Doubt{Why: "refused"}} {
		m.ask(t, txn.Sale, 0)
		m.say(t, what, body)
		require.Equal(t, []roll.ID{m.live.Txn}, spent(), what)
		require.NoError(t, j.Forget(spent()))
	}
}

func TestKeysOfOneJournal(t *testing.T) {
	dir, j, _ := create(t)
	_, other, _ := create(t)
	require.Equal(t, master, j.Master())
	require.NotEqual(t, j.Nonce(), other.Nonce())
	require.NotEqual(t, j.Digest(canary), other.Digest(canary))
	nonce := j.Nonce()
	require.NoError(t, j.Close())
	j = open(t, dir)
	defer j.Close()
	require.Equal(t, nonce, j.Nonce())
}

func TestCheckpointEmptiesALongLog(t *testing.T) {
	_, j, m := create(t)
	pages, err := j.Checkpoint()
	require.NoError(t, err)
	for pages <= 1000 {
		before := pages
		m.sale(t)
		pages, err = j.Checkpoint()
		require.NoError(t, err)
		require.Greater(t, pages, before)
	}
	m.sale(t)
	pages, err = j.Checkpoint()
	require.NoError(t, err)
	require.Less(t, pages, 100)
}

func TestDirectoriesMayHaveAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "数据 #1?%20&vfs=x")
	require.NoError(t, journal.Create(dir, firstBook(), master, begin))
	require.NoError(t, open(t, dir).Close())
	for _, file := range []string{"journal.db", "journal.db-wal", "journal.head", "secrets.key", "posterm.lock"} {
		info, err := os.Stat(filepath.Join(dir, file))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file)
	}
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}
