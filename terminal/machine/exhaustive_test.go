package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

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

func reversalsRefused(w *world) { w.refuse = "30" }

var stories = []struct {
	name         string
	faults, cuts int
	deep         bool // only without -short
	acts         []act
}{
	{"sale", 3, 1, false, []act{loadPaper, key(txn.Sale)}},
	{"sale, cut twice", 2, 2, true, []act{loadPaper, key(txn.Sale), loadPaper}},
	{"sale without printer at first", 2, 1, false, []act{key(txn.Sale), loadPaper, reprintLast}},
	{"sale, sale", 2, 1, false, []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{"sale, balance", 2, 1, false, []act{loadPaper, key(txn.Sale), key(txn.Balance)}},
	{"sale, void", 2, 1, false, []act{loadPaper, key(txn.Sale), voidLast}},
	{"sale, sale, void of the first", 2, 0, false, []act{loadPaper, key(txn.Sale), key(txn.Sale), voidFirst}},
	{"sale, void, void", 2, 1, true, []act{loadPaper, key(txn.Sale), voidLast, voidLast}},
	{"sale, reprint, sale", 2, 1, true, []act{loadPaper, key(txn.Sale), reprintLast, key(txn.Sale)}},
	{"reversal refused for good", 1, 1, false, []act{loadPaper, reversalsRefused, key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{"void's reversal refused", 1, 0, false, []act{loadPaper, key(txn.Sale), reversalsRefused, voidLast, key(txn.Balance), voidLast}},
}

// TestMoneyAndPaperAgreeAfterEveryCombination runs every story with every
// combination of line faults, printer faults, event orders and power cuts (at
// every event and before every effect) that its budget allows, then heals the
// world and asks whether ledger, roll and paper agree.
func TestMoneyAndPaperAgreeAfterEveryCombination(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			if story.deep && testing.Short() {
				t.Skip("deep")
			}
			runs := 0
			for f := (&fate{}); ; {
				w := newWorld(t, f, story.faults, story.cuts)
				for _, a := range story.acts {
					a(w)
					w.pump()
				}
				w.heal()
				w.check()
				if runs++; !f.next() {
					break
				}
			}
			t.Logf("%d runs", runs)
		})
	}
}

// heal ends all faults and does what a merchant would do next.
func (w *world) heal() {
	w.faults, w.cuts = 0, 0
	for _, late := range w.delayed {
		late()
	}
	loadPaper(w)
	w.pump()
	key(txn.Balance)(w)
	w.pump()
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
