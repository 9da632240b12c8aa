package roll

import (
	"time"

	"posterm/txn"
)

// Today is what was paid and given back on the newest day of trade, for limits of a day. What is not decided counts, and so
// does what was voided since: a limit is on what passes through the terminal.
type Today struct {
	Date   string  `json:"date"` // 2026-11-21, Beijing
	Paid   txn.Fen `json:"paid,omitempty"`
	Refund txn.Fen `json:"refund,omitempty"`
}

// Of is what kinds like k came to on the day of a time. A clock that fell back over midnight begins no new day.
func (d Today) Of(k txn.Kind, at time.Time) txn.Fen {
	if dayOf(at) > d.Date {
		return 0
	}
	if sum := d.sum(k); sum != nil {
		return *sum
	}
	return 0
}

func dayOf(at time.Time) string { return at.In(txn.Beijing).Format(time.DateOnly) }

// sum is where a kind is counted; nil: nowhere.
func (d *Today) sum(k txn.Kind) *txn.Fen {
	switch {
	case k.Charges():
		return &d.Paid
	case k.Tie() == txn.GivesBack:
		return &d.Refund
	}
	return nil
}

// trade counts an intent, and takes out again what came to nothing on the same day.
func (b Book) trade(r Row) Book {
	if r.What == IntentMade {
		if day := dayOf(r.At); b.Today.sum(r.Kind) != nil && day > b.Today.Date {
			b.Today = Today{Date: day}
		}
		in, _ := r.Body.(Intent)
		b.Today = b.Today.plus(r.Kind, in.Amount)
		return b
	}
	if b.Today.sum(r.Kind) == nil || !cameToNothing(r) {
		return b
	}
	if t, held := b.Find(r.Txn); held && dayOf(t.At) == b.Today.Date {
		b.Today = b.Today.plus(r.Kind, -t.Intent.Amount)
	}
	return b
}

func (d Today) plus(k txn.Kind, amount txn.Fen) Today {
	if sum := d.sum(k); sum != nil {
		*sum += amount
	}
	return d
}

// cameToNothing says whether a row is the last word on a transaction, and no money stays moved by it.
func cameToNothing(r Row) bool {
	switch r.What {
	case Declined, NotSent, Reversed, Unpaid:
		return true
	case Resolved:
		d, _ := r.Body.(Decision)
		return !d.Stands
	}
	return false
}
