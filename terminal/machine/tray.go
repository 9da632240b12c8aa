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

// reprint promises paper: everything owed, else one more copy of this
// transaction. A promise is kept when the printer is ready, however often it is
// asked for meanwhile.
func reprint(m *move, e Event) {
	r := e.(Reprint)
	var wanted []Slip
	for _, t := range m.s.Book.Txns {
		for _, c := range t.OwedCopies() {
			wanted = append(wanted, owedSlip(t, c))
		}
	}
	if (len(wanted) == 0 || r.Unreadable || r.Form == txn.FormHostRecord) && r.Txn.ID != 0 {
		if r.Txn.ID == m.s.Live {
			m.show(Screen{Is: NoReprint, Refusal: RefusedBusy}) // its outcome is not known yet
			return
		}
		slip := slipOf(r.Txn, reprintOf(r))
		slip.Open = slip.Attempt.Form == txn.FormNotApproved && r.Txn.Undecided()
		wanted = append(wanted, slip)
	}
	m.promise(wanted)
}

// report promises paper about the whole batch. It is no slip: nothing is owed by it.
func report(m *move, e Event) {
	m.promise([]Slip{{Batch: m.s.Book.Batch, Attempt: roll.Attempt{Form: e.(Report).Form, N: 1}}})
}

// promise adds slips to those a person asked for.
func (m *move) promise(wanted []Slip) {
	refusal := Possible
	switch {
	case m.s.Closing:
		refusal = RefusedClosing
	case !m.s.Policy.Paper:
		refusal = RefusedDisabled
	case len(wanted) == 0:
		refusal = RefusedNothing
	case len(m.s.Urged)+len(wanted) > UrgedLimit:
		refusal = RefusedPrinting
	}
	if refusal != Possible {
		m.show(Screen{Is: NoReprint, Refusal: refusal})
		return
	}
	urged := slices.Clone(m.s.Urged)
	for _, slip := range wanted {
		if !slices.ContainsFunc(urged, slip.same) {
			slip.Asked = true
			urged = append(urged, slip)
		}
	}
	m.s.Urged = urged
	if m.s.Tray == Down {
		m.s.Fault = txn.FaultUnknown // it will be told again: the person may have put it right
		m.start(Assure{})
	}
	m.show(Screen{Is: Reprinting, Of: wanted[0].Of, Trace: wanted[0].Trace, Form: wanted[0].Attempt.Form})
}

// reprintOf is the attempt a reprint of a copy makes. What brought no money and has
// no slip of its own is printed as 未成功 NOT APPROVED, or as 结果不明 while nobody knows, without a count.
func reprintOf(r Reprint) roll.Attempt {
	if r.Form == txn.FormHostRecord {
		return roll.Attempt{Form: r.Form, For: r.For, N: 1}
	}
	if c, ok := r.Txn.Copy(r.Form, r.For); ok {
		a := c.Next()
		a.Marked = a.Marked || c.Superseded
		a.Unreadable = r.Unreadable && !c.Owed() // of what is owed there is no paper to read
		return a
	}
	switch approved := r.Txn.Is == roll.Approved; {
	case approved && r.Txn.Kind == txn.Settle:
		return roll.Attempt{Form: txn.FormSettlement, For: r.For, N: 1, Marked: true, Unreadable: r.Unreadable}
	case approved && r.Txn.Kind.Moves():
		return roll.Attempt{Form: txn.FormSlip, For: r.For, N: 1, Marked: true, Unreadable: r.Unreadable}
	}
	return roll.Attempt{Form: txn.FormNotApproved, For: r.For, N: 1}
}

func inPrinter(m *move, _ Event) { m.show(Screen{Is: NoReprint, Refusal: RefusedPrinting}) }

func held(m *move, _ Event) {
	m.start(Assure{})
	m.show(Screen{Is: NoReprint, Refusal: RefusedHeld})
}

// printed accepts a confirmation whenever it comes, also for an earlier attempt.
func printed(m *move, e Event) {
	p := e.(Printed)
	if !m.ended(p.Job, roll.Printed, roll.End{Grade: p.Grade, Pieces: p.Pieces, Faint: p.Faint}) {
		return
	}
	m.freed(p.Job)
}

func unconfirmed(m *move, e Event) {
	u := e.(Unconfirmed)
	if u.Job != m.s.Job {
		return
	}
	m.ended(u.Job, roll.Unconfirmed, roll.End{Grade: txn.GradeUnconfirmed, Faint: u.Faint})
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
	if slip := m.s.Slip; slip.Asked && n.Fault != txn.FaultRender {
		slip.Attempt.N++
		m.s.Urged = append([]Slip{slip}, m.s.Urged...) // the promise stands
	}
	m.down(n.Fault)
}

func stalled(m *move, e Event) {
	st := e.(Stalled)
	if st.Job != m.s.Job {
		return
	}
	m.ended(st.Job, roll.Stalled, roll.End{Fault: st.Fault})
	m.s.Tray, m.s.Fault = Held, st.Fault
}

// lost: the job is gone. The copy is owed again, and its next attempt is marked.
func lost(m *move, e Event) {
	l := e.(Lost)
	m.ended(l.Job, roll.Lost, roll.End{Fault: l.Fault})
	if l.Job == m.s.Job && (m.s.Tray == Busy || m.s.Tray == Held) {
		m.down(l.Fault)
	}
}

// down: nothing is sent until the printer says Ready. What was promised stays promised.
func (m *move) down(f txn.Fault) {
	m.s.Tray, m.s.Job, m.s.Fault = Down, 0, f
}

func ready(m *move, _ Event) { m.s.Tray, m.s.Fault = Free, txn.FaultNone }

func unready(m *move, e Event) { m.down(e.(Unready).Fault) }

// ended writes how an attempt ended. It says false for a job nobody knows, and
// for one whose end would change nothing.
func (m *move) ended(job uint64, what roll.What, end roll.End) bool {
	slip, known := m.job(job, what)
	if !known {
		return false
	}
	end.Job, end.Form, end.For = job, slip.Attempt.Form, slip.Attempt.For
	m.write(roll.Row{Batch: slip.Batch, Txn: slip.Of, Orig: slip.Orig, Trace: slip.Trace, Kind: slip.Kind, What: what, Body: end})
	return true
}

// job finds what an attempt printed: the one in the Tray, or an earlier one that
// may still end so. A confirmation counts even after the job was given up.
func (m *move) job(job uint64, what roll.What) (Slip, bool) {
	if job != 0 && job == m.s.Job {
		return m.s.Slip, true
	}
	t, c, found := m.s.Book.Job(job)
	if !found {
		return Slip{}, false
	}
	for _, p := range c.Tries {
		if p.Job == job && p.End != roll.Nothing && p.End != roll.Stalled && (what != roll.Printed || p.End == roll.Printed) {
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
	for len(s.Urged) > 0 {
		slip := s.Urged[0]
		s.Urged = s.Urged[1:]
		if slip, wanted := s.refresh(slip); wanted {
			m.print(slip)
			return
		}
	}
	t := s.nextDue()
	if c, ok := s.dueCopy(t); ok {
		m.print(slipOf(t, c.Next()))
	}
}

// refresh brings a promised slip up to date with the Book. What was owed when it
// was promised, and no longer is, is not wanted any more (RULES.md 6.9); nor is a denial
// of what was decided since.
func (s State) refresh(slip Slip) (Slip, bool) {
	t, held := s.Book.Find(slip.Of)
	if slip.Open && !(held && t.Undecided()) {
		return slip, false
	}
	c, copied := t.Copy(slip.Attempt.Form, slip.Attempt.For)
	if !held || !copied {
		return slip, !slip.Owed
	}
	slip.Attempt = reprintOf(Reprint{Txn: t, Form: c.Form, For: c.For, Unreadable: slip.Attempt.Unreadable})
	return slip, !slip.Owed || c.Owed()
}

// print counts the attempt, fixes its mark, and hands the job over.
func (m *move) print(slip Slip) {
	row := m.write(roll.Row{
		Batch: slip.Batch, Txn: slip.Of, Orig: slip.Orig, Trace: slip.Trace, Kind: slip.Kind, What: roll.AttemptMade, Body: slip.Attempt,
	})
	m.s.Tray, m.s.Job, m.s.Slip = Busy, row.Seq, slip
	m.start(Print{Job: row.Seq, Slip: slip})
}

// keepBack records the printer's fault with the copies it keeps from being tried, once each: later the journal
// alone tells why a sale has no slip. A slip that could not be made is no fault of the printer.
func (m *move) keepBack() {
	if f := m.s.Fault; m.s.Tray != Down || f == txn.FaultNone || f == txn.FaultUnknown || f == txn.FaultRender {
		return
	}
	for _, t := range m.s.Book.Txns {
		for _, c := range t.OwedCopies() {
			if len(c.Tries) == 0 && c.Kept == txn.FaultUnknown && m.s.byItself(c) {
				m.write(roll.Row{
					Batch: t.Batch, Txn: t.ID, Orig: t.Orig, Trace: t.Trace, Kind: t.Kind, What: roll.NotBegun,
					Body: roll.End{Form: c.Form, For: c.For, Fault: m.s.Fault},
				})
			}
		}
	}
}
