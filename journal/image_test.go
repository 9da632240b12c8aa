package journal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"

	scanner "posterm/internal/canary"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// image is what the files of a data directory hold at one moment, as a process that
// dies then leaves them.
type image map[string][]byte

func takeImage(t testing.TB, dir string) image {
	t.Helper()
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	img := image{}
	for _, f := range files {
		img[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
	}
	return img
}

func (img image) restore(t testing.TB, dir string) {
	t.Helper()
	for name, data := range img {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
}

// view is all that a journal says.
type view struct {
	book roll.Book
	rows []roll.Row
	txns []roll.Txn
	pans []txn.PAN
}

// look reads everything; the first error is the answer to a damaged journal.
func look(dir string) (v view, err error) {
	j, err := journal.Open(dir, "test")
	if err != nil {
		return v, err
	}
	defer j.Close()
	if v.book, v.rows, err = j.Book(); err != nil {
		return v, err
	}
	if v.txns, err = j.Txns(0, 10); err != nil {
		return v, err
	}
	for _, t := range v.txns {
		pan, err := j.PAN(t.ID)
		if err != nil {
			return v, err
		}
		v.pans = append(v.pans, pan)
	}
	return v, nil
}

// threeTxns is a small journal: a sale, its void, and a sale in doubt. In one image
// its rows stand in the log, in the other in the database.
func threeTxns(t *testing.T) (logged, settled image) {
	dir, j, m := create(t)
	m.void(t, m.sale(t))
	m.ask(t, txn.Sale, 0)
	logged = takeImage(t, dir)
	require.NoError(t, j.Close())
	return logged, takeImage(t, dir)
}

// TestLostLog cuts the log off at every page, and removes it: rows that were
// acknowledged are gone, and that must be noticed.
func TestLostLog(t *testing.T) {
	logged, _ := threeTxns(t)
	whole := bytes.TrimRight(logged["journal.db-wal"], "\x00") // the file is longer than the log
	for size := len(whole) - 1; size > 0; size -= 2000 {
		dir := t.TempDir()
		logged["journal.db-wal"] = whole[:size]
		logged.restore(t, dir)
		_, err := look(dir)
		var broken *journal.BrokenError
		require.ErrorAs(t, err, &broken, "%d bytes of the log", size)
		require.Equal(t, whole[:size], takeImage(t, dir)["journal.db-wal"], "what is left is kept")
	}
	dir := t.TempDir()
	delete(logged, "journal.db-wal")
	logged.restore(t, dir)
	_, err := look(dir)
	require.ErrorContains(t, err, "were committed and are gone")
}

// TestLostHead: the head only adds a check. Without it the journal is what it was.
func TestLostHead(t *testing.T) {
	logged, _ := threeTxns(t)
	delete(logged, "journal.head")
	dir := t.TempDir()
	logged.restore(t, dir)
	_, err := look(dir)
	require.NoError(t, err)
}

// TestNoCardNumberInTheClear looks for the canary, and for the keys, in all the ways they may stand in a file.
func TestNoCardNumberInTheClear(t *testing.T) {
	clean := func(img image, where string) {
		secrets, err := scanner.JournalKeys(img["secrets.key"], scanner.MachineSecret())
		require.NoError(t, err)
		secrets = append(secrets, scanner.Digits("card number", canary.Digits()), scanner.Octets("the master key as it was given", master))
		s, err := scanner.New(secrets...)
		require.NoError(t, err)
		for name, data := range img {
			require.Empty(t, s.Bytes(name, data), where)
		}
	}
	dir, j, m := create(t)
	id := m.sale(t)
	img := takeImage(t, dir)
	clean(img, "open")
	require.True(t, bytes.Contains(img["journal.db-wal"], []byte(canary.Masked())), "the scanner finds what is there")
	require.NoError(t, j.Close())
	clean(takeImage(t, dir), "closed")
	box := sealedBox(t, dir)
	require.True(t, bytes.Contains(takeImage(t, dir)["journal.db"], box))

	j = open(t, dir)
	require.NoError(t, j.Forget([]roll.ID{id}))
	require.NoError(t, j.Close())
	require.False(t, bytes.Contains(takeImage(t, dir)["journal.db"], box), "a number that is forgotten leaves no trace")
}

// sealedBox is a sealed number as it stands in the database.
func sealedBox(t *testing.T, dir string) (box []byte) {
	db, err := sqlite3.OpenFlags(filepath.Join(dir, "journal.db"), sqlite3.OPEN_READWRITE)
	require.NoError(t, err)
	defer db.Close()
	stmt, _, err := db.Prepare("SELECT pan FROM sealed")
	require.NoError(t, err)
	defer stmt.Close()
	require.True(t, stmt.Step())
	return stmt.ColumnBlob(0, nil)
}
