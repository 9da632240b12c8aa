package terminal

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// durable remembers which rows are on disk, for the assertions that stay on
// in the shipped program. It looks at committed rows only, never at the state.
type durable struct {
	is       map[roll.ID]roll.What // how far a transaction's money got
	kinds    map[roll.ID]txn.Kind
	tries    map[roll.ID]int    // sends of its reversal, or further sends of it
	asks     map[roll.ID]int    // questions about it
	compared map[roll.ID]bool   // settlements whose totals the host compared
	attempts map[uint64]roll.ID // jobs
	frozen   roll.ID            // the settlement that froze the batch
}

func newDurable(rows []roll.Row) *durable {
	d := &durable{
		is: map[roll.ID]roll.What{}, kinds: map[roll.ID]txn.Kind{}, tries: map[roll.ID]int{}, asks: map[roll.ID]int{}, compared: map[roll.ID]bool{}, attempts: map[uint64]roll.ID{},
	}
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
		case r.What == roll.RevTry, r.What == roll.Repeat:
			d.tries[r.Txn]++
		case r.What == roll.OrderAsked:
			d.asks[r.Txn]++
		case r.What == roll.Compared:
			d.compared[r.Txn] = true
		case r.What == roll.Unpaid, r.What == roll.IntentMade, r.What == roll.Approved, r.What == roll.Declined, r.What == roll.NotSent,
			r.What == roll.InDoubt, r.What == roll.Reversed, r.What == roll.Parked, r.What == roll.Resolved:
			d.is[r.Txn], d.kinds[r.Txn] = r.What, r.Kind
		}
		d.freeze(r)
	}
}

// freeze notes that a batch takes no more money, or that it was not frozen after all.
func (d *durable) freeze(r roll.Row) {
	switch {
	case r.Kind == txn.Settle && r.What == roll.IntentMade:
		d.frozen = r.Txn
	case r.What == roll.Closed, r.What == roll.NotSent && r.Txn == d.frozen:
		d.frozen = 0
	}
}

// carry takes what a checkpoint carries over.
func (d *durable) carry(r roll.Row) {
	cp, _ := r.Body.(roll.Checkpoint)
	for _, t := range cp.Book.Txns {
		d.is[t.ID], d.kinds[t.ID], d.tries[t.ID], d.asks[t.ID] = t.Is, t.Kind, t.Tries, t.Asked.N
	}
}

// maySend: no request leaves without its committed intent, nothing is sent again without
// its committed try, and no money moves while the batch is frozen.
func (d *durable) maySend(e machine.Send) error {
	is, known := d.is[e.Of]
	kind := d.kinds[e.Of]
	undecided := is == roll.IntentMade || is == roll.InDoubt || is == roll.Parked
	repeats := kind.Doubt() == txn.Repeated || kind.Doubt() == txn.Resumed
	switch {
	case !known:
		return fmt.Errorf("assertion: transaction %d is to be sent without a committed intent", e.Of)
	case !undecided:
		return fmt.Errorf("assertion: a %s of transaction %d is to be sent, which is %s", e.As, e.Of, is)
	case e.As == txn.Reversal && d.tries[e.Of] == 0:
		return fmt.Errorf("assertion: transaction %d is to be reversed without a committed try", e.Of)
	case (e.As == txn.OrderQuery || e.As == txn.OrderClose) && d.asks[e.Of] == 0:
		return fmt.Errorf("assertion: the order of transaction %d is to be asked about without a committed question", e.Of)
	case (e.As == txn.BatchList || e.As == txn.BatchEnd) && !d.compared[e.Of]:
		return fmt.Errorf("assertion: a %s of settlement %d is to be sent before its totals were compared", e.As, e.Of)
	case e.As.Opens() && is != roll.IntentMade && !(repeats && d.tries[e.Of] > 0):
		return fmt.Errorf("assertion: transaction %d is to be sent again but is %s", e.Of, is)
	case e.As.Opens() && kind.Moves() && d.frozen != 0:
		return fmt.Errorf("assertion: transaction %d is to move money while settlement %d freezes the batch", e.Of, d.frozen)
	}
	return nil
}

// earns says which committed row a form needs; other forms claim nothing.
var earns = map[txn.Form]roll.What{txn.FormSlip: roll.Approved, txn.FormReversal: roll.Reversed, txn.FormFault: roll.Parked, txn.FormSettlement: roll.Approved, txn.FormHostRecord: roll.Approved}

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
