package journal_test

import (
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// disk is the real file system, with a finger on it: it counts, and fails on purpose.
type disk struct {
	vfs.VFSFilename
	writes, syncs int
	op            string // "write" or "sync": what fails
	at            int    // the nth of them; 0: none
	forever       bool
	err           error
}

// newDisk registers a disk under a name of its own.
func newDisk(t *testing.T) *disk {
	d := &disk{VFSFilename: vfs.Find("").(vfs.VFSFilename)}
	vfs.Register(t.Name(), d)
	t.Cleanup(func() { vfs.Unregister(t.Name()) })
	return d
}

// did counts an operation and says whether it fails.
func (d *disk) did(op string, count *int) error {
	*count++
	if d.op != op || d.at == 0 {
		return nil
	}
	if *count == d.at || d.forever && *count > d.at {
		return d.err
	}
	return nil
}

func (d *disk) reset() { d.writes, d.syncs, d.at = 0, 0, 0 }

func (d *disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := d.VFSFilename.OpenFilename(name, flags)
	if err != nil {
		return nil, flags, err
	}
	return &diskFile{f, d}, flags, nil
}

// Open is how the journal's head is opened.
func (d *disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	return &diskFile{plainFile{f: f}, d}, flags, err
}

type diskFile struct {
	vfs.File
	disk *disk
}

func (f *diskFile) WriteAt(p []byte, off int64) (int, error) {
	if err := f.disk.did("write", &f.disk.writes); err != nil {
		return 0, err
	}
	return f.File.WriteAt(p, off)
}

func (f *diskFile) Sync(flags vfs.SyncFlag) error {
	if err := f.disk.did("sync", &f.disk.syncs); err != nil {
		return err
	}
	return f.File.Sync(flags)
}

// plainFile is a file that nobody locks or syncs.
type plainFile struct {
	vfs.File
	f *os.File
}

func (p plainFile) ReadAt(b []byte, off int64) (int, error)  { return p.f.ReadAt(b, off) }
func (p plainFile) WriteAt(b []byte, off int64) (int, error) { return p.f.WriteAt(b, off) }
func (p plainFile) Close() error                             { return p.f.Close() }

// TestOneSyncPerCommit counts them: one for each commit, one more for the log's
// header in the first commit after an Open, none for reading.
func TestOneSyncPerCommit(t *testing.T) {
	d := newDisk(t)
	dir := t.TempDir()
	at := journal.WithVFS(t.Name())
	require.NoError(t, journal.Create(dir, firstBook(), master, begin, at))
	d.reset()
	j, err := journal.Open(dir, "test", at)
	require.NoError(t, err)
	defer j.Close()
	book, _, err := j.Book()
	require.NoError(t, err)
	require.Zero(t, d.syncs, "power-on of a journal that was closed")
	m := &maker{j: j, book: book}
	m.sale(t)
	d.reset()
	for n := 1; n <= 50; n++ {
		m.sale(t) // three commits
		require.Equal(t, 3*n, d.syncs)
	}
	id, err := j.Find(txn.Ref{Trace: 7})
	require.NoError(t, err)
	_, err = j.Txn(id)
	require.NoError(t, err)
	require.Equal(t, 150, d.syncs)
}

// TestFaultsOfTheDisk lets the nth write or sync fail, for every n until a run has
// no fault, and then looks at what a healthy disk shows: every row that was
// acknowledged, at most the commit that failed besides, and nothing broken.
func TestFaultsOfTheDisk(t *testing.T) {
	d := newDisk(t)
	at := journal.WithVFS(t.Name())
	dir := t.TempDir()
	require.NoError(t, journal.Create(dir, firstBook(), master, begin, at))
	morning := takeImage(t, dir)
	for _, tt := range []struct {
		name, op string
		forever  bool
		err      error
		want     error
	}{
		{"full once", "write", false, syscall.ENOSPC, journal.ErrFull},
		{"full for ever", "write", true, syscall.ENOSPC, journal.ErrFull},
		{"write error", "write", false, syscall.EIO, nil},
		{"sync error once", "sync", false, syscall.EIO, nil},
		{"sync error for ever", "sync", true, syscall.EIO, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			faults := 0
			for n := 1; ; n++ {
				morning.restore(t, dir)
				d.reset()
				d.op, d.at, d.forever, d.err = tt.op, n, tt.forever, tt.err
				acked, err := day(dir, at)
				d.reset()
				if err == nil {
					break
				}
				faults++
				if tt.want != nil {
					require.ErrorIs(t, err, tt.want, "fault %d", n)
				}
				j, err := journal.Open(dir, "test", at)
				require.NoError(t, err)
				_, _, err = j.Book()
				require.NoError(t, err, "fault %d", n)
				require.GreaterOrEqual(t, j.Seq(), acked, "fault %d", n)
				require.LessOrEqual(t, j.Seq(), acked+2, "fault %d", n)
				require.Empty(t, check(t, j).Findings, "fault %d", n)
				require.NoError(t, j.Close())
			}
			require.Greater(t, faults, 3)
		})
	}
}

// day is a process that sells until something fails. It gives the last row it was told is durable.
func day(dir string, at journal.Option) (acked uint64, err error) {
	j, err := journal.Open(dir, "test", at)
	if err != nil {
		return 1, err
	}
	book, _, err := j.Book()
	if err != nil {
		return 1, err
	}
	m, acked := &maker{j: j, book: book}, uint64(1)
	commit := func(rows []roll.Row, seal *journal.Seal) {
		if err != nil {
			return
		}
		if err = j.Commit(rows, seal); err == nil {
			acked = j.Seq()
		}
	}
	for range 2 {
		rows := m.intent(txn.Sale, 0)
		commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary})
		commit(append(m.tell(roll.Approved, roll.Outcome{Code: "00", Copies: 1}),
			m.tell(roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, N: 1})...), nil)
	}
	if err != nil {
		if again := j.Commit(m.intent(txn.Sale, 0), nil); again == nil {
			return acked, fmt.Errorf("a stopped journal took a row")
		}
		_ = j.Close()
		return acked, err
	}
	return acked, j.Close()
}
