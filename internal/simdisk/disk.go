package simdisk

import (
	"bytes"
	"fmt"
	"path"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// Disk is a disk in memory. It may be used by several goroutines.
type Disk struct {
	mu    sync.Mutex
	tree  *tree
	locks map[string]bool // directories held by a process
	tape  *Recording      // nil: nobody listens
	count [SyncFail + 1]int
	name  string // under which SQLite knows it; empty: not yet

	fault    Fault
	met, hit int  // operations that the fault could hit, and hit
	off      bool // the power is off
}

// New makes an empty disk with a root directory "/".
func New() *Disk { return holding(newTree()) }

func holding(t *tree) *Disk { return &Disk{tree: t, locks: map[string]bool{}} }

// free holds names that may be used again, so that a million disks need no million names.
var free struct {
	sync.Mutex
	names []string
}

var named atomic.Int64

// Name registers the disk with SQLite at its first call, and says under which name.
// Close forgets it.
func (d *Disk) Name() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.name != "" {
		return d.name
	}
	free.Lock()
	defer free.Unlock()
	if last := len(free.names) - 1; last >= 0 {
		d.name, free.names = free.names[last], free.names[:last]
	} else {
		d.name = fmt.Sprintf("simdisk-%d", named.Add(1))
	}
	vfs.Register(d.name, d)
	return d.name
}

// Close forgets the name. No file may be open under it. The disk keeps what it holds
// and may be named again.
func (d *Disk) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.name == "" {
		return
	}
	vfs.Unregister(d.name)
	free.Lock()
	free.names = append(free.names, d.name)
	free.Unlock()
	d.name = ""
}

// Clone gives a second disk in the same state, with the same changes unsynced. Open
// files, locks, faults and the Recording stay with the first one.
func (d *Disk) Clone() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	return holding(d.tree.clone())
}

// Count says how many operations of a kind were made.
func (d *Disk) Count(k Kind) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count[k]
}

// do makes one operation, or the part of it that a fault leaves. The caller holds d.mu.
func (d *Disk) do(op Op) error {
	if d.off {
		return syscall.EIO
	}
	done, err := d.fails(op)
	for _, op := range done {
		d.count[op.Kind]++
		d.tree.apply(op)
		if d.tape != nil {
			d.tape.Ops = append(d.tape.Ops, op)
		}
	}
	return err
}

// open gives a file, which is made when create says so.
func (d *Disk) open(name string, create bool) (*handle, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return nil, syscall.EIO
	}
	name = path.Clean(name)
	number, found := d.tree.find(name)
	if !found {
		if _, dir := d.tree.find(path.Dir(name)); !dir || !create {
			return nil, syscall.ENOENT
		}
		if err := d.do(Op{Kind: Create, Path: name}); err != nil {
			return nil, err
		}
		number, _ = d.tree.find(name)
	}
	if d.tree.nodes[number].isDir {
		return nil, syscall.EISDIR
	}
	return &handle{disk: d, node: number, name: name}, nil
}

// OpenFilename opens a file for SQLite.
func (d *Disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return d.Open(name.String(), flags)
}

// Open opens a file for SQLite.
func (d *Disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == "" {
		return nil, flags, sqlite3.CANTOPEN // a temporary file: there is memory for those
	}
	h, err := d.open(name, flags&vfs.OPEN_CREATE != 0)
	if err != nil {
		return nil, flags, vfs.SystemError(err, sqlite3.CANTOPEN)
	}
	return &file{handle: h}, flags, nil
}

// Delete removes a file for SQLite.
func (d *Disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	name = path.Clean(name)
	if _, found := d.tree.find(name); !found {
		return vfs.SystemError(syscall.ENOENT, sqlite3.IOERR_DELETE_NOENT)
	}
	if err := d.do(Op{Kind: Delete, Path: name}); err != nil {
		return vfs.SystemError(err, sqlite3.IOERR_DELETE)
	}
	if !syncDir {
		return nil
	}
	dir, _ := d.tree.find(path.Dir(name))
	return vfs.SystemError(d.do(Op{Kind: SyncDir, Path: path.Dir(name), node: dir}), sqlite3.IOERR_DIR_FSYNC)
}

// Access says whether a file is there.
func (d *Disk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return false, vfs.SystemError(syscall.EIO, sqlite3.IOERR_ACCESS)
	}
	_, found := d.tree.find(name)
	return found, nil
}

// FullPathname takes every path for absolute; there are no links.
func (d *Disk) FullPathname(name string) (string, error) { return path.Clean("/" + name), nil }

// Bytes gives what readers see of a file; nil when it is not there.
func (d *Disk) Bytes(name string) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	number, found := d.tree.find(name)
	if !found {
		return nil
	}
	return bytes.Clone(d.tree.nodes[number].data)
}

// Put makes a durable file of those bytes, or changes one, as if it had always been so.
func (d *Disk) Put(name string, data []byte) error {
	h, err := d.open(name, true)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tree.nodes[h.node] = &node{data: bytes.Clone(data)}
	for _, n := range d.tree.nodes {
		if n.isDir {
			n.sync()
		}
	}
	return nil
}
