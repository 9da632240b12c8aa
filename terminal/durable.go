package terminal

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// durable remembers which rows are on disk, for the two assertions that stay on
// in the shipped program. It looks at committed rows only, never at the state.
type durable struct {
	is       map[roll.ID]roll.What // how far a transaction's money got
	tries    map[roll.ID]int       // sends of its reversal
	attempts map[uint64]roll.ID    // jobs
}

func newDurable(rows []roll.Row) *durable {
	d := &durable{is: map[roll.ID]roll.What{}, tries: map[roll.ID]int{}, attempts: map[uint64]roll.ID{}}
	d.note(rows)
	return d
}

// note takes rows that were committed or read back.
func (d *durable) note(rows []roll.Row) {
	for _, r := range rows {
		switch {
		case r.What.Checkpoint():
			d.carry(r)
		case r.What == roll.AttemptMade:
			d.attempts[r.Seq] = r.Txn
		case r.What == roll.RevTry:
			d.tries[r.Txn]++
		case r.What == roll.IntentMade, r.What == roll.Approved, r.What == roll.Declined, r.What == roll.NotSent,
			r.What == roll.InDoubt, r.What == roll.Reversed, r.What == roll.Parked, r.What == roll.Resolved:
			d.is[r.Txn] = r.What
		}
	}
}

// carry takes what a checkpoint carries over.
func (d *durable) carry(r roll.Row) {
	cp, _ := r.Body.(roll.Checkpoint)
	for _, t := range cp.Book.Txns {
		d.is[t.ID], d.tries[t.ID] = t.Is, t.Tries
	}
}

// maySend: no request leaves without its committed intent, no reversal without its committed try.
func (d *durable) maySend(e machine.Send) error {
	is, known := d.is[e.Of]
	switch {
	case !known:
		return fmt.Errorf("assertion: transaction %d is to be sent without a committed intent", e.Of)
	case e.Reverse && d.tries[e.Of] == 0:
		return fmt.Errorf("assertion: transaction %d is to be reversed without a committed try", e.Of)
	case e.Reverse && is != roll.IntentMade && is != roll.InDoubt && is != roll.Parked:
		return fmt.Errorf("assertion: transaction %d is to be reversed but is %s", e.Of, is)
	case !e.Reverse && is != roll.IntentMade:
		return fmt.Errorf("assertion: transaction %d is to be sent but is %s already", e.Of, is)
	}
	return nil
}

// earns says which committed row a form needs; other forms claim nothing.
var earns = map[txn.Form]roll.What{txn.FormSlip: roll.Approved, txn.FormReversal: roll.Reversed, txn.FormFault: roll.Parked}

// mayPrint: no slip without its committed attempt, no approved slip without its
// committed approval. Slips of earlier batches are looked up by stored.
func (d *durable) mayPrint(e machine.Print, stored func(roll.ID) (roll.Txn, error)) error {
	if of, known := d.attempts[e.Job]; !known || of != e.Slip.Of {
		return fmt.Errorf("assertion: job %d is to be printed without a committed attempt", e.Job)
	}
	earned, needed := earns[e.Slip.Attempt.Form]
	if !needed {
		return nil
	}
	is, known := d.is[e.Slip.Of]
	if !known {
		t, err := stored(e.Slip.Of)
		if err != nil {
			return fmt.Errorf("assertion: the approval of job %d cannot be read: %w", e.Job, err)
		}
		is = t.Is
	}
	if is != earned {
		return fmt.Errorf("assertion: job %d is a %s of a transaction that is %s", e.Job, e.Slip.Attempt.Form, is)
	}
	return nil
}
