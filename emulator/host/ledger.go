package host

import (
	"time"

	"posterm/txn"
)

// Key is what makes a transaction one: terminal, batch and trace (RULES.md 2.1).
// Batch and trace are six digits.
type Key struct {
	Terminal string `json:"terminal"`
	Batch    string `json:"batch"`
	Trace    string `json:"trace"`
}

// State is what became of a transaction at the host.
type State string

// The states.
const (
	Approved  State = "approved"
	Declined  State = "declined"
	Reversed  State = "reversed"  // undone by a reversal, as if it had never been
	Voided    State = "voided"    // undone by a void, which is an entry of its own
	Refunded  State = "refunded"  // all of it was given back; after a part it stays approved
	Completed State = "completed" // a hold that a completion used up
	// Waiting is a wallet order that its customer has not confirmed. It is not decided
	// and stands in no ledger yet.
	Waiting State = "waiting"
)

// entry is one decided request, as it is kept.
type entry struct {
	Key
	Merchant string     `json:"merchant"`
	Kind     txn.Kind   `json:"kind"`
	Amount   txn.Fen    `json:"fen"`
	Asked    txn.Fen    `json:"asked,omitempty"`   // what was asked for, when less was approved
	Card     txn.Masked `json:"card"`              // or the payment code, masked
	Account  string     `json:"account,omitempty"` // empty: no card of this lab
	Mode     string     `json:"mode,omitempty"`    // field 22
	Advice   bool       `json:"advice,omitempty"`  // it was told, not asked: it cannot be reversed
	State    State      `json:"state"`
	Response txn.Code   `json:"response"`
	Reason   string     `json:"reason,omitempty"` // why it was declined
	RRN      string     `json:"rrn"`
	Auth     string     `json:"auth,omitempty"`
	Day      string     `json:"day,omitempty"`     // settlement date, YYYYMMDD; files without it: the day it was decided
	Org      string     `json:"org,omitempty"`     // card organisation, 63.1; empty: CUP
	Voucher  string     `json:"voucher,omitempty"` // payment voucher number of a QR sale, 20 digits
	Order    string     `json:"order,omitempty"`   // of a wallet payment or refund
	Wallet   txn.Wallet `json:"wallet,omitempty"`  // of an order whose code the terminal shows: who may scan it
	Shows    string     `json:"shows,omitempty"`   // the text of that code
	Static   bool       `json:"static,omitempty"`  // paid by a static code: no terminal made it
	Original *Key       `json:"original,omitempty"`
	Print    string     `json:"print,omitempty"` // of a message that may come again, see request.print
	Sent     string     `json:"sent,omitempty"`  // field 7, where the profile has one

	// What the facts after its own made of it.
	at       time.Time
	refunded txn.Fen
	closed   bool   // its batch was ended
	story    []mark // in order
	// questions about a wallet order that waits; kept in memory only
	questions int
}

// mark is one later fact about an entry.
type mark struct {
	at   time.Time
	what what
	by   *Key // the transaction that did it, when another one did
	code txn.Code
}

// stands says whether the entry moved or holds money that was not undone by a reversal.
func (e *entry) stands() bool {
	return e.State != Declined && e.State != Reversed && e.State != Waiting
}

// settled says whether the entry was counted in a batch that is closed.
func (e *entry) settled() bool { return e.closed && e.stands() && e.Kind.Side() != txn.Uncounted }

// asked is the amount of the request.
func (e *entry) asked() txn.Fen {
	if e.Asked != 0 {
		return e.Asked
	}
	return e.Amount
}

// left is what can still be given back of it.
func (e *entry) left() txn.Fen { return e.Amount - e.refunded }

// Entry is one line of the ledger: a decided request of a kind that can move
// money. A void is its own entry; declined ones are kept.
type Entry struct {
	Terminal string     `json:"terminal"`
	Merchant string     `json:"merchant"`
	Batch    string     `json:"batch"`
	Trace    string     `json:"trace"`
	Kind     txn.Kind   `json:"kind"`
	Amount   string     `json:"amount"` // yuan, "12.34": what was approved
	Card     txn.Masked `json:"card"`   // or the payment code, masked; empty where the request carried neither
	State    State      `json:"state"`
	Response txn.Code   `json:"response"`
	RRN      string     `json:"rrn"`
	Auth     string     `json:"auth"`
	Settled  bool       `json:"settled"`

	Time         string `json:"time"`                // RFC 3339, when it was decided, in Beijing
	SettleDate   string `json:"settle_date"`         // "2026-11-21"
	Account      string `json:"account,omitempty"`   // name of the card or wallet whose money it is
	Organisation string `json:"organisation"`        // of the card: CUP, VIS, MCC, JCB, AMX
	Requested    string `json:"requested,omitempty"` // yuan, when only a part was approved
	Refunded     string `json:"refunded,omitempty"`  // yuan given back so far
	Held         string `json:"held,omitempty"`      // yuan that a pre-authorisation holds now
	Order        string `json:"order,omitempty"`
	Voucher      string `json:"voucher,omitempty"`
	Static       bool   `json:"static,omitempty"` // paid by the shop's static code: no terminal knows of it
	Reason       string `json:"reason,omitempty"` // why it was declined
	// Original is what a void undoes, a completion fulfils, a refund gives back.
	Original Key `json:"original,omitzero"`
}

func (e *entry) line() Entry {
	l := Entry{
		Terminal: e.Terminal, Merchant: e.Merchant, Batch: e.Batch, Trace: e.Trace, Kind: e.Kind,
		Amount: e.Amount.String(), Card: e.Card, State: e.State, Response: e.Response, RRN: e.RRN, Auth: e.Auth,
		Settled: e.settled(), Time: e.at.Format(time.RFC3339), SettleDate: dashed(e.Day), Account: e.Account,
		Organisation: e.organisation(), Order: e.Order, Voucher: e.Voucher, Reason: e.Reason, Static: e.Static,
	}
	if e.Asked != 0 {
		l.Requested = e.Asked.String()
	}
	if e.refunded != 0 {
		l.Refunded = e.refunded.String()
	}
	if e.Kind == txn.Preauth && e.State == Approved {
		l.Held = e.Amount.String()
	}
	if e.Original != nil {
		l.Original = *e.Original
	}
	return l
}

// dashed writes a day YYYYMMDD as people and JSON do.
func dashed(day string) string {
	if len(day) != len("20061121") {
		return ""
	}
	return day[:4] + "-" + day[4:6] + "-" + day[6:]
}
