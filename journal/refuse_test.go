package journal_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// sql changes the database behind the journal's back.
func sql(t testing.TB, dir, script string) {
	t.Helper()
	db, err := sqlite3.Open(filepath.Join(dir, "journal.db"))
	require.NoError(t, err)
	require.NoError(t, db.Exec(script))
	require.NoError(t, db.Close())
}

func TestOpenRefuses(t *testing.T) {
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, name))) }
	}
	write := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
	}
	chmod := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { require.NoError(t, os.Chmod(filepath.Join(dir, name), 0o644)) }
	}
	for _, tt := range []struct {
		name string
		hurt func(*testing.T, string)
		want error
		says string
	}{
		{"no directory", func(t *testing.T, dir string) { require.NoError(t, os.RemoveAll(dir)) }, journal.ErrMissing, "run posterm init"},
		{"no secrets", remove("secrets.key"), journal.ErrKeyless, "put it back"},
		{"no database", remove("journal.db"), journal.ErrDamaged, "journal.db is gone"},
		{"secrets others can read", chmod("secrets.key"), journal.ErrRights, "chmod 600"},
		{"database others can read", chmod("journal.db"), journal.ErrRights, "chmod 600"},
		{"altered secrets", write("secrets.key", "root 00\nmaster 00\ncheck 00\n"), journal.ErrSecrets, "put the original back"},
		{"empty secrets", write("secrets.key", ""), journal.ErrSecrets, "put the original back"},
		{"empty database", write("journal.db", ""), journal.ErrForeign, "empty"},
		{"no database at all", write("journal.db", strings.Repeat("not a database ", 500)), journal.ErrForeign, "not a database"},
		{"half a database", func(t *testing.T, dir string) {
			require.NoError(t, os.Truncate(filepath.Join(dir, "journal.db"), 6000))
		}, journal.ErrDamaged, "call service"},
		{"another program's database", func(t *testing.T, dir string) {
			sql(t, dir, "PRAGMA application_id = 7")
		}, journal.ErrForeign, "another program"},
		{"a newer program's journal", func(t *testing.T, dir string) {
			sql(t, dir, "PRAGMA user_version = 99")
		}, journal.ErrNewer, "install the newer program"},
		{"no checksums", func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(filepath.Join(dir, "journal.db")))
			sql(t, dir, "PRAGMA application_id = 0x5054524D")
			require.NoError(t, os.Chmod(filepath.Join(dir, "journal.db"), 0o600))
		}, journal.ErrSettings, "checksum_verification"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, j, m := create(t)
			m.sale(t)
			require.NoError(t, j.Close())
			tt.hurt(t, dir)
			_, err := journal.Open(dir, "test")
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestCreateRefuses(t *testing.T) {
	dir, j, m := create(t)
	m.sale(t)
	require.NoError(t, j.Close())
	require.ErrorIs(t, journal.Create(dir, firstBook(), master, begin), journal.ErrExists)

	require.NoError(t, os.Remove(filepath.Join(dir, "secrets.key")))
	err := journal.Create(dir, firstBook(), master, begin)
	require.ErrorIs(t, err, journal.ErrExists)
	require.ErrorContains(t, err, "put it back")

	foreign := t.TempDir()
	sql(t, foreign, "CREATE TABLE other (x)")
	require.NoError(t, os.Chmod(filepath.Join(foreign, "journal.db"), 0o600))
	require.ErrorIs(t, journal.Create(foreign, firstBook(), master, begin), journal.ErrForeign)

	require.ErrorIs(t, journal.Create(t.TempDir(), firstBook(), nil, begin), journal.ErrSecrets)
	require.ErrorIs(t, journal.Create(t.TempDir(), firstBook(), make([]byte, 33), begin), journal.ErrSecrets)
}

func TestCreateMayBeInterrupted(t *testing.T) {
	dir, j, _ := create(t)
	require.NoError(t, j.Close())
	for _, left := range []string{"journal.db", "nothing written yet"} {
		require.NoError(t, os.Remove(filepath.Join(dir, "secrets.key"))) // the last thing Create writes
		if left != "journal.db" {
			require.NoError(t, os.Truncate(filepath.Join(dir, "journal.db"), 0))
		}
		_, err := journal.Open(dir, "test")
		require.ErrorIs(t, err, journal.ErrMissing)
		require.NoError(t, journal.Create(dir, firstBook(), master, begin))
		require.NoError(t, open(t, dir).Close())
	}
}

// TestReadOnlyDirectory gives this thread the rights of nobody: root may write anywhere.
func TestReadOnlyDirectory(t *testing.T) {
	dir, j, _ := create(t)
	require.NoError(t, j.Close())
	parent := t.TempDir()
	require.NoError(t, os.Chmod(parent, 0o555))
	if os.Getuid() == 0 {
		runtime.LockOSThread()
		_, err := unix.SetfsuidRetUid(65534)
		require.NoError(t, err)
		defer func() {
			_, _ = unix.SetfsuidRetUid(0)
			runtime.UnlockOSThread()
		}()
	}
	require.ErrorIs(t, journal.Create(filepath.Join(parent, "data"), firstBook(), master, begin), journal.ErrRights)
	require.ErrorIs(t, journal.Create(parent, firstBook(), master, begin), journal.ErrRights)
	if os.Getuid() == 0 {
		_, err := journal.Open(dir, "test")
		require.ErrorIs(t, err, journal.ErrRights)
	}
}

func TestGuards(t *testing.T) {
	registered := func(m *maker, key string) []roll.Row {
		return m.row(roll.Row{Batch: 1, Trace: m.book.Trace.Next(), What: roll.IntentMade, Kind: txn.Sale, Body: roll.Intent{Register: key}})
	}
	for _, tt := range []struct {
		name string
		rows func(*testing.T, *maker) []roll.Row
		says string
	}{
		{"trace twice in a batch", func(t *testing.T, m *maker) []roll.Row {
			m.sale(t)
			m.book.Trace = 0
			return m.intent(txn.Sale, 0)
		}, "trace_once"},
		{"original voided twice", func(t *testing.T, m *maker) []roll.Row {
			sale := m.sale(t)
			m.void(t, sale)
			require.NoError(t, m.j.Commit(m.intent(txn.Void, sale), nil))
			return m.tell(roll.Approved, roll.Outcome{Code: "00"})
		}, "void_once"},
		{"register's key twice", func(t *testing.T, m *maker) []roll.Row {
			require.NoError(t, m.j.Commit(registered(m, "till-1/77"), nil))
			return registered(m, "till-1/77")
		}, "register_once"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, j, m := create(t)
			rows := tt.rows(t, m)
			before := j.Seq()
			err := j.Commit(rows, nil)
			require.ErrorIs(t, err, journal.ErrGuard)
			require.ErrorContains(t, err, tt.says)
			require.ErrorIs(t, j.Commit(rows, nil), journal.ErrStopped)
			require.ErrorIs(t, j.Forget([]roll.ID{1}), journal.ErrStopped)
			require.NoError(t, j.Close())
			j = open(t, dir)
			require.Equal(t, before, j.Seq())
			require.NoError(t, j.Close())
		})
	}
}

func TestCommitRefusesRowsThatDoNotContinue(t *testing.T) {
	for _, tt := range []struct {
		name string
		rows func(*maker) []roll.Row
	}{
		{"none", func(*maker) []roll.Row { return nil }},
		{"a gap", func(m *maker) []roll.Row { m.book.Seq++; return m.intent(txn.Sale, 0) }},
		{"a row again", func(m *maker) []roll.Row { m.book.Seq--; return m.intent(txn.Sale, 0) }},
		{"a gap inside", func(m *maker) []roll.Row {
			rows := m.intent(txn.Sale, 0)
			m.book.Seq++
			return append(rows, m.tell(roll.Declined, roll.Outcome{})...)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, j, m := create(t)
			require.Error(t, j.Commit(tt.rows(m), nil))
			require.ErrorIs(t, j.Commit(m.intent(txn.Sale, 0), nil), journal.ErrStopped)
			require.NoError(t, j.Close())
			j = open(t, dir)
			require.EqualValues(t, 1, j.Seq())
			require.NoError(t, j.Close())
		})
	}
}

func TestSealTwiceIsRefusedWithItsRows(t *testing.T) {
	dir, j, m := create(t)
	id := m.sale(t)
	err := j.Commit(m.intent(txn.Sale, 0), &journal.Seal{ID: id, PAN: canary})
	require.ErrorIs(t, err, journal.ErrGuard)
	require.NoError(t, j.Close())
	j = open(t, dir)
	defer j.Close()
	require.EqualValues(t, 5, j.Seq())
}

// TestAProvisioningThatWasCut has no keys and no rows of money: it is to be made again, and nothing was lost.
func TestAProvisioningThatWasCut(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, journal.Create(dir, firstBook(), master, begin))
	require.NoError(t, os.Remove(filepath.Join(dir, "secrets.key")))
	_, err := journal.Open(dir, "test")
	require.ErrorIs(t, err, journal.ErrMissing)
	require.NotErrorIs(t, err, journal.ErrKeyless)
	require.ErrorContains(t, err, "run posterm init")
	require.NoError(t, journal.Create(dir, firstBook(), master, begin))
}
