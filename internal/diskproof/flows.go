package diskproof

import (
	"math/rand/v2"

	"posterm/journal/roll"
	"posterm/txn"
)

// flow is what one kind of story commits.
type flow struct {
	name  string
	write func(*clerk)
}

// stories are the flows that are not the same for every kind.
var stories = []flow{
	{"approved and printed", func(c *clerk) { c.approved(txn.Sale, 0) }},
	{"paper ran out", paperRanOut},
	{"void", func(c *clerk) { c.approved(txn.Void, c.approved(txn.Sale, 0)) }},
	{"reversed after two tries", reversedAfterTwoTries},
	{"parked and resolved", parkedAndResolved},
	{"signed in", signedIn},
	{"batch closed with a debt", batchClosed},
	{"refund repeated until it is answered", repeated},
	{"orders asked about, paid and closed", asked},
	{"settled with an upload", settled},
	{"card numbers forgotten", forgotten},
	{"opened again and again", openedAgain},
	{"told and delivered", delivered},
}

// flows are the stories, and every kind of transaction that exists with every end
// it may have: a kind that is added is proven from its first day.
func flows() []flow {
	all := append([]flow{}, stories...)
	for _, kind := range txn.Kinds() {
		orig := func(*clerk) roll.ID { return 0 }
		if kind == txn.Void {
			orig = func(c *clerk) roll.ID { return c.approved(txn.Sale, 0) }
		}
		if kind.Local() {
			all = append(all, flow{kind.String() + ": its only end", func(c *clerk) { c.records(kind) }})
			continue
		}
		all = append(all, flow{kind.String() + ": every end", func(c *clerk) {
			for _, end := range []func(*clerk){granted, refused, unsent, doubted} {
				c.ask(kind, orig(c))
				end(c)
			}
		}})
	}
	return all
}

// records writes down what no host is asked about: an intent with its outcome, a void with what it undoes.
func (c *clerk) records(kind txn.Kind) {
	orig := roll.ID(0)
	if kind.Tie() == txn.Undoes {
		c.records(txn.Cash)
		orig = c.live.Txn
	}
	c.ask(kind, orig)
	intent := c.acts[len(c.acts)-1]
	c.acts = c.acts[:len(c.acts)-1]
	c.commit(nil, append(intent.rows, c.tell(roll.Approved, roll.Outcome{Copies: 2}), c.tries(txn.FormSlip, txn.Merchant, 1))...)
}

func granted(c *clerk) { c.says(roll.Approved, roll.Outcome{Code: "00", RRN: "123456789012"}) }
func refused(c *clerk) { c.says(roll.Declined, roll.Outcome{Code: "51"}) }
func unsent(c *clerk)  { c.says(roll.NotSent, roll.Doubt{Why: "connection refused"}) }

// doubted is an answer that never came, and what is owed for it.
func doubted(c *clerk) {
	c.says(roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	if c.live.Kind.Reversible() {
		c.says(roll.RevTry, roll.Try{N: 1})
		c.says(roll.Reversed, roll.Refusal{Code: "00", Slip: true})
	}
}

// approved is a transaction with both its slips.
func (c *clerk) approved(kind txn.Kind, orig roll.ID) roll.ID {
	id := c.ask(kind, orig)
	outcome := c.tell(roll.Approved, roll.Outcome{Code: "00", Auth: "123456", RRN: "123456789012", HostDate: "0102", Copies: 2})
	first := c.tries(txn.FormSlip, txn.Merchant, 1)
	c.commit(nil, outcome, first)
	var second roll.Row
	c.ends(roll.Printed, first, txn.GradePrinted, func() roll.Row {
		second = c.tries(txn.FormSlip, txn.Cardholder, 1)
		return second
	})
	c.ends(roll.Unconfirmed, second, txn.GradeUnconfirmed, nil)
	return id
}

func paperRanOut(c *clerk) {
	c.ask(txn.Sale, 0)
	outcome := c.tell(roll.Approved, roll.Outcome{Code: "00", Copies: 1})
	try := c.tries(txn.FormSlip, txn.Merchant, 1)
	c.commit(nil, outcome, try)
	for n, end := range []roll.What{roll.NotBegun, roll.Stalled, roll.Lost} {
		c.ends(end, try, txn.GradeNone, nil)
		if end != roll.Stalled {
			try = c.tries(txn.FormSlip, txn.Merchant, n+2)
			c.commit(nil, try)
		}
	}
	c.ends(roll.Printed, try, txn.GradePrinted, nil)
}

func reversedAfterTwoTries(c *clerk) {
	c.ask(txn.Sale, 0)
	c.says(roll.RevTry, roll.Try{N: 1})
	c.says(roll.RevRefused, roll.Refusal{Code: "96"})
	c.does(reopen)
	c.says(roll.RevTry, roll.Try{N: 2})
	reversed := c.tell(roll.Reversed, roll.Refusal{Code: "00", Slip: true})
	try := c.tries(txn.FormReversal, txn.Merchant, 1)
	c.commit(nil, reversed, try)
	c.ends(roll.Printed, try, txn.GradePrinted, nil)
}

func parkedAndResolved(c *clerk) {
	c.ask(txn.Sale, 0)
	c.says(roll.InDoubt, roll.Doubt{Reason: txn.BadMAC, SignIn: true})
	c.says(roll.RevTry, roll.Try{N: 1})
	c.says(roll.Parked, roll.Refusal{Code: "94", Counted: true, Slip: true})
	c.says(roll.Resolved, roll.Decision{Stands: true, By: "01", Note: "seen on the statement"})
}

func signedIn(c *clerk) {
	c.ask(txn.SignIn, 0)
	approved := c.tell(roll.Approved, roll.Outcome{Code: "00", HostDate: "0102"})
	c.commit(nil, approved, c.tell(roll.KeysSet, roll.Keys{Block: "0123456789ABCDEF", HostBatch: c.book.Batch}))
	c.ask(txn.SignIn, 0)
	c.says(roll.KeysBad, roll.Doubt{Why: "check value"})
}

func batchClosed(c *clerk) {
	c.approved(txn.Sale, 0)
	c.ask(txn.Sale, 0)
	c.says(roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	c.commit(nil, c.row(roll.Row{What: roll.Closed, Batch: c.book.Batch, Body: roll.Checkpoint{Book: c.book.NextBatch()}}))
	c.says(roll.RevTry, roll.Try{N: 1})
	c.says(roll.Reversed, roll.Refusal{Code: "00", Slip: true})
	c.approved(txn.Sale, 0)
}

func repeated(c *clerk) {
	c.ask(txn.Refund, c.approved(txn.Sale, 0))
	c.says(roll.InDoubt, roll.Doubt{Reason: txn.NoReply})
	c.says(roll.Repeat, roll.Try{N: 1})
	c.does(reopen)
	c.says(roll.Refused, roll.Refusal{Code: "96"})
	c.says(roll.Repeat, roll.Try{N: 2})
	granted(c)
}

func asked(c *clerk) {
	for _, paid := range []bool{true, false} {
		c.ask(txn.WalletPay, 0)
		c.says(roll.InDoubt, roll.Doubt{Code: txn.OrderWaiting})
		c.says(roll.OrderAsked, roll.Ask{N: 1, Trace: c.book.Trace.Next()})
		if paid {
			granted(c)
			continue
		}
		c.says(roll.OrderAsked, roll.Ask{N: 2, Trace: c.book.Trace.Next(), Close: true})
		c.says(roll.Unpaid, roll.Outcome{Code: "00"})
		c.does(forget)
	}
}

func settled(c *clerk) {
	c.approved(txn.Void, c.approved(txn.Sale, 0))
	c.ask(txn.Settle, 0)
	c.says(roll.Compared, roll.Verdict{Domestic: txn.Unbalanced, Foreign: txn.Balanced, Code: "00", Host: &roll.Frozen{}})
	c.says(roll.Uploaded, roll.Upload{Groups: 1, Records: 2})
	c.does(reopen)
	end := c.tell(roll.Approved, roll.Outcome{Code: "00", Copies: 1, Report: &roll.Report{Result: txn.Unbalanced}})
	closed := c.row(roll.Row{What: roll.Closed, Batch: c.book.Batch, Body: roll.Checkpoint{Book: c.book.NextBatch()}})
	try := c.tries(txn.FormSettlement, txn.Merchant, 1)
	c.commit(nil, end, closed, try)
	c.ends(roll.Printed, try, txn.GradePrinted, nil)
	c.does(forget)
	c.approved(txn.Sale, 0)
}

func forgotten(c *clerk) {
	c.ask(txn.Sale, 0)
	refused(c)
	c.does(forget)
	c.ask(txn.Sale, 0)
	unsent(c)
	c.ask(txn.Sale, 0)
	doubted(c)
	c.does(checkpoint)
	c.does(forget)
	c.ask(txn.Sale, 0)
}

func openedAgain(c *clerk) {
	for range 3 {
		c.ask(txn.Sale, 0)
		c.does(reopen)
		granted(c)
	}
	c.does(reopen)
	c.does(reopen)
}

// delivered lets events reach their receiver while others are added.
func delivered(c *clerk) {
	paperRanOut(c)
	c.does(deliver)
	parkedAndResolved(c)
	c.does(deliver)
	c.does(reopen)
	c.does(deliver)
	c.ask(txn.Sale, 0)
	c.does(deliver)
	refused(c)
	for range 4 {
		c.does(deliver)
	}
}

// drawn is a day drawn from a seed: some flows, with the housekeeping in between.
func drawn(seed uint64) flow {
	return flow{"drawn from a seed", func(c *clerk) {
		r := rand.New(rand.NewPCG(seed, 1))
		all := flows()
		for range 2 + r.IntN(3) {
			all[r.IntN(len(all))].write(c)
			switch r.IntN(6) {
			case 0:
				c.does(reopen)
			case 1:
				c.does(checkpoint)
			case 2:
				c.does(forget)
			case 3:
				c.does(deliver)
			case 4:
				batchClosed(c)
			}
		}
	}}
}
