package host

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"posterm/txn"
)

// batchEndService 批结束: 0320 with network code 207 when the totals balanced, 202 when they
// did not. Field 48 is how many records were uploaded, four digits. When the host accepts
// it, the batch is closed: its transactions are settled, wallet orders that still wait are
// closed, and the terminal's batch is the next one (RULES.md 4.2). With 207 nothing may have
// moved since the comparison: files of earlier releases can hold a batch in which it did.
var batchEndService = &service{
	kind:     txn.Settle,
	as:       txn.BatchEnd,
	needs:    []int{48},
	signed:   true,
	anyBatch: true,
	decide:   decideEnd,
}

// balancedEnd is the network code that says that nothing had to be uploaded.
const balancedEnd = "207"

// batchEnd is a fact: the host accepted the end of a batch.
type batchEnd struct {
	Key            // of the 0320
	RRN     string `json:"rrn"`
	Network string `json:"network"` // 202 or 207
	Count   int    `json:"count"`   // records that the terminal says it uploaded
	Next    string `json:"next"`    // the batch after it

	at time.Time
}

func decideEnd(h *Host, r *request) *decision {
	said := r.msg.Get(48)
	count, err := strconv.Atoi(said)
	batch, noBatch := txn.ParseNumber(r.key.Batch)
	switch {
	case err != nil || len(said) != 4:
		return refuse("30", 48, "number of records is not four digits")
	case noBatch != nil:
		return refuse("30", 60, "there is no batch 000000")
	}
	if first := h.book.ends[r.key]; first != nil {
		if first.Network != r.f60.Network || first.Count != count {
			return refuse("94", 11, "another end was sent with this trace number")
		}
		return first.answer()
	}
	if h.book.uncompared(r.key) {
		return refuse("25", 60, "the totals of this batch were not compared, or it is closed")
	}
	c := h.book.batches[batchKey{r.key.Terminal, r.key.Batch}].comparison
	if r.f60.Network == balancedEnd && !c.balanced() {
		return refuse("12", 60, "the totals did not balance: upload the batch and end it with 202")
	}
	if r.f60.Network == balancedEnd && h.book.held(r.key) != c.Own {
		return refuse("12", 60, "money moved since the totals were compared: compare them again (0500)")
	}
	end := &batchEnd{
		Key: r.key, RRN: h.rrn(), Network: r.f60.Network, Count: count, Next: txn.Batch(batch).Next().String(), at: r.at,
	}
	d := end.answer()
	if count != len(c.records) {
		d.reason = fmt.Sprintf("%d records came, the end says %d", len(c.records), count)
	}
	d.fact = &fact{What: batchEnded, At: r.at, End: end}
	return d
}

// advances says whether the end of a batch takes its terminal to the next one. That of an
// earlier batch leaves the terminal where it is, so that no number comes twice.
func (t *terminal) advances(ended string) bool {
	current, err := txn.ParseNumber(t.batch)
	number, bad := txn.ParseNumber(ended)
	return err != nil || bad != nil || !behind(txn.Batch(number), txn.Batch(current))
}

func (e *batchEnd) answer() *decision {
	return &decision{code: "00", reason: "the next batch is " + e.Next, at: e.at, set: fields{{37, e.RRN}}}
}

// endBatch folds the end of a batch.
func (b *book) endBatch(f fact) error {
	end := *f.End
	t := b.terminals[end.Terminal]
	if b.uncompared(end.Key) || t == nil || len(end.Next) != 6 || strings.Trim(end.Next, "0123456789") != "" {
		return fmt.Errorf("%w: the batch of %v does not end", errFact, end.Key)
	}
	end.at = f.At.In(beijing)
	at := b.batches[batchKey{end.Terminal, end.Batch}]
	before := at.ended
	at.comparison.end, at.ended = &end, true
	b.ends[end.Key], t.ended[end.Batch] = &end, true
	if before { // one that was closed before advances nothing, and settles nothing twice
		return nil
	}
	if t.advances(end.Batch) {
		t.batch = end.Next
	}
	for _, e := range at.entries {
		e.closed = true
		if e.State == Waiting {
			e.State, e.Response = Declined, txn.OrderClosed
			e.story = append(e.story, mark{at: end.at, what: orderEnded, code: txn.OrderClosed})
		}
		if e.settled() {
			e.story = append(e.story, mark{at: end.at, what: batchEnded})
		}
	}
	return nil
}
