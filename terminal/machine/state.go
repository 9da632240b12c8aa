package machine

import (
	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

// Desk is where the one exchange with the host stands.
type Desk uint8

// The states of the Desk. Signing and Clearing are the gate before a command.
const (
	Idle     Desk = iota // nothing under way
	Signing              // a sign-in is under way
	Clearing             // something owed is under way: a reversal (冲正中), a repeat, a question
	Asking               // the command itself is under way
	Waiting              // a wallet payment waits for its customer; nothing is under way
	Settling             // a settlement is under way
	deskCount
)

// Tray is where the one print job stands.
type Tray uint8

// The states of the Tray.
const (
	Free Tray = iota // the printer is ready and empty
	Busy             // a job is printing
	Held             // a job stopped half way and may still come out: nothing else is sent
	Down             // the printer is not ready, or has not answered the barrier yet
	trayCount
)

// Policy is configuration the machine decides by.
type Policy struct {
	Reversal   reversal.Policy
	AutoSignIn bool
	Timers     bool // wallet orders are also asked about while nobody gives a command
	BatchLimit int  // transactions that can move money, per batch; 1 to 500
	Copies     int  // copies of a slip, 0 to 2
	OnRequest  bool // the cardholder's copy of a slip is printed when a person asks for it, not by itself
	// CompletePercent is how much of a hold may be completed. Given, PROTOCOL.md 3.3: 115.
	CompletePercent int
	Paper           bool   // false: the printer port is "none", no slip ever becomes due
	From            uint64 // slips that became due after this row print by themselves; 0: all of them
	Terminal        string // 8 characters
	Merchant        string // 15 characters
	Operator        string
	Limits          Limits
}

// Command is what a door asks for. Kind KindNone only delivers what is owed.
type Command struct {
	Kind     txn.Kind
	Amount   txn.Fen
	Card     txn.Card
	Digest   string        // keyed digest of the card number
	PIN      bool          // a PIN was entered; the pad gives its block when the request is sent
	Chip     roll.ChipTags // what the chip said, for the slip
	Wallet   txn.Wallet    // whose customers scan the code of an order
	Paper    bool          // that code is wanted on paper, too
	Original roll.Txn      // the original as the roll tells it; ID zero: this roll does not have it
	Named    roll.Original // then, how a person named it; also what an enquiry asks about
	// Completion is the newest completion of a hold.
	Completion  roll.Txn
	Retry       roll.ID   // with KindNone: something parked to send again
	Orders      bool      // with KindNone: only ask about wallet orders
	Register    string    // idempotency key of a cash register
	Goods       txn.Goods // what was bought, for the intent alone
	Unconfirmed int       // for a settlement: slips that a printer could not confirm
}

// State is everything the machine knows. Values are never changed in place.
type State struct {
	Policy Policy
	Book   roll.Book

	Desk      Desk
	Want      Command     // what the exchange is for
	Live      roll.ID     // the transaction whose exchange is under way
	Out       txn.Message // what is under way
	Shots     int         // sends of the same thing on this occasion
	Past      roll.ID     // wallet orders up to this one were asked about on this occasion
	Order     roll.ID     // the wallet order that waits while a sign-in is under way
	Tried     bool        // a sign-in was tried on this occasion already
	Cancelled bool        // the person gave up before the command was armed

	Tray  Tray
	Job   uint64    // the attempt in the printer
	Slip  Slip      // what it prints
	Fault txn.Fault // why the Tray is held or down
	Urged []Slip    // slips a person asked for

	Closing bool // stopping: nothing new is begun
}

// Slip names one copy of one slip and carries what its attempt row needs.
type Slip struct {
	Of      roll.ID
	Orig    roll.ID
	Batch   txn.Batch
	Trace   txn.Trace
	Kind    txn.Kind
	Attempt roll.Attempt
	Asked   bool // a person asked for it
	Open    bool // it denies what was not decided when it was promised
	Owed    bool // it was owed when it was promised
}

// same says whether two slips are the same copy.
func (s Slip) same(o Slip) bool {
	return s.Of == o.Of && s.Attempt.Form == o.Attempt.Form && s.Attempt.For == o.Attempt.For
}

// owedSlip is the next attempt at a copy that is owed.
func owedSlip(t roll.Txn, c roll.Copy) Slip {
	s := slipOf(t, c.Next())
	s.Owed = true
	return s
}

// slipOf is the next attempt at a copy of t.
func slipOf(t roll.Txn, a roll.Attempt) Slip {
	return Slip{Of: t.ID, Orig: t.Orig, Batch: t.Batch, Trace: t.Trace, Kind: t.Kind, Attempt: a}
}

// Limits. At each the rule is to refuse, never to drop.
const (
	// OwedLimit is how many transactions may owe something at once.
	// Chosen: a full batch whose printer died before its first slip.
	OwedLimit = 500
	// TraceRoom is how many trace numbers a batch may use. Chosen: all of them
	// but some for reversals' sake, so that no number is ever used twice in a batch.
	TraceRoom = int(txn.TraceLimit) - 1000
	// UrgedLimit is how many slips may be promised to a person at once. Chosen: all
	// copies of a full batch.
	UrgedLimit = 2*OwedLimit + 1
	// AutoTries is how often a copy is begun without a person (RULES.md 6.8).
	AutoTries = 2
	// TryLimit is how often a copy is tried without a person, begun or not.
	TryLimit = 20
	// ClockBack is how far the clock may step back before money is refused, in minutes.
	ClockBack = 10
	// FirstYear is the first year a clock may show: one that lost its battery shows 1970 or 2000.
	FirstYear = 2025
)

// PowerOn is the state after a start: the Book as folded, nothing under way,
// the printer not yet heard of. An intent without outcome is owed from here on
// because nobody is Live (RULES.md 1.5).
func PowerOn(p Policy, b roll.Book) State {
	return State{Policy: p, Book: b, Tray: Down}
}

// Printing is the job in the printer now, or zero: views of paper need it.
func (s State) Printing() uint64 {
	if s.Tray == Busy {
		return s.Job
	}
	return 0
}

// PaperPending says whether the printer is about to settle what it owes: a job
// is in it, or one waits for its first word after a start. What a fault keeps
// back is not pending: it is owed.
func (s State) PaperPending() bool {
	switch s.Tray {
	case Busy:
		return true
	case Down:
		return s.Fault == txn.FaultUnknown && !s.Closing && (len(s.Urged) > 0 || s.nextDue().ID != 0)
	}
	return false
}

// nextDue is the transaction whose copy prints next by itself.
func (s State) nextDue() roll.Txn {
	for _, t := range s.Book.Txns {
		if _, ok := s.dueCopy(t); ok {
			return t
		}
	}
	return roll.Txn{}
}

// unprintable: the slip could not even be made; only a person makes it be tried again.
func unprintable(c roll.Copy) bool {
	n := len(c.Tries)
	return n > 0 && c.Tries[n-1].End == roll.NotBegun && c.Tries[n-1].Fault == txn.FaultRender
}

// dueCopy is the oldest copy of t that prints without a person.
func (s State) dueCopy(t roll.Txn) (roll.Copy, bool) {
	for _, c := range t.OwedCopies() {
		if s.byItself(c) {
			return c, true
		}
	}
	return roll.Copy{}, false
}

// byItself says whether an owed copy prints without a person.
func (s State) byItself(c roll.Copy) bool {
	return s.Policy.Paper && c.Due > s.Policy.From && c.Begun() < AutoTries && len(c.Tries) < TryLimit && !unprintable(c)
}
