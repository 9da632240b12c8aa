package machine

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/odometer"
	"posterm/journal/roll"
	"posterm/txn"
)

// act is one thing a merchant does.
type act func(*world)

var testCard = txn.Card{PAN: "6222021234567890128", Entry: txn.Swipe}

func key(k txn.Kind) act {
	return func(w *world) {
		w.give(Keyed{At: At{w.now}, Command: Command{Kind: k, Amount: 1234, Card: testCard, Digest: "d"}})
	}
}

// void voids the sale that choose picks of all sales, whatever became of it.
func void(choose func([]roll.Txn) roll.Txn) act {
	return func(w *world) {
		sales := []roll.Txn{{}}
		for _, r := range w.rows {
			if r.What == roll.IntentMade && r.Kind == txn.Sale {
				sales = append(sales, w.txn(r.Txn))
			}
		}
		w.give(Keyed{At: At{w.now}, Command: Command{Kind: txn.Void, Amount: 1234, Card: testCard, Digest: "d", Original: choose(sales)}})
	}
}

var (
	voidLast  = void(func(sales []roll.Txn) roll.Txn { return sales[len(sales)-1] })
	voidFirst = void(func(sales []roll.Txn) roll.Txn { return sales[min(1, len(sales)-1)] })
)

func reprintLast(w *world) {
	var last roll.Txn
	if w.s.Book.Last != 0 {
		last = w.txn(w.s.Book.Last)
	}
	w.give(Reprint{At: At{w.now}, Txn: last, Form: txn.FormSlip, For: txn.Merchant})
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
		w.give(Printed{At: At{w.now}, Job: job, Grade: txn.GradePrinted, Pieces: 2})
	}
	w.give(Ready{At{w.now}})
}

// outOfPaper: the printer is empty, and nothing is in it.
func outOfPaper(w *world) { w.give(Unready{At{w.now}, txn.FaultPaperOut}) }

// reversals tells the host what to answer the next reversals with.
func reversals(codes ...txn.Code) act {
	return func(w *world) { w.refuse = slices.Clone(codes) }
}

// story is what a merchant does, and what may go wrong meanwhile.
type story struct {
	name                string
	faults, cuts, stops int
	atOnce              bool
	deep                bool // only without -short
	acts                []act
}

var stories = []story{
	{name: "sale", faults: 3, cuts: 1, acts: []act{loadPaper, key(txn.Sale)}},
	{name: "sale, cut twice", faults: 2, cuts: 2, deep: true, acts: []act{loadPaper, key(txn.Sale), loadPaper}},
	{name: "sale without printer at first", faults: 2, cuts: 1, acts: []act{key(txn.Sale), loadPaper, reprintLast}},
	{name: "sale, sale", faults: 2, cuts: 1, acts: []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{name: "sale, balance", faults: 2, cuts: 1, acts: []act{loadPaper, key(txn.Sale), key(txn.Balance)}},
	{name: "sale, void", faults: 2, cuts: 1, acts: []act{loadPaper, key(txn.Sale), voidLast}},
	{name: "sale, sale, void of the first", faults: 2, acts: []act{loadPaper, key(txn.Sale), key(txn.Sale), voidFirst}},
	{name: "sale, void, void", faults: 2, cuts: 1, deep: true, acts: []act{loadPaper, key(txn.Sale), voidLast, voidLast}},
	{name: "sale, reprint, sale", faults: 2, cuts: 1, deep: true, acts: []act{loadPaper, key(txn.Sale), reprintLast, key(txn.Sale)}},
	{name: "sale, sale, stopped anywhere", faults: 2, stops: 1, deep: true, acts: []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{name: "sale, void, stopped anywhere, cut", faults: 1, cuts: 1, stops: 1, deep: true, acts: []act{loadPaper, key(txn.Sale), voidLast}},
	{name: "sale, sale, at once", faults: 2, cuts: 1, atOnce: true, deep: true, acts: []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{name: "sale, void, at once, stopped anywhere", faults: 1, stops: 1, atOnce: true, acts: []act{loadPaper, key(txn.Sale), voidLast}},
	{name: "reprint without paper, void", faults: 1, cuts: 1, acts: []act{outOfPaper, key(txn.Sale), reprintLast, voidLast, reprintLast, loadPaper}},
	{name: "reversal refused for good", faults: 1, cuts: 1, acts: []act{
		loadPaper, reversals("30", "30", "30", "30"), key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{name: "reversal refused, then done", faults: 2, acts: []act{loadPaper, reversals("30"), key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{name: "reversal refused in all ways", faults: 1, cuts: 1, acts: []act{
		loadPaper, reversals("A0", "30", "96", "30"), key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{name: "void's reversal refused", faults: 1, acts: []act{
		loadPaper, key(txn.Sale), reversals("30", "30", "30"), voidLast, key(txn.Balance), voidLast}},
}

// TestMoneyAndPaperAgreeAfterEveryCombination runs every story with every
// combination of line faults, printer faults, event orders, stops and power cuts
// (at every event and before every effect) that its budget allows, then heals
// the world and asks whether ledger, roll and paper agree.
func TestMoneyAndPaperAgreeAfterEveryCombination(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			if story.deep && testing.Short() {
				t.Skip("deep")
			}
			runs := 0
			for f := (&odometer.Odometer{}); ; {
				newWorld(t, f, story).run(story.acts)
				if runs++; !f.Next() {
					break
				}
			}
			t.Logf("%d runs", runs)
		})
	}
}

func (w *world) run(acts []act) {
	for _, a := range acts {
		a(w)
		w.pump()
		w.stopped()
	}
	w.heal()
	w.check()
}

// heal ends all faults and does what a merchant would do next. Before he asks
// for paper, everything that prints by itself must have done so.
func (w *world) heal() {
	w.faults, w.cuts, w.stops, w.refuse = 0, 0, 0, nil
	for _, late := range w.delayed {
		late()
	}
	loadPaper(w)
	w.pump()
	key(txn.Balance)(w)
	w.pump()
	for _, t := range w.book.Txns {
		for _, c := range t.OwedCopies() {
			if c.Begun() < AutoTries {
				w.fail("%s %s: a copy begun %d times did not print by itself", t.Kind, t.Trace, c.Begun())
			}
		}
	}
	for range 3 {
		w.give(Reprint{At: At{w.now}})
		w.pump()
	}
}

func (w *world) check() {
	if w.s.Desk != Idle || w.s.Tray != Free {
		w.fail("the world healed, yet desk is %d and tray %d", w.s.Desk, w.s.Tray)
	}
	for _, r := range w.rows {
		if r.What != roll.IntentMade || !r.Kind.Moves() {
			continue
		}
		t := w.txn(r.Txn)
		w.checkMoney(t)
		w.checkPaper(t)
	}
	said := map[uint64]bool{}
	for _, r := range w.rows {
		if end, ok := r.Body.(roll.End); ok && r.What == roll.Printed {
			if said[end.Job] {
				w.fail("job %d was written down as printed twice", end.Job)
			}
			said[end.Job] = true
		}
	}
}

func (w *world) checkMoney(t roll.Txn) {
	money := t.Money(0)
	if money == txn.MoneyReversing || money == txn.MoneyPending {
		w.fail("%s %s is still %s", t.Kind, t.Trace, money)
	}
	if t.Is == roll.Parked && w.refused[t.Trace] < attempts {
		w.fail("%s %s is parked after %d refusals", t.Kind, t.Trace, w.refused[t.Trace])
	}
	if t.Kind != txn.Sale || money == txn.MoneyParked {
		return
	}
	if charged := w.charged(t.Trace); charged != (money == txn.MoneyApproved) {
		w.fail("%s %s: the host charged %v, the terminal says %s", t.Kind, t.Trace, charged, money)
	}
}

func (w *world) checkPaper(t roll.Txn) {
	for _, c := range t.Copies {
		originals, complete := 0, 0
		for _, p := range w.paper {
			if p.of != t.ID || p.form != c.Form || p.holder != c.For {
				continue
			}
			if !p.marked {
				originals++
			}
			if p.complete {
				complete++
			}
		}
		if originals > 1 {
			w.fail("%s %s: %d originals of one copy were begun", t.Kind, t.Trace, originals)
		}
		if complete == 0 && !c.Superseded {
			w.fail("%s %s: no complete paper of a copy, and paper is %s", t.Kind, t.Trace, c.Paper(0))
		}
	}
	if money := t.Money(0); money == txn.MoneyApproved && len(t.Copies) != 2 {
		w.fail("%s %s approved with %d copies", t.Kind, t.Trace, len(t.Copies))
	}
}

// TestEveryPairIsDecided: no (state, event) pair is left to chance.
func TestEveryPairIsDecided(t *testing.T) {
	for desk, row := range deskTable {
		for event, cell := range row {
			require.NotNil(t, cell, "desk %d, event %d", desk, event)
		}
	}
	for tray, row := range trayTable {
		for event, cell := range row {
			require.NotNil(t, cell, "tray %d, event %d", tray, event)
		}
	}
}
