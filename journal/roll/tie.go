package roll

import "posterm/txn"

// tied applies a row of a transaction whose original this one is.
func (t Txn) tied(r Row) Txn {
	is := standing(r)
	if is == Nothing {
		return t
	}
	switch r.Kind.Tie() {
	case txn.Undoes:
		t.Void, t.VoidIs = r.Txn, is
		if is == Approved {
			t.Copies = supersede(t.Copies)
		}
	case txn.Fulfils:
		t.Taken, t.TakenIs = r.Txn, is
	case txn.GivesBack:
		t = t.givenBack(r, is)
	}
	return t
}

// standing is how a transaction stands after a row about its money. A person's word
// counts like the host's.
func standing(r Row) What {
	switch r.What {
	case IntentMade, Approved, Declined, NotSent, InDoubt, Reversed, Parked:
		return r.What
	case Resolved:
		if d, ok := r.Body.(Decision); ok && d.Stands {
			return Approved
		}
		return Reversed
	}
	return Nothing
}

// givenBack counts a refund: at most one is undecided at a time.
func (t Txn) givenBack(r Row, is What) Txn {
	switch is {
	case IntentMade:
		in, _ := r.Body.(Intent)
		t.Refunding = in.Amount
	case Approved:
		t.Refunded, t.Refunding = t.Refunded+t.Refunding, 0
	case Declined, NotSent, Reversed:
		t.Refunding = 0
	}
	return t
}

// Left is what may still be given back of it.
func (t Txn) Left() txn.Fen { return t.Intent.Amount - t.Refunded - t.Refunding }
