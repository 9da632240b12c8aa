package machine

import (
	"fmt"
	"maps"
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// acquirer is the host: a ledger of its own, kept by the rules of RULES.md 3 to 5. It
// never asks what the terminal thinks. What no sound terminal asks of it ends the run.
type acquirer struct {
	w       *world
	batch   txn.Batch // the terminal's, as the acquirer counts
	session int       // sign-ins so far
	ledger  []entry   // in the order of arrival
	orders  map[string]order
	said    map[number]reply // answers to a settlement's messages: the same again

	refuse   []txn.Code // what it answers the next reversals with; then it obeys
	repel    []txn.Code // what it answers the next repeats with; then it answers as the first time
	requires int        // what its next answer asks for in its header
	customer int        // how the next customer pays by wallet, see pay
	stray    txn.Totals // what it counts beside the ledger, for settlements that differ
	digit    txn.Comparison
	verdict  map[txn.Batch]txn.Comparison
	uploads  map[txn.Batch][]uploaded
	ended    map[txn.Batch]int // batch ends it accepted
}

// entry is one line of the ledger.
type entry struct {
	message
	code               txn.Code // how it was answered
	rrn                string
	approved, reversed bool
	tombstone          bool // its reversal came first
}

// stands says whether the entry moved or holds money.
func (e entry) stands() bool { return e.approved && !e.reversed }

// reply is what the acquirer says.
type reply struct {
	code     txn.Code
	bare     bool // without MAC
	scripted bool // the story wanted it so
	rrn, org string
	requires int // nibble 6 of the header
	keys     roll.Keys
	verdict  roll.Verdict
}

func newAcquirer(w *world) *acquirer {
	return &acquirer{
		w: w, batch: w.book.Batch, orders: map[string]order{}, said: map[number]reply{},
		verdict: map[txn.Batch]txn.Comparison{}, uploads: map[txn.Batch][]uploaded{}, ended: map[txn.Batch]int{},
	}
}

func (h *acquirer) clone(w *world) *acquirer {
	c := *h
	c.w, c.ledger = w, slices.Clone(h.ledger)
	c.orders, c.said, c.verdict = maps.Clone(h.orders), maps.Clone(h.said), maps.Clone(h.verdict)
	c.uploads, c.ended = maps.Clone(h.uploads), maps.Clone(h.ended)
	for batch, list := range c.uploads {
		c.uploads[batch] = slices.Clip(list)
	}
	return &c
}

// keys are the working keys of the current sign-in.
func (h *acquirer) keys() string { return fmt.Sprintf("%02d", h.session) }

// answer decides one message, and may ask for more in its header.
func (h *acquirer) answer(m message) reply {
	r := h.decided(m)
	if !r.bare {
		r.requires, h.requires = h.requires, 0
	}
	return r
}

func (h *acquirer) decided(m message) reply {
	switch {
	case m.kind == txn.SignIn:
		h.session++
		return reply{code: "00", keys: roll.Keys{Block: h.keys(), HostBatch: h.batch}}
	case m.keys != h.keys():
		return reply{code: "A0", bare: true}
	case m.kind == txn.Settle:
		return h.settlement(m)
	case m.as == txn.Reversal:
		return h.reverse(m)
	case m.as == txn.OrderQuery:
		return h.query(m)
	case m.as == txn.OrderClose:
		return h.close(m)
	case !m.kind.Moves():
		return reply{code: "00"}
	}
	return h.request(m)
}

// find gives where a transaction stands in the ledger, or -1.
func (h *acquirer) find(n number) int {
	return slices.IndexFunc(h.ledger, func(e entry) bool { return e.number == n })
}

// script takes the next answer that the story wants.
func script(codes *[]txn.Code) (reply, bool) {
	if len(*codes) == 0 {
		return reply{}, false
	}
	code := (*codes)[0]
	*codes = (*codes)[1:]
	return reply{code: code, scripted: true}, true
}

// request takes a transaction, once; what is repeated is answered as the first time.
func (h *acquirer) request(m message) reply {
	i := h.find(m.number)
	repeated := m.kind.Doubt() == txn.Repeated
	if repeated && m.n > 0 {
		if r, wanted := script(&h.repel); wanted {
			return r
		}
	}
	switch {
	case i >= 0 && repeated:
		return h.ledger[i].reply()
	case i >= 0:
		return reply{code: "94"}
	case m.batch != h.batch:
		return reply{code: "77"}
	}
	e := entry{message: m, rrn: fmt.Sprintf("%012d", len(h.ledger)+1)}
	e.code = h.decide(m)
	e.approved = e.code.Approves()
	h.ledger = append(h.ledger, e)
	return e.reply()
}

// reply is the answer to a request. Every other card is of another organisation.
func (e entry) reply() reply {
	r := reply{code: e.code, rrn: e.rrn, org: "CUP"}
	if e.foreign() {
		r.org = "VIS"
	}
	return r
}

func (e entry) foreign() bool { return e.trace%2 == 0 && e.kind.Means() == txn.ByCard }

// decide says yes, unless fate wants a decline. A sound terminal asks nothing that the
// ledger forbids.
func (h *acquirer) decide(m message) txn.Code {
	if m.kind.Tie() != txn.Alone {
		h.mayBeTied(m)
	}
	if m.kind.Doubt() == txn.Asked {
		return h.pay(m)
	}
	if m.kind.Tie() != txn.Undoes && h.w.fault(1) == 1 {
		return "51"
	}
	return "00"
}

// mayBeTied: what a void, completion or refund may be of.
func (h *acquirer) mayBeTied(m message) {
	i := h.original(m)
	if i < 0 {
		h.w.fail("host: %s %s of what is not in the ledger: %+v", m.kind, m.trace, m.original)
	}
	o, of := h.ledger[i], number{m.original.Batch, m.original.Trace}
	switch {
	case !o.stands() || h.undone(of):
		h.w.fail("host: %s %s of %s %s, which does not stand", m.kind, m.trace, o.kind, o.trace)
	case !m.kind.Of(o.kind):
		h.w.fail("host: %s %s of a %s", m.kind, m.trace, o.kind)
	case m.kind.Tie() == txn.Undoes && m.kind.Side() == txn.Credit && h.ended[o.batch] > 0:
		h.w.fail("host: %s %s of a batch that is closed", m.kind, m.trace)
	case m.kind.Tie() != txn.GivesBack && h.taken(of):
		h.w.fail("host: %s %s of a hold that is completed", m.kind, m.trace)
	case m.kind.Tie() == txn.Undoes && h.refunds(o) > 0:
		h.w.fail("host: %s %s of what was given back in part", m.kind, m.trace)
	case m.kind.Tie() == txn.Undoes && m.amount != o.amount:
		h.w.fail("host: %s %s undoes %s of %s", m.kind, m.trace, m.amount, o.amount)
	case m.kind.Tie() == txn.GivesBack && h.refunds(o)+m.amount > o.amount:
		h.w.fail("host: %s %s gives %s back, with %s of %s gone before", m.kind, m.trace, m.amount, h.refunds(o), o.amount)
	case m.kind.Tie() == txn.Fulfils && m.amount*100 > o.amount*115:
		h.w.fail("host: %s %s takes %s of a hold of %s", m.kind, m.trace, m.amount, o.amount)
	}
}

// original finds what a message is tied to: refunds by reference, the rest by number. Of
// what a person said that it stands, the terminal never heard a reference.
func (h *acquirer) original(m message) int {
	if m.kind.Tie() != txn.GivesBack || m.original.RRN == "" {
		return h.find(number{m.original.Batch, m.original.Trace})
	}
	return slices.IndexFunc(h.ledger, func(e entry) bool {
		return e.rrn == m.original.RRN && (m.kind != txn.WalletRefund || e.order == m.original.Order)
	})
}

// tied gives the entries of that tie to an original that stand, and are not undone themselves.
func (h *acquirer) tied(tie txn.Tie, of number) (n int) {
	for _, e := range h.ledger {
		if e.kind.Tie() == tie && e.stands() && (number{e.original.Batch, e.original.Trace}) == of && !h.undone(e.number) {
			n++
		}
	}
	return n
}

// undone says whether a void of it stands.
func (h *acquirer) undone(of number) bool {
	return slices.ContainsFunc(h.ledger, func(e entry) bool {
		return e.kind.Tie() == txn.Undoes && e.stands() && (number{e.original.Batch, e.original.Trace}) == of
	})
}

// taken says whether a completion of a hold stands.
func (h *acquirer) taken(of number) bool { return h.tied(txn.Fulfils, of) > 0 }

// refunds is what was given back of an entry.
func (h *acquirer) refunds(o entry) (sum txn.Fen) {
	for _, e := range h.ledger {
		if e.kind.Tie() == txn.GivesBack && e.stands() && (number{e.original.Batch, e.original.Trace}) == o.number {
			sum += e.amount
		}
	}
	return sum
}

// reverse undoes a request, as RULES.md 3.4 and 3.5 say.
func (h *acquirer) reverse(m message) reply {
	if r, wanted := script(&h.refuse); wanted {
		return r
	}
	i := h.find(m.number)
	switch {
	case i < 0:
		h.ledger = append(h.ledger, entry{message: m, tombstone: true})
		return reply{code: "00"}
	case h.ledger[i].tombstone || h.ledger[i].reversed:
		return reply{code: "25"}
	case !h.ledger[i].approved:
		return reply{code: "12"}
	case h.ended[m.batch] > 0:
		return reply{code: "58"}
	}
	h.ledger[i].reversed = true
	return reply{code: "00"}
}
