package host

import (
	"time"

	"posterm/txn"
)

// settlementLimit is how many settlements are listed at most, the newest.
const settlementLimit = 1000

// Settlement is one comparison of a batch's totals and what came of it, for the admin API.
type Settlement struct {
	Terminal string `json:"terminal"`
	Merchant string `json:"merchant"`
	Batch    string `json:"batch"`
	Trace    string `json:"trace"`  // of the 0500
	Time     string `json:"time"`   // RFC 3339
	Result   string `json:"result"` // balanced, unbalanced or error: the worse half
	Domestic Halves `json:"domestic"`
	Foreign  Halves `json:"foreign"`
	// Records are those of all batch lists, held against the ledger, and behind them what
	// no list had.
	Records []Record `json:"records"`
	Ended   string   `json:"ended,omitempty"` // RFC 3339, when the batch was closed
	Said    int      `json:"said"`            // how many records the end of the batch says there were
	Next    string   `json:"next,omitempty"`  // the batch after it
}

// Halves are the two sides of one half: what the terminal said and what the host held.
type Halves struct {
	Result   string `json:"result"`
	Terminal Sums   `json:"terminal"`
	Host     Sums   `json:"host"`
}

// Sums are totals with amounts in yuan.
type Sums struct {
	Debit  SumOf `json:"debit"`
	Credit SumOf `json:"credit"`
}

// SumOf is a count and its amount in yuan.
type SumOf struct {
	Count  int    `json:"count"`
	Amount string `json:"amount"`
}

// Record is one transaction of a batch list, held against the ledger.
type Record struct {
	Trace  string     `json:"trace"`
	Card   txn.Masked `json:"card"`
	Amount string     `json:"amount"`
	Found  string     `json:"found"` // ok, amount_differs, card_differs, unknown or missing
}

// Settlements lists the comparisons of totals, oldest first, the newest thousand.
func (h *Host) Settlements() []Settlement {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.book.history[max(0, len(h.book.history)-settlementLimit):]
	list := make([]Settlement, 0, len(all))
	for _, c := range all {
		list = append(list, h.book.settlement(c))
	}
	return list
}

func (b *book) settlement(c *comparison) Settlement {
	s := Settlement{
		Terminal: c.Terminal, Merchant: c.Merchant, Batch: c.Batch, Trace: c.Trace, Time: c.at.Format(time.RFC3339),
		Result:   c.Domestic.Worse(c.Foreign).String(),
		Domestic: Halves{c.Domestic.String(), sumsOf(c.Sent.Domestic), sumsOf(c.Own.Domestic)},
		Foreign:  Halves{c.Foreign.String(), sumsOf(c.Sent.Foreign), sumsOf(c.Own.Foreign)},
		Records:  []Record{},
	}
	listed := map[string]bool{}
	for _, r := range c.records {
		s.Records = append(s.Records, Record{r.Trace, r.Card, r.Amount.String(), string(r.Found)})
		listed[r.Trace] = true
	}
	if c.end == nil {
		return s
	}
	s.Ended, s.Said, s.Next = c.end.at.Format(time.RFC3339), c.end.Count, c.end.Next
	if c.balanced() {
		return s
	}
	for _, e := range b.batches[batchKey{c.Terminal, c.Batch}].entries {
		if e.settled() && !listed[e.Trace] {
			s.Records = append(s.Records, Record{e.Trace, e.Card, e.Amount.String(), string(missing)})
		}
	}
	return s
}

func sumsOf(t txn.Totals) Sums {
	return Sums{SumOf{t.Debit.Count, t.Debit.Amount.String()}, SumOf{t.Credit.Count, t.Credit.Amount.String()}}
}
