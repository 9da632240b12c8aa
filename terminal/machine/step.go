package machine

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Step is one move of the terminal: it looks up one cell of the Desk's or the
// Tray's table, lets the Tray take the oldest due copy, and returns the new
// state with all rows as the first effect. It never changes s.
func Step(s State, e Event) (State, []Effect) {
	m := &move{s: s, at: e.when().UTC().Truncate(time.Microsecond)} // without a monotonic reading: a row says the same when it is read back
	if i, ok := deskEvent(e); ok {
		deskTable[s.Desk][i](m, e)
	} else if i, ok := trayEvent(e); ok {
		trayTable[s.Tray][i](m, e)
	}
	m.feed()
	m.keepBack()
	return m.s, m.effects()
}

// move is one Step in the making.
type move struct {
	s     State
	at    time.Time
	rows  []roll.Row
	sealN roll.ID
	seal  txn.PAN

	started, shown []Effect
}

// effects puts the one Commit before everything else, and what is shown behind it:
// the paper is what a customer waits for.
func (m *move) effects() (ordered []Effect) {
	if len(m.rows) > 0 {
		ordered = append(ordered, Commit{Rows: m.rows, Of: m.sealN, Card: m.seal})
	}
	return append(append(ordered, m.started...), m.shown...)
}

// write adds a row; the Book and the originals of the command follow it at once.
func (m *move) write(r roll.Row) roll.Row {
	r.Seq, r.At = m.s.Book.Seq+1, m.at
	m.s.Book = m.s.Book.Apply(r)
	m.s.Want.Original = m.s.Want.Original.Apply(r)
	m.s.Want.Completion = m.s.Want.Completion.Apply(r)
	m.rows = append(m.rows, r)
	return r
}

// note writes a row about a transaction.
func (m *move) note(t roll.Txn, what roll.What, body any) roll.Row {
	return m.write(roll.Row{Batch: t.Batch, Txn: t.ID, Orig: t.Orig, Trace: t.Trace, Kind: t.Kind, What: what, Body: body})
}

// live is the transaction whose exchange is under way.
func (m *move) live() roll.Txn {
	t, _ := m.s.Book.Find(m.s.Live)
	return t
}

func (m *move) start(e Effect) { m.started = append(m.started, e) }
func (m *move) show(sc Screen) { m.shown = append(m.shown, Show{Screen: sc}) }
func (m *move) say(is Shown, t roll.Txn) {
	m.show(Screen{Is: is, Of: t.ID, Trace: t.Trace, Kind: t.Kind})
}

// finish ends the exchange with its last screen.
func (m *move) finish(sc Screen) {
	m.show(sc)
	m.idle()
}

// idle clears the Desk. Wallet orders that are still open are asked about by and by.
func (m *move) idle() {
	m.s.Desk, m.s.Want, m.s.Live, m.s.Out = Idle, Command{}, 0, txn.Request
	m.s.Shots, m.s.Tried, m.s.Cancelled, m.s.Past, m.s.Order = 0, false, false, 0, 0
	m.nap()
}

// end ends the exchange with what became of t.
func (m *move) end(t roll.Txn) {
	m.finish(Screen{Is: Finished, Of: t.ID, Trace: t.Trace, Kind: t.Kind})
}

// refuse ends the exchange without having asked.
func (m *move) refuse(r Refusal) {
	m.finish(Screen{Is: Refused, Refusal: r, Limit: m.s.limit(r)})
}

// stray is the cell of an event that cannot concern this state. It is decided,
// not forgotten: nothing happens.
func stray(*move, Event) {}
