package sim

import (
	"errors"
	"fmt"
	"time"

	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Life runs the world of a seed from dawn until it has healed, and gives what it
// counted and, if it was kept, its story. The error is a *Violation, with its story,
// when something was wrong.
func Life(seed uint64, o Options) (Tally, string, error) {
	w, err := New(Seeded(seed), o)
	if err != nil {
		return Tally{}, "", err
	}
	for w.sales < o.sales() && w.broken == nil {
		w.act()
	}
	w.end()
	if w.broken != nil && !o.Keep {
		o.Keep = true
		_, _, again := Life(seed, o) // the same once more, with its story
		return w.Tally, "", w.broken.with(again)
	}
	return w.Tally, w.story.String(), w.verdict()
}

// with adds the story that the same world told when it was run once more. A violation
// that does not come back is one all the same.
func (v *Violation) with(again error) *Violation {
	if told := (*Violation)(nil); errors.As(again, &told) && told.What == v.What {
		return told
	}
	return &Violation{
		What:  v.What + " (and the same world did not do it again)",
		Story: fmt.Sprintf("no story: run once more, it ended with %v\n", again),
	}
}

// end heals the world and asks the three witnesses.
func (w *World) end() {
	if w.broken == nil {
		w.heal()
	}
	if w.broken == nil {
		w.converged()
	}
	if w.broken == nil {
		w.restart() // and once more from what is on the disk
	}
	if w.term != nil {
		if err := w.term.Close(w.base); err != nil && w.broken == nil {
			w.violated("the terminal does not stop: %v", err)
		}
	}
	w.network.resting.over()
	if w.broken == nil {
		w.compare()
	}
	w.store.Close()
}

func (w *World) verdict() error {
	if w.broken == nil {
		return nil
	}
	w.broken.Story = w.story.String()
	return w.broken
}

// heal ends all faults and does what a merchant would do in the evening.
func (w *World) heal() {
	w.fate.Heal()
	w.happened(power, "everything is well again")
	if w.dead.Load() {
		w.reboot()
	}
	w.skew.Store(0)
	w.knobs(w.habits.knobs)
	w.deliverLate(true)
	w.mend()
	w.settle()
	w.deal(txn.SignIn) // sets the clock too
	if w.record.last.Seq > 1 {
		w.finish()
	}
	w.evening()
	w.deal(txn.Settle)
	w.settle()
	w.print()
	w.byItself()
	for n := 0; n < evenings && w.owed() > 0 && w.broken == nil; n++ {
		w.reprint()
		w.settle()
		w.print()
	}
}

// evening ends what is open, with a person's help where the host refuses.
func (w *World) evening() {
	for n := 0; n < evenings && w.open() && w.broken == nil; n++ {
		w.deliver() // which can park
		w.settle()
		w.decide(n > 0)
		w.settle()
		w.print()
		w.pass(3 * time.Minute) // every wallet order is closed by the next question
		w.timers()
	}
}

// finish ends a settlement that was cut: until then nothing else is possible.
func (w *World) finish() {
	if w.record.frozen != 0 {
		w.deal(txn.Settle)
		w.settle()
	}
	w.pass(3 * time.Minute)
	w.timers()
}

// byItself: a slip that is owed has been begun as often as a terminal does without a person.
func (w *World) byItself() {
	owed, err := w.term.Owed(w.base)
	if err != nil {
		w.violated("the terminal does not answer: %v", err)
	}
	for _, v := range owed {
		begun := 0
		for _, r := range w.record.attempts {
			if r.Txn == v.ID {
				begun++
			}
		}
		if v.OwedSlips > 0 && begun < machine.AutoTries {
			w.violated("a slip of %s is owed and was begun %d times", v.TraceText, begun)
		}
	}
}

// evenings is how often a merchant tries to end the day. Chosen: more than it takes.
const evenings = 5

// open says whether money is open.
func (w *World) open() bool {
	for _, id := range w.record.moving {
		switch w.record.is[id] {
		case roll.IntentMade, roll.InDoubt, roll.Parked:
			return true
		}
	}
	return false
}

func (w *World) owed() int {
	c, err := w.term.Condition(w.base)
	if err != nil {
		w.violated("the terminal does not answer: %v", err)
	}
	return c.Owed
}

// converged: nothing is open any more, and the terminal is ready for work.
func (w *World) converged() {
	c, err := w.term.Condition(w.base)
	switch {
	case err != nil:
		w.violated("the terminal does not answer: %v", err)
	case c.Desk != machine.Idle || c.Tray != machine.Free:
		w.violated("all is well, yet desk is %d and tray %d (%s)", c.Desk, c.Tray, c.Fault)
	case c.Owed != 0:
		w.violated("all is well, yet %d slips are owed", c.Owed)
	}
	for _, id := range w.record.moving {
		switch is := w.record.is[id]; is {
		case roll.IntentMade, roll.InDoubt, roll.Parked:
			w.violated("all is well, yet %s is %s", w.refOf(id), is)
		}
	}
	if n := w.record.unsettled(); n > 0 {
		w.violated("all is well, yet the batch is open with %d transactions", n)
	}
}

// compare asks the three witnesses.
func (w *World) compare() {
	rows, err := w.store.Rows()
	if err != nil {
		w.violated("the journal cannot be read: %v", err)
		return
	}
	for _, t := range check.Untrue(rows) {
		w.violated("%s: it was told, and what came after took it back", t)
	}
	e := check.Evidence{
		Rows: rows, Book: &w.book, Ledger: w.host.Ledger(), Settlements: w.host.Settlements(),
		Slips: w.device.slips(), Foot: foot, Copies: w.policy.Copies, Terminal: terminalID, Merchant: merchantID,
	}
	for i, h := range w.host.Accounts() {
		now, err := signedFen(h.Balance)
		held, heldErr := signedFen(h.Held)
		if err = errors.Join(err, heldErr); err != nil {
			w.violated("the host's account %s: %v", h.Name, err)
		}
		e.Accounts = append(e.Accounts, check.Account{Name: h.Name, Before: w.habits.accounts[i].Balance, Now: now, Held: held})
	}
	for i := range e.Ledger {
		if e.Ledger[i].Requested != "" {
			w.mark(PartialApproval)
		}
	}
	for _, f := range check.Of(e) {
		w.violated("%s", fmt.Sprint(f))
	}
}

// signedFen reads a balance, which unlike an amount may be zero or negative.
func signedFen(s string) (txn.Fen, error) {
	if s == "0.00" {
		return 0, nil
	}
	if len(s) > 0 && s[0] == '-' {
		fen, err := txn.ParseFen(s[1:])
		return -fen, err
	}
	return txn.ParseFen(s)
}
