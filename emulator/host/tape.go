package host

import (
	"sync"
	"time"

	"posterm/comms/message"
)

// tapeSize is how many messages are remembered. Chosen: a busy hour of a shop, and a few
// megabytes.
const tapeSize = 8192

// tape remembers the newest messages of all connections as bytes, so that the story of a
// transaction can be told. It is memory only; whatever leaves it is masked.
type tape struct {
	mu   sync.Mutex
	ring []taped
	next int
	kept uint64 // so far
}

// taped is one message on the line.
type taped struct {
	id   uint64 // by keep
	key  Key
	at   time.Time
	conn uint64
	sent bool
	note string // the fault that spoiled it
	body []byte
}

// keep remembers a message; body must not change any more.
func (t *tape) keep(one taped) (id uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept++
	one.id = t.kept
	if len(t.ring) < tapeSize {
		t.ring = append(t.ring, one)
		return one.id
	}
	t.ring[t.next] = one
	t.next = (t.next + 1) % tapeSize
	return one.id
}

// forget takes a message back that did not leave after all.
func (t *tape) forget(id uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.ring {
		if t.ring[i].id == id {
			t.ring[i] = taped{}
		}
	}
}

// of gives the messages of a transaction, oldest first.
func (t *tape) of(k Key) (list []taped) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.ring {
		if one := t.ring[(t.next+i)%len(t.ring)]; one.key == k {
			list = append(list, one)
		}
	}
	return list
}

// keyOf is what a request, or its answer, names; what is missing is empty.
func keyOf(m *message.Message) Key {
	k := Key{Terminal: m.Get(41), Trace: m.Get(11)}
	if f60, err := message.ParseField60(m.Get(60)); err == nil {
		k.Batch = f60.Batch
	}
	return k
}
