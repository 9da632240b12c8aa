package machine

import (
	"slices"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// tied checks the original of a void, a completion or a refund: when it is keyed, and
// again after the gate.
func tied(s State) Refusal {
	k, o := s.Want.Kind, s.Want.Original
	switch {
	case k.Tie() == txn.Alone:
		return Possible
	case o.ID == 0:
		return elsewhere(s)
	case !o.Kind.Moves():
		return RefusedNoOriginal
	case !k.Of(o.Kind):
		return RefusedOtherKind
	case k.Local() && o.Batch != s.Book.Batch:
		return RefusedCashClosed
	case k.Tie() == txn.Undoes && k.Side() == txn.Credit && o.Batch != s.Book.Batch:
		return RefusedOtherBatch
	case k.Carded() && s.Want.Card.PAN == "":
		return RefusedNoCard
	case k.Carded() && s.Want.Digest != o.Intent.Digest:
		return RefusedOtherCard
	}
	switch o.Money(s.Live) {
	case txn.MoneyApproved:
		if nameless(k, o.Outcome) {
			return RefusedNameless
		}
		return ties[k.Tie()](s, o)
	case txn.MoneyVoided:
		return RefusedVoided
	case txn.MoneyReversing, txn.MoneyPending, txn.MoneyAsking:
		return RefusedInDoubt
	case txn.MoneyParked:
		return RefusedVoidParked
	}
	return RefusedNotApproved
}

// nameless: the host knows an original by numbers of its own. Where no answer brought them and a person who
// let it stand named none, no message can say what is meant.
func nameless(k txn.Kind, o roll.Outcome) bool {
	switch k {
	case txn.Void, txn.Refund, txn.CompleteVoid:
		return o.RRN == ""
	case txn.PreauthVoid, txn.Complete:
		return o.Auth == ""
	case txn.QRVoid:
		return o.RRN == "" || o.Voucher == ""
	case txn.QRRefund:
		return o.RRN == "" && o.Voucher == ""
	}
	return false // a wallet order has our number
}

// elsewhere: the original is on no roll of this terminal. A hold or a sale may have
// been made on another one, and then the host alone knows it.
func elsewhere(s State) Refusal {
	k, named := s.Want.Kind, s.Want.Named
	switch {
	case k.Carded() && named != (roll.Original{}) && s.Want.Card.PAN == "":
		return RefusedNoCard
	case k.Tie() == txn.GivesBack && named.RRN+named.Order != "":
		return refundElsewhere(s)
	case (k == txn.PreauthVoid || k == txn.Complete) && named.Auth != "" && named.Date != "":
		return Possible
	}
	return RefusedNoOriginal
}

// refundElsewhere: one refund of it at a time, as far as this terminal can tell.
func refundElsewhere(s State) Refusal {
	for _, t := range s.Book.Txns {
		o := t.Intent.Original
		if t.Kind.Tie() == txn.GivesBack && t.Orig == 0 && t.Undecided() && o != nil && o.RRN == s.Want.Named.RRN && o.Order == s.Want.Named.Order {
			return RefusedRefunding
		}
	}
	return Possible
}

// ties check an original that is approved.
var ties = [...]func(State, roll.Txn) Refusal{txn.Undoes: voidable, txn.Fulfils: fulfillable, txn.GivesBack: refundable}

// voidable: what was completed or partly given back is not undone as a whole.
func voidable(s State, o roll.Txn) Refusal {
	switch {
	case o.Refunded > 0:
		return RefusedRefunded
	case o.Refunding > 0 && s.refundParked(o):
		return RefusedVoidParked
	case o.Refunding > 0:
		return s.unlessDelivered(RefusedRefunding)
	case s.underWay(o.Void):
		return s.unlessDelivered(RefusedInDoubt)
	}
	return s.untaken(o)
}

// untaken: a hold that was completed is used up, until its completion is voided.
func (s State) untaken(o roll.Txn) Refusal {
	c := s.Want.Completion
	switch {
	case o.TakenIs == roll.Parked:
		return RefusedVoidParked
	case s.underWay(o.Taken), s.underWay(c.Void):
		return s.unlessDelivered(RefusedInDoubt)
	case o.TakenIs == roll.Approved && c.Money(s.Live) != txn.MoneyVoided:
		return RefusedCompleted
	}
	return Possible
}

// fulfillable: at most so many percent of the hold (PROTOCOL.md 3.3).
func fulfillable(s State, o roll.Txn) Refusal {
	if s.underWay(o.Void) {
		return s.unlessDelivered(RefusedInDoubt)
	}
	if s.Want.Amount*100 > o.Intent.Amount*txn.Fen(s.Policy.CompletePercent) {
		return RefusedOverHold
	}
	return s.untaken(o)
}

// refundable: all refunds together never give back more than came in.
func refundable(s State, o roll.Txn) Refusal {
	switch {
	case s.underWay(o.Void):
		return s.unlessDelivered(RefusedInDoubt)
	case o.Refunding > 0 && s.refundParked(o):
		return RefusedVoidParked
	case o.Refunding > 0: // a cashier who keys it again is not sure of the first one: it must not be made good by a second
		return RefusedRefunding
	case s.Want.Amount > o.Left():
		return RefusedOverOriginal
	}
	return Possible
}

// refundParked says whether a refund of it waits for a person.
func (s State) refundParked(o roll.Txn) bool {
	return slices.ContainsFunc(s.Book.Txns, func(t roll.Txn) bool {
		return t.Orig == o.ID && t.Kind.Tie() == txn.GivesBack && t.Is == roll.Parked
	})
}

// underWay says whether a transaction that the Book holds is not decided.
func (s State) underWay(id roll.ID) bool {
	t, found := s.Book.Find(id)
	return found && t.Undecided()
}

// unlessDelivered: what is owed is delivered by the gate first, which may change the
// answer; only what is still so after the gate is refused.
func (s State) unlessDelivered(r Refusal) Refusal {
	if _, owed := reversal.Next(s.Book, s.occasion()); owed {
		return Possible
	}
	return r
}
