package sim

import (
	"context"
	"errors"
	"fmt"
	"math"

	"posterm/comms/keys"
	"posterm/internal/check"
	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
)

// dataDir is where the journal stands on a disk that holds nothing else.
const dataDir = "/posterm"

// onDisk is the shipped journal on a disk in memory, which at a power cut does
// whatever a bad real disk may do.
type onDisk struct {
	world *World
	disk  *simdisk.Disk
}

func newOnDisk(w *World, book roll.Book) (*onDisk, error) {
	d := simdisk.New()
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return nil, err
	}
	return &onDisk{w, d}, journal.Create(dataDir, book, master, dawn, journal.WithVFS(d.Name()))
}

func (s *onDisk) Open() (terminal.Roll, error) {
	j, err := journal.Open(dataDir, "sim", journal.WithVFS(s.disk.Name()), journal.Notifying(roll.Events()...))
	if err != nil {
		return nil, err
	}
	return onDiskProcess{j, s}, nil
}

func (s *onDisk) Off() { s.disk.Fail(simdisk.Fault{Kind: simdisk.PowerOff, At: 1, ForEver: true}) }

func (s *onDisk) Crash() {
	left := s.disk.Cut(uint64(s.world.fate.Choose(math.MaxInt32)))
	s.disk.Close()
	s.disk = left
}

// Rows reads the journal as `journal check` does: every row, every hash.
func (s *onDisk) Rows() (rows []roll.Row, err error) {
	j, err := journal.Open(dataDir, "sim", journal.WithVFS(s.disk.Name()), journal.Notifying(roll.Events()...))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	if _, _, err := j.Book(); err != nil {
		return nil, err
	}
	report, err := j.Check(context.Background())
	if err != nil {
		return nil, err
	}
	if !report.Sound() {
		return nil, fmt.Errorf("journal check: %v", report.Findings)
	}
	if rows, err = j.Rows(0, math.MaxInt32); err != nil {
		return nil, err
	}
	return rows, everythingToBeTold(j, rows)
}

// everythingToBeTold: nobody empties the outbox here, so that every event of the roll is in
// it, and nothing else, whatever happened in the middle of which commit.
func everythingToBeTold(j *journal.Journal, rows []roll.Row) error {
	waiting, err := j.Outbox().List(0, math.MaxInt32)
	if err != nil {
		return err
	}
	told := check.Told(rows)
	for i, n := range waiting {
		if i >= len(told) || told[i].Seq != n.Row.Seq || told[i].Event != n.Event {
			return fmt.Errorf("the outbox holds %s of row %d, which the roll does not tell there", n.Event, n.Row.Seq)
		}
	}
	if len(waiting) != len(told) {
		return fmt.Errorf("the outbox holds %d events, the roll tells %d", len(waiting), len(told))
	}
	return nil
}

func (s *onDisk) Close() { s.disk.Close() }

// onDiskProcess is the journal as one process has it open, with a disk that fails and
// power that goes in the middle of commits.
type onDiskProcess struct {
	*journal.Journal
	store *onDisk
}

// Faults of the disk inside a commit, and how far into it they strike.
var diskFaults = [...]simdisk.FaultKind{simdisk.WriteError, simdisk.SyncError, simdisk.Full, simdisk.ShortWrite}

// commitOps is up to which operation of a commit a fault strikes. Chosen: a commit
// has fewer, so that some strike after it.
const commitOps = 6

func (p onDiskProcess) Commit(rows []roll.Row, seal *journal.Seal) error {
	w, d := p.store.world, p.store.disk
	if w.cut("in a commit") {
		d.Fail(simdisk.Fault{Kind: simdisk.PowerOff, At: 1 + w.fate.Choose(commitOps), ForEver: true})
		_ = p.Journal.Commit(rows, seal)
		p.store.Off()
		return errPower
	}
	fault := w.fault(Disk, len(diskFaults))
	if fault == 0 {
		return p.Journal.Commit(rows, seal)
	}
	d.Fail(simdisk.Fault{Kind: diskFaults[fault-1], At: 1 + w.fate.Choose(commitOps), ForEver: w.fate.Try(2) == 1})
	err := p.Journal.Commit(rows, seal)
	if err != nil && diskFaults[fault-1] == simdisk.SyncError {
		w.mark(SyncFailed)
	}
	if err == nil || !w.dead.Load() {
		d.Fail(simdisk.Fault{})
	}
	return err
}
