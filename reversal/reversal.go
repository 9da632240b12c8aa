// Package reversal knows what is owed to the host after a doubtful exchange, in which
// order it is delivered, and what the host's answers to it mean: reversals (冲正, MTI
// 0400), refunds that are repeated until they are answered, and wallet orders that are
// asked about. It is rules only: the machine sends and writes.
//
// Nothing owed is ever deleted. It ends by an authentic answer or by a person's
// decision, and both leave a row (RULES.md 3).
package reversal

import (
	"cmp"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Policy is what the merchant's acquirer decides.
type Policy struct {
	Attempts     int  // sends per occasion, and final refusals before parking; 1 to 6
	AtOnce       bool // also deliver right after the doubt arose and at power-on
	ParkedBlocks bool // refuse transactions that move money while one is parked
	// AskFor is how long a wallet order is asked about before it is closed; 0: the usual AskFor.
	AskFor time.Duration
}

// Occasion is one round of deliveries.
type Occasion struct {
	Live   roll.ID // the transaction whose own exchange is under way
	Retry  roll.ID // a parked one that a person wants sent again; other parked ones are skipped
	Past   roll.ID // wallet orders up to this one were asked about in this round
	Orders bool    // nothing but wallet orders: nobody asked for the rest
}

// Next gives what is to be delivered next: reversals and repeats, oldest first, then one
// question about each open wallet order.
func Next(b roll.Book, o Occasion) (roll.Txn, bool) {
	if !o.Orders {
		for _, t := range b.Txns {
			if owed(t, o.Live) || t.Is == roll.Parked && t.ID == o.Retry {
				return t, true
			}
		}
	}
	for _, t := range b.Txns {
		if t.ID > o.Past && open(t, o.Live) {
			return t, true
		}
	}
	return roll.Txn{}, false
}

// owed says whether a reversal or a repeat of it must be delivered before anything else.
func owed(t roll.Txn, live roll.ID) bool {
	switch t.Kind.Doubt() {
	case txn.Reversed:
		return t.Reversing(live)
	case txn.Repeated:
		return t.Money(live) == txn.MoneyPending && t.ID != live
	}
	return false
}

// open says whether it is a wallet order of which nobody knows whether it is paid.
func open(t roll.Txn, live roll.ID) bool {
	return t.Kind.Doubt() == txn.Asked && t.Money(live) == txn.MoneyAsking
}

// Count says what the host still has to hear: reversals and repeats, parked ones apart, and wallet orders.
func Count(b roll.Book, live roll.ID) (due, parked, orders int) {
	for _, t := range b.Txns {
		switch {
		case t.Is == roll.Parked:
			parked++
		case owed(t, live):
			due++
		case open(t, live):
			orders++
		}
	}
	return due, parked, orders
}

// Ruling is what the host's answer to something owed means.
type Ruling uint8

// The rulings.
const (
	Done    Ruling = iota // a reversal: undone at the host; a repeat or an order: decided, and the answer says how
	Park                  // a person must decide
	Refused               // a final refusal, counted; it may be sent again
	Later                 // the host cannot say now; it stays owed, this occasion is over
	SignIn                // no refusal: sign in, then send the same again
	Unpaid                // an order: closed, and it can never be paid
	Close                 // an order: it was not paid; close it to make that final
)

// Rule reads an answer to the reversal of t (RULES.md 3.3, 3.4).
//
// Code 25 means "no such original, or undone already". It is believed only
// while the host must still know the original: on the same day and in the same
// batch. Later the host may merely have forgotten it.
func Rule(p Policy, t roll.Txn, b roll.Book, o roll.Outcome, authentic bool, at time.Time) Ruling {
	switch {
	case !authentic, o.Code.Class() == txn.SignFirst:
		return SignIn
	case o.Code == "25" && forgotten(t, b, o, at):
		return Park
	case o.Code.EndsReversal():
		return Done
	case o.Code.Class() == txn.Transient:
		return Later
	}
	return refusal(p, t)
}

// refusal: at so many final refusals a person must decide.
func refusal(p Policy, t roll.Txn) Ruling {
	if t.Is == roll.Parked || t.Refused+1 >= p.Attempts {
		return Park
	}
	return Refused
}

// RuleRepeat reads an answer to a repeated request (RULES.md 3.10). The host answers it
// as it did the first time. An answer that is about the repeat and not about the
// transaction decides nothing: the first request may have been carried out.
func RuleRepeat(p Policy, t roll.Txn, o roll.Outcome, authentic bool) Ruling {
	switch {
	case !authentic, o.Code.Class() == txn.SignFirst:
		return SignIn
	case o.Code.Class() == txn.Transient:
		return Later
	case aside[o.Code], !o.Code.Approves() && !o.Code.Declines():
		return refusal(p, t)
	}
	return Done
}

// aside are declines that say nothing about the first request: a host that knows no repeats
// calls them duplicates, and what it says of terminal and merchant is true of today only.
var aside = map[txn.Code]bool{"94": true, "97": true, "03": true}

// forgotten says whether the host's date or the batch changed since the original, as far
// as can be known: the terminal's clock may have been wrong then, and what the host said
// last before the original is the earliest day that it can be of.
func forgotten(t roll.Txn, b roll.Book, o roll.Outcome, at time.Time) bool {
	day, today := cmp.Or(t.Intent.HostDay, txn.HostDate(t.At)), o.HostDate
	if today == "" {
		day, today = txn.HostDate(t.At), txn.HostDate(at)
	}
	return t.Batch != b.Batch || today != day || dayEnded(t, o)
}

// dayEnded says whether the host's settlement date may have changed since the original: a
// host that ends its day in the evening names another one before midnight.
func dayEnded(t roll.Txn, o roll.Outcome) bool {
	before := cmp.Or(t.Intent.SettleDay, t.Intent.HostDay)
	return o.SettleDate != "" && before != "" && o.SettleDate != before
}
