package machine

import (
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
	t, owed := reversal.Next(s.Book, s.Live, s.Want.Retry)
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

// gated says whether owed reversals go before the command.
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
	m.start(Send{Of: t.ID})
}

// fire sends a reversal. The try is counted in the commit that goes before it.
func (m *move) fire(t roll.Txn) {
	n := t.Tries + 1
	m.note(t, roll.RevTry, roll.Try{N: n})
	m.s.Desk, m.s.Live = Clearing, t.ID
	m.s.Shots++
	m.show(Screen{Is: Reversing, Of: t.ID, Trace: t.Trace, N: n})
	m.start(Send{Of: t.ID, Reverse: true})
}

// arm writes the intent, with everything its reversal needs, and sends.
func (m *move) arm() {
	c := m.s.Want
	in := roll.Intent{
		Amount: c.Amount, Digest: c.Digest, Entry: c.Card.Entry, Expiry: c.Card.Expiry, Sequence: c.Card.Sequence,
		PIN: c.PIN, Register: c.Register,
	}
	if c.Card.PAN != "" {
		in.Card = c.Card.PAN.Masked()
	}
	if o := c.Original; o.ID != 0 {
		in.Original = &roll.Original{Batch: o.Batch, Trace: o.Trace, RRN: o.Outcome.RRN, Auth: o.Outcome.Auth, Date: o.Outcome.HostDate}
	}
	t := m.begin(c.Kind, in, c.Original.ID)
	if c.Kind.Moves() {
		m.sealN, m.seal = t.ID, c.Card.PAN
	}
	m.s.Desk = Asking
	m.say(Sending, t)
	m.start(Send{Of: t.ID})
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
	owed, parked := reversal.Owed(s.Book, s.Live)
	switch {
	case s.otherNumbers():
		return RefusedNumbers
	case k == txn.KindNone:
		return Possible
	case k.Moves() && (at.Before(s.Book.At.Add(-ClockBack*time.Minute)) || at.Year() < FirstYear):
		return RefusedClock
	case k.Moves() && len(s.Book.Txns) >= OwedLimit:
		return RefusedOwedFull
	case s.Book.Used >= TraceRoom, k.Moves() && s.Book.Count >= s.Policy.BatchLimit:
		return RefusedBatchFull
	case k.Moves() && s.Book.Clash():
		return RefusedClash
	case k.Moves() && parked > 0 && s.Policy.Reversal.ParkedBlocks:
		return RefusedParked
	case k == txn.SignOff && !s.Book.Signed:
		return RefusedNotSigned
	case k == txn.SignOff && owed+parked > 0:
		return RefusedOwing
	case k == txn.SignOff && s.Book.Count > 0:
		return RefusedOpenBatch
	case k == txn.Void:
		return voidable(s)
	}
	return Possible
}

// otherNumbers: terminal and merchant numbers change only with an empty batch and nothing owed.
func (s State) otherNumbers() bool {
	same := s.Book.Terminal == s.Policy.Terminal && s.Book.Merchant == s.Policy.Merchant
	owed, parked := reversal.Owed(s.Book, s.Live)
	return !same && s.Book.Terminal != "" && s.Book.Count+owed+parked > 0
}
