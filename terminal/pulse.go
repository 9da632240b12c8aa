package terminal

import (
	"context"

	"posterm/reversal"
	"posterm/terminal/machine"
)

// Pulse is what those who watch over a terminal ask it. That it answers at all says that its
// loop is alive.
type Pulse struct {
	Condition
	Sellable machine.Refusal // why no sale could begin now; Possible: one could
	Rows     uint64          // of the roll
	InBatch  int             // transactions of the open batch that could move money
	Due      int             // reversals and repeats that are owed to the host
	Parked   int             // reversals that wait for a person
	Flags    []Flagged       // what was unusual today
	Orders   int             // wallet orders that are not decided
}

// Pulse asks the loop between two events. An error says that it gave no answer until ctx ended, or
// has ended itself.
func (t *Terminal) Pulse(ctx context.Context) (Pulse, error) {
	return ask(ctx, t, func(l *loop) (Pulse, error) {
		p := Pulse{Condition: l.condition(), Sellable: l.st.Sellable(l.cfg.Now()), Rows: l.st.Book.Seq, InBatch: l.st.Book.Count}
		p.Due, p.Parked, p.Orders = reversal.Count(l.st.Book, l.st.Live)
		if l.safe == nil {
			p.Flags, _ = l.flaggedToday() // a roll that cannot be read is told elsewhere: the loop lives
		}
		return p, nil
	})
}
