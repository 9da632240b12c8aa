package machine

import (
	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

type cell func(*move, Event)

// The columns of the Desk's table.
const (
	onKeyed = iota
	onCancel
	onResolve
	onStop
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
	//         Keyed  Cancel  Resolve  Stop  Answered        NoAnswer    NotSent     Unrecorded
	Idle:     {keyed, stray, resolve, stop, stray, stray, stray, unrecorded},
	Signing:  {busy, giveUp, resolve, stop, signedIn, noSignIn, noSignIn, stray},
	Clearing: {busy, giveUp, resolve, stop, reversalAnswer, noReversal, noReversal, stray},
	Asking:   {busy, stray, resolve, stop, outcome, inDoubt, notSent, stray},
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

// giveUp: a cancel before the command is armed. The exchange of the gate is
// still awaited, for it concerns money of before.
func giveUp(m *move, _ Event) { m.s.Cancelled = true }

// signedIn: the host answered a sign-in.
func signedIn(m *move, e Event) {
	a, t := e.(Answered), m.live()
	switch {
	case !a.Outcome.Code.Approves():
		m.note(t, roll.Declined, a.Outcome)
	case !a.KeysHold:
		m.note(t, roll.KeysBad, roll.Doubt{Why: "key check values do not match"})
	default:
		m.note(t, roll.Approved, a.Outcome)
		m.note(t, roll.KeysSet, a.Keys)
	}
	if m.s.Want.Kind == txn.SignIn {
		m.end(t)
		return
	}
	m.s.Live = 0
	m.advance()
}

// noSignIn: no keys came. No money was moved, so nothing is owed for it.
func noSignIn(m *move, e Event) {
	t := m.live()
	refusal := RefusedSignIn
	switch e := e.(type) {
	case NoAnswer:
		m.note(t, roll.InDoubt, roll.Doubt{Reason: e.Reason, Why: e.Why})
	case NotSent:
		m.note(t, roll.NotSent, roll.Doubt{Why: e.Why})
		refusal = RefusedNoHost
	}
	if m.s.Want.Kind == txn.SignIn {
		m.end(t)
		return
	}
	m.refuse(refusal)
}

// reversalAnswer: the host answered a reversal (RULES.md 3.3, 3.4).
func reversalAnswer(m *move, e Event) {
	a, t := e.(Answered), m.live()
	code := a.Outcome.Code
	m.s.Live = 0
	switch reversal.Rule(m.s.Policy.Reversal, t, m.s.Book, a.Outcome, a.Authentic, m.at) {
	case reversal.Done:
		m.note(t, roll.Reversed, roll.Refusal{Code: code, Slip: m.s.Policy.Paper, HostDate: a.Outcome.HostDate})
		m.say(Undone, t)
	case reversal.Park:
		m.note(t, roll.RevRefused, roll.Refusal{Code: code, Counted: t.Is != roll.Parked})
		if t.Is != roll.Parked {
			m.note(t, roll.Parked, roll.Refusal{Code: code, Slip: m.s.Policy.Paper})
		}
		m.say(NeedsYou, t)
		if m.s.Want.Retry == t.ID {
			m.s.Want.Retry = 0
		}
	case reversal.Refused:
		m.note(t, roll.RevRefused, roll.Refusal{Code: code, Counted: true})
		m.resend(t)
		return
	case reversal.Later:
		m.note(t, roll.RevRefused, roll.Refusal{Code: code})
		m.refuse(RefusedUndelivered)
		return
	case reversal.SignIn:
		m.note(t, roll.RevRefused, roll.Refusal{Code: code, SignIn: true})
	}
	m.advance()
}

// noReversal: the reversal may or may not have arrived; silence parks nothing.
func noReversal(m *move, _ Event) {
	m.resend(m.live())
}

// resend sends the same reversal once more, or ends the occasion.
func (m *move) resend(t roll.Txn) {
	r := m.s.leaving()
	if r == Possible && m.s.Shots >= m.s.Policy.Reversal.Attempts {
		r = RefusedUndelivered
	}
	if r != Possible {
		m.refuse(r)
		return
	}
	m.fire(t)
}

// outcome: the host decided the command.
func outcome(m *move, e Event) {
	a, t := e.(Answered), m.live()
	code := a.Outcome.Code
	switch {
	case !a.Authentic:
		m.doubt(t, roll.Doubt{Reason: txn.BadMAC, Code: code, Why: "unauthentic answer " + string(code), SignIn: true})
		return
	case code.Approves():
		a.Outcome.Copies = m.copies(t.Kind)
		m.note(t, roll.Approved, a.Outcome)
	case code.Declines():
		m.note(t, roll.Declined, a.Outcome)
	default:
		m.doubt(t, roll.Doubt{Reason: txn.Unmatched, Code: code, Why: "code " + string(code) + " is neither approval nor decline"})
		return
	}
	m.end(t)
}

// copies is how many copies of its slip an approval makes due.
func (m *move) copies(k txn.Kind) int {
	if !k.Moves() || !m.s.Policy.Paper {
		return 0
	}
	return m.s.Policy.Copies
}

func inDoubt(m *move, e Event) {
	n := e.(NoAnswer)
	m.doubt(m.live(), roll.Doubt{Reason: n.Reason.OrNoReply(), Why: n.Why})
}

// doubt writes that anything may have happened. A reversible kind is owed from now on.
func (m *move) doubt(t roll.Txn, d roll.Doubt) {
	m.note(t, roll.InDoubt, d)
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
	t := m.live()
	m.note(t, roll.NotSent, roll.Doubt{Why: e.(NotSent).Why})
	m.end(t)
}

// resolve: a person ends a reversal that is parked, or that a whole occasion
// could not deliver. The row stays, with a name and a note.
func resolve(m *move, e Event) {
	r := e.(Resolve)
	t, found := m.s.Book.Find(r.Of)
	tried := t.Kind.Reversible() && t.Reversing(m.s.Live) && t.Tries >= m.s.Policy.Reversal.Attempts
	if !found || m.s.Live == t.ID || t.Is != roll.Parked && !tried {
		m.show(Screen{Is: NotDecided, Refusal: RefusedNotParked})
		return
	}
	m.note(t, roll.Resolved, r.Decision)
	m.show(Screen{Is: Decided, Of: t.ID, Trace: t.Trace})
}
