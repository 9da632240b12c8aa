package machine

import (
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// The columns of the Tray's table.
const (
	onReprint = iota
	onReport
	onPrinted
	onUnconfirmed
	onNotBegun
	onStalled
	onLost
	onReady
	onUnready
	trayEvents
)

func trayEvent(e Event) (int, bool) {
	switch e.(type) {
	case Reprint:
		return onReprint, true
	case Report:
		return onReport, true
	case Printed:
		return onPrinted, true
	case Unconfirmed:
		return onUnconfirmed, true
	case NotBegun:
		return onNotBegun, true
	case Stalled:
		return onStalled, true
	case Lost:
		return onLost, true
	case Ready:
		return onReady, true
	case Unready:
		return onUnready, true
	}
	return 0, false
}

// trayTable is the whole behaviour towards the printer.
var trayTable = [trayCount][trayEvents]cell{
	//     Reprint    Report     Printed  Unconfirmed  NotBegun  Stalled  Lost  Ready  Unready
	Free: {reprint, report, printed, stray, stray, stray, lost, stray, unready},
	Busy: {inPrinter, inPrinter, printed, unconfirmed, notBegun, stalled, lost, stray, stray},
	Held: {held, held, printed, stray, stray, stray, lost, stray, stray},
	Down: {reprint, report, printed, stray, stray, stray, lost, ready, unready},
}

// reprint promises paper: everything owed first, else this copy of this transaction.
func reprint(m *move, e Event) {
	r := e.(Reprint)
	switch {
	case !m.s.Policy.Paper:
		m.show(Screen{Is: NoReprint, Refusal: RefusedDisabled})
		return
	case len(m.s.Urged) > 0:
		m.show(Screen{Is: NoReprint, Refusal: RefusedPrinting})
		return
	}
	for _, t := range m.s.Book.Txns {
		for _, c := range t.OwedCopies() {
			m.s.Urged = append(slices.Clip(m.s.Urged), slipOf(t, c.Next()))
		}
	}
	if len(m.s.Urged) == 0 && r.Txn.ID != 0 {
		m.s.Urged = []Slip{slipOf(r.Txn, again(r))}
	}
	if len(m.s.Urged) == 0 {
		m.show(Screen{Is: NoReprint, Refusal: RefusedNothing})
		return
	}
	m.show(Screen{Is: Reprinting, Of: m.s.Urged[0].Of, Trace: m.s.Urged[0].Trace})
}

// report promises paper about the whole batch. It is no slip: nothing is owed by it.
func report(m *move, e Event) {
	switch {
	case !m.s.Policy.Paper:
		m.show(Screen{Is: NoReprint, Refusal: RefusedDisabled})
	case len(m.s.Urged) > 0:
		m.show(Screen{Is: NoReprint, Refusal: RefusedPrinting})
	default:
		m.s.Urged = []Slip{{Batch: m.s.Book.Batch, Attempt: roll.Attempt{Form: e.(Report).Form, N: 1}}}
		m.show(Screen{Is: Reprinting})
	}
}

// again is the attempt a reprint of a copy makes. What brought no money and has
// no slip of its own is printed as 未成功 NOT APPROVED, without a count.
func again(r Reprint) roll.Attempt {
	if c, ok := r.Txn.Copy(r.Form, r.For); ok {
		a := c.Next()
		a.Marked = a.Marked || c.Superseded
		return a
	}
	if r.Txn.Kind.Moves() && r.Txn.Is == roll.Approved {
		return roll.Attempt{Form: txn.FormSlip, For: r.For, N: 1, Marked: true}
	}
	return roll.Attempt{Form: txn.FormNotApproved, For: r.For, N: 1}
}

func inPrinter(m *move, _ Event) { m.show(Screen{Is: NoReprint, Refusal: RefusedPrinting}) }

func held(m *move, _ Event) { m.show(Screen{Is: NoReprint, Refusal: RefusedHeld}) }

// printed accepts a confirmation whenever it comes, also for an earlier attempt.
func printed(m *move, e Event) {
	p := e.(Printed)
	if !m.ended(p.Job, roll.Printed, roll.End{Grade: p.Grade, Pieces: p.Pieces}) {
		return
	}
	m.freed(p.Job)
}

func unconfirmed(m *move, e Event) {
	u := e.(Unconfirmed)
	if u.Job != m.s.Job {
		return
	}
	m.ended(u.Job, roll.Unconfirmed, roll.End{Grade: txn.GradeUnconfirmed})
	m.freed(u.Job)
}

// freed empties the Tray when the job in it is done.
func (m *move) freed(job uint64) {
	if job == m.s.Job && (m.s.Tray == Busy || m.s.Tray == Held) {
		m.s.Tray, m.s.Job, m.s.Fault = Free, 0, txn.FaultNone
	}
}

func notBegun(m *move, e Event) {
	n := e.(NotBegun)
	if n.Job != m.s.Job {
		return
	}
	m.ended(n.Job, roll.NotBegun, roll.End{Fault: n.Fault})
	m.down(n.Fault)
}

func stalled(m *move, e Event) {
	st := e.(Stalled)
	if st.Job != m.s.Job {
		return
	}
	m.ended(st.Job, roll.Stalled, roll.End{Fault: st.Fault})
	m.s.Tray, m.s.Fault, m.s.Urged = Held, st.Fault, nil
}

// lost: the job is gone. The copy is owed again, and its next attempt is marked.
func lost(m *move, e Event) {
	l := e.(Lost)
	m.ended(l.Job, roll.Lost, roll.End{Fault: l.Fault})
	if l.Job == m.s.Job && (m.s.Tray == Busy || m.s.Tray == Held) {
		m.down(l.Fault)
	}
}

// down: nothing is sent until the printer says Ready. A person who waits is told, and may press again.
func (m *move) down(f txn.Fault) {
	m.s.Tray, m.s.Job, m.s.Fault, m.s.Urged = Down, 0, f, nil
}

func ready(m *move, _ Event) { m.s.Tray, m.s.Fault = Free, txn.FaultNone }

func unready(m *move, e Event) { m.down(e.(Unready).Fault) }

// ended writes how an attempt ended. It says false for a job nobody knows, and
// for one whose end would change nothing.
func (m *move) ended(job uint64, what roll.What, end roll.End) bool {
	slip, known := m.job(job)
	if !known {
		return false
	}
	end.Job, end.Form, end.For = job, slip.Attempt.Form, slip.Attempt.For
	m.write(roll.Row{Batch: slip.Batch, Txn: slip.Of, Orig: slip.Orig, Trace: slip.Trace, Kind: slip.Kind, What: what, Body: end})
	return true
}

// job finds what an attempt printed: the one in the Tray, or an earlier one that still counts.
func (m *move) job(job uint64) (Slip, bool) {
	if job != 0 && job == m.s.Job {
		return m.s.Slip, true
	}
	t, c, found := m.s.Book.Job(job)
	if !found {
		return Slip{}, false
	}
	for _, p := range c.Tries {
		if p.Job == job && (p.End == roll.Printed || p.End == roll.Lost) {
			return Slip{}, false // said already
		}
	}
	return slipOf(t, roll.Attempt{Form: c.Form, For: c.For}), true
}

// feed gives a free Tray the next slip, in the commit that freed it or made the
// slip due: what a person asked for, else the oldest copy that prints by itself.
func (m *move) feed() {
	s := &m.s
	if s.Tray != Free || s.Closing || !s.Policy.Paper {
		return
	}
	if len(s.Urged) > 0 {
		slip := s.Urged[0]
		s.Urged = s.Urged[1:]
		if t, held := s.Book.Find(slip.Of); held {
			if c, ok := t.Copy(slip.Attempt.Form, slip.Attempt.For); ok {
				slip.Attempt = again(Reprint{Txn: t, Form: c.Form, For: c.For})
			}
		}
		m.print(slip)
		return
	}
	t := s.nextDue()
	if c, ok := s.dueCopy(t); ok {
		m.print(slipOf(t, c.Next()))
	}
}

// print counts the attempt, fixes its mark, and hands the job over.
func (m *move) print(slip Slip) {
	row := m.write(roll.Row{
		Batch: slip.Batch, Txn: slip.Of, Orig: slip.Orig, Trace: slip.Trace, Kind: slip.Kind, What: roll.AttemptMade, Body: slip.Attempt,
	})
	m.s.Tray, m.s.Job, m.s.Slip = Busy, row.Seq, slip
	m.do(Print{Job: row.Seq, Slip: slip})
}
