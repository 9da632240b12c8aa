package journal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/txn"
)

// onDisk makes a journal on a simulated disk and opens it.
func onDisk(t *testing.T) (*simdisk.Disk, *maker) {
	d := simdisk.New()
	at := journal.WithVFS(d.Name())
	require.NoError(t, journal.Create("/data", firstBook(), master, begin, at))
	before := d.Count(simdisk.Sync)
	j, err := journal.Open("/data", "test", at)
	require.NoError(t, err)
	t.Cleanup(func() { _ = j.Close(); d.Close() })
	book, _, err := j.Book()
	require.NoError(t, err)
	require.Equal(t, before, d.Count(simdisk.Sync), "power-on of a journal that was closed")
	return d, &maker{j: j, book: book}
}

// TestOneSyncPerCommit counts them: one for each commit, one more for the log's
// header in the first commit after an Open, none for reading.
func TestOneSyncPerCommit(t *testing.T) {
	d, m := onDisk(t)
	m.sale(t)
	start := d.Count(simdisk.Sync)
	for n := 1; n <= 50; n++ {
		m.sale(t) // three commits
		require.Equal(t, 3*n, d.Count(simdisk.Sync)-start)
	}
	id, err := m.j.Find(txn.Ref{Trace: 7})
	require.NoError(t, err)
	_, err = m.j.Txn(id)
	require.NoError(t, err)
	require.Equal(t, 150, d.Count(simdisk.Sync)-start)
}

// TestAFullDiskIsCalledSo, and the journal takes nothing more.
func TestAFullDiskIsCalledSo(t *testing.T) {
	for _, kind := range []simdisk.FaultKind{simdisk.Full, simdisk.ShortWrite} {
		d, m := onDisk(t)
		m.sale(t)
		d.Fail(simdisk.Fault{Kind: kind, At: 1})
		require.ErrorIs(t, m.j.Commit(m.intent(txn.Sale, 0), nil), journal.ErrFull)
		require.ErrorIs(t, m.j.Commit(m.intent(txn.Sale, 0), nil), journal.ErrStopped)
		require.ErrorIs(t, m.j.Forget(nil), journal.ErrStopped)
	}
}

// TestASyncIsNotTriedAgain: a disk that failed to sync once may have lost the row,
// whatever it says the second time.
func TestASyncIsNotTriedAgain(t *testing.T) {
	d, m := onDisk(t)
	m.sale(t)
	d.Fail(simdisk.Fault{Kind: simdisk.SyncError, At: 1})
	syncs := d.Count(simdisk.Sync)
	require.Error(t, m.j.Commit(m.intent(txn.Sale, 0), nil))
	require.Equal(t, 1, d.Failed())
	require.Equal(t, syncs, d.Count(simdisk.Sync))
	require.ErrorIs(t, m.j.Commit(m.intent(txn.Sale, 0), nil), journal.ErrStopped)
}

// TestWhatIsReadIsDurable: a process died before its commit was synced, and the next
// one read the row. No power cut may take back what that one acted on.
func TestWhatIsReadIsDurable(t *testing.T) {
	d, m := onDisk(t)
	m.sale(t)
	last := m.j.Seq()
	d.Fail(simdisk.Fault{Kind: simdisk.PowerOff, At: 2}) // the log is written; its sync ends the process
	require.Error(t, m.j.Commit(m.intent(txn.Sale, 0), nil))
	next := d.Clone()
	defer next.Close()
	j, err := journal.Open("/data", "test", journal.WithVFS(next.Name()))
	require.NoError(t, err)
	defer j.Close()
	require.Equal(t, last+1, j.Seq())
	for seed := range uint64(20) {
		after := next.Cut(seed)
		again, err := journal.Open("/data", "test", journal.WithVFS(after.Name()))
		require.NoError(t, err)
		require.Equal(t, last+1, again.Seq(), "seed %d", seed)
		require.NoError(t, again.Close())
		after.Close()
	}
}
