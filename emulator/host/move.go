package host

import (
	"fmt"
	"time"

	"posterm/txn"
)

// move makes an approved entry true (sign 1), or takes all of it back (sign -1): the
// money, what is held, the original and the totals of the batch. It changes nothing on
// an error.
func (b *book) move(e *entry, sign txn.Fen, at time.Time) error {
	original, hold, err := b.originals(e)
	if err != nil {
		return err
	}
	if err := tie(e, original, hold, sign); err != nil {
		return err
	}
	if original != nil {
		original.story = append(original.story, mark{at: at, what: didTo(e, sign), by: &e.Key})
	}
	money, held := moved(e, hold)
	acct := b.accounts.byName[e.Account]
	acct.balance += sign * money
	acct.held += sign * held
	b.batchOf(e.Key).count(e, int(sign))
	if money != 0 || held != 0 {
		b.write(e, acct, sign, at)
	}
	if spends(e.Kind) {
		acct.usage.add(e, int(sign))
		b.usageOf(e.Terminal).add(e, int(sign))
	}
	return nil
}

// didTo names what a transaction did to its original: "void", "refund", and when it was
// itself undone "void_reversed".
func didTo(e *entry, sign txn.Fen) what {
	if sign < 0 {
		return what(e.Kind.String()) + "_" + reversed
	}
	return what(e.Kind.String())
}

// originals finds what an entry is tied to, and the hold behind it.
func (b *book) originals(e *entry) (original, hold *entry, err error) {
	switch {
	case e.Kind.Tie() == txn.Alone:
		if e.Kind == txn.Preauth {
			hold = e
		}
		return nil, hold, nil
	case e.Original != nil:
		original = b.byKey[*e.Original]
	}
	if original == nil || !e.Kind.Of(original.Kind) || original.Account != e.Account {
		return nil, nil, fmt.Errorf("%w: the original of %v does not fit", errFact, e.Key)
	}
	if hold = original; original.Kind == txn.Complete {
		if original.Original == nil || b.byKey[*original.Original] == nil {
			return nil, nil, fmt.Errorf("%w: %v has no hold", errFact, original.Key)
		}
		hold = b.byKey[*original.Original]
	}
	return original, hold, nil
}

// moved says what an approved entry does: to the balance, and to what is held.
func moved(e, hold *entry) (money, held txn.Fen) {
	switch e.Kind {
	case txn.Sale, txn.QRSale, txn.WalletPay:
		return -e.Amount, 0
	case txn.Void, txn.QRVoid, txn.Refund, txn.QRRefund, txn.WalletRefund:
		return e.Amount, 0
	case txn.Preauth:
		return 0, hold.Amount
	case txn.PreauthVoid:
		return 0, -hold.Amount
	case txn.Complete:
		return -e.Amount, -hold.Amount
	case txn.CompleteVoid:
		return e.Amount, hold.Amount
	}
	return 0, 0
}

// change is a state before and after.
type change struct {
	of       *entry
	from, to State
}

// tie changes the state of the original, and of the hold behind a completion that is
// voided. Taken back, everything is as it was.
func tie(e, original, hold *entry, sign txn.Fen) error {
	var changes []change
	switch e.Kind.Tie() {
	case txn.Undoes:
		changes = append(changes, change{original, Approved, Voided})
		if e.Kind == txn.CompleteVoid {
			changes = append(changes, change{hold, Completed, Approved})
		}
	case txn.Fulfils:
		changes = append(changes, change{original, Approved, Completed})
	case txn.GivesBack:
		return giveBack(e, original, sign)
	}
	if e.Kind.Tie() == txn.Undoes && original.refunded != 0 {
		return fmt.Errorf("%w: of %v a part was given back", errFact, original.Key)
	}
	for i, c := range changes {
		if sign < 0 {
			changes[i] = change{c.of, c.to, c.from}
		}
		if changes[i].of.State != changes[i].from {
			return fmt.Errorf("%w: %v is %s", errFact, c.of.Key, c.of.State)
		}
	}
	for _, c := range changes {
		c.of.State = c.to
	}
	return nil
}

// giveBack counts a refund at its original.
func giveBack(e, original *entry, sign txn.Fen) error {
	after := original.refunded + sign*e.Amount
	if !original.stands() || original.State == Voided || after < 0 || after > original.Amount {
		return fmt.Errorf("%w: %v cannot give %s back", errFact, original.Key, e.Amount)
	}
	original.refunded, original.State = after, Approved
	if after == original.Amount {
		original.State = Refunded
	}
	return nil
}
