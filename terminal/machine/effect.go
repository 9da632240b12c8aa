package machine

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// Effect is something the loop must do.
type Effect interface{ effect() }

// Effects. Commit and Show are performed at once and in order; Send and Print
// start work whose result returns as an event.
type (
	// Commit makes rows durable, all or none. A failure stops everything.
	// Card, when set, is sealed under Of in the same commit.
	Commit struct {
		Rows []roll.Row
		Of   roll.ID
		Card txn.PAN
	}
	// Show tells people something that is already durable.
	Show struct{ Screen Screen }
	// Send starts an exchange: the request of a transaction, or its reversal.
	Send struct {
		Of      roll.ID
		Reverse bool
	}
	// Print starts a print job.
	Print struct {
		Job  uint64
		Slip Slip
	}
)

func (Commit) effect() {}
func (Show) effect()   {}
func (Send) effect()   {}
func (Print) effect()  {}

// Screen is what a door shows.
type Screen struct {
	Is      Shown
	Of      roll.ID // the transaction it is about
	Trace   txn.Trace
	Kind    txn.Kind
	N       int     // which try
	Refusal Refusal // with Refused, NoReprint and NotDecided
}

// Shown is what a screen tells.
type Shown uint8

// The screens. A command ends with exactly one of Finished, Refused and Cleared.
const (
	SigningIn  Shown = iota // 签到中
	Reversing               // 冲正中: reversal of Of, try N
	Undone                  // 冲正成功: what Of did, or may have done, is undone
	NeedsYou                // Of was parked: a person must decide
	Sending                 // the request of Of is on its way
	Finished                // the command ended; the roll tells how
	Refused                 // the command was not possible; Refusal tells why
	Cleared                 // nothing but deliveries was asked for, and they are done
	Reprinting              // paper was promised to a person
	NoReprint               // it was not; Refusal tells why
	Decided                 // a person's decision on Of is written
	NotDecided              // it is not; Refusal tells why
)

// Ends says whether this screen ends a command at the Desk.
func (s Screen) Ends() bool { return s.Is == Finished || s.Is == Refused || s.Is == Cleared }
