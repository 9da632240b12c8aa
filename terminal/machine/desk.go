package machine

import (
	"posterm/journal/roll"
	"posterm/txn"
)

type cell func(*move, Event)

// The columns of the Desk's table.
const (
	onKeyed = iota
	onCancel
	onResolve
	onStop
	onWoken
	onAnswered
	onNoAnswer
	onNotSent
	onUnrecorded
	deskEvents
)

func deskEvent(e Event) (int, bool) {
	switch e.(type) {
	case Keyed:
		return onKeyed, true
	case Cancel:
		return onCancel, true
	case Resolve:
		return onResolve, true
	case Stop:
		return onStop, true
	case Woken:
		return onWoken, true
	case Answered:
		return onAnswered, true
	case NoAnswer:
		return onNoAnswer, true
	case NotSent:
		return onNotSent, true
	case Unrecorded:
		return onUnrecorded, true
	}
	return 0, false
}

// deskTable is the whole behaviour towards the host.
var deskTable = [deskCount][deskEvents]cell{
	//         Keyed  Cancel  Resolve  Stop  Woken  Answered      NoAnswer    NotSent     Unrecorded
	Idle:     {keyed, stray, resolve, stop, askAround, stray, stray, stray, unrecorded},
	Signing:  {busy, giveUp, resolve, stop, stray, signedIn, noSignIn, noSignIn, stray},
	Clearing: {busy, giveUp, resolve, stop, stray, delivered, undelivered, undelivered, stray},
	Asking:   {busy, giveUpOrder, resolve, stop, stray, outcome, inDoubt, notSent, stray},
	Waiting:  {busy, closeOrder, resolve, leaveOrder, askOrder, stray, stray, stray, stray},
	Settling: {busy, giveUp, resolve, stop, stray, settled, unsettled, unsettled, stray},
}

func stop(m *move, _ Event) { m.s.Closing = true }

// busy refuses without touching the exchange under way: its command is not ended.
func busy(m *move, _ Event) { m.show(Screen{Is: Refused, Refusal: RefusedBusy}) }

func keyed(m *move, e Event) {
	if m.s.Closing {
		m.refuse(RefusedClosing)
		return
	}
	m.s.Want = e.(Keyed).Command
	if r := possible(m.s, m.at); r != Possible {
		m.refuse(r)
		return
	}
	m.advance()
}

// giveUp: a cancel before the command is armed, or between the messages of a settlement.
// The exchange under way is still awaited, for it concerns money of before.
func giveUp(m *move, _ Event) { m.s.Cancelled = true }

// outcome: the host decided the command, or said how its order stands.
func outcome(m *move, e Event) {
	a, t := e.(Answered), m.live()
	code := a.Outcome.Code
	switch {
	case !m.s.Out.Opens():
		m.orderTold(t, a)
		return
	case !a.Authentic:
		m.doubt(t, roll.Doubt{Reason: txn.BadMAC, Code: code, Why: "unauthentic answer " + string(code), SignIn: true})
		return
	case m.s.Out == txn.OrderOpen && (!code.Declines() || code.Class() == txn.Transient):
		m.opened(t, a)
		return
	case code.Approves():
		m.approved(t, a.Outcome)
	case t.Kind.Doubt() == txn.Asked && (code.Class() == txn.OrderState || code.Class() == txn.Transient):
		m.doubt(t, roll.Doubt{Code: code, Why: "the order is open", Requires: a.Outcome.Requires})
		return
	case code.Declines():
		m.note(t, roll.Declined, a.Outcome)
	default:
		m.doubt(t, roll.Doubt{Reason: txn.Unmatched, Code: code, Why: "code " + string(code) + " is neither approval nor decline", Requires: a.Outcome.Requires})
		return
	}
	m.end(t)
}

// approved writes an approval with the slip that it makes due.
func (m *move) approved(t roll.Txn, o roll.Outcome) {
	o.Copies = m.copies(t.Kind)
	o.OnRequest = o.Copies == 2 && m.s.Policy.OnRequest
	m.note(t, roll.Approved, o)
}

// copies is how many copies of its slip an approval makes due.
func (m *move) copies(k txn.Kind) int {
	switch {
	case !m.s.Policy.Paper:
		return 0
	case k == txn.Settle:
		return 1
	case k.Moves():
		return m.s.Policy.Copies
	}
	return 0
}

func inDoubt(m *move, e Event) {
	if !m.s.Out.Opens() { // a question about an order: ask again
		m.forged(m.live(), e)
		m.waitPay(m.live())
		return
	}
	n := e.(NoAnswer)
	m.doubt(m.live(), roll.Doubt{Reason: n.Reason.OrNoReply(), Why: n.Why})
}

// doubt writes that anything may have happened. What is owed from now on depends on
// the kind: a reversal, the same request again, or questions.
func (m *move) doubt(t roll.Txn, d roll.Doubt) {
	m.note(t, roll.InDoubt, d)
	if t.Kind.Doubt() == txn.Asked && m.s.Desk == Asking {
		m.waitPay(t)
		return
	}
	m.end(t)
	if m.s.Policy.Reversal.AtOnce && t.Kind.Reversible() && !m.s.Closing {
		m.advance()
	}
}

// unrecorded: the host may have decided, but its word could not be written down.
// The armed intent is reversed with the reason that says so.
func unrecorded(m *move, e Event) {
	t, found := m.s.Book.Find(e.(Unrecorded).Of)
	if found && t.Is == roll.IntentMade && t.Kind.Reversible() {
		m.doubt(t, roll.Doubt{Reason: txn.NotRecorded, Why: "the answer could not be recorded"})
	}
}

// notSent: proof that nothing left. The trace number is used up, no more.
func notSent(m *move, e Event) {
	if !m.s.Out.Opens() {
		m.waitPay(m.live())
		return
	}
	t := m.live()
	n := e.(NotSent)
	m.note(t, roll.NotSent, roll.Doubt{Why: n.Why, Line: n.Line})
	m.end(t)
}

// resolve: a person ends something that is parked, or that a whole occasion could not
// deliver. The row stays, with a name and a note.
func resolve(m *move, e Event) {
	r := e.(Resolve)
	t, found := m.s.Book.Find(r.Of)
	open := t.Kind.Doubt() != txn.Resumed && t.Kind.Moves() && t.Undecided()
	tried := open && max(t.Tries, t.Asked.N) >= m.s.Policy.Reversal.Attempts
	if !found || m.s.Live == t.ID || m.s.Order == t.ID || t.Is != roll.Parked && !tried {
		m.show(Screen{Is: NotDecided, Refusal: RefusedNotParked})
		return
	}
	if m.s.Book.Freeze != 0 { // what the batch comes to was sent already
		m.show(Screen{Is: NotDecided, Refusal: RefusedSettling})
		return
	}
	m.note(t, roll.Resolved, r.Decision)
	m.show(Screen{Is: Decided, Of: t.ID, Trace: t.Trace})
}
