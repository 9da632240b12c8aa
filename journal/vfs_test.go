package journal

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/stretchr/testify/require"
)

// memory is a file that counts how often it is written.
type memory struct {
	vfs.File
	data   []byte
	writes int
	fail   error
}

func (m *memory) WriteAt(p []byte, off int64) (int, error) {
	if m.writes++; m.fail != nil {
		return 0, m.fail
	}
	if over := int(off) + len(p) - len(m.data); over > 0 {
		m.data = append(m.data, make([]byte, over)...)
	}
	return copy(m.data[off:], p), nil
}

func (m *memory) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(m.data).ReadAt(p, off)
}
func (m *memory) Truncate(size int64) error { m.data = m.data[:size]; return nil }
func (m *memory) Size() (int64, error)      { return int64(len(m.data)), nil }
func (m *memory) Sync(vfs.SyncFlag) error   { return nil }

func write(t *testing.T, f *logFile, text string, off int64) {
	n, err := f.WriteAt([]byte(text), off)
	require.NoError(t, err)
	require.Equal(t, len(text), n)
}

func TestALogIsWrittenInOnePieceAndGrowsInSteps(t *testing.T) {
	disk := &memory{}
	f := &logFile{File: disk}
	write(t, f, "head", 0)
	write(t, f, "er page", 4)
	require.Zero(t, disk.writes, "it waits for the sync")
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Equal(t, 1, disk.writes)
	require.Len(t, disk.data, logStep)
	require.Equal(t, "header page", string(bytes.TrimRight(disk.data, "\x00")))
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Equal(t, 1, disk.writes, "nothing is written twice")

	write(t, f, "next", 11)
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Len(t, disk.data, logStep, "over what is there")
	write(t, f, "beyond", logStep-3)
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Len(t, disk.data, 2*logStep)
	require.Equal(t, 3, disk.writes)
}

func TestALogIsReadAsItWasWritten(t *testing.T) {
	disk := &memory{}
	f := &logFile{File: disk}
	write(t, f, "one", 0)
	write(t, f, "two", 100)
	write(t, f, "ONE", 0) // SQLite goes back to a frame whose checksum changes
	got := make([]byte, 103)
	_, err := f.ReadAt(got, 0)
	require.NoError(t, err)
	require.Equal(t, "ONE", string(got[:3]))
	require.Equal(t, "two", string(got[100:]))

	write(t, f, "three", 103)
	size, err := f.Size()
	require.NoError(t, err)
	require.EqualValues(t, logStep, size)
	require.NoError(t, f.Truncate(0))
	write(t, f, "new", 0)
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Equal(t, "new", string(bytes.TrimRight(disk.data, "\x00")))
	require.Len(t, disk.data, logStep, "it knows that it was cut")

	large := bytes.Repeat([]byte("x"), logBuffer)
	write(t, f, string(large), 3)
	writes := disk.writes
	write(t, f, "y", 3+logBuffer)
	require.Equal(t, writes+1, disk.writes, "it holds no more than its limit")
	last := make([]byte, 1)
	_, err = f.ReadAt(last, 3+logBuffer)
	require.NoError(t, err)
	require.Equal(t, "y", string(last))
}

func TestALogThatCannotBeWrittenSaysSo(t *testing.T) {
	disk := &memory{fail: errors.New("worn out")}
	f := &logFile{File: disk}
	for _, try := range []func() error{
		func() error { return f.Sync(vfs.SYNC_NORMAL) },
		func() error { return f.Truncate(0) },
		func() error { _, err := f.ReadAt(make([]byte, 1), 0); return err },
		func() error { _, err := f.Size(); return err },
		func() error { _, err := f.WriteAt([]byte("elsewhere"), 500); return err },
	} {
		write(t, f, "lost", f.at+int64(len(f.waiting)))
		require.ErrorIs(t, try(), disk.fail)
		f.waiting = nil
	}
	disk.fail = io.ErrShortWrite
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL), "what failed is not tried again")
}

func TestAnUnknownVFSIsRefused(t *testing.T) {
	_, err := withLog("nobody's")
	require.ErrorIs(t, err, ErrSettings)
}

// TestALogThatWasFoundIsWrittenAgain: an earlier process's sync may have failed.
func TestALogThatWasFoundIsWrittenAgain(t *testing.T) {
	disk := &memory{data: []byte("found")}
	f := &logFile{File: disk, end: 5, found: 5}
	write(t, f, "N", 2)
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Equal(t, 2, disk.writes)
	require.Equal(t, "foNnd", string(disk.data))
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Equal(t, 2, disk.writes, "once")

	f = &logFile{File: disk, end: 5, found: 5}
	require.NoError(t, f.Truncate(0))
	require.NoError(t, f.Sync(vfs.SYNC_NORMAL))
	require.Empty(t, disk.data, "what was cut off is not wanted")
	f = &logFile{File: &memory{data: []byte("shorter")}, end: 9, found: 9}
	require.ErrorIs(t, f.Sync(vfs.SYNC_NORMAL), io.ErrUnexpectedEOF)
}
