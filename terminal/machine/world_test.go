package machine

import (
	"maps"
	"reflect"
	"slices"
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
type world struct {
	t    failer
	fate fate
	budget
	policy Policy
	s      State
	rows   []roll.Row
	ends   []int     // where each commit ends in rows
	book   roll.Book // the fold of rows
	now    time.Time

	host    *acquirer
	delayed []message          // requests still in the network
	owners  map[number]message // which message used a trace number of a batch first
	sent    map[roll.ID]bool   // requests that left once
	link    []Event            // what the link will report
	wake    time.Duration      // when the machine wants to be woken; 0: not
	refused map[roll.ID]int    // final refusals of its reversal or repeat that reached the terminal
	expired string             // the keys that the acquirer wants to be replaced

	printer []Event // what the printer will report
	paper   []sheet
	inside  map[uint64]int // jobs that sit half-printed in the printer: index into paper
	busy    uint64         // the job the printer was given last, until it says how it ended
	trail   []line
}

// fate chooses one of n, 0 to n-1. Zero is the choice without harm.
type fate interface{ Pick(n int) int }

// failer is where a run is told that failed.
type failer interface {
	Helper()
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// budget is what may still go wrong.
type budget struct {
	faults  int // of line and printer, and declines
	cuts    int // of the power
	stops   int // and restarts
	cancels int
	wakes   int // at a time nobody asked for
	calls   int // to the acquirer, about what nobody could decide
}

// attempts is how often a reversal is sent, and how many refusals park it.
const attempts = 2

var epoch = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

// newWorld is where a story begins: what goes before it has happened, without faults.
func newWorld(t failer, story story) *world {
	w := &world{
		t: t, fate: &odometer.Odometer{}, now: epoch, owners: map[number]message{}, sent: map[roll.ID]bool{},
		inside: map[uint64]int{}, refused: map[roll.ID]int{},
	}
	w.policy = Policy{
		Reversal: reversal.Policy{Attempts: attempts, AtOnce: story.atOnce}, AutoSignIn: !story.manual, Timers: story.timers, BatchLimit: 500,
		CompletePercent: 115, Copies: 2, OnRequest: story.onRequest, Paper: !story.paperless, Terminal: "00010001", Merchant: "104512541110001",
	}
	w.rows = []roll.Row{{Seq: 1, What: roll.Provisioned, At: epoch, Body: roll.Checkpoint{Book: roll.Book{Batch: max(1, story.batch), Trace: story.trace}}}}
	w.book = roll.Fold(w.rows)
	w.host = newAcquirer(w)
	w.s = PowerOn(w.policy, w.book)
	for _, a := range story.before {
		a(w)
		w.pump()
	}
	return w
}

// run is one run of a story that begins here. The beginning stays as it was.
func (w *world) run(f fate, story story) *world {
	run := *w
	run.fate, run.budget = f, story.budget
	run.rows, run.ends, run.trail, run.paper = slices.Clip(w.rows), slices.Clip(w.ends), slices.Clip(w.trail), slices.Clone(w.paper)
	run.owners, run.sent, run.inside, run.refused = maps.Clone(w.owners), maps.Clone(w.sent), maps.Clone(w.inside), maps.Clone(w.refused)
	run.host = w.host.clone(&run)
	for _, a := range story.acts {
		a(&run)
		run.pump()
		run.stopped()
	}
	run.heal()
	run.check()
	return &run
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

// strikes spends one from a budget of things that happen or do not.
func (w *world) strikes(left *int) bool {
	if *left == 0 || w.fate.Pick(2) == 0 {
		return false
	}
	*left--
	return true
}

func (w *world) at() At { return At{w.now} }

// give hands the machine one event and performs its effects.
func (w *world) give(e Event) {
	switch e := e.(type) {
	case NotBegun, Printed, Unconfirmed, Lost:
		w.busy = 0
	case Answered:
		w.required(e)
	}
	w.log("%T %+v", e, e)
	var effects []Effect
	w.s, effects = Step(w.s, e)
	w.ordered(effects)
	for _, e := range effects {
		w.perform(e)
		if lasting(e) && w.cut() {
			return
		}
	}
	if w.s.Book.Seq != w.book.Seq {
		w.fail("the book is at row %d, the roll at row %d", w.s.Book.Seq, w.book.Seq)
	}
}

// lasting says whether an effect leaves anything that a power cut does not take away. A cut
// before it is one after the last such effect.
func lasting(e Effect) bool {
	switch e.(type) {
	case Commit, Send, Print:
		return true
	}
	return false
}

// rankOf: one Commit before everything, and nobody is told before the devices are.
func rankOf(e Effect) int {
	switch e.(type) {
	case Commit:
		return 0
	case Show:
		return 2
	}
	return 1
}

func (w *world) ordered(effects []Effect) {
	last := -1
	for _, e := range effects {
		r := rankOf(e)
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
			w.log("  row %d %s %s %s %+v", r.Seq, r.Kind, r.Trace, r.What, r.Body)
			w.rows, w.book = append(w.rows, r), w.book.Apply(r)
		}
		w.ends = append(w.ends, len(w.rows))
	case Show:
		w.log("  show %d %s %s", e.Screen.Is, e.Screen.Trace, e.Screen.Refusal)
		if e.Screen.Is == Finished {
			w.toldTruth(w.txn(e.Screen.Of))
		}
	case Send:
		w.send(e)
	case Wake:
		w.wake = e.After
	case Print:
		w.print(e)
	}
}

// toldTruth: a command ends with what is durable. Orders and settlements may stay open.
func (w *world) toldTruth(t roll.Txn) {
	if t.Is == roll.IntentMade && t.Kind.Doubt() != txn.Resumed {
		w.fail("an outcome was shown that is not durable")
	}
}

func (w *world) txn(id roll.ID) roll.Txn {
	var t roll.Txn
	for _, r := range w.rows {
		switch {
		case r.Txn == id && r.What == roll.IntentMade:
			t = roll.FoldTxn([]roll.Row{r})
		case t.ID != 0 && (r.Txn == id || r.Orig == id):
			t = t.Apply(r)
		}
	}
	if t.ID == 0 {
		w.fail("no rows of transaction %d are durable", id)
	}
	return t
}

// naps is how often an idle machine is woken before somebody gives a command again.
const naps = 12

// pump lets link and printer report, in either order, and wakes the machine when it wants
// to be, until nothing happens any more.
func (w *world) pump() {
	for left := naps; ; {
		w.meddle()
		switch {
		case len(w.link)+len(w.printer) > 0:
			from := &w.link
			if len(w.link) == 0 || len(w.printer) > 0 && w.fate.Pick(2) == 1 {
				from = &w.printer
			}
			e := (*from)[0]
			*from = (*from)[1:]
			w.give(e)
		case w.wake > 0 && (w.s.Desk == Waiting || left > 0):
			if w.s.Desk == Idle {
				left--
			}
			w.now, w.wake = w.now.Add(w.wake), 0
			w.give(Woken{w.at()})
		case w.s.Desk != Idle:
			w.fail("desk %d waits for what never comes", w.s.Desk)
		case !reflect.DeepEqual(w.book, w.s.Book):
			w.fail("fold of the roll %+v is not the book %+v", w.book, w.s.Book)
		default:
			return
		}
	}
}
