package machine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/internal/odometer"
	"posterm/reversal"
	"posterm/txn"
)

// TestMoneyAndPaperAgreeAfterEveryCombination runs every story with every
// combination of line faults, printer faults, event orders, stops, cancels, alarms and
// power cuts (after every effect that lasts) that its budget allows, then heals the world
// and asks whether ledger, roll and paper agree.
//
// Covers: R1, R12.
func TestMoneyAndPaperAgreeAfterEveryCombination(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			if story.deep && testing.Short() {
				t.Skip("deep")
			}
			runs, begin := 0, newWorld(t, story)
			for f := (&odometer.Odometer{}); ; {
				begin.run(f, story)
				if runs++; !f.Next() {
					break
				}
			}
			t.Logf("%d runs of %s", runs, story.name)
		})
	}
}

// heal ends all faults and does what a merchant would do next. Before he asks
// for paper, everything that prints by itself must have done so.
func (w *world) heal() {
	w.budget, w.host.refuse, w.host.repel, w.host.requires = budget{}, nil, nil, 0
	do := func(acts ...act) {
		for _, a := range acts {
			if !w.policy.AutoSignIn && !w.s.Book.Signed {
				key(txn.SignIn)(w)
				w.pump()
			}
			a(w)
			w.pump()
		}
	}
	do(loadPaper)
	for range 3 {
		if w.frozen() {
			do(key(txn.Settle)) // the message that a late sign-in makes void is sent again
		}
	}
	do(key(txn.Balance), wait(reversal.AskFor), key(txn.Balance), wait(time.Second), key(txn.Balance))
	if len(w.delayed) > 0 {
		w.arrive()
		do(key(txn.Balance), key(txn.Balance))
	}
	for _, t := range w.book.Txns {
		for _, c := range t.OwedCopies() {
			if c.Begun() < AutoTries && w.policy.Paper {
				w.fail("%s %s: a copy begun %d times did not print by itself", t.Kind, t.Trace, c.Begun())
			}
		}
	}
	for range 3 {
		w.give(Reprint{At: w.at()})
		w.pump()
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
