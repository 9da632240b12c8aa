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
		return txn.MoneyReversing
	case Approved:
		return t.afterVoid()
	case Declined:
		return txn.MoneyDeclined
	case InDoubt:
		return txn.MoneyReversing
	case Reversed:
		return txn.MoneyReversed
	case Parked:
		return txn.MoneyParked
	case Resolved:
		if t.Decision.Stands {
			return txn.MoneyApproved
		}
		return txn.MoneyReversed
	}
	return txn.MoneyNone
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

// Verdict answers the merchant's question.
func (t Txn) Verdict(live ID) txn.Verdict {
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
		return t.Kind.Reversible()
	}
	return false
}

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
