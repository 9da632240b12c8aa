package journal

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// logStep is by how much the log's file grows. A sync of frames that make the file
// longer took 1.4 to 1.9 times one of frames written over what is there, so it is
// done for some commits at once. Chosen: the nine pages of a sale with two slips fit.
const logStep = 64 << 10

// logBuffer is how much of a commit waits in memory at most. Chosen: a commit of a
// terminal has a few pages; SQLite writes more only when it runs out of memory.
const logBuffer = 1 << 20

// logVFS hands every file of the database through but the log, which it writes in
// fewer and larger pieces.
type logVFS struct{ vfs.VFSFilename }

// withLog registers a VFS over another one ("" is the disk) and gives its name.
func withLog(base string) (string, error) {
	under, ok := vfs.Find(base).(vfs.VFSFilename)
	if !ok {
		return "", fmt.Errorf("%w: no VFS is called %q", ErrSettings, base)
	}
	name := "posterm-log-" + base
	vfs.Register(name, logVFS{under})
	return name, nil
}

// OpenFilename opens a file of the database.
func (v logVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := v.VFSFilename.OpenFilename(name, flags)
	if err != nil || flags&vfs.OPEN_WAL == 0 {
		return f, flags, err
	}
	end, err := f.Size()
	if err != nil {
		return nil, flags, errors.Join(err, f.Close())
	}
	return &logFile{File: f, end: end, found: end}, flags, nil
}

// logFile is SQLite's log. What SQLite writes in pieces (a frame's header, its page,
// the next frame's header ...) waits until SQLite syncs or reads, and is then written
// at once. Zeros behind the last frame keep the file's length ahead: SQLite takes
// them for the end of the log, as it takes what an earlier round left there.
type logFile struct {
	vfs.File
	end     int64  // the file's length
	found   int64  // how much an earlier process left, until we synced it
	at      int64  // where waiting belongs
	waiting []byte // written by SQLite and not yet by us
}

// WriteAt keeps a piece until the next sync.
func (f *logFile) WriteAt(p []byte, off int64) (int, error) {
	if off != f.at+int64(len(f.waiting)) || len(f.waiting)+len(p) > logBuffer {
		if err := f.flush(); err != nil {
			return 0, err
		}
		f.at = off
	}
	f.waiting = append(f.waiting, p...)
	return len(p), nil
}

// flush writes what waits. After an error nothing waits any more: SQLite is told,
// and the Journal stops.
func (f *logFile) flush() error {
	data := f.waiting
	if len(data) == 0 {
		return nil
	}
	f.waiting = data[:0]
	if over := f.at + int64(len(data)); over > f.end {
		data = append(data, make([]byte, (logStep-over%logStep)%logStep)...)
	}
	n, err := f.File.WriteAt(data, f.at)
	f.end = max(f.end, f.at+int64(n))
	f.at += int64(n)
	if errors.Is(err, syscall.ENOSPC) {
		err = vfs.SystemError(err, sqlite3.FULL) // SQLite knows it from writes only
	}
	return err
}

// Sync makes durable what SQLite wrote. The first one writes again what was found: when
// an earlier process's sync failed, the system may have given those bytes up for good
// and still show them. Moved into the database at a power cut, they would damage it.
func (f *logFile) Sync(flags vfs.SyncFlag) error {
	if err := f.flush(); err != nil {
		return err
	}
	if err := f.again(); err != nil {
		return err
	}
	return f.File.Sync(flags)
}

// again writes the bytes that were found over themselves.
func (f *logFile) again() error {
	left := min(f.found, f.end)
	f.found = 0
	piece := make([]byte, min(left, logBuffer))
	for at := int64(0); at < left; at += int64(len(piece)) {
		piece = piece[:min(left-at, int64(len(piece)))]
		if n, err := f.File.ReadAt(piece, at); n < len(piece) {
			return errors.Join(io.ErrUnexpectedEOF, err)
		}
		if _, err := f.File.WriteAt(piece, at); err != nil {
			return err
		}
	}
	return nil
}

// ReadAt reads what SQLite wrote.
func (f *logFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.flush(); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

// Truncate cuts the file.
func (f *logFile) Truncate(size int64) error {
	if err := f.flush(); err != nil {
		return err
	}
	err := f.File.Truncate(size)
	if err == nil {
		f.end = size
	}
	return err
}

// Size is the file's length.
func (f *logFile) Size() (int64, error) {
	if err := f.flush(); err != nil {
		return 0, err
	}
	return f.File.Size()
}
