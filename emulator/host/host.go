package host

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

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
	waits   atomic.Bool // an issuer is not well: it may have to be waited for

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
	h := &Host{options: o, dialect: d, book: b, store: s, amounts: maps.Clone(o.Amounts)}
	h.ResetKnobs()
	return h, nil
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
	return h.record(func() (*fact, error) { return &fact{What: reset, At: h.now()}, nil })
}

func (h *Host) now() time.Time { return h.options.Now().In(beijing) }

// errFull: the host has decided as much as it keeps.
var errFull = fmt.Errorf("ledger holds %d facts, which is its limit", factLimit)

// commit writes a fact, then makes it true. It is durable later: see durable.
func (h *Host) commit(f *fact) error {
	if f == nil {
		return nil
	}
	if h.book.facts >= factLimit {
		return errFull
	}
	before := h.store.size
	if err := h.store.append(*f); err != nil {
		return err
	}
	err := h.book.apply(*f)
	if err != nil {
		h.store.size = before
		h.store.drop()
	}
	return err
}

// forcing is an answer that replaces the host's own, and why.
type forcing struct {
	code txn.Code // empty: none
	why  string
}

// decide answers one request. The returned answer is complete but for its bytes, and
// everything it says is durable.
func (h *Host) decide(r *request) answer {
	d, at := h.decideNow(r)
	if err := h.durable(at); err != nil {
		no := refuse("96", 0, "%v", err)
		no.day, no.require = d.day, d.require
		d = no
	}
	return h.dialect.answerTo(r, d)
}

func (h *Host) decideNow(r *request) (*decision, place) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.at = h.now()
	d := h.judge(r)
	if err := h.commit(d.fact); err != nil {
		d = refuse("96", 0, "%v", err)
	}
	h.stamp(r, d)
	return d, h.store.here()
}

// stamp adds what every answer says of the host at the moment. The caller holds the lock.
func (h *Host) stamp(r *request, d *decision) {
	d.require = h.knobs.Require
	if d.day == "" {
		d.day = h.book.today(r.at)
	}
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
func (h *Host) rrn() string { return digits(h.book.facts+1, rrnSize) }

const rrnSize = 12

// authCode is six digits that look like an issuer's.
func (h *Host) authCode() string { return digits(uint64(h.dice().IntN(1_000_000)), 6) }

// digits writes n with zeros before it, to a width of at most 20.
func digits(n uint64, width int) string {
	var room [20]byte
	for i := width - 1; i >= 0; i-- {
		room[i] = '0' + byte(n%10)
		n /= 10
	}
	return string(room[:width])
}

// dice are thrown for the next fact; the same seed and history throw the same.
func (h *Host) dice() *rand.Rand {
	return rand.New(rand.NewPCG(h.options.Seed, h.book.facts))
}
