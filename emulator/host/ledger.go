package host

import "posterm/txn"

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
	Approved State = "approved"
	Declined State = "declined"
	Reversed State = "reversed" // undone by a reversal, as if it had never been
	Voided   State = "voided"   // undone by a void, which is an entry of its own
)

// entry is one decided request, as it is kept.
type entry struct {
	Key
	Merchant string     `json:"merchant"`
	Kind     txn.Kind   `json:"kind"`
	Amount   txn.Fen    `json:"fen"`
	Card     txn.Masked `json:"card"`
	Account  string     `json:"account,omitempty"` // empty: no card of this lab
	State    State      `json:"state"`
	Response txn.Code   `json:"response"`
	RRN      string     `json:"rrn"`
	Auth     string     `json:"auth,omitempty"`
	Original *Key       `json:"original,omitempty"` // what a void undoes
	settled  bool
}

// effect is what the approved entry does to the card's balance.
func (e *entry) effect() txn.Fen {
	switch e.Kind {
	case txn.Sale:
		return -e.Amount
	case txn.Void:
		return e.Amount
	}
	return 0
}

// Entry is one line of the ledger: a decided request of a kind that can move
// money. A void is its own entry; declined ones are kept.
type Entry struct {
	Terminal string     `json:"terminal"`
	Merchant string     `json:"merchant"`
	Batch    string     `json:"batch"`
	Trace    string     `json:"trace"`
	Kind     txn.Kind   `json:"kind"`
	Amount   string     `json:"amount"` // yuan, "12.34"
	Card     txn.Masked `json:"card"`
	State    State      `json:"state"`
	Response txn.Code   `json:"response"`
	RRN      string     `json:"rrn"`
	Auth     string     `json:"auth"`
	Settled  bool       `json:"settled"`
}

func (e *entry) line() Entry {
	return Entry{
		e.Terminal, e.Merchant, e.Batch, e.Trace, e.Kind, e.Amount.String(), e.Card,
		e.State, e.Response, e.RRN, e.Auth, e.settled,
	}
}
