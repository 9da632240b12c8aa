package roll

import (
	"slices"
	"time"

	"posterm/txn"
)

// Flag is what is unusual about a transaction 异常交易. It follows from the roll alone, is written nowhere and stops nothing: a
// person looks.
type Flag uint8

// The flags.
const (
	ManyDeclines Flag = iota + 1 // the newest of many declines in a row
	SameCard                     // one card, or payment code, many times within a while, whatever the amounts
	HighAmount                   // far above what is usual here
	RefundAlone                  // a refund of what was not sold here on the same day
	flagCount
)

var flags = [flagCount]struct {
	name  string
	words txn.Words
}{
	ManyDeclines: {"many_declines", txn.Words{ZH: "连续多笔被拒绝", EN: "many declines in a row"}},
	SameCard:     {"same_card", txn.Words{ZH: "同一张卡短时间内多次交易", EN: "the same card many times within a while"}},
	HighAmount:   {"high_amount", txn.Words{ZH: "金额远高于平时", EN: "an amount far above the usual"}},
	RefundAlone:  {"refund_alone", txn.Words{ZH: "退货而当日本机没有对应的消费", EN: "a refund of what was not sold here today"}},
}

// Flags lists all of them.
func Flags() []Flag { return []Flag{ManyDeclines, SameCard, HighAmount, RefundAlone} }

// String is the name used in JSON and metrics: "same_card".
func (f Flag) String() string { return flags[f].name }

// MarshalText writes the name.
func (f Flag) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// Words say it to a cashier.
func (f Flag) Words() txn.Words { return flags[f].words }

// FlagRules are what counts as unusual. Zero switches a rule off.
type FlagRules struct {
	Declines int           // so many in a row
	Card     int           // so many times
	Within   time.Duration // for Card
	Times    int           // the usual amount: the median of what was approved before
	Refund   bool
}

// On says whether anything can be flagged.
func (r FlagRules) On() bool { return r.Declines > 0 || r.Card > 0 || r.Times > 0 || r.Refund }

// FlagLookback is how many transactions before one are looked at. Chosen: half a day of a small shop, and read in no time.
const FlagLookback = 50

// usualFrom is how many approved payments it takes to know what is usual. Chosen.
const usualFrom = 10

// Of gives what is unusual about the last of some transactions, which are in order. Those before it that are too many to be looked
// at may be given or left out.
func (r FlagRules) Of(txns []Txn) (found []Flag) {
	if len(txns) == 0 {
		return nil
	}
	last := txns[len(txns)-1]
	before := txns[max(0, len(txns)-1-FlagLookback) : len(txns)-1]
	if r.Refund && last.Kind.Tie() == txn.GivesBack && last.sentSometime() && last.alone() {
		return []Flag{RefundAlone}
	}
	if !last.payment() || !last.sentSometime() {
		return nil
	}
	payments := slices.DeleteFunc(slices.Clone(before), func(t Txn) bool { return !t.payment() || !t.sentSometime() })
	if r.Declines > 0 && declinesInARow(append(payments, last)) >= r.Declines {
		found = append(found, ManyDeclines)
	}
	if r.Card > 0 && last.Intent.Digest != "" && last.sameCard(payments, r.Within)+1 >= r.Card {
		found = append(found, SameCard)
	}
	if usual, known := median(payments); r.Times > 0 && known && last.Intent.Amount > usual*txn.Fen(r.Times) {
		found = append(found, HighAmount)
	}
	return found
}

// payment says whether a customer pays by it, or is to.
func (t Txn) payment() bool { return t.Kind.Charges() || t.Kind == txn.Preauth }

// sentSometime: what never left tells nothing about a card or a customer.
func (t Txn) sentSometime() bool { return t.Is != NotSent }

// alone says whether a refund gives back what this roll did not sell on the same day.
func (t Txn) alone() bool {
	o := t.Intent.Original
	return t.Orig == 0 || o == nil || o.Date != txn.HostDate(t.At)
}

func declinesInARow(payments []Txn) (n int) {
	for _, t := range slices.Backward(payments) {
		if t.Is != Declined {
			break
		}
		n++
	}
	return n
}

// sameCard counts payments by the same card within a while before.
func (t Txn) sameCard(payments []Txn, within time.Duration) (n int) {
	for _, o := range payments {
		if o.Intent.Digest == t.Intent.Digest && t.At.Sub(o.At) <= within {
			n++
		}
	}
	return n
}

// median is the usual amount, once enough was approved to know it.
func median(payments []Txn) (usual txn.Fen, known bool) {
	var amounts []txn.Fen
	for _, t := range payments {
		if t.Is == Approved {
			amounts = append(amounts, t.Intent.Amount)
		}
	}
	if len(amounts) < usualFrom {
		return 0, false
	}
	slices.Sort(amounts)
	return amounts[len(amounts)/2], true
}
