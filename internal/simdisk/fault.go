package simdisk

import "syscall"

// FaultKind is a way in which a disk fails.
type FaultKind uint8

// The faults.
const (
	WriteError FaultKind = iota // whatever changes something ends in EIO, and changes nothing
	SyncError                   // a sync of a file or directory ends in EIO
	Full                        // whatever needs room ends in ENOSPC, and changes nothing
	ShortWrite                  // a write stops half way with ENOSPC
	PowerOff                    // at any operation; it may be half done, and nothing works from then on
)

var faultNames = [...]string{"EIO on write", "EIO on sync", "ENOSPC", "short write", "power off"}

// String names the fault for people: "EIO on sync".
func (k FaultKind) String() string { return faultNames[k] }

// hits says which operations a fault can hit.
func (k FaultKind) hits(op Kind) bool {
	sync := op == Sync || op == SyncDir
	switch k {
	case SyncError:
		return sync
	case Full:
		return op == Create || op == Write || op == MakeDir
	case ShortWrite:
		return op == Write
	case PowerOff:
		return true
	}
	return !sync
}

// Fault makes one operation fail, or all from one on.
type Fault struct {
	Kind    FaultKind
	At      int  // the how manyth of the operations it can hit, counted from Fail on: 1 is the next
	ForEver bool // and all after it
}

// Fail arranges for a fault, in place of an earlier one. The zero Fault is none.
func (d *Disk) Fail(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.met, d.hit = f, 0, 0
}

// Failed counts how often the fault that was arranged last was met.
func (d *Disk) Failed() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.hit
}

// fails says how the next operation ends, and what of it is done nevertheless.
func (d *Disk) fails(op Op) (done []Op, err error) {
	f := d.fault
	if f.At == 0 || !f.Kind.hits(op.Kind) {
		return []Op{op}, nil
	}
	if d.met++; d.met < f.At || d.met > f.At && !f.ForEver {
		return []Op{op}, nil
	}
	d.hit++
	switch f.Kind {
	case SyncError:
		op.Kind = SyncFail
		return []Op{op}, syscall.EIO
	case Full:
		return nil, syscall.ENOSPC
	case ShortWrite:
		op.Data = op.Data[:len(op.Data)/2]
		return []Op{op}, syscall.ENOSPC
	case PowerOff:
		d.off = true
		if op.Kind == Sync || op.Kind == SyncDir {
			return nil, syscall.EIO
		}
		return []Op{op}, syscall.EIO
	}
	return nil, syscall.EIO
}
