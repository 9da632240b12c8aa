package machine

import (
	"fmt"
	"slices"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// A wallet order is never reversed: the host is asked what became of it, and when its
// time is over it is closed (RULES.md 5). Whoever keyed the payment waits for that; when
// nobody waits any more, it is asked about at every gate and by the timer.

// orderNumber is terminal, date and counter: 8 + 8 + 6 characters, never used twice.
func orderNumber(s State, m *move) string {
	return fmt.Sprintf("%s%s%06d", s.Policy.Terminal, m.at.In(txn.Beijing).Format("20060102"), (s.Book.Order+1)%1_000_000)
}

// ask sends a question about an order, or its close. The message has a trace number of
// its own, which is used up in the commit that goes before it.
func (m *move) ask(t roll.Txn, closing bool) {
	n := t.Asked.N + 1
	m.note(t, roll.OrderAsked, roll.Ask{N: n, Trace: m.s.Book.Trace.Next(), Close: closing})
	screen, as := Inquiring, txn.OrderQuery
	if closing {
		screen, as = ClosingOrder, txn.OrderClose
	}
	m.show(Screen{Is: screen, Of: t.ID, Trace: t.Trace, Kind: t.Kind, N: n})
	m.send(t, as)
}

// opened: the host was asked for a code that the customer scans. Whatever it says instead of a
// decline, nobody has paid: an order is paid when a question or its close says so. The code is
// on disk before anybody sees it, so that it is closed or paid whatever happens then.
func (m *move) opened(t roll.Txn, a Answered) {
	o := a.Outcome
	d := roll.Doubt{Code: o.Code, Why: "the order is open", Requires: o.Requires}
	if o.Code == txn.OrderWaiting {
		d.Shows = a.Shows
	}
	if d.Shows != "" && m.s.Want.Paper && m.s.Policy.Paper {
		slip := slipOf(t, roll.Attempt{Form: txn.FormPayCode, For: txn.Cardholder, N: 1})
		slip.Asked, slip.Open = true, true
		m.s.Urged = append(slices.Clone(m.s.Urged), slip)
	}
	m.doubt(t, d)
}

// waitPay: the order is open and somebody waits for it.
func (m *move) waitPay(t roll.Txn) {
	t, _ = m.s.Book.Find(t.ID)
	switch {
	case m.s.Closing, t.Asked.Close && m.s.Shots >= m.s.Policy.Reversal.Attempts:
		m.end(t)
	case !m.s.Book.Signed && m.s.Policy.AutoSignIn && !m.s.Tried:
		m.s.Order = t.ID
		m.signIn()
	case !m.s.Book.Signed:
		m.end(t) // the next gate signs in, then asks
	case m.s.Cancelled, t.Codeless() && !t.Asked.Close:
		m.closeNow(t)
	default:
		m.s.Desk = Waiting
		m.start(Wake{After: reversal.Pause(t.Asked.N)})
		m.show(Screen{Is: WaitingPay, Of: t.ID, Trace: t.Trace, Kind: t.Kind, N: t.Asked.N, Code: t.Doubt.Shows})
	}
}

// resumed goes back from a sign-in to the order that waited for it.
func (m *move) resumed() bool {
	t, waits := m.s.Book.Find(m.s.Order)
	if !waits {
		return false
	}
	m.s.Order, m.s.Live = 0, t.ID
	m.waitPay(t)
	return true
}

func (m *move) closeNow(t roll.Txn) {
	m.s.Desk, m.s.Cancelled = Asking, false
	m.s.Shots++
	m.ask(t, true)
}

// askOrder: the pause is over.
func askOrder(m *move, _ Event) {
	t := m.live()
	if reversal.Overdue(m.s.Policy.Reversal, t, m.at) {
		m.closeNow(t)
		return
	}
	m.s.Desk = Asking
	m.ask(t, false)
}

// closeOrder: the cashier does not wait any longer.
func closeOrder(m *move, _ Event) { m.closeNow(m.live()) }

// giveUpOrder: a cancel while an order's exchange is under way closes it as soon as the
// exchange is over. Any other command is armed and cannot be given up.
func giveUpOrder(m *move, _ Event) {
	if m.live().Kind.Doubt() == txn.Asked {
		m.s.Cancelled = true
	}
}

// leaveOrder: the terminal stops; the order stays open and is asked about later.
func leaveOrder(m *move, e Event) {
	stop(m, e)
	m.end(m.live())
}

// orderTold: the host said how the order of the command stands.
func (m *move) orderTold(t roll.Txn, a Answered) {
	r := reversal.RuleOrder(t, a.Outcome, a.Authentic)
	if m.orderEnds(t, a, r) {
		m.end(t)
		return
	}
	if r == reversal.Close && m.s.Book.Signed && !m.s.Closing {
		m.closeNow(t)
		return
	}
	m.waitPay(t)
}

// orderDelivered: the same at the gate. What is still open does not keep others waiting.
func (m *move) orderDelivered(t roll.Txn, a Answered) {
	r := reversal.RuleOrder(t, a.Outcome, a.Authentic)
	switch {
	case m.orderEnds(t, a, r):
		m.say(Told, t)
		m.advance()
	case r == reversal.Close && m.s.Book.Signed && m.s.leaving() == Possible:
		m.s.Desk, m.s.Live = Clearing, t.ID
		m.ask(t, true)
	case r == reversal.SignIn:
		m.advance()
	default:
		m.passOrder(t)
	}
}

// orderEnds writes what an answer about an order decides, and says whether it ended it.
func (m *move) orderEnds(t roll.Txn, a Answered, r reversal.Ruling) bool {
	o := a.Outcome
	switch r {
	case reversal.Done:
		m.approved(t, o)
		return true
	case reversal.Unpaid:
		m.note(t, roll.Unpaid, o)
		return true
	case reversal.SignIn:
		m.note(t, roll.Refused, roll.Refusal{Code: o.Code, SignIn: true})
	default:
		if o.Requires != 0 {
			m.note(t, roll.Refused, roll.Refusal{Code: o.Code, Requires: o.Requires})
		}
	}
	return false
}

// passOrder goes on with the occasion: this order was asked about.
func (m *move) passOrder(t roll.Txn) {
	m.s.Live, m.s.Past = 0, t.ID
	m.advance()
}

// nap lets a terminal that has time ask about open orders later.
func (m *move) nap() {
	if !m.s.Policy.Timers || m.s.Closing {
		return
	}
	if t, open := reversal.Next(m.s.Book, reversal.Occasion{Orders: true}); open {
		m.start(Wake{After: reversal.Pause(t.Asked.N)})
	}
}

// askAround: nobody gives a command, and orders may be open.
func askAround(m *move, _ Event) {
	if _, open := reversal.Next(m.s.Book, reversal.Occasion{Orders: true}); !open || m.s.Closing {
		return
	}
	m.s.Want = Command{Orders: true}
	m.advance()
}
