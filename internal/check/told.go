package check

import (
	"cmp"
	"fmt"
	"slices"

	"posterm/journal/roll"
)

// Telling is an event and the row that tells it.
type Telling struct {
	Seq   uint64
	Txn   roll.ID
	Event roll.Event
}

// String is one line: "event 000003 transaction.approved".
func (t Telling) String() string { return fmt.Sprintf("event %06d %s", t.Seq, t.Event) }

// Told gives the events that the rows of a roll tell, as an outbox that nobody empties
// holds them: by row, then by name.
func Told(rows []roll.Row) (told []Telling) {
	about := map[roll.ID][]roll.Row{}
	before := roll.Row{}
	for _, r := range rows {
		for _, id := range []roll.ID{r.Txn, r.Orig} {
			if id != 0 {
				about[id] = append(about[id], r)
			}
		}
		if r.Txn != 0 && r.What.Tells() {
			for _, e := range roll.Told(about[r.Txn], before) {
				told = append(told, Telling{r.Seq, r.Txn, e})
			}
		}
		if r.What.EndsAttempt() {
			before = r
		}
	}
	slices.SortFunc(told, func(a, b Telling) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Event.String(), b.Event.String()))
	})
	return told
}

// Untrue says which events told of money what the rows after them took back: an approval
// whose reversal was owed afterwards. A void is a transaction of its own.
func Untrue(rows []roll.Row) (untrue []Telling) {
	last := map[roll.ID]uint64{} // the newest row that doubts a transaction or undoes it
	for _, r := range rows {
		switch r.What {
		case roll.InDoubt, roll.NotSent, roll.Declined, roll.RevTry, roll.RevRefused, roll.Reversed, roll.Parked, roll.Repeat, roll.Refused, roll.OrderAsked, roll.Unpaid:
			last[r.Txn] = r.Seq
		}
	}
	for _, t := range Told(rows) {
		if t.Event == roll.TxnApproved && last[t.Txn] > t.Seq {
			untrue = append(untrue, t)
		}
	}
	return untrue
}
