package host

import (
	"fmt"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// settle 批结算: 0500, network code 201. Field 48 has the terminal's totals; the answer's
// has the host's verdict on each half, and the host's own totals where they differ
// (PROTOCOL.md 2.6, 6). The same message again is answered as the first time.
//
// It may name a batch that is not the terminal's current one here: of a batch that was
// never seen nothing is held. One that the terminal itself ended since it signed in is answered 25. One that
// the host, or an earlier board, closed already is compared once more: the terminal has to end it, too (RULES.md 4.1),
// and nothing of it is settled twice.
var settle = &service{
	kind:     txn.Settle,
	needs:    []int{48, 49, 63},
	signed:   true,
	anyBatch: true,
	decide:   decideSettle,
}

// halves are the totals of domestic and of foreign cards.
type halves struct {
	Domestic txn.Totals `json:"domestic"`
	Foreign  txn.Totals `json:"foreign"`
}

// comparison is a fact: what a terminal said its batch comes to, what the host held of
// it, and what it said.
type comparison struct {
	Key                     // of the 0500
	Merchant string         `json:"merchant"`
	RRN      string         `json:"rrn"`
	Sent     halves         `json:"sent"`
	Own      halves         `json:"own"`
	Domestic txn.Comparison `json:"domestic"`
	Foreign  txn.Comparison `json:"foreign"`

	at      time.Time
	records []record  // of all lists
	end     *batchEnd // nil: the batch is not closed yet
}

// balanced says whether both halves are.
func (c *comparison) balanced() bool { return c.Domestic.Worse(c.Foreign) == txn.Balanced }

func decideSettle(h *Host, r *request) *decision {
	sent, err := message.ParseTotals(r.msg.Get(48))
	switch {
	case err != nil:
		return refuse("30", 48, "%v", err)
	case sent.Domestic.Result != txn.NotCompared || sent.Foreign.Result != txn.NotCompared:
		return refuse("30", 48, "a request has no result")
	}
	said := halves{sent.Domestic.Totals, sent.Foreign.Totals}
	if first := h.book.compared[r.key]; first != nil {
		if first.Sent != said {
			return refuse("94", 11, "other totals were sent with this trace number")
		}
		return first.answer()
	}
	if h.book.knowsClosed(r.key) {
		return refuse("25", 60, "batch %s is closed: this terminal ended it since it signed in", r.key.Batch)
	}
	c := &comparison{
		Key: r.key, Merchant: r.msg.Get(42), RRN: h.rrn(), Sent: said, Own: h.book.held(r.key),
		at: r.at,
	}
	c.Domestic, c.Foreign = verdict(c.Sent.Domestic, c.Own.Domestic), verdict(c.Sent.Foreign, c.Own.Foreign)
	if h.knobs.SettleError {
		c.Domestic, c.Foreign = txn.CompareError, txn.CompareError
	}
	d := c.answer()
	d.fact = &fact{What: compared, At: r.at, Comparison: c}
	return d
}

func verdict(sent, own txn.Totals) txn.Comparison {
	if sent == own {
		return txn.Balanced
	}
	return txn.Unbalanced
}

// held is what the host holds of a batch.
func (b *book) held(k Key) halves {
	at := b.batches[batchKey{k.Terminal, k.Batch}]
	if at == nil {
		return halves{}
	}
	return halves{writable(at.totals.Domestic.Totals), writable(at.totals.Foreign.Totals)}
}

// writable keeps totals within what field 48 has room for: three digits of count,
// twelve of amount. A batch of other people's terminals may have more.
func writable(t txn.Totals) txn.Totals {
	const mostCount, mostAmount = 999, 999_999_999_999
	cut := func(s txn.Sum) txn.Sum {
		return txn.Sum{Count: max(0, min(s.Count, mostCount)), Amount: max(0, min(s.Amount, mostAmount))}
	}
	return txn.Totals{Debit: cut(t.Debit), Credit: cut(t.Credit)}
}

// answer is what the host says about a comparison, the first time and ever after.
func (c *comparison) answer() *decision {
	half := func(result txn.Comparison, sent, own txn.Totals) message.Half {
		if result == txn.Unbalanced {
			return message.Half{Totals: own, Result: result}
		}
		return message.Half{Totals: sent, Result: result}
	}
	digits, err := message.Totals{
		Domestic: half(c.Domestic, c.Sent.Domestic, c.Own.Domestic),
		Foreign:  half(c.Foreign, c.Sent.Foreign, c.Own.Foreign),
	}.Pack()
	if err != nil {
		return refuse("96", 48, "%v", err)
	}
	return &decision{code: "00", reason: "totals: domestic " + c.Domestic.String() + ", foreign " + c.Foreign.String(), at: c.at, set: fields{{37, c.RRN}, {48, digits}}}
}

// compare folds a comparison.
func (b *book) compare(f fact) error {
	c := *f.Comparison
	if b.compared[c.Key] != nil {
		return fmt.Errorf("%w: totals of %v were compared before", errFact, c.Key)
	}
	c.at = f.At.In(beijing)
	name := batchKey{c.Terminal, c.Batch}
	if !b.isClosed(c.Key) {
		b.batchOf(c.Key)
	}
	b.batches[name].comparison = &c
	b.compared[c.Key] = &c
	b.history = append(b.history, &c)
	return nil
}
