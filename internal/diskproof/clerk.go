package diskproof

import (
	"fmt"
	"time"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// act is one thing a terminal does with its journal.
type act struct {
	verb verb
	rows []roll.Row    // commit
	seal *journal.Seal // commit
}

type verb uint8

const (
	commit     verb = iota
	forget          // erases the card numbers that nothing needs any more
	checkpoint      // as an idle terminal does
	reopen          // the process ends well and another one starts
	deliver         // the oldest event that waits reached its receiver
	listen          // nothing: the power is cut only from here on
)

var verbs = [...]string{"commit", "forget", "checkpoint", "reopen", "deliver", "listen"}

// String names the act for people: "commit rows 7 to 8".
func (a act) String() string {
	if a.verb != commit {
		return verbs[a.verb]
	}
	return fmt.Sprintf("commit rows %d to %d", a.rows[0].Seq, a.rows[len(a.rows)-1].Seq)
}

// clerk writes down what a terminal would commit.
type clerk struct {
	book   roll.Book
	digest func(txn.PAN) string
	live   roll.Row // the last intent
	acts   []act
}

const (
	terminal = "12345678"
	merchant = "123456789012345"
)

// opening is the clock of the first row.
var opening = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// row numbers a row.
func (c *clerk) row(r roll.Row) roll.Row {
	r.Seq = c.book.Seq + 1
	r.At = opening.Add(time.Duration(r.Seq) * time.Second)
	if r.What == roll.IntentMade {
		r.Txn = roll.ID(r.Seq)
	}
	c.book = c.book.Apply(r)
	return r
}

func (c *clerk) commit(seal *journal.Seal, rows ...roll.Row) {
	c.acts = append(c.acts, act{commit, rows, seal})
}

func (c *clerk) does(v verb) { c.acts = append(c.acts, act{verb: v}) }

// ask commits an intent, with the number sealed when the kind needs a card or a code.
func (c *clerk) ask(kind txn.Kind, orig roll.ID) roll.ID {
	in := roll.Intent{Terminal: terminal, Merchant: merchant, Operator: "01"}
	trace := c.book.Trace.Next()
	pan := txn.PAN(fmt.Sprintf("622202%010d", 1000+int(trace)))
	numbered := kind.Means() != txn.NoMeans
	if numbered {
		in.Card, in.Digest, in.Entry, in.Expiry = pan.Masked(), c.digest(pan), txn.Swipe, "3012"
	}
	if kind == txn.Settle {
		totals := c.book.Totals
		totals.Reserve = 2
		in.Frozen = &totals
	}
	if kind.Moves() {
		in.Amount = 1000 + txn.Fen(trace)
	}
	if orig != 0 {
		in.Amount = min(in.Amount, 100) // a refund may bring back a part
		in.Original = &roll.Original{Batch: c.book.Batch, Trace: trace, RRN: "123456789012", Date: "0102"}
	}
	c.live = c.row(roll.Row{What: roll.IntentMade, Kind: kind, Batch: c.book.Batch, Trace: trace, Orig: orig, Body: in})
	var seal *journal.Seal
	if numbered {
		seal = &journal.Seal{ID: c.live.Txn, PAN: pan}
	}
	c.commit(seal, c.live)
	return c.live.Txn
}

// tell makes a row about the last intent.
func (c *clerk) tell(what roll.What, body any) roll.Row {
	r := c.live
	r.What, r.Body = what, body
	return c.row(r)
}

// says commits one row about the last intent.
func (c *clerk) says(what roll.What, body any) { c.commit(nil, c.tell(what, body)) }

// tries makes the row of an attempt at a slip.
func (c *clerk) tries(form txn.Form, holder txn.Holder, n int) roll.Row {
	return c.tell(roll.AttemptMade, roll.Attempt{Form: form, For: holder, N: n, Marked: n > 1})
}

// ends commits how an attempt ended, and the next attempt when there is one.
func (c *clerk) ends(what roll.What, try roll.Row, grade txn.Grade, next func() roll.Row) {
	a := try.Body.(roll.Attempt)
	fault := txn.Fault(0)
	if what == roll.NotBegun || what == roll.Stalled {
		fault = txn.FaultPaperOut
	}
	rows := []roll.Row{c.tell(what, roll.End{Job: try.Seq, Form: a.Form, For: a.For, Grade: grade, Fault: fault})}
	if next != nil {
		rows = append(rows, next())
	}
	c.commit(nil, rows...)
}
