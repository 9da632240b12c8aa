package journal_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal"
)

// board is a machine's secret, as WithDevice takes it.
func board(secret string) journal.Option {
	return journal.WithDevice(func(bool) ([]byte, error) {
		if secret == "" {
			return nil, nil
		}
		return []byte(secret), nil
	})
}

// TestACopiedDirectory: the copy is read on the machine it was made on, and nowhere else.
func TestACopiedDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, journal.Create(dir, firstBook(), master, begin, board("a secret of this board")))
	j, err := journal.Open(dir, "test", board("a secret of this board"))
	require.NoError(t, err)
	book, _, err := j.Book()
	require.NoError(t, err)
	m := &maker{j: j, book: book}
	m.sale(t)
	require.True(t, j.Bound())
	require.NoError(t, j.Close())

	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.Mkdir(copied, 0o700))
	takeImage(t, dir).restore(t, copied)
	j, err = journal.Open(copied, "test", board("a secret of this board"))
	require.NoError(t, err, "a copy on the same machine")
	require.Equal(t, master, j.Master())
	require.NoError(t, j.Close())
	before := takeImage(t, copied)
	for _, other := range []string{"a secret of that board", ""} {
		_, err = journal.Open(copied, "test", board(other))
		require.ErrorIs(t, err, journal.ErrDevice)
		require.ErrorContains(t, err, "secrets.key was sealed on another machine")
		require.NotContains(t, err.Error(), "a secret of")
		require.ErrorIs(t, journal.Create(copied, firstBook(), master, begin, board(other)), journal.ErrExists, "and nothing is made anew over it")
	}
	require.Equal(t, before, takeImage(t, copied), "who is refused changes nothing")
}

// TestABoardWithoutASecret: its keys are bound to nothing, and the journal says so.
func TestABoardWithoutASecret(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, journal.Create(dir, firstBook(), master, begin, board("")))
	for _, where := range []string{"", "a secret that this machine got later"} {
		j, err := journal.Open(dir, "test", board(where))
		require.NoError(t, err)
		require.False(t, j.Bound())
		require.NoError(t, j.Close())
	}
}

// TestADeviceKeyThatCannotBeMade leaves nothing half made.
func TestADeviceKeyThatCannotBeMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	there := filepath.Join(t.TempDir(), "etc")
	device := journal.WithDevice(journal.DeviceFile(filepath.Join(there, "device.key")))
	require.ErrorIs(t, journal.Create(dir, firstBook(), master, begin, device), journal.ErrDevice)
	require.NoFileExists(t, filepath.Join(dir, "journal.db"))
	require.NoError(t, os.Mkdir(there, 0o700))
	require.NoError(t, journal.Create(dir, firstBook(), master, begin, device))
	j, err := journal.Open(dir, "test", device)
	require.NoError(t, err)
	require.True(t, j.Bound())
	require.NoError(t, j.Close())

	require.NoError(t, os.Remove(filepath.Join(there, "device.key")))
	_, err = journal.Open(dir, "test", device)
	require.ErrorIs(t, err, journal.ErrDevice)
	require.ErrorContains(t, err, "device.key is missing")
	require.NoFileExists(t, filepath.Join(there, "device.key"), "a lost key is not replaced by another one")
}

// oldJournal unpacks a journal of an older program.
func oldJournal(t *testing.T, name string) string {
	t.Helper()
	from, dir := filepath.Join("..", "testdata", "journals", name), t.TempDir()
	img := image{}
	for _, file := range []string{"secrets.key", "journal.head", "journal.db.gz"} {
		data, err := os.ReadFile(filepath.Join(from, file))
		require.NoError(t, err)
		img[file] = data
	}
	packed, err := gzip.NewReader(bytes.NewReader(img["journal.db.gz"]))
	require.NoError(t, err)
	img["journal.db"], err = io.ReadAll(packed)
	require.NoError(t, err)
	delete(img, "journal.db.gz")
	img.restore(t, dir)
	return dir
}

// TestAJournalOfTheFirstRelease: its plain keys are sealed when it is opened, and
// everything it says stays what it was.
func TestAJournalOfTheFirstRelease(t *testing.T) {
	dir := oldJournal(t, "plain-keys")
	plain, err := os.ReadFile(filepath.Join(dir, "secrets.key"))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(plain, []byte("root ")))
	for range 2 {
		j, err := journal.Open(dir, "test", board("a secret of this board"))
		require.NoError(t, err)
		require.True(t, j.Bound())
		require.Equal(t, master, j.Master())
		_, rows, err := j.Book()
		require.NoError(t, err, "the chain is keyed by the same root key")
		require.NotEmpty(t, rows)
		txns, err := j.Txns(0, 10)
		require.NoError(t, err)
		require.Len(t, txns, 2)
		for _, one := range txns {
			pan, err := j.PAN(one.ID)
			require.NoError(t, err)
			require.Equal(t, canary, pan)
		}
		require.True(t, txns[0].Reversing(0), "the sale in doubt is still owed")
		require.NoError(t, j.Close())
	}
	sealed, err := os.ReadFile(filepath.Join(dir, "secrets.key"))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(sealed, []byte("sealed 1\n")))
	require.NotContains(t, string(sealed), string(plain[5:69]))
	info, err := os.Stat(filepath.Join(dir, "secrets.key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	_, err = journal.Open(dir, "test", board("a secret of that board"))
	require.ErrorIs(t, err, journal.ErrDevice)
}

// BenchmarkOpenSealed is what the keys cost a command: one-shot commands open the journal each time.
func BenchmarkOpenSealed(b *testing.B) {
	for name, device := range map[string]journal.Option{"bound to nothing": board(""), "bound": board("a secret of this board")} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			require.NoError(b, journal.Create(dir, firstBook(), master, begin, device))
			for b.Loop() {
				j, err := journal.Open(dir, "bench", device)
				if err == nil {
					err = j.Close()
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
