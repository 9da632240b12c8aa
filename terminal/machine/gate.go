package machine

import (
	"cmp"
	"time"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// advance takes the next step of the gate: sign in, deliver what is owed
// oldest first, look again, and only then arm the command.
func (m *move) advance() {
	s := &m.s
	if r := s.leaving(); r != Possible {
		m.refuse(r)
		return
	}
	t, owed := reversal.Next(s.Book, s.occasion())
	switch {
	case s.Want.Kind == txn.KindNone && !owed:
		m.finish(Screen{Is: Cleared})
		return
	case s.Want.Kind == txn.SignIn || s.gated() && !s.Book.Signed:
		m.signIn()
		return
	case s.gated() && owed:
		s.Shots = 0
		m.fire(t)
		return
	}
	if r := possible(*s, m.at); r != Possible {
		m.refuse(r)
		return
	}
	m.arm()
}

// occasion is the round of deliveries that the command at the Desk began.
func (s State) occasion() reversal.Occasion {
	return reversal.Occasion{Live: s.Live, Retry: s.Want.Retry, Past: s.Past, Orders: s.Want.Orders}
}

// leaving says why nothing more is begun, although the gate is not through.
func (s State) leaving() Refusal {
	switch {
	case s.Cancelled:
		return RefusedCancelled
	case s.Closing:
		return RefusedClosing
	}
	return Possible
}

// gated says whether what is owed goes before the command.
func (s State) gated() bool { return s.Want.Kind == txn.KindNone || s.Want.Kind.Gated() }

// signIn starts a sign-in, once per occasion.
func (m *move) signIn() {
	s := &m.s
	switch {
	case s.Want.Kind == txn.SignIn:
	case !s.Policy.AutoSignIn:
		m.refuse(RefusedNotSigned)
		return
	case s.Tried:
		m.refuse(RefusedSignIn)
		return
	}
	s.Tried = true
	t := m.begin(txn.SignIn, roll.Intent{}, 0)
	s.Desk = Signing
	m.say(SigningIn, t)
	m.send(t, txn.Request)
}

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
	switch {
	case m.resumed():
		return
	case m.s.Want.Kind == txn.SignIn:
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
		refusal = RefusedUnanswered
	case NotSent:
		m.note(t, roll.NotSent, roll.Doubt{Why: e.Why, Line: e.Line})
		refusal = RefusedNoHost
	}
	switch {
	case m.resumed():
		return
	case m.s.Want.Kind == txn.SignIn:
		m.end(t)
		return
	}
	m.refuse(refusal)
}

// arm writes the intent, with everything its reversal needs, and sends. What is recorded here alone
// is decided in the same commit.
func (m *move) arm() {
	c := m.s.Want
	if c.Kind == txn.Settle {
		m.freeze()
		return
	}
	in := roll.Intent{
		Amount: c.Amount, Digest: c.Digest, Entry: c.Card.Entry, Expiry: c.Card.Expiry, Sequence: c.Card.Sequence,
		PIN: c.PIN, Register: c.Register, Goods: c.Goods, Chip: c.Chip, Original: original(c), HostDay: m.s.Book.HostDay, SettleDay: m.s.Book.SettleDay,
	}
	if c.Card.PAN != "" {
		in.Card = c.Card.PAN.Masked()
	}
	if c.Kind == txn.WalletPay {
		in.Order, in.Wallet = orderNumber(m.s, m), c.Wallet
	}
	t := m.begin(c.Kind, in, c.Original.ID)
	if c.Kind.Local() {
		m.approved(t, roll.Outcome{})
		m.end(t)
		return
	}
	if c.Kind.Moves() && c.Kind.Doubt() != txn.Asked {
		m.sealN, m.seal = t.ID, c.Card.PAN
	}
	m.s.Desk, m.s.Shots = Asking, 0
	m.say(Sending, t)
	m.send(t, t.Opens())
}

// original is what the intent says about another transaction: as the roll tells it, or
// as a person named it.
func original(c Command) *roll.Original {
	o := c.Original
	switch {
	case o.ID != 0:
		return &roll.Original{
			Batch: o.Batch, Trace: o.Trace, RRN: o.Outcome.RRN, Auth: o.Outcome.Auth, Date: cmp.Or(o.Outcome.HostDate, txn.HostDate(o.At)),
			Voucher: o.Outcome.Voucher, Order: o.Intent.Order,
		}
	case c.Named != roll.Original{}:
		return &c.Named
	}
	return nil
}

// begin writes an intent and makes it live. It uses up a trace number.
func (m *move) begin(k txn.Kind, in roll.Intent, orig roll.ID) roll.Txn {
	b := m.s.Book
	in.Terminal, in.Merchant, in.Operator = m.s.Policy.Terminal, m.s.Policy.Merchant, m.s.Policy.Operator
	id := roll.ID(b.Seq + 1)
	m.write(roll.Row{Batch: b.Batch, Txn: id, Orig: orig, Trace: b.Trace.Next(), Kind: k, What: roll.IntentMade, Body: in})
	m.s.Live = id
	return m.live()
}

// possible says whether the wanted command may go on now. It is asked when the
// command is keyed and again after the gate, for the gate may change the answer.
func possible(s State, at time.Time) Refusal {
	k := s.Want.Kind
	due, parked, orders := reversal.Count(s.Book, s.Live)
	switch {
	case s.otherNumbers():
		return RefusedNumbers
	case s.Book.Freeze != 0 && k != txn.Settle && s.gated():
		return RefusedSettling // nothing that counts is sent, not even what was parked
	case s.Book.Freeze != 0 && k.Local():
		return RefusedSettling // its batch is told to the host already, and may be closed there
	case k == txn.KindNone:
		return Possible
	case k.Moves() && (at.Before(s.Book.At.Add(-ClockBack*time.Minute)) || at.Year() < FirstYear):
		return RefusedClock
	case k.Moves() && len(s.Book.Txns) >= OwedLimit:
		return RefusedOwedFull
	case s.Book.Used >= TraceRoom && k != txn.Settle, k.Moves() && s.Book.Count >= s.Policy.BatchLimit:
		return RefusedBatchFull
	case k.Moves() && s.Book.Clash():
		return RefusedClash
	case k.Moves() && !k.Local() && parked > 0 && s.Policy.Reversal.ParkedBlocks:
		return RefusedParked
	case k == txn.SignOff && !s.Book.Signed:
		return RefusedNotSigned
	case k == txn.SignOff && due+parked+orders > 0:
		return RefusedOwing
	case k == txn.SignOff && s.Book.Count > 0:
		return RefusedOpenBatch
	case k == txn.Settle:
		return s.settleNow(orders)
	}
	if r := limited(s, at); r != Possible {
		return r
	}
	return tied(s)
}

// settleNow: a batch is not closed over an order of which nobody knows whether it is
// paid. The gate asks first; what is still open then, is refused.
func (s State) settleNow(orders int) Refusal {
	if r := settleable(s); r != Possible || orders == 0 {
		return r
	}
	return s.unlessDelivered(RefusedAsking)
}

// otherNumbers: terminal and merchant numbers change only with an empty batch and nothing owed.
func (s State) otherNumbers() bool {
	same := s.Book.Terminal == s.Policy.Terminal && s.Book.Merchant == s.Policy.Merchant
	due, parked, orders := reversal.Count(s.Book, s.Live)
	return !same && s.Book.Terminal != "" && s.Book.Count+due+parked+orders > 0
}
