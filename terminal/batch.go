package terminal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"posterm/comms"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// batchPage is how many transactions are read at a time. Chosen: most of a busy day.
const batchPage = 500

// Batch gives the transactions of the open batch that could move money, oldest first.
func (t *Terminal) Batch(ctx context.Context) ([]View, error) {
	return ask(ctx, t, func(l *loop) ([]View, error) {
		txns, err := l.batch()
		return l.views(txns), err
	})
}

// batch reads the open batch.
func (l *loop) batch() ([]roll.Txn, error) { return l.batchBefore(Newest, l.st.Book.Batch) }

// batchBefore reads a batch back from a transaction on. Those before it belong to another one.
func (l *loop) batchBefore(before roll.ID, number txn.Batch) (batch []roll.Txn, err error) {
	for more := true; more && err == nil; {
		var page []roll.Txn
		page, err = l.roll.Txns(before, batchPage)
		more = len(page) == batchPage
		for _, t := range page {
			before = t.ID
			if t.Batch != number {
				more = more && !t.Kind.Moves() // a sign-in may have adopted the batch's number
				continue
			}
			if t.Kind.Moves() {
				batch = append(batch, t)
			}
		}
	}
	slices.Reverse(batch)
	return batch, err
}

// Sums are what the open batch comes to.
type Sums struct {
	Batch  string    `json:"batch"`
	Kinds  []KindSum `json:"kinds"`
	Debit  SumView   `json:"debit"`
	Credit SumView   `json:"credit"`
	Cash   *CashSum  `json:"cash,omitempty"` // of what was recorded in cash; no total counts it
}

// CashSum is the cash of a batch: what came in, what voids gave back, and what the drawer should hold, in yuan.
type CashSum struct {
	In     SumView `json:"in"`
	Out    SumView `json:"out"`
	Drawer string  `json:"drawer"`
}

// cashOf adds up the cash of a batch; nil: there is none.
func cashOf(batch []roll.Txn) *CashSum {
	var in, out txn.Sum
	for _, t := range batch {
		switch {
		case !t.Stands():
		case t.Kind == txn.Cash:
			in = in.Add(t.Intent.Amount)
		case t.Kind == txn.CashVoid:
			out = out.Add(t.Intent.Amount)
		}
	}
	if in.Count == 0 {
		return nil
	}
	return &CashSum{sumView(in), sumView(out), (in.Amount - out.Amount).String()}
}

// KindSum is what one kind comes to.
type KindSum struct {
	Kind txn.Kind `json:"kind"`
	SumView
}

// Sums adds up the open batch from its rows.
func (t *Terminal) Sums(ctx context.Context) (Sums, error) {
	return ask(ctx, t, func(l *loop) (Sums, error) {
		batch, err := l.batch()
		var all txn.Totals
		kinds := map[txn.Kind]txn.Sum{}
		for _, t := range counted(batch) {
			all, kinds[t.Kind] = all.Add(t.Kind, t.Intent.Amount), kinds[t.Kind].Add(t.Intent.Amount)
		}
		s := Sums{Batch: l.st.Book.Batch.String(), Kinds: []KindSum{}, Debit: sumView(all.Debit), Credit: sumView(all.Credit), Cash: cashOf(batch)}
		for _, k := range txn.Kinds() {
			if sum := kinds[k]; sum.Count > 0 {
				s.Kinds = append(s.Kinds, KindSum{k, sumView(sum)})
			}
		}
		return s, err
	})
}

// counted are the transactions that a settlement counts, oldest first.
func counted(batch []roll.Txn) []roll.Txn {
	return slices.DeleteFunc(slices.Clone(batch), func(t roll.Txn) bool { return !t.Stands() || t.Kind.Side() == txn.Uncounted })
}

// unconfirmed counts the slips of the open batch that a printer could not confirm.
func (l *loop) unconfirmed() (n int, err error) {
	batch, err := l.batch()
	for _, t := range batch {
		for _, c := range t.Copies {
			if c.Paper(0) == txn.PaperUnconfirmed {
				n++
			}
		}
	}
	return n, err
}

// balanced is the assertion at the freeze and again at the close: the totals that go to
// the host are what the rows of the batch come to (RELIABILITY.md 3.9, 26).
func (l *loop) balanced(rows []roll.Row) error {
	for _, r := range rows {
		in, freezes := r.Body.(roll.Intent)
		var frozen *roll.Frozen
		switch {
		case freezes && r.Kind == txn.Settle:
			frozen = in.Frozen
		case r.Kind == txn.Settle && r.What == roll.Approved:
			t, err := l.roll.Txn(r.Txn)
			if err != nil {
				return err
			}
			frozen = t.Intent.Frozen
		default:
			continue
		}
		if err := l.addsUp(r.Batch, frozen); err != nil {
			return err
		}
	}
	return nil
}

func (l *loop) addsUp(number txn.Batch, frozen *roll.Frozen) error {
	at := l.st.Book.Batch
	l.st.Book.Batch = number // the step that closes it has gone on to the next one
	batch, err := l.batch()
	l.st.Book.Batch = at
	if err != nil {
		return err
	}
	var sum roll.Frozen
	for _, t := range counted(batch) {
		sum = sum.Count(t.Kind, t.Intent.Amount, t.Outcome.Org)
	}
	if frozen == nil || sum.Domestic != frozen.Domestic || sum.Foreign != frozen.Foreign {
		return fmt.Errorf("assertion: batch %s is to be settled with totals that are not those of its rows", number)
	}
	return nil
}

// upload adds to the request of a settlement what its message carries.
func (l *loop) upload(r *comms.Request, t roll.Txn, e machine.Send) error {
	frozen := t.Intent.Frozen
	r.Balanced = t.Compared != nil && t.Compared.Result() == txn.Balanced
	r.Uploaded = t.Upload.Records
	switch e.As {
	case txn.BatchList:
		r.Trace = t.Trace.Skip(1 + e.Group)
	case txn.BatchEnd:
		r.Trace = t.Trace.Skip(frozen.Reserve)
		return nil
	default:
		r.Totals = &comms.Totals{Domestic: frozen.Domestic, Foreign: frozen.Foreign}
		return nil
	}
	batch, err := l.batch()
	if err != nil {
		return err
	}
	all := counted(batch)
	from := min(e.Group*machine.GroupSize, len(all))
	for _, t := range all[from:min(from+machine.GroupSize, len(all))] {
		record := comms.Record{Foreign: t.Outcome.Foreign(), Trace: t.Trace, Amount: t.Intent.Amount}
		if record.PAN, err = l.cardOf(t); err != nil {
			return err
		}
		r.Records = append(r.Records, record)
	}
	return nil
}

// cardOf is a transaction's card number for the upload; code payments have none.
func (l *loop) cardOf(t roll.Txn) (txn.PAN, error) {
	if !t.Kind.Carded() {
		return "", nil
	}
	pan, err := l.roll.PAN(t.ID)
	if errors.Is(err, journal.ErrNoNumber) {
		return "", nil
	}
	return pan, err
}
