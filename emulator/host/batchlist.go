package host

import (
	"fmt"
	"slices"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// batchList 批上送: 0320, network code 201: at most eight transactions of a batch whose
// totals were compared, each held against the ledger (PROTOCOL.md 2.6, 6).
var batchList = &service{
	kind:     txn.Settle,
	as:       txn.BatchList,
	needs:    []int{48},
	signed:   true,
	anyBatch: true,
	decide:   decideList,
}

// upload is a fact: one batch list, and what the host found.
type upload struct {
	Key              // of the 0320
	RRN     string   `json:"rrn"`
	Records []record `json:"records"`

	at time.Time
}

// record is one transaction of a batch list.
type record struct {
	Trace   string     `json:"trace"`
	Amount  txn.Fen    `json:"fen"`
	Foreign bool       `json:"foreign,omitempty"`
	Card    txn.Masked `json:"card,omitempty"` // empty: a payment without a card
	Found   found      `json:"found"`
}

// found is what the host says about a record.
type found string

// The findings. A transaction that the host holds and no list has is missing.
const (
	agrees        found = "ok"
	amountDiffers found = "amount_differs"
	cardDiffers   found = "card_differs"
	notHeld       found = "unknown"
	missing       found = "missing"
)

func decideList(h *Host, r *request) *decision {
	list, err := message.ParseList(r.msg.Get(48))
	if err != nil {
		return refuse("30", 48, "%v", err)
	}
	u := &upload{Key: r.key, RRN: h.rrn(), at: r.at}
	for _, one := range list {
		u.Records = append(u.Records, h.book.find(r.key, one))
	}
	if first := h.book.uploads[r.key]; first != nil {
		if !slices.EqualFunc(first.Records, u.Records, record.same) {
			return refuse("94", 11, "another list was sent with this trace number")
		}
		return first.answer(r)
	}
	if h.book.uncompared(r.key) {
		return refuse("25", 60, "the totals of this batch were not compared, or it is closed")
	}
	d := u.answer(r)
	d.fact = &fact{What: uploaded, At: r.at, Upload: u}
	return d
}

// same says whether two records say the same; what was found may change.
func (a record) same(b record) bool {
	a.Found, b.Found = "", ""
	return a == b
}

// find holds a record against the ledger.
func (b *book) find(k Key, one message.Record) record {
	rec := record{Trace: one.Trace.String(), Amount: one.Amount, Foreign: one.Foreign, Card: one.PAN.Masked(), Found: agrees}
	e := b.byKey[Key{k.Terminal, k.Batch, rec.Trace}]
	if e == nil || !e.stands() || e.Kind.Side() == txn.Uncounted {
		rec.Found = notHeld
		return rec
	}
	pan := txn.PAN("")
	if e.Kind.Carded() {
		pan = b.accounts.byName[e.Account].PAN
	}
	switch {
	case e.Amount != one.Amount:
		rec.Found = amountDiffers
	case pan != one.PAN || one.Foreign != (e.organisation() != domestic):
		rec.Found = cardDiffers
	}
	return rec
}

// uncompared says whether a batch is at no point where lists and its end are expected.
func (b *book) uncompared(k Key) bool {
	at := b.batches[batchKey{k.Terminal, k.Batch}]
	return at == nil || at.comparison == nil || at.comparison.end != nil
}

// answer repeats the list, as it came.
func (u *upload) answer(r *request) *decision {
	bad := 0
	for _, rec := range u.Records {
		if rec.Found != agrees {
			bad++
		}
	}
	reason := fmt.Sprintf("%d records, %d of them differ", len(u.Records), bad)
	return &decision{code: "00", reason: reason, at: u.at, set: fields{{37, u.RRN}, {48, r.msg.Get(48)}}}
}

// upload folds a list.
func (b *book) upload(f fact) error {
	u := *f.Upload
	if b.uploads[u.Key] != nil || b.uncompared(u.Key) {
		return fmt.Errorf("%w: the list %v is not expected", errFact, u.Key)
	}
	u.at = f.At.In(beijing)
	b.uploads[u.Key] = &u
	c := b.batches[batchKey{u.Terminal, u.Batch}].comparison
	c.records = append(c.records, u.Records...)
	return nil
}
