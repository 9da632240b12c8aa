package check

import (
	"fmt"
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// lists: a printed list of transactions shows those of the journal, all of them, and
// counts them.
func (c *checker) lists(papers []*Paper) {
	var all []listing
	for _, p := range papers {
		if p.List == nil || !p.Whole {
			continue
		}
		if p.List.Count != len(p.List.Items) {
			c.find(TotalsDiffer, txn.Ref{}, fmt.Sprintf("交易明细 %s：列出 %d 笔，合计 %d 笔", p.ids(), len(p.List.Items), p.List.Count),
				fmt.Sprintf("list on slip %s: %d transactions, it counts %d", p.ids(), len(p.List.Items), p.List.Count))
		}
		if all == nil {
			all = c.listings()
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
		ref := txn.Ref{Batch: p.List.Batch, Trace: item.Trace}
		if amount, known := c.amountOf(ref); !known || amount != item.Amount {
			agree = false
			c.find(TotalsDiffer, ref, fmt.Sprintf("交易明细 %s：%s，流水：%s", p.ids(), item.Amount, amount),
				fmt.Sprintf("list on slip %s: %s, journal: %s", p.ids(), item.Amount, amount))
		}
	}
	return agree
}

// listing is what a list had to show when it was begun.
type listing struct {
	batch txn.Batch
	shows []txn.Trace
}

// listings are those of all attempts at a list: of the batch that was open, as far as it was.
func (c *checker) listings() (all []listing) {
	var b roll.Book
	batches := map[txn.Batch][]txn.Trace{}
	for _, r := range c.Rows {
		b = b.Apply(r)
		if r.What == roll.IntentMade && r.Kind.Moves() {
			batches[r.Batch] = append(batches[r.Batch], r.Trace)
		}
		if a, is := r.Body.(roll.Attempt); is && a.Form == txn.FormDetails {
			all = append(all, listing{b.Batch, batches[b.Batch]})
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
		if l.batch != p.List.Batch {
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
