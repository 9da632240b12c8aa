package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ncruces/go-sqlite3/vfs"

	"posterm/journal/roll"
)

// files is what a journal asks of the disk for all that is not the database: the
// directory, its lock, the secrets and the head. The operating system is one; a VFS
// that is another keeps a whole journal.
type files interface {
	OpenFile(name string, flag int, mode fs.FileMode) (plain, error)
	Stat(name string) (fs.FileInfo, error)
	Mkdir(dir string, mode fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	// SyncDir makes the names in a directory durable.
	SyncDir(dir string) error
	// Lock takes a directory for a process, until Close.
	Lock(dir, verb string) (io.Closer, error)
}

// plain is an open file that is not SQLite's.
type plain = interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
}

// place is where a journal lives.
type place struct {
	files
	vfs    string       // of the database; "" is the operating system
	device Device       // what the keys are bound to; nil: nothing
	events []roll.Event // which ones go to the outbox; none: it is not used
}

// secret is the device secret, nil for none.
func (p place) secret(fresh bool) ([]byte, error) {
	if p.device == nil {
		return nil, nil
	}
	return p.device(fresh)
}

// Option changes where a journal lives.
type Option func(*place)

// WithVFS keeps a journal in a VFS that was registered with
// github.com/ncruces/go-sqlite3/vfs, such as a simulated disk. It must hold plain
// files too; see the methods of files.
func WithVFS(name string) Option { return func(p *place) { p.vfs = name } }

func placed(opts []Option) (p place, err error) {
	for _, set := range opts {
		set(&p)
	}
	if p.vfs == "" {
		p.files = system{}
		if p.device == nil {
			p.device = Machine
		}
		return p, nil
	}
	var ok bool
	if p.files, ok = vfs.Find(p.vfs).(files); !ok {
		err = fmt.Errorf("%w: no VFS is called %q, or it holds no plain files", ErrSettings, p.vfs)
	}
	return p, err
}

// private refuses a file that anybody but its owner may read or write.
func (p place) private(name string) error {
	info, err := p.Stat(name)
	if err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %04o: run chmod 600 on it", ErrRights, name, mode)
	}
	return nil
}

// mkdirs makes a directory and those above it, and their names durable: a directory
// that is lost takes all that is in it along. A name that is there already may be that
// of a process that was killed before it synced it, so all are synced; but those far
// above may belong to others, who may forbid it.
func (p place) mkdirs(dir string) error {
	above := filepath.Dir(dir)
	_, err := p.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = p.mkdirs(above); err == nil {
			err = p.Mkdir(dir, 0o700)
		}
		if err == nil {
			err = p.SyncDir(above)
		}
		return err
	}
	for err == nil && dir != above {
		_ = p.SyncDir(above)
		dir, above = above, filepath.Dir(above)
	}
	return err
}

// clear removes files that may be there, and makes that durable.
func (p place) clear(dir string, names ...string) error {
	for _, name := range names {
		if err := p.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return p.SyncDir(dir)
}

// system is the operating system's file system.
type system struct{}

func (system) OpenFile(name string, flag int, mode fs.FileMode) (plain, error) {
	return os.OpenFile(name, flag, mode)
}
func (system) Stat(name string) (fs.FileInfo, error)    { return os.Stat(name) }
func (system) Mkdir(dir string, mode fs.FileMode) error { return os.Mkdir(dir, mode) }
func (system) Rename(from, to string) error             { return os.Rename(from, to) }
func (system) Remove(name string) error                 { return os.Remove(name) }
func (system) Lock(dir, verb string) (io.Closer, error) { return lock(dir, verb) }

func (system) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
