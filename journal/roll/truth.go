package roll

import "posterm/txn"

// Money is what happened to the money. Live is the transaction whose exchange
// is under way in this very process, or zero: an intent without an outcome is
// pending only while somebody waits for it, and in doubt otherwise (RULES.md 1.5).
func (t Txn) Money(live ID) txn.Money {
	if !t.Kind.Moves() {
		if t.Is == IntentMade && t.ID == live {
			return txn.MoneyPending
		}
		return txn.MoneyNone
	}
	switch t.Is {
	case IntentMade:
		if t.ID == live {
			return txn.MoneyPending
		}
		return t.doubted()
	case Approved:
		return t.afterVoid()
	case Declined:
		return txn.MoneyDeclined
	case InDoubt:
		return t.doubted()
	case Reversed:
		return txn.MoneyReversed
	case Parked:
		return txn.MoneyParked
	case Unpaid:
		return txn.MoneyClosed
	case Resolved:
		return t.resolved()
	}
	return txn.MoneyNone
}

// doubted is the money whose outcome is not known.
func (t Txn) doubted() txn.Money {
	switch t.Kind.Doubt() {
	case txn.Repeated:
		return txn.MoneyPending
	case txn.Asked:
		return txn.MoneyAsking
	case txn.Certain: // its outcome stands in the same commit
		return txn.MoneyNone
	}
	return txn.MoneyReversing
}

// resolved is the money as a person said it is.
func (t Txn) resolved() txn.Money {
	switch {
	case t.Decision.Stands:
		return t.afterVoid()
	case t.Kind.Doubt() == txn.Repeated:
		return txn.MoneyDeclined
	case t.Kind.Doubt() == txn.Asked:
		return txn.MoneyClosed
	}
	return txn.MoneyReversed
}

// afterVoid: while a void is in doubt the original stays approved (RULES.md 3.7).
func (t Txn) afterVoid() txn.Money {
	switch t.VoidIs {
	case Approved:
		return txn.MoneyVoided
	case Parked:
		return txn.MoneyParked
	}
	return txn.MoneyApproved
}

// Verdict answers the merchant's question. A settlement that was cut goes on.
func (t Txn) Verdict(live ID) txn.Verdict {
	if t.Kind.Doubt() == txn.Resumed && t.Undecided() {
		return txn.Asking
	}
	return txn.Judge(t.Kind, t.Money(live), t.Is == Approved)
}

// Reversing says whether a reversal is owed and may be sent.
func (t Txn) Reversing(live ID) bool { return t.Money(live) == txn.MoneyReversing }

// Reason is why it is reversed.
func (t Txn) Reason() txn.Reason { return t.Doubt.Reason.OrNoReply() }

// Undecided says whether the money still needs the host or a person.
// A kind without money is undecided only while it is under way.
func (t Txn) Undecided() bool {
	switch t.Is {
	case IntentMade:
		return true
	case InDoubt, Parked:
		return t.Kind.Doubt() != txn.Forgotten
	}
	return false
}

// Stands says whether the money is where the transaction wanted it: the host or a person said so.
func (t Txn) Stands() bool { return t.Is == Approved || t.Is == Resolved && t.Decision.Stands }

// Owed says whether anything is still owed: money or paper.
func (t Txn) Owed() bool {
	for _, c := range t.Copies {
		if c.Owed() {
			return true
		}
	}
	return t.Undecided()
}

// OwedCopies are the copies still owed, oldest first.
func (t Txn) OwedCopies() (owed []Copy) {
	for _, c := range t.Copies {
		if c.Owed() {
			owed = append(owed, c)
		}
	}
	return owed
}

// Copy finds a copy.
func (t Txn) Copy(form txn.Form, holder txn.Holder) (Copy, bool) {
	for _, c := range t.Copies {
		if c.Form == form && c.For == holder {
			return c, true
		}
	}
	return Copy{}, false
}
