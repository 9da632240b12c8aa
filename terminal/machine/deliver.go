package machine

import (
	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// fire delivers something owed: a reversal, the same request again, or a question. It
// is counted in the commit that goes before it.
func (m *move) fire(t roll.Txn) {
	m.s.Desk, m.s.Live = Clearing, t.ID
	switch t.Kind.Doubt() {
	case txn.Asked:
		m.ask(t, reversal.Overdue(m.s.Policy.Reversal, t, m.at))
	case txn.Repeated:
		m.try(t, roll.Repeat, Repeating, txn.Request)
	default:
		m.try(t, roll.RevTry, Reversing, txn.Reversal)
	}
}

// try counts a send and starts it.
func (m *move) try(t roll.Txn, what roll.What, screen Shown, as txn.Message) {
	n := t.Tries + 1
	m.note(t, what, roll.Try{N: n})
	m.s.Shots++
	m.show(Screen{Is: screen, Of: t.ID, Trace: t.Trace, Kind: t.Kind, N: n})
	m.send(t, as)
}

// send starts an exchange.
func (m *move) send(t roll.Txn, as txn.Message) {
	m.s.Out = as
	m.start(Send{Of: t.ID, As: as})
}

// delivered: the host answered something owed (RULES.md 3.3, 3.4, 3.10, 5).
func delivered(m *move, e Event) {
	a, t := e.(Answered), m.live()
	m.s.Live = 0
	p := m.s.Policy.Reversal
	switch t.Kind.Doubt() {
	case txn.Asked:
		m.orderDelivered(t, a)
		return
	case txn.Repeated:
		m.repeatAnswered(t, a, reversal.RuleRepeat(p, t, a.Outcome, a.Authentic))
	default:
		m.reversalAnswered(t, a, reversal.Rule(p, t, m.s.Book, a.Outcome, a.Authentic, m.at))
	}
}

func (m *move) reversalAnswered(t roll.Txn, a Answered, r reversal.Ruling) {
	o := a.Outcome
	if r == reversal.Done {
		m.note(t, roll.Reversed, roll.Refusal{Code: o.Code, Slip: m.s.Policy.Paper, HostDate: o.HostDate, SettleDate: o.SettleDate, Requires: o.Requires})
		m.say(Undone, t)
		m.advance()
		return
	}
	m.ruled(t, roll.RevRefused, o, r)
}

func (m *move) repeatAnswered(t roll.Txn, a Answered, r reversal.Ruling) {
	if r == reversal.Done {
		m.decided(t, a.Outcome)
		m.advance()
		return
	}
	m.ruled(t, roll.Refused, a.Outcome, r)
}

// decided writes what became of a transaction whose answer came late.
func (m *move) decided(t roll.Txn, o roll.Outcome) {
	if o.Code.Approves() || o.Code == txn.OrderPaid {
		m.approved(t, o)
	} else {
		m.note(t, roll.Declined, o)
	}
	m.say(Told, t)
}

// ruled carries out a ruling that ends nothing; what names the row it leaves.
func (m *move) ruled(t roll.Txn, what roll.What, o roll.Outcome, r reversal.Ruling) {
	code := o.Code
	switch r {
	case reversal.Park:
		m.note(t, what, roll.Refusal{Code: code, Counted: t.Is != roll.Parked, Requires: o.Requires})
		if t.Is != roll.Parked {
			m.note(t, roll.Parked, roll.Refusal{Code: code, Slip: m.s.Policy.Paper})
		}
		m.say(NeedsYou, t)
		if m.s.Want.Retry == t.ID {
			m.s.Want.Retry = 0
		}
	case reversal.Refused:
		m.note(t, what, roll.Refusal{Code: code, Counted: true, Requires: o.Requires})
		m.again(t)
		return
	case reversal.SignIn:
		m.note(t, what, roll.Refusal{Code: code, SignIn: true})
	default:
		m.note(t, what, roll.Refusal{Code: code, Requires: o.Requires})
		m.refuse(RefusedUndelivered)
		return
	}
	m.advance()
}

// undelivered: it may or may not have arrived; silence parks nothing.
func undelivered(m *move, e Event) {
	t := m.live()
	m.forged(t, e)
	if t.Kind.Doubt() == txn.Asked {
		m.passOrder(t)
		return
	}
	m.again(t)
}

// forged counts an answer with a wrong MAC: after some of them in a row the keys have
// parted (PROTOCOL.md 5.5).
func (m *move) forged(t roll.Txn, e Event) {
	if n, silent := e.(NoAnswer); !silent || n.Reason != txn.BadMAC {
		return
	}
	what := roll.Refused
	if t.Kind.Reversible() {
		what = roll.RevRefused
	}
	m.note(t, what, roll.Refusal{Forged: true})
}

// again sends the same once more, after a sign-in if that is due now, or ends the occasion.
func (m *move) again(t roll.Txn) {
	t, _ = m.s.Book.Find(t.ID)
	if !m.s.Book.Signed {
		m.s.Live = 0
		m.advance()
		return
	}
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
