package check

import (
	"fmt"
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// lists: a printed list of transactions shows those of the journal, all of them, and
// counts them; printed totals are what they come to.
func (c *checker) lists(papers []*Paper) {
	var all []listing
	for _, p := range papers {
		if p.List == nil && p.Form != txn.FormTotals || !p.Whole {
			continue
		}
		if all == nil {
			all = c.listings()
		}
		if p.Form == txn.FormTotals {
			c.totalled(p, all)
			continue
		}
		if p.List.Count != len(p.List.Items) {
			c.find(TotalsDiffer, txn.Ref{}, fmt.Sprintf("交易明细 %s：列出 %d 笔，合计 %d 笔", p.ids(), len(p.List.Items), p.List.Count),
				fmt.Sprintf("list on slip %s: %d transactions, it counts %d", p.ids(), len(p.List.Items), p.List.Count))
		}
		if c.items(p) {
			c.complete(p, all)
		}
	}
}

// items holds what is on a list against the journal, and says whether all of it agrees.
func (c *checker) items(p *Paper) (agree bool) {
	agree = true
	for _, item := range p.List.Items {
		ref := txn.Ref{Batch: p.Batch, Trace: item.Trace}
		if amount, known := c.amountOf(ref); !known || amount != item.Amount {
			agree = false
			c.find(TotalsDiffer, ref, fmt.Sprintf("交易明细 %s：%s，流水：%s", p.ids(), item.Amount, amount),
				fmt.Sprintf("list on slip %s: %s, journal: %s", p.ids(), item.Amount, amount))
		}
	}
	return agree
}

// listing is what a report about a batch had to say when it was begun.
type listing struct {
	form   txn.Form
	batch  txn.Batch
	shows  []txn.Trace
	totals txn.Totals
}

// listings are those of all attempts at a report: of the batch that was open, as far as it was.
func (c *checker) listings() (all []listing) {
	var b roll.Book
	batches, sums := map[txn.Batch][]txn.Trace{}, counting{}
	for i := range c.Rows {
		r := &c.Rows[i]
		b = b.Apply(*r)
		c.add(sums, r)
		if r.What == roll.IntentMade && r.Kind.Moves() {
			batches[r.Batch] = append(batches[r.Batch], r.Trace)
		}
		if a, is := r.Body.(roll.Attempt); is && a.Form.Report() {
			l := listing{form: a.Form, batch: b.Batch, shows: batches[b.Batch]}
			if at := sums[b.Batch]; at != nil {
				l.totals = at.totals.All()
			}
			all = append(all, l)
		}
	}
	return all
}

// complete: a list leaves nothing out. Paper does not say which attempt it came from, so
// that it has to show what one of them had to show.
func (c *checker) complete(p *Paper, all []listing) {
	shows := make([]txn.Trace, 0, len(p.List.Items))
	for _, item := range p.List.Items {
		shows = append(shows, item.Trace)
	}
	attempts, last := 0, 0
	for _, l := range all {
		if l.form != txn.FormDetails || l.batch != p.Batch {
			continue
		}
		if slices.Equal(shows, l.shows) {
			return
		}
		attempts, last = attempts+1, len(l.shows)
	}
	c.find(TotalsDiffer, txn.Ref{}, fmt.Sprintf("交易明细 %s：列出 %d 笔，与本批次 %d 次打印均不符，最后一次应为 %d 笔", p.ids(), len(shows), attempts, last),
		fmt.Sprintf("list on slip %s: %d transactions; none of the %d lists of its batch had to show these, the last one %d", p.ids(), len(shows), attempts, last))
}

// amountOf looks a transaction up; lists are rare.
func (c *checker) amountOf(ref txn.Ref) (string, bool) {
	for i := range c.txns {
		if t := &c.txns[i]; refOf(t) == ref {
			return signed(t), true
		}
	}
	return "", false
}
