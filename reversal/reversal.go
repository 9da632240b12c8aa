// Package reversal knows what is owed to the host after a doubtful exchange,
// in which order it is delivered, and what the host's answer to a reversal
// (冲正, MTI 0400) means. It is rules only: the machine sends and writes.
//
// A reversal is never deleted. It ends by an authentic 0410 or by a person's
// decision, and both leave a row (RULES.md 3).
package reversal

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Policy is what the merchant's acquirer decides.
type Policy struct {
	Attempts     int  // sends per occasion, and final refusals before parking; 1 to 6
	AtOnce       bool // also deliver right after the doubt arose and at power-on
	ParkedBlocks bool // refuse transactions that move money while one is parked
}

// Next gives the oldest reversal that may be sent now. Live is the transaction
// whose own exchange is under way; retry is a parked one that a person wants
// sent again, or zero: otherwise parked ones are skipped.
func Next(b roll.Book, live, retry roll.ID) (roll.Txn, bool) {
	for _, t := range b.Txns {
		if t.Kind.Reversible() && (t.Reversing(live) || t.Is == roll.Parked && t.ID == retry) {
			return t, true
		}
	}
	return roll.Txn{}, false
}

// Owed counts the reversals that still have to be delivered, parked ones apart.
func Owed(b roll.Book, live roll.ID) (owed, parked int) {
	for _, t := range b.Txns {
		switch {
		case t.Is == roll.Parked:
			parked++
		case t.Kind.Reversible() && t.Reversing(live):
			owed++
		}
	}
	return owed, parked
}

// Ruling is what the host's answer to a reversal means.
type Ruling uint8

// The rulings.
const (
	Done    Ruling = iota // undone at the host
	Park                  // a person must decide
	Refused               // a final refusal, counted; it may be sent again
	Later                 // the host cannot say now; it stays owed, this occasion is over
	SignIn                // no refusal: sign in, then send the same again
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
	case t.Is == roll.Parked, t.Refused+1 >= p.Attempts:
		return Park
	}
	return Refused
}

// forgotten says whether the host's date or the batch changed since the original.
func forgotten(t roll.Txn, b roll.Book, o roll.Outcome, at time.Time) bool {
	today := o.HostDate
	if today == "" {
		today = txn.HostDate(at)
	}
	return t.Batch != b.Batch || today != txn.HostDate(t.At)
}
