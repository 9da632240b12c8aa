package machine

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Effect is something the loop must do.
type Effect interface{ effect() }

// Effects. Commit and Show are performed at once and in order; Send, Wake and Print
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
	// Send starts an exchange: the request of a transaction, its reversal, or another
	// message of it. Group is which one of an upload, from 0.
	Send struct {
		Of    roll.ID
		As    txn.Message
		Group int
	}
	// Wake asks for a Woken after a time. The newest one counts; earlier ones are forgotten.
	Wake struct{ After time.Duration }
	// Print starts a print job.
	Print struct {
		Job  uint64
		Slip Slip
	}
	// Assure tells the printer that a person wants paper, and has put right what they could.
	Assure struct{}
)

func (Commit) effect() {}
func (Show) effect()   {}
func (Send) effect()   {}
func (Wake) effect()   {}
func (Print) effect()  {}
func (Assure) effect() {}

// Screen is what a door shows.
type Screen struct {
	Is      Shown
	Of      roll.ID // the transaction it is about
	Trace   txn.Trace
	Kind    txn.Kind
	N       int      // which try
	Code    string   // with WaitingPay: the text of the code that the customer scans; empty: he shows one
	Form    txn.Form // with Reprinting
	Refusal Refusal  // with Refused, NoReprint and NotDecided
	Limit   txn.Fen  // with a Refusal that is about one, in fen
}

// Shown is what a screen tells.
type Shown uint8

// The screens. A command ends with exactly one of Finished, Refused and Cleared.
const (
	SigningIn    Shown = iota // 签到中
	Reversing                 // 冲正中: reversal of Of, try N
	Undone                    // 冲正成功: what Of did, or may have done, is undone
	Repeating                 // a request whose answer never came is sent again, try N
	Told                      // its answer came: the roll tells which
	Inquiring                 // what became of a wallet order? question N
	ClosingOrder              // a wallet order is being closed
	WaitingPay                // a wallet payment waits for its customer
	Freezing                  // 批结算: totals are compared
	Uploading                 // group N is being uploaded
	EndingBatch               // the batch end is under way
	NeedsYou                  // Of was parked: a person must decide
	Sending                   // the request of Of is on its way
	Finished                  // the command ended; the roll tells how
	Refused                   // the command was not possible; Refusal tells why
	Cleared                   // nothing but deliveries was asked for, and they are done
	Reprinting                // paper was promised to a person
	NoReprint                 // it was not; Refusal tells why
	Decided                   // a person's decision on Of is written
	NotDecided                // it is not; Refusal tells why
)

// Ends says whether this screen ends a command at the Desk.
func (s Screen) Ends() bool { return s.Is == Finished || s.Is == Refused || s.Is == Cleared }
