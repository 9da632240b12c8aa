// Package fill makes long journals, for measuring and for tests: the years of a
// shop in a second. What it writes could have been written by a terminal.
package fill

import (
	"fmt"
	"time"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// BatchSize is how many transactions a batch gets: a full one (RULES.md 1.3).
const BatchSize = 500

// pace is the time between two sales. Chosen: a busy shop.
const pace = time.Minute

// Closed adds n approved and printed sales, the first one at a time, in batches
// that are closed. It leaves an empty batch open. Each batch is one commit.
func Closed(j *journal.Journal, n int, at time.Time) error {
	book, _, err := j.Book()
	if err != nil {
		return err
	}
	for done := 0; done < n; done += BatchSize {
		w := &writer{book: book, at: at.Add(time.Duration(done) * pace)}
		for i := range min(BatchSize, n-done) {
			w.sale(j, done+i)
		}
		w.add(roll.Row{What: roll.Closed, Batch: w.book.Batch, Body: roll.Checkpoint{Book: w.book.NextBatch()}})
		if err := j.Commit(w.rows, nil); err != nil {
			return err
		}
		if _, err := j.Checkpoint(); err != nil {
			return err
		}
		book = w.book
	}
	return nil
}

// writer numbers rows and keeps the Book they add up to.
type writer struct {
	book roll.Book
	rows []roll.Row
	at   time.Time
}

func (w *writer) add(r roll.Row) roll.Row {
	r.Seq, r.At = w.book.Seq+1, w.at
	if r.What == roll.IntentMade {
		r.Txn = roll.ID(r.Seq)
	}
	w.rows, w.book = append(w.rows, r), w.book.Apply(r)
	return r
}

// sale adds the six rows of a sale with both its slips.
func (w *writer) sale(j *journal.Journal, n int) {
	pan := txn.PAN(fmt.Sprintf("622202%013d", n%1000))
	in := w.add(roll.Row{What: roll.IntentMade, Batch: w.book.Batch, Trace: w.book.Trace.Next(), Kind: txn.Sale, Body: roll.Intent{
		Amount: txn.Fen(100 + n%10_000), Card: pan.Masked(), Digest: j.Digest(pan), Entry: txn.Swipe,
		Expiry: "3012", Terminal: "12345678", Merchant: "123456789012345", Operator: "01",
	}})
	about := in
	tell := func(what roll.What, body any) roll.Row {
		about.What, about.Body = what, body
		return w.add(about)
	}
	w.at = w.at.Add(pace / 4)
	tell(roll.Approved, roll.Outcome{
		Code: "00", Auth: "123456", RRN: fmt.Sprintf("%012d", n), HostTime: "120000", HostDate: "0102",
		SettleDate: "0102", Issuer: "01020000", Acquirer: "48020000", Copies: 2,
	})
	for _, holder := range []txn.Holder{txn.Merchant, txn.Cardholder} {
		try := tell(roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, For: holder, N: 1})
		w.at = w.at.Add(pace / 4)
		tell(roll.Printed, roll.End{Job: try.Seq, Form: txn.FormSlip, For: holder, Grade: txn.GradePrinted})
	}
	w.at = w.at.Add(pace / 4)
}
