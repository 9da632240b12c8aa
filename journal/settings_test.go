package journal

import (
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"
)

func TestStorageThatCannotKeepALogIsRefused(t *testing.T) {
	db, err := sqlite3.Open(":memory:") // a journal_mode of "memory" is all it can do
	require.NoError(t, err)
	defer db.Close()
	err = configure(db)
	require.ErrorIs(t, err, ErrSettings)
	require.ErrorContains(t, err, "this file system cannot hold a journal")
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
