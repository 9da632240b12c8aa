package journal

import (
	"bytes"
	"slices"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// seen is what Check remembers of one transaction.
type seen struct {
	orig    roll.ID
	batch   txn.Batch
	trace   txn.Trace
	kind    txn.Kind
	is      roll.What // the last row about its money
	granted bool      // approved once, or said to stand by a person
	undone  bool      // reversed, or said to be by a person
	parked  bool
	voided  bool
	tries   int
	asks    int
	begun   [3][2]uint16 // attempts that began: slip, reversal slip or settlement slip, merchant or cardholder

	amount, refunds txn.Fen // its own, and what was given back of it
	taken           roll.ID // the completion of a hold that stands
}

// follows says which rows about a transaction's money may come after which. An
// intent may be reversed without a row that says "doubt": a power cut writes none.
// What is repeated or asked about may be decided late, after its doubt.
var follows = map[roll.What][]roll.What{
	roll.Approved:   {roll.IntentMade},
	roll.Declined:   {roll.IntentMade},
	roll.Unpaid:     {roll.IntentMade, roll.InDoubt},
	roll.Repeat:     {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.Refused:    {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.OrderAsked: {roll.IntentMade, roll.InDoubt},
	roll.Compared:   {roll.IntentMade},
	roll.Uploaded:   {roll.IntentMade},
	roll.NotSent:    {roll.IntentMade},
	roll.InDoubt:    {roll.IntentMade},
	roll.RevTry:     {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.RevRefused: {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.Reversed:   {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.Parked:     {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.Resolved:   {roll.IntentMade, roll.InDoubt, roll.Parked},
	roll.KeysSet:    {roll.IntentMade, roll.Approved},
	roll.KeysBad:    {roll.IntentMade, roll.Approved},
}

// place checks that a row may stand where it stands.
func (c *checker) place(r roll.Row) {
	switch {
	case r.What.Checkpoint():
		c.checkpoint(r)
	case r.What == roll.IntentMade:
		c.intent(r)
	case r.Txn == 0:
		if r.What != roll.KeysSet && r.What != roll.KeysBad && !report(r) {
			c.report.add(r.Seq, StrayRow, "%s about no transaction", r.What)
		}
	default:
		t := c.txns[r.Txn]
		if t == nil || t.kind != r.Kind || t.batch != r.Batch || t.trace != r.Trace || t.orig != r.Orig {
			c.report.add(r.Seq, StrayRow, "%s does not fit an intent in row %d", r.What, r.Txn)
			return
		}
		if r.What == roll.AttemptMade || r.What.EndsAttempt() {
			c.paper(t, r)
		} else {
			c.money(t, r)
		}
	}
}

// report says whether a row is about paper that tells of the whole batch.
func report(r roll.Row) bool {
	switch b := r.Body.(type) {
	case roll.Attempt:
		return b.Form.Report()
	case roll.End:
		return b.Form.Report()
	}
	return false
}

func (c *checker) checkpoint(r roll.Row) {
	if first := r.Seq == 1; first != (r.What == roll.Provisioned) {
		c.report.add(r.Seq, ImpossibleOrder, "%s", r.What)
	}
	c.traces = map[[2]uint32]bool{}
	if r.What != roll.Closed {
		return
	}
	want, have := c.book.NextBatch(), r.Body.(roll.Checkpoint).Book
	if !sameBook(want, have) {
		c.report.add(r.Seq, WrongCheckpoint, "the batch that was closed leaves another book behind")
	}
}

// sameBook compares what two Books say, but for their own seq and time: a
// checkpoint's row brings those.
func sameBook(a, b roll.Book) bool {
	a.Seq, b.Seq = 0, 0
	a.At, b.At = time.Time{}, time.Time{}
	if len(a.Txns)+len(b.Txns) == 0 {
		a.Txns, b.Txns = nil, nil
	}
	x, errX := roll.Row{Body: a}.Encode()
	y, errY := roll.Row{Body: b}.Encode()
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func (c *checker) intent(r roll.Row) {
	if r.Txn != roll.ID(r.Seq) {
		c.report.add(r.Seq, StrayRow, "an intent that calls itself row %d", r.Txn)
		return
	}
	if r.Orig != 0 && c.txns[r.Orig] == nil {
		c.report.add(r.Seq, StrayRow, "it undoes row %d, which is no transaction", r.Orig)
	}
	c.number(r, r.Trace)
	in, _ := r.Body.(roll.Intent)
	c.txns[r.Txn] = &seen{orig: r.Orig, batch: r.Batch, trace: r.Trace, kind: r.Kind, is: roll.IntentMade, amount: in.Amount}
}

// number notes a trace number that a row uses up.
func (c *checker) number(r roll.Row, trace txn.Trace) {
	n := [2]uint32{uint32(c.book.Batch), uint32(trace)}
	if r.What == roll.IntentMade {
		n[0] = uint32(r.Batch)
	}
	if c.traces[n] {
		c.report.add(r.Seq, UsedTwice, "trace %s in batch %06d", trace, n[0])
	}
	if c.traces != nil {
		c.traces[n] = true
	}
}

// may says whether a row about the money may come where it stands.
func (t *seen) may(r roll.Row) bool {
	late := t.kind.Doubt() == txn.Repeated || t.kind.Doubt() == txn.Asked
	if late && (r.What == roll.Approved || r.What == roll.Declined) && (t.is == roll.InDoubt || t.is == roll.Parked) {
		return true
	}
	return slices.Contains(follows[r.What], t.is)
}

func (c *checker) money(t *seen, r roll.Row) {
	if !t.may(r) {
		c.report.add(r.Seq, ImpossibleOrder, "%s after %s", r.What, t.is)
	}
	switch b := r.Body.(type) {
	case roll.Try:
		c.try(t, r, b)
		return
	case roll.Ask:
		if t.asks++; b.N != t.asks || t.kind.Doubt() != txn.Asked {
			c.report.add(r.Seq, ImpossibleOrder, "question %d about an order, want %d", b.N, t.asks)
		}
		c.number(r, b.Trace)
		return
	case roll.Keys, roll.Verdict, roll.Upload:
		return
	case roll.Refusal:
		if t.tries+t.asks == 0 && t.kind.Doubt() != txn.Resumed {
			c.report.add(r.Seq, ImpossibleOrder, "%s although nothing was sent", r.What)
		}
		if r.What == roll.RevRefused || r.What == roll.Refused {
			return
		}
	case roll.Decision:
		t.granted, t.undone = t.granted || b.Stands, t.undone || !b.Stands
	}
	t.is = r.What
	t.granted = t.granted || r.What == roll.Approved
	t.undone = t.undone || r.What == roll.Reversed
	t.parked = t.parked || r.What == roll.Parked
	if orig := c.txns[t.orig]; orig != nil && r.What == roll.Approved {
		c.tied(t, orig, r)
	}
}

// try checks the count of sends: of a reversal, or of a request that is repeated.
func (c *checker) try(t *seen, r roll.Row, b roll.Try) {
	fits := r.What == roll.RevTry && t.kind.Reversible() ||
		r.What == roll.Repeat && (t.kind.Doubt() == txn.Repeated || t.kind.Doubt() == txn.Resumed)
	if t.tries++; b.N != t.tries || !fits {
		c.report.add(r.Seq, ImpossibleOrder, "%s %d, want %d", r.What, b.N, t.tries)
	}
}

// tied checks what an approval does to its original: nothing is undone or completed
// twice, and no more is given back than came.
func (c *checker) tied(t, orig *seen, r roll.Row) {
	switch t.kind.Tie() {
	case txn.Undoes:
		if orig.voided {
			c.report.add(r.Seq, UsedTwice, "row %d is voided a second time", t.orig)
		}
		orig.voided = true
	case txn.Fulfils:
		if before := c.txns[orig.taken]; before != nil && !before.voided {
			c.report.add(r.Seq, UsedTwice, "row %d is completed a second time", t.orig)
		}
		orig.taken = r.Txn
	case txn.GivesBack:
		if orig.refunds += t.amount; orig.refunds > orig.amount {
			c.report.add(r.Seq, UsedTwice, "more of row %d is given back than it brought", t.orig)
		}
	}
}

// paper checks that a slip is about something that happened, and that no copy has two originals.
func (c *checker) paper(t *seen, r roll.Row) {
	switch b := r.Body.(type) {
	case roll.Attempt:
		if !t.earned(b.Form) {
			c.report.add(r.Seq, ImpossibleOrder, "a %s of what is %s", b.Form, t.is)
		}
		if n := t.count(b.Form, b.For); n != nil {
			if *n > 0 && !b.Marked {
				c.report.add(r.Seq, SecondOriginal, "%s for the %s", b.Form, b.For)
			}
			*n++
		}
	case roll.End:
		if kept := b.Job == 0 && r.What == roll.NotBegun; kept && t.earned(b.Form) {
			return
		}
		if !c.attempt(b.Job, r.Txn) {
			c.report.add(r.Seq, ImpossibleOrder, "%s although row %d is no attempt at it", r.What, b.Job)
		}
		if n := t.count(b.Form, b.For); n != nil && r.What == roll.NotBegun && *n > 0 {
			*n--
		}
	}
}

// earned says whether a slip of a form tells the truth.
func (t *seen) earned(form txn.Form) bool {
	switch form {
	case txn.FormSlip, txn.FormSettlement:
		return t.granted
	case txn.FormReversal:
		return t.undone
	case txn.FormFault:
		return t.parked
	case txn.FormHostRecord:
		return t.granted && t.kind == txn.Query
	}
	return true
}

// count is where the attempts at a copy are counted; nil when nobody counts them.
// A transaction that was parked and then reversed has a fault slip and a reversal
// slip; fault slips are for engineers and are not counted.
func (t *seen) count(form txn.Form, holder txn.Holder) *uint16 {
	switch form {
	case txn.FormSlip:
		return &t.begun[0][holder]
	case txn.FormReversal:
		return &t.begun[1][holder]
	case txn.FormSettlement:
		return &t.begun[2][holder]
	}
	return nil
}

// attempt says whether a row is an attempt at a slip of a transaction.
func (c *checker) attempt(job uint64, id roll.ID) (found bool) {
	_ = query(c.j.stmts.from, func(s *sqlite3.Stmt) error {
		rec := scan(s)
		found = rec.seq == job && roll.ID(rec.txn) == id && rec.what == roll.AttemptMade.String()
		return nil
	}, int64(job)-1, 1)
	return found
}
