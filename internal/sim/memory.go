package sim

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"posterm/comms/keys"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// Store is the disk under a terminal: what survives a power cut.
type Store interface {
	// Open gives the journal to a process.
	Open() (terminal.Roll, error)
	// Off is the moment at which the power goes: nothing reaches the disk any more.
	Off()
	// Crash makes the disk what a power cut leaves of it.
	Crash()
	// Rows is everything that is durable, in order. Only between processes.
	Rows() ([]roll.Row, error)
	// Close lets the disk go.
	Close()
}

// Errors of the disk, and of a world without power.
var (
	errDisk  = errors.New("input/output error")
	errPower = errors.New("no power")
)

// memory is a roll without a disk: commits are whole or nothing, and the bytes never
// take a form. The real journal takes its place in worlds that say so.
type memory struct {
	world *World
	rows  []roll.Row
	book  roll.Book // the fold of rows
	about map[roll.ID][]roll.Row
	pans  map[roll.ID]txn.PAN
	open  *process
}

func newMemory(w *World, first roll.Row) *memory {
	return &memory{world: w, rows: []roll.Row{first}, book: roll.Fold([]roll.Row{first}), about: map[roll.ID][]roll.Row{}, pans: map[roll.ID]txn.PAN{}}
}

func (m *memory) Rows() ([]roll.Row, error) { return m.rows, nil }

func (m *memory) Off()   { m.open = nil }
func (m *memory) Crash() {}
func (m *memory) Close() {}

func (m *memory) Open() (terminal.Roll, error) {
	m.open = &process{memory: m}
	return m.open, nil
}

// take makes rows durable.
func (m *memory) take(rows []roll.Row, seal *journal.Seal) {
	for _, r := range rows {
		m.rows, m.book = append(m.rows, r), m.book.Apply(r)
		for _, id := range []roll.ID{r.Txn, r.Orig} {
			if id != 0 {
				m.about[id] = append(m.about[id], r)
			}
		}
	}
	if seal != nil {
		m.pans[seal.ID] = seal.PAN
	}
}

// process is the journal as one process has it open. After a failed commit it takes
// nothing more, like the real one.
type process struct {
	*memory
	stopped bool
}

var _ terminal.Roll = (*process)(nil)

// What a disk does wrong.
const (
	notWritten     = 1 // an error, and nothing is on the disk
	writtenAnyhow  = 2 // an error, and yet the rows are on the disk
	diskFaultCount = 2
)

func (p *process) Commit(rows []roll.Row, seal *journal.Seal) error {
	if p.stopped || p.open != p {
		return journal.ErrStopped
	}
	if last := len(p.rows); rows[0].Seq != uint64(last+1) {
		return fmt.Errorf("row %d does not continue a roll of %d", rows[0].Seq, last)
	}
	fault := p.world.fault(Disk, diskFaultCount)
	if fault != notWritten {
		p.take(rows, seal)
	}
	if fault != 0 {
		if fault == writtenAnyhow {
			p.world.mark(SyncFailed)
		}
		p.stopped = true
		return errDisk
	}
	return nil
}

// Book is folded row by row as they come: reading them all at every power-on is the
// real journal's work. That both give the same is checked when a life ends.
func (p *process) Book() (roll.Book, []roll.Row, error) { return p.book, p.rows, nil }

func (p *process) About(id roll.ID) ([]roll.Row, error) {
	rows := p.about[id]
	if len(rows) == 0 || rows[0].What != roll.IntentMade || rows[0].Seq != uint64(id) {
		return nil, fmt.Errorf("%w: row %d", journal.ErrUnknown, id)
	}
	return rows, nil
}

func (p *process) Txn(id roll.ID) (roll.Txn, error) {
	rows, err := p.About(id)
	return roll.FoldTxn(rows), err
}

// newest walks over the intents, newest first, until each says so.
func (p *process) newest(before roll.ID, each func(roll.Row) (more bool)) {
	for _, r := range slices.Backward(p.rows) {
		if r.What == roll.IntentMade && (before == 0 || r.Txn < before) && !each(r) {
			return
		}
	}
}

// Rows gives the journal as it stands.
func (p *process) Rows(after uint64, limit int) ([]roll.Row, error) {
	rows := p.rows[min(int(after), len(p.rows)):]
	return rows[:min(limit, len(rows))], nil
}

func (p *process) Txns(before roll.ID, limit int) (txns []roll.Txn, err error) {
	p.newest(before, func(r roll.Row) bool {
		if len(txns) < limit {
			txns = append(txns, roll.FoldTxn(p.about[r.Txn]))
		}
		return len(txns) < limit
	})
	return txns, nil
}

func (p *process) Find(ref txn.Ref) (id roll.ID, err error) {
	p.newest(0, func(r roll.Row) bool {
		if r.Trace == ref.Trace && (ref.Batch == 0 || r.Batch == ref.Batch) {
			id = r.Txn
		}
		return id == 0
	})
	if id == 0 {
		return 0, fmt.Errorf("%w: %s", journal.ErrUnknown, ref)
	}
	return id, nil
}

func (p *process) PAN(id roll.ID) (txn.PAN, error) {
	pan, held := p.pans[id]
	if !held {
		return "", fmt.Errorf("%w: row %d", journal.ErrNoNumber, id)
	}
	return pan, nil
}

// Digest tells cards apart; it keeps no secret, for there is none in this world.
func (p *process) Digest(pan txn.PAN) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(pan.Digits()))
	return strconv.FormatUint(h.Sum64(), 16)
}

func (p *process) Similar(kind txn.Kind, digest string, amount txn.Fen, since time.Time) (id roll.ID, found bool, err error) {
	p.newest(0, func(r roll.Row) bool {
		in, _ := r.Body.(roll.Intent)
		if r.Kind == kind && in.Digest == digest && in.Amount == amount && !r.At.Before(since) {
			switch roll.FoldTxn(p.about[r.Txn]).Money(0) {
			case txn.MoneyApproved, txn.MoneyReversing, txn.MoneyAsking, txn.MoneyParked:
				id, found = r.Txn, true
			}
		}
		return !found && !r.At.Before(since)
	})
	return id, found, nil
}

func (p *process) Master() []byte {
	key, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		panic(err) // a constant of our own
	}
	return key
}

// Check finds nothing: the world itself compares.
func (p *process) Check(context.Context) (journal.Report, error) { return journal.Report{}, nil }

func (p *process) SlipSeed() []byte { return make([]byte, 32) }

func (p *process) Nonce() [4]byte { return [4]byte{'s', 'i', 'm', 1} }

func (p *process) Approved(since time.Time, match func(roll.Row) bool) (roll.ID, error) {
	for _, r := range slices.Backward(p.rows) {
		if r.At.Before(since) {
			break
		}
		if r.What == roll.Approved && match(r) {
			return r.Txn, nil
		}
	}
	return 0, journal.ErrUnknown
}

func (p *process) Spent(owed func(roll.ID) bool) (spent []roll.ID, err error) {
	closed := roll.ID(0)
	for _, r := range p.rows {
		if r.What == roll.Closed {
			closed = roll.ID(r.Seq)
		}
	}
	for id := range p.pans {
		switch is := roll.FoldTxn(p.about[id]).Is; {
		case owed(id):
		case id < closed, is == roll.Declined, is == roll.NotSent, is == roll.Reversed:
			spent = append(spent, id)
		}
	}
	return spent, nil
}

func (p *process) Forget(ids []roll.ID) error {
	for _, id := range ids {
		delete(p.pans, id)
	}
	return nil
}

func (p *process) Checkpoint() (int, error) { return 0, nil }

// Outbox: in memory nothing is told; lives on the real journal look at its outbox.
func (p *process) Outbox() *journal.Outbox { return nil }

func (p *process) Close() error { return nil }
