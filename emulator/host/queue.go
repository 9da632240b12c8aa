package host

import (
	"fmt"
	"slices"
	"sync"

	"posterm/comms/message"
)

// queue holds the faults that were asked for, oldest first.
type queue struct {
	mu    sync.Mutex
	queue []Fault
}

// AddFault queues a fault. Errors wrap ErrFault.
func (h *Host) AddFault(f Fault) error { return h.faults.add(f) }

// Faults lists what is still queued, with the uses left.
func (h *Host) Faults() []Fault {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	return slices.Clone(h.faults.queue)
}

// ClearFaults empties the queue. A delay that has begun goes on.
func (h *Host) ClearFaults() {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.queue = nil
}

// ClearFault takes the faults of one name out of the queue.
func (h *Host) ClearFault(name string) {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.queue = slices.DeleteFunc(h.faults.queue, func(f Fault) bool { return f.Name == name })
}

func (q *queue) add(f Fault) error {
	if err := f.complete(); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.queue) >= faultLimit {
		return fmt.Errorf("%w: %d are waiting, which is the limit", ErrFault, faultLimit)
	}
	q.queue = append(q.queue, f)
	return nil
}

// take uses up one count of the first fault that fits.
func (q *queue) take(fits func(Fault, faultKind) bool) (Fault, faultKind) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.queue {
		f := q.queue[i]
		kind, _ := kindOf(f.Name)
		if !fits(f, kind) {
			continue
		}
		if q.queue[i].Count--; q.queue[i].Count == 0 {
			q.queue = slices.Delete(q.queue, i, i+1)
		}
		return f, kind
	}
	return Fault{}, faultKind{moment: after, do: sendWhole}
}

// forMessage takes the fault for a request that came in by a door, as it came and in the
// host's own language.
func (q *queue) forMessage(m, native *message.Message, door string) (Fault, faultKind) {
	return q.take(func(f Fault, kind faultKind) bool {
		return kind.moment != atAccept && f.Match.at(door) && f.Match.fits(m, native) && (kind.needs == 0 || m.Has(kind.needs))
	})
}

// at says whether a fault is for a door.
func (want Match) at(door string) bool { return want.Door == "" || want.Door == door }

// fits says whether a fault is for a request.
func (want Match) fits(m, native *message.Message) bool {
	switch {
	case want.MTI != "" && want.MTI != m.MTI, want.F3 != "" && want.F3 != m.Get(3):
		return false
	case want.Kind == "" && want.Network == "":
		return true
	}
	r := &request{msg: native}
	f60, err := message.ParseField60(native.Get(60))
	if err != nil {
		return false
	}
	r.f60 = f60
	service := r.find()
	return (want.Network == "" || want.Network == f60.Network) &&
		(want.Kind == "" || service != nil && want.Kind == service.kind.String())
}

// forConnection takes the fault for a new connection; an empty name is none.
func (q *queue) forConnection(door string) Fault {
	f, _ := q.take(func(f Fault, kind faultKind) bool { return kind.moment == atAccept && f.Match.at(door) })
	return f
}

// mailbox keeps answers that are sent on a terminal's next connection.
type mailbox struct {
	mu      sync.Mutex
	letters map[string][]letter // by terminal
}

type letter struct {
	conn uint64 // the connection it should have gone out on
	key  Key    // of its request
	raw  []byte
}

func (b *mailbox) put(terminal string, l letter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.letters == nil {
		b.letters = map[string][]letter{}
	}
	b.letters[terminal] = append(b.letters[terminal], l)
}

// collect takes what waits for the terminal from connections other than conn.
func (b *mailbox) collect(terminal string, conn uint64) []letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.letters) == 0 {
		return nil
	}
	var due, rest []letter
	for _, l := range b.letters[terminal] {
		if l.conn == conn {
			rest = append(rest, l)
		} else {
			due = append(due, l)
		}
	}
	if due != nil {
		delete(b.letters, terminal)
	}
	if rest != nil {
		b.letters[terminal] = rest
	}
	return due
}
