package machine

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Event is something that happened outside. Each carries the time it happened.
type Event interface{ when() time.Time }

// At is the time of an event, by the terminal's clock.
type At struct{ Time time.Time }

func (a At) when() time.Time { return a.Time }

// Events of doors.
type (
	// Keyed: a person or a register asks for a command.
	Keyed struct {
		At
		Command Command
	}
	// Cancel: the person gives up. Possible until the command is armed.
	Cancel struct{ At }
	// Reprint: a person wants paper. Owed slips come first; without any, this copy of this transaction.
	Reprint struct {
		At
		Txn  roll.Txn // as the roll tells it; ID zero: owed slips only
		Form txn.Form
		For  txn.Holder
		// Unreadable: the person holds this copy and cannot read it 字迹不清. It is wanted besides what is owed.
		Unreadable bool
	}
	// Report: a person wants paper about the whole batch.
	Report struct {
		At
		Form txn.Form
	}
	// Resolve: a person ends a parked reversal.
	Resolve struct {
		At
		Of       roll.ID
		Decision roll.Decision
	}
	// Woken: the time of a Wake is over.
	Woken struct{ At }
	// Stop: the doors are closed; nothing new is begun.
	Stop struct{ At }
)

// Events of the link. Exactly one follows every Send.
type (
	// Answered: a matching answer. Unauthentic ones only say "not accepted, sign in" (RULES.md 2.3).
	Answered struct {
		At
		Outcome   roll.Outcome
		Authentic bool
		Keys      roll.Keys    // sign-in only
		KeysHold  bool         // their check values held
		Verdict   roll.Verdict // totals of a settlement only
		Shows     string       // the text of an order's code, when one is opened
	}
	// NoAnswer: anything may have happened.
	NoAnswer struct {
		At
		Reason txn.Reason
		Why    string
	}
	// NotSent: no byte of the request left (RULES.md 2.4).
	NotSent struct {
		At
		Why  string
		Line string // as in roll.Doubt
	}
	// Unrecorded: the outcome of a transaction could not be written down, and
	// the journal has been opened again.
	Unrecorded struct {
		At
		Of roll.ID
	}
)

// Events of the printer.
type (
	// Printed: the printer confirmed the last line of a job, whenever that comes.
	Printed struct {
		At
		Job    uint64
		Grade  txn.Grade
		Pieces int
		Faint  bool // printed below the paper's temperatures
	}
	// Unconfirmed: all bytes of a job left and this printer cannot say more.
	Unconfirmed struct {
		At
		Job   uint64
		Faint bool
	}
	// NotBegun: no byte of the job left.
	NotBegun struct {
		At
		Job   uint64
		Fault txn.Fault
	}
	// Stalled: the job stopped half way and may still come out.
	Stalled struct {
		At
		Job   uint64
		Fault txn.Fault
	}
	// Lost: the job is no longer in the printer.
	Lost struct {
		At
		Job   uint64
		Fault txn.Fault
	}
	// Ready: the printer answered the barrier and can print.
	Ready struct{ At }
	// Unready: the printer cannot print, and no job is in it.
	Unready struct {
		At
		Fault txn.Fault
	}
)
