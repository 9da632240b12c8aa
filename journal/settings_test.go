package journal

import (
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
)

func TestStorageThatCannotKeepALogIsRefused(t *testing.T) {
	db, err := sqlite3.Open(":memory:") // a journal_mode of "memory" is all it can do
	require.NoError(t, err)
	defer db.Close()
	err = configure(db)
	require.ErrorIs(t, err, ErrSettings)
	require.ErrorContains(t, err, `journal_mode is "memory"`)
	require.ErrorContains(t, err, "this file system cannot hold a journal")
}

// TestTheSettingsAreThoseThatWereProven asks an open journal's database itself. Every
// other durable setting lost commits in the proof of storage.
func TestTheSettingsAreThoseThatWereProven(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Create(dir, roll.Book{Batch: 1}, []byte("master"), time.Unix(0, 0)))
	j, err := Open(dir, "test")
	require.NoError(t, err)
	defer j.Close()
	for name, want := range map[string]string{
		"synchronous": "3", "journal_mode": "wal", "locking_mode": "exclusive", "secure_delete": "1", "wal_autocheckpoint": "4000",
	} {
		got, err := pragma(j.db, name)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
}

func TestExtraIsSetBeforeWAL(t *testing.T) {
	at := map[string]int{}
	for i, s := range settings {
		at[s.pragma] = i
	}
	require.Less(t, at["locking_mode"], at["synchronous"])
	require.Less(t, at["synchronous"], at["journal_mode"])
}

// TestMigrations runs each list of migrations that was ever released, and then the rest.
//
// Covers: R86.
func TestMigrations(t *testing.T) {
	defer func(all []string) { migrations = all }(migrations)
	db, err := sqlite3.Open(":memory:")
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, migrate(db))
	migrations = append(migrations[:len(migrations):len(migrations)], "CREATE TABLE later (x) STRICT;")
	require.Error(t, migrate(db), "a script that fails leaves the layout as it was")
	layout, err := layoutOf(db)
	require.NoError(t, err)
	require.Equal(t, len(migrations)-1, layout)

	migrations[len(migrations)-1] = "CREATE TABLE later (x TEXT) STRICT;"
	require.NoError(t, migrate(db))
	require.NoError(t, migrate(db))
	layout, err = layoutOf(db)
	require.NoError(t, err)
	require.Equal(t, len(migrations), layout)
}
