package simdisk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"
)

// ErrLocked: a process holds the directory.
var ErrLocked = errors.New("directory is locked")

// OpenFile opens a file; flag is of package os, of which O_CREATE and O_TRUNC count.
func (d *Disk) OpenFile(name string, flag int, _ fs.FileMode) (interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
}, error) {
	h, err := d.open(name, flag&os.O_CREATE != 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	if size, _ := h.Size(); flag&os.O_TRUNC != 0 && size > 0 {
		err = h.Truncate(0)
	}
	return h, err
}

// Stat tells whether a file or directory is there, and its size.
func (d *Disk) Stat(name string) (fs.FileInfo, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: syscall.EIO}
	}
	number, found := d.tree.find(name)
	if !found {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: syscall.ENOENT}
	}
	n := d.tree.nodes[number]
	return info{path.Base(name), int64(len(n.data)), n.isDir}, nil
}

// Mkdir makes one directory.
func (d *Disk) Mkdir(dir string, _ fs.FileMode) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, found := d.tree.find(dir); found {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.EEXIST}
	}
	if _, found := d.tree.find(path.Dir(dir)); !found {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOENT}
	}
	return d.do(Op{Kind: MakeDir, Path: path.Clean(dir)})
}

// Rename gives a file another name in the same directory, whatever had it before.
func (d *Disk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, found := d.tree.find(from); !found || path.Dir(from) != path.Dir(to) {
		return &fs.PathError{Op: "rename", Path: from, Err: syscall.ENOENT}
	}
	return d.do(Op{Kind: Rename, Path: path.Clean(from), To: path.Clean(to)})
}

// Remove removes a file's name.
func (d *Disk) Remove(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, found := d.tree.find(name); !found {
		return &fs.PathError{Op: "remove", Path: name, Err: syscall.ENOENT}
	}
	return d.do(Op{Kind: Delete, Path: path.Clean(name)})
}

// SyncDir makes the names in a directory durable.
func (d *Disk) SyncDir(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	number, found := d.tree.find(dir)
	if !found {
		return &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOENT}
	}
	return d.do(Op{Kind: SyncDir, Path: path.Clean(dir), node: number})
}

// Lock takes a directory for a process, named by its verb. The lock is in memory: it
// is no operation, and a power cut ends it.
func (d *Disk) Lock(dir, verb string) (io.Closer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	dir = path.Clean(dir)
	if d.locks[dir] {
		return nil, fmt.Errorf("%w: %s for %s", ErrLocked, dir, verb)
	}
	d.locks[dir] = true
	return held{d, dir}, nil
}

type held struct {
	disk *Disk
	dir  string
}

// Close gives the directory back.
func (h held) Close() error {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	delete(h.disk.locks, h.dir)
	return nil
}

// info describes a file. Its mode is 0600, a directory's 0700.
type info struct {
	name string
	size int64
	dir  bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) IsDir() bool        { return i.dir }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o700
	}
	return 0o600
}
