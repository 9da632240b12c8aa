package roll

import (
	"fmt"
	"slices"
	"strings"

	"posterm/txn"
)

// Event is what a row tells somebody outside: a shop's other system, a service desk.
type Event uint8

// The events. Comments say which row tells them.
//
// Approved money is told by the row of an authentic answer, or by a person's word, never by
// an intent. From that row on no reversal of it can be owed: it disarms the transaction
// (RULES.md 3.1), and a reversal is begun for what is in doubt and nothing else. What is
// undone afterwards is undone by a void or a refund, which is approved and told for itself.
const (
	NoEvent      Event = iota
	TxnApproved        // Approved of a kind that moves money; Resolved that stands
	TxnDeclined        // Declined, Unpaid; Resolved of what was not taken or not paid
	TxnReversed        // Reversed; Resolved of what was reversed
	TxnParked          // Parked: a person must decide
	SlipOwed           // the first attempt, or the first kept back, that left a slip of the transaction owed
	PrinterFault       // an attempt, or one kept back, that met a fault which the row about paper before did not
	BatchSettled       // Approved of a settlement: it stands in the commit that closes the batch
	eventCount
)

// events is the only place that knows an event's name, and whether it is about money.
var events = [eventCount]struct {
	name  string
	money bool
}{
	NoEvent:      {"", false},
	TxnApproved:  {"transaction.approved", true},
	TxnDeclined:  {"transaction.declined", false}, // no money moved: the oldest may be dropped at the limit
	TxnReversed:  {"transaction.reversed", true},
	TxnParked:    {"transaction.parked", true},
	SlipOwed:     {"slip.owed", false},
	PrinterFault: {"printer.fault", false},
	BatchSettled: {"batch.settled", true},
}

// Events lists every event, in the order of the table.
func Events() []Event {
	all := make([]Event, 0, eventCount-1)
	for e := TxnApproved; e < eventCount; e++ {
		all = append(all, e)
	}
	return all
}

// String is the name used in files, in the database and on the wire: "transaction.approved".
func (e Event) String() string {
	if e >= eventCount {
		return fmt.Sprintf("event(%d)", uint8(e))
	}
	return events[e].name
}

// ParseEvent reads a name.
func ParseEvent(s string) (Event, error) {
	for _, e := range Events() {
		if e.String() == s {
			return e, nil
		}
	}
	names := make([]string, 0, eventCount)
	for _, e := range Events() {
		names = append(names, e.String())
	}
	return NoEvent, fmt.Errorf("%.40q is no event: want one of %s", s, strings.Join(names, ", "))
}

// MarshalText writes the name.
func (e Event) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads a name.
func (e *Event) UnmarshalText(b []byte) (err error) {
	*e, err = ParseEvent(string(b))
	return err
}

// Money says whether the event tells of money that moved or may have: it is never dropped.
func (e Event) Money() bool { return e < eventCount && events[e].money }

// Tells says whether a row may tell an event. Told says which.
func (w What) Tells() bool {
	switch w {
	case Approved, Declined, Unpaid, Reversed, Parked, Resolved, NotBegun, Stalled, Lost:
		return true
	}
	return false
}

// Told gives the events that a row tells. About are the rows about its transaction up to
// it, the row itself last; before is the row about the end of an attempt, of any
// transaction, that stands before it in the roll, or zero.
func Told(about []Row, before Row) []Event {
	r := about[len(about)-1]
	if r.What.EndsAttempt() {
		return toldOfPaper(r, about, before)
	}
	if e := toldOfMoney(r); e != NoEvent {
		return []Event{e}
	}
	return nil
}

func toldOfMoney(r Row) Event {
	switch {
	case r.Kind == txn.Settle && r.What == Approved:
		return BatchSettled
	case !r.Kind.Moves():
		return NoEvent
	}
	switch r.What {
	case Approved:
		return TxnApproved
	case Declined, Unpaid:
		return TxnDeclined
	case Reversed:
		return TxnReversed
	case Parked:
		return TxnParked
	case Resolved:
		d, _ := r.Body.(Decision)
		switch {
		case d.Stands:
			return TxnApproved
		case r.Kind.Reversible():
			return TxnReversed
		}
		return TxnDeclined
	}
	return NoEvent
}

// toldOfPaper: a slip is told once to be owed, and a fault once until it ends or another one
// takes its place. A slip that is not owed, a further copy that a person asked for, tells nothing.
func toldOfPaper(r Row, about []Row, before Row) (told []Event) {
	if r.What == Printed || r.What == Unconfirmed {
		return nil
	}
	end, _ := r.Body.(End)
	own := slices.DeleteFunc(slices.Clone(about), func(o Row) bool { return o.Txn != r.Txn })
	c, _ := FoldTxn(own).Copy(end.Form, end.For)
	earlier := slices.ContainsFunc(own[:len(own)-1], func(o Row) bool { return o.What == NotBegun || o.What == Stalled || o.What == Lost })
	if !c.Owed() {
		return nil
	}
	if !earlier {
		told = append(told, SlipOwed)
	}
	last, _ := before.Body.(End)
	if end.Fault != txn.FaultUnknown && end.Fault != txn.FaultNone && end.Fault != last.Fault {
		told = append(told, PrinterFault)
	}
	return told
}
