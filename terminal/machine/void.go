package machine

import (
	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// voidable checks a void's original: when it is keyed, and again after the gate.
func voidable(s State) Refusal {
	o := s.Want.Original
	switch {
	case o.ID == 0 || o.Kind != txn.Sale:
		return RefusedNoOriginal
	case o.Batch != s.Book.Batch:
		return RefusedOtherBatch
	case s.Want.Digest != o.Intent.Digest:
		return RefusedOtherCard
	}
	switch o.Money(s.Live) {
	case txn.MoneyApproved:
		return voidUnderWay(s, o)
	case txn.MoneyVoided:
		return RefusedVoided
	case txn.MoneyReversing, txn.MoneyPending:
		return RefusedInDoubt
	case txn.MoneyParked:
		return RefusedVoidParked
	}
	return RefusedNotApproved
}

// voidUnderWay: a void in doubt is delivered by the gate first. Only when it is
// still in doubt after the gate would a second one be wrong.
func voidUnderWay(s State, o roll.Txn) Refusal {
	if _, owed := reversal.Next(s.Book, s.Live, 0); owed {
		return Possible // the gate comes first, and asks again
	}
	if v, found := s.Book.Find(o.Void); found && v.Undecided() {
		return RefusedInDoubt
	}
	return Possible
}
