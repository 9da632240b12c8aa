package host

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

// Host is one acquirer. Its methods may be called from several goroutines.
type Host struct {
	options Options
	dialect *dialect

	mu    sync.Mutex // guards book, store and knobs: one decision at a time
	book  *book
	store *store
	knobs Knobs
	// amounts and cutting are knobs, too.
	amounts Amounts
	cutting cutting

	faults queue
	late   mailbox
	tape   tape
	conns  atomic.Uint64 // connections so far; numbers them in events
}

// New starts a host and, when there is a ledger file, reads it.
func New(o Options) (*Host, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	d, err := newDialect(o.Profile)
	if err != nil {
		return nil, err
	}
	b, err := newBook(o)
	if err != nil {
		return nil, err
	}
	s, err := openStore(o.Ledger, b.apply)
	if err != nil {
		return nil, err
	}
	return &Host{options: o, dialect: d, book: b, store: s, knobs: o.Knobs.clone(), amounts: maps.Clone(o.Amounts)}, nil
}

// Close closes the ledger file. Stop serving first.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.store.Close()
}

// Ledger lists the decided requests of kinds that can move money, oldest first.
func (h *Host) Ledger() []Entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]Entry, 0, len(h.book.entries))
	for _, e := range h.book.entries {
		if e.Kind.Moves() && e.State != Waiting {
			list = append(list, e.line())
		}
	}
	return list
}

// Accounts lists the cards and their balances, in the order they were given.
func (h *Host) Accounts() []Holding {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.book.accounts.holdings()
}

// ResetBalances puts every balance back to its start. The ledger stays.
func (h *Host) ResetBalances() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.commit(&fact{What: reset, At: h.now()})
}

func (h *Host) now() time.Time { return h.options.Now().In(beijing) }

// errFull: the host has decided as much as it keeps.
var errFull = fmt.Errorf("ledger holds %d facts, which is its limit", factLimit)

// commit makes a fact durable, then true.
func (h *Host) commit(f *fact) error {
	if f == nil {
		return nil
	}
	if h.book.facts >= factLimit {
		return errFull
	}
	if err := h.store.append(*f); err != nil {
		return err
	}
	return h.book.apply(*f)
}

// forcing is an answer that replaces the host's own, and why.
type forcing struct {
	code txn.Code // empty: none
	why  string
}

// decide answers one request. The returned answer is complete but for its bytes.
func (h *Host) decide(f frame.Frame, m *message.Message, force forcing) answer {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := &request{frame: f, wire: m, msg: h.dialect.request(m), at: h.now(), force: force.code, forced: force.why}
	d := h.judge(r)
	if err := h.commit(d.fact); err != nil {
		d = refuse("96", 0, "%v", err)
	}
	return h.answer(r, d)
}

// judge makes the checks and asks the service.
func (h *Host) judge(r *request) *decision {
	for _, check := range checks {
		if no := check(h, r); no != nil {
			return no
		}
	}
	r.cutting = h.isCutting(r)
	switch {
	case r.service.rule != nil:
		return h.transact(r)
	case r.force != "":
		return refuse(r.force, 0, "%s", r.forced)
	case r.cutting:
		return refuse("90", 0, "day-end is under way")
	}
	return r.service.decide(h, r)
}

// rrn is the reference number of the next fact: twelve digits, never used twice.
func (h *Host) rrn() string { return fmt.Sprintf("%012d", h.book.facts+1) }

// authCode is six digits that look like an issuer's.
func (h *Host) authCode() string { return fmt.Sprintf("%06d", h.dice().IntN(1_000_000)) }

// dice are thrown for the next fact; the same seed and history throw the same.
func (h *Host) dice() *rand.Rand {
	return rand.New(rand.NewPCG(h.options.Seed, h.book.facts))
}
