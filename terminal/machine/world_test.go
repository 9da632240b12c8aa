package machine

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"posterm/internal/odometer"
	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// The world around the machine, small enough to be run exhaustively: an
// acquirer with a ledger, a printer with paper, a roll that survives power cuts,
// and a fate, an odometer, that tries every combination of faults and cuts within a
// budget. Zero is the world without faults.

type hostEntry struct {
	kind               txn.Kind
	orig               txn.Trace
	approved, reversed bool
	tombstone          bool
}

type sheet struct {
	of       roll.ID
	form     txn.Form
	holder   txn.Holder
	marked   bool
	complete bool
}

type world struct {
	t      *testing.T
	fate   *odometer.Odometer
	faults int  // line and printer faults left
	cuts   int  // power cuts left
	stops  int  // stops and restarts left
	atOnce bool // reversals leave as soon as the doubt arises, and at power-on
	s      State
	rows   []roll.Row
	book   roll.Book // the fold of rows
	now    time.Time

	ledger  map[txn.Trace]*hostEntry
	delayed []func() // requests still in the network

	link    []Event // what the link will report
	printer []Event // what the printer will report
	paper   []sheet
	inside  map[uint64]int    // jobs that sit half-printed in the printer: index into paper
	busy    uint64            // the job the printer was given last, until it says how it ended
	refuse  []txn.Code        // what the host answers the next reversals with; then it obeys
	refused map[txn.Trace]int // final refusals of its reversal that reached the terminal
	trail   []line
}

// attempts is how often a reversal is sent, and how many refusals park it.
const attempts = 2

var epoch = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, f *odometer.Odometer, story story) *world {
	w := &world{
		t: t, fate: f, faults: story.faults, cuts: story.cuts, stops: story.stops, atOnce: story.atOnce, now: epoch,
		ledger: map[txn.Trace]*hostEntry{}, inside: map[uint64]int{}, refused: map[txn.Trace]int{},
	}
	first := roll.Row{Seq: 1, What: roll.Provisioned, At: epoch, Body: roll.Checkpoint{Book: roll.Book{Batch: 1}}}
	w.rows = []roll.Row{first}
	w.book = roll.Fold(w.rows)
	w.s = PowerOn(w.policy(), w.book)
	return w
}

func (w *world) policy() Policy {
	return Policy{
		Reversal: reversal.Policy{Attempts: attempts, AtOnce: w.atOnce}, AutoSignIn: true, BatchLimit: 500, Copies: 2, Paper: true,
		Terminal: "00010001", Merchant: "104512541110001",
	}
}

// line is one line of the story, put into words only when a check fails.
type line struct {
	format string
	args   []any
}

func (w *world) log(format string, a ...any) { w.trail = append(w.trail, line{format, a}) }

func (w *world) fail(format string, a ...any) {
	w.t.Helper()
	for _, l := range w.trail {
		w.t.Logf(l.format, l.args...)
	}
	w.t.Fatalf(format, a...)
}

// fault spends from the budget: which of n faults strikes, or 0.
func (w *world) fault(n int) int {
	if w.faults == 0 {
		return 0
	}
	k := w.fate.Pick(n + 1)
	if k > 0 {
		w.faults--
	}
	return k
}

// give hands the machine one event and performs its effects.
func (w *world) give(e Event) {
	switch e.(type) {
	case NotBegun, Printed, Unconfirmed, Lost:
		w.busy = 0
	}
	w.log("%T %+v", e, e)
	var effects []Effect
	seq := w.book.Seq
	w.s, effects = Step(w.s, e)
	w.ordered(effects)
	for _, e := range effects {
		if w.cut() {
			return
		}
		w.perform(e)
	}
	if w.s.Book.Seq != w.book.Seq || seq != w.book.Seq && !reflect.DeepEqual(w.book, w.s.Book) {
		w.fail("fold of the roll %+v is not the book %+v", w.book, w.s.Book)
	}
	w.cut()
}

// ordered: one Commit before everything, and nobody is told before the devices are.
func (w *world) ordered(effects []Effect) {
	rank := map[reflect.Type]int{reflect.TypeFor[Commit](): 0, reflect.TypeFor[Send](): 1, reflect.TypeFor[Print](): 1, reflect.TypeFor[Show](): 2}
	last := -1
	for _, e := range effects {
		r := rank[reflect.TypeOf(e)]
		if r < last || r == 0 && last == 0 {
			w.fail("effects out of order: %T", e)
		}
		last = r
	}
}

func (w *world) perform(e Effect) {
	switch e := e.(type) {
	case Commit:
		for _, r := range e.Rows {
			if r.Seq != uint64(len(w.rows)+1) {
				w.fail("row %d follows row %d", r.Seq, len(w.rows))
			}
			w.log("  row %d %s %+v", r.Seq, r.What, r.Body)
			w.rows, w.book = append(w.rows, r), w.book.Apply(r)
		}
	case Show:
		w.log("  show %d %s %s", e.Screen.Is, e.Screen.Trace, e.Screen.Refusal)
		if e.Screen.Is == Finished && w.txn(e.Screen.Of).Is == roll.IntentMade {
			w.fail("an outcome was shown that is not durable")
		}
	case Send:
		w.send(e)
	case Print:
		w.print(e)
	}
}

func (w *world) txn(id roll.ID) roll.Txn {
	var rows []roll.Row
	for _, r := range w.rows {
		if r.Txn == id || r.Orig == id && id != 0 {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		w.fail("no rows of transaction %d are durable", id)
	}
	return roll.FoldTxn(rows)
}

// send is the first assertion of the shipped program, and the line.
func (w *world) send(e Send) {
	t := w.txn(e.Of)
	if w.s.Closing {
		w.fail("%s %s left although the terminal was stopped", t.Kind, t.Trace)
	}
	if e.As == txn.Reversal && t.Tries == 0 {
		w.fail("a reversal left before its try was durable")
	}
	if e.As != txn.Reversal && t.Kind.Gated() {
		w.gateHeld(t)
	}
	at := At{w.now}
	const lostRequest, lostAnswer, notSent, late, badMAC, signFirst = 1, 2, 3, 4, 5, 6
	switch fault := w.fault(6); fault {
	case signFirst: // processed, yet somebody without the key says it was not
		w.host(t, e.As == txn.Reversal)
		w.link = append(w.link, Answered{At: at, Outcome: roll.Outcome{Code: "77"}, KeysHold: true})
	case lostRequest:
		w.link = append(w.link, NoAnswer{At: at, Reason: txn.NoReply})
	case notSent:
		w.link = append(w.link, NotSent{At: at})
	case late:
		w.delayed = append(w.delayed, func() { w.host(t, e.As == txn.Reversal) })
		w.link = append(w.link, NoAnswer{At: at, Reason: txn.NoReply})
	case lostAnswer, badMAC:
		w.host(t, e.As == txn.Reversal)
		reason := txn.NoReply
		if fault == badMAC {
			reason = txn.BadMAC
		}
		w.link = append(w.link, NoAnswer{At: at, Reason: reason})
	default:
		code := w.host(t, e.As == txn.Reversal)
		if e.As == txn.Reversal && code.Class() == txn.Declined && !code.EndsReversal() {
			w.refused[t.Trace]++
		}
		w.link = append(w.link, Answered{At: at, Authentic: true, KeysHold: true, Outcome: roll.Outcome{Code: code, RRN: "000000000001", HostDate: txn.HostDate(w.now)}})
	}
}

// gateHeld: nothing gated leaves while an older transaction is in doubt.
func (w *world) gateHeld(asked roll.Txn) {
	for _, t := range w.book.Txns {
		if t.ID != asked.ID && t.Kind.Reversible() && t.Reversing(0) {
			w.fail("%s left while %s %s was owed its reversal", asked.Kind, t.Kind, t.Trace)
		}
	}
}

// host decides a request the way RULES.md 3.4 and 3.5 say.
func (w *world) host(t roll.Txn, reverse bool) (code txn.Code) {
	defer func() { w.log("  host: %s %s reverse=%v -> %s", t.Kind, t.Trace, reverse, code) }()
	e := w.ledger[t.Trace]
	if reverse {
		switch {
		case len(w.refuse) > 0:
			code, w.refuse = w.refuse[0], w.refuse[1:]
			return code
		case e == nil:
			w.ledger[t.Trace] = &hostEntry{kind: t.Kind, tombstone: true}
			return "00"
		case e.tombstone || e.reversed:
			return "25"
		case !e.approved:
			return "12"
		}
		e.reversed = true
		return "00"
	}
	if !t.Kind.Moves() {
		return "00"
	}
	if e != nil {
		return "94"
	}
	e = &hostEntry{kind: t.Kind}
	w.ledger[t.Trace] = e
	if t.Kind == txn.Void {
		e.orig = t.Intent.Original.Trace
		o := w.ledger[e.orig]
		if o == nil || !w.charged(e.orig) {
			return "25"
		}
	} else if w.fault(1) == 1 {
		return "51"
	}
	e.approved = true
	return "00"
}

// charged is the acquirer's truth: did this sale take money that was not given back?
func (w *world) charged(trace txn.Trace) bool {
	e := w.ledger[trace]
	if e == nil || !e.approved || e.reversed {
		return false
	}
	for _, v := range w.ledger {
		if v.kind == txn.Void && v.orig == trace && v.approved && !v.reversed {
			return false
		}
	}
	return true
}

// print is the second assertion of the shipped program, and the printer.
func (w *world) print(e Print) {
	t := w.txn(e.Slip.Of)
	switch {
	case w.s.Closing:
		w.fail("job %d is printed although the terminal was stopped", e.Job)
	case e.Slip.Attempt.Form == txn.FormSlip && t.Is != roll.Approved:
		w.fail("an approved slip is printed without a durable approval")
	case t.Money(0) == txn.MoneyVoided && !e.Slip.Attempt.Marked:
		w.fail("a voided sale is printed as if it stood")
	case w.busy != 0 || len(w.inside) > 0:
		w.fail("job %d is sent while job %d is in the printer", e.Job, w.busy)
	}
	w.busy = e.Job
	if !slices.ContainsFunc(w.rows, func(r roll.Row) bool { return r.What == roll.AttemptMade && r.Seq == e.Job }) {
		w.fail("a slip is printed whose attempt is not durable")
	}
	at := At{w.now}
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

// pump lets link and printer report, in either order, until nothing happens any more.
func (w *world) pump() {
	for w.stop(); len(w.link)+len(w.printer) > 0; w.stop() {
		from := &w.link
		if len(w.link) == 0 || len(w.printer) > 0 && w.fate.Pick(2) == 1 {
			from = &w.printer
		}
		e := (*from)[0]
		*from = (*from)[1:]
		w.give(e)
	}
}
