package machine

import (
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// sheet is paper that came out of the printer.
type sheet struct {
	of       roll.ID
	form     txn.Form
	holder   txn.Holder
	marked   bool
	complete bool
}

// print is the second assertion of the shipped program, and the printer.
func (w *world) print(e Print) {
	w.mayPrint(e)
	w.busy = e.Job
	at := w.at()
	const notBegun, stalls, lost, unsure, silentThenLost, twice = 1, 2, 3, 4, 5, 6
	fault := w.fault(6)
	if fault == notBegun {
		w.printer = append(w.printer, NotBegun{At: at, Job: e.Job, Fault: txn.FaultPaperOut}, Ready{At: at})
		return
	}
	a := e.Slip.Attempt
	w.paper = append(w.paper, sheet{of: e.Slip.Of, form: a.Form, holder: a.For, marked: a.Marked})
	page := len(w.paper) - 1
	switch fault {
	case stalls:
		w.inside[e.Job] = page
		w.printer = append(w.printer, Stalled{At: at, Job: e.Job, Fault: txn.FaultPaperOut}, Ready{At: at}) // ready says nothing about the job
	case lost:
		w.printer = append(w.printer, Lost{At: at, Job: e.Job, Fault: txn.FaultOffline}, Ready{At: at})
	case silentThenLost:
		w.printer = append(w.printer, Stalled{At: at, Job: e.Job}, Lost{At: at, Job: e.Job}, Ready{At: at})
	case unsure:
		w.paper[page].complete = true
		w.printer = append(w.printer, Unconfirmed{At: at, Job: e.Job})
	default:
		w.paper[page].complete = true
		done := Printed{At: at, Job: e.Job, Grade: txn.GradePrinted, Pieces: 1}
		w.printer = append(w.printer, done)
		if fault == twice {
			w.printer = append(w.printer, done)
		}
	}
}

// earned says which row each form needs to tell the truth.
var earned = map[txn.Form]roll.What{
	txn.FormSlip: roll.Approved, txn.FormSettlement: roll.Approved, txn.FormReversal: roll.Reversed, txn.FormFault: roll.Parked,
}

func (w *world) mayPrint(e Print) {
	t := w.txn(e.Slip.Of)
	need, needed := earned[e.Slip.Attempt.Form]
	switch {
	case w.s.Closing:
		w.fail("job %d is printed although the terminal was stopped", e.Job)
	case needed && t.Is != need:
		w.fail("a %s is printed of what is %s", e.Slip.Attempt.Form, t.Is)
	case t.Money(0) == txn.MoneyVoided && e.Slip.Attempt.Form == txn.FormSlip && !e.Slip.Attempt.Marked:
		w.fail("a voided sale is printed as if it stood")
	case w.busy != 0 || len(w.inside) > 0:
		w.fail("job %d is sent while job %d is in the printer", e.Job, w.busy)
	case !slices.ContainsFunc(w.rows, func(r roll.Row) bool { return r.What == roll.AttemptMade && r.Seq == e.Job }):
		w.fail("a slip is printed whose attempt is not durable")
	}
}

// loadPaper: what sat in the printer comes out, and the printer says so. Also
// what a restarted terminal hears when it opens the port.
func loadPaper(w *world) {
	for job := uint64(1); job <= w.book.Seq; job++ { // the Book grows while the printer catches up
		page, held := w.inside[job]
		if !held {
			continue
		}
		delete(w.inside, job)
		w.paper[page].complete = true
		w.give(Printed{At: w.at(), Job: job, Grade: txn.GradePrinted, Pieces: 2})
	}
	w.give(Ready{w.at()})
}

// outOfPaper: the printer is empty, and nothing is in it.
func outOfPaper(w *world) { w.give(Unready{w.at(), txn.FaultPaperOut}) }
