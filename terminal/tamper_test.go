package terminal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"
)

// tamper raises an amount in the journal behind the terminal's back, and gives
// what puts it right again.
func tamper(t *testing.T, dir string) (restore func()) {
	t.Helper()
	file := filepath.Join(dir, "journal.db")
	sound, err := os.ReadFile(file)
	require.NoError(t, err)
	db, err := sqlite3.Open("file:" + file)
	require.NoError(t, err)
	require.NoError(t, db.Exec(`UPDATE roll SET body = replace(body, '"amount":1234', '"amount":9234') WHERE what = 'intent'`))
	require.NoError(t, db.Close())
	return func() {
		_ = os.Remove(file + "-wal")
		_ = os.Remove(file + "-shm")
		require.NoError(t, os.WriteFile(file, sound, 0o600))
	}
}
