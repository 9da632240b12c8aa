package simdisk

import (
	"bytes"
	"io"
	"syscall"

	"github.com/ncruces/go-sqlite3/vfs"
)

// handle is an open file, with the methods of *os.File that a journal needs.
type handle struct {
	disk *Disk
	node int
	name string
}

// ReadAt reads what was written, synced or not.
func (h *handle) ReadAt(p []byte, off int64) (int, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if h.disk.off {
		return 0, syscall.EIO
	}
	data := h.disk.tree.nodes[h.node].data
	if off >= int64(len(data)) {
		return 0, io.EOF
	}
	n := copy(p, data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt writes, and makes the file longer when it must.
func (h *handle) WriteAt(p []byte, off int64) (int, error) {
	err := h.do(Op{Kind: Write, Off: off, Data: bytes.Clone(p)})
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// Truncate sets the size.
func (h *handle) Truncate(size int64) error { return h.do(Op{Kind: Truncate, Off: size}) }

// Sync makes the content durable, but not the name.
func (h *handle) Sync() error { return h.do(Op{Kind: Sync}) }

// Close does nothing: an operation that was made stays made.
func (h *handle) Close() error { return nil }

// Size is the length in bytes.
func (h *handle) Size() (int64, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	return int64(len(h.disk.tree.nodes[h.node].data)), nil
}

func (h *handle) do(op Op) error {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	op.Path, op.node = h.name, h.node
	return h.disk.do(op)
}

// file is a handle for SQLite.
type file struct {
	*handle
	lock vfs.LockLevel
}

// Sync makes the content durable.
func (f *file) Sync(vfs.SyncFlag) error { return f.handle.Sync() }

// SizeHint makes the file longer beforehand, as SQLite's own VFS does.
func (f *file) SizeHint(size int64) error {
	if now, _ := f.Size(); size <= now {
		return nil
	}
	return f.Truncate(size)
}

// Lock is granted: a journal has one connection, and its directory another lock.
func (f *file) Lock(level vfs.LockLevel) error {
	f.lock = level
	return nil
}

// Unlock gives a lock back.
func (f *file) Unlock(level vfs.LockLevel) error {
	f.lock = level
	return nil
}

// CheckReservedLock says that nobody else has one.
func (f *file) CheckReservedLock() (bool, error) { return false, nil }

// LockState is the lock that is held.
func (f *file) LockState() vfs.LockLevel { return f.lock }

// SectorSize is what SQLite's own VFS says: 4096. The disk tears at 512.
func (f *file) SectorSize() int { return 4096 }

// DeviceCharacteristics are those of SQLite's own VFS.
func (f *file) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_SUBPAGE_READ | vfs.IOCAP_POWERSAFE_OVERWRITE
}
