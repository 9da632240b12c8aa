package card

import (
	"fmt"

	"posterm/txn"
)

// State is what the issuer thinks of a card; the lab's host acts on it.
type State uint8

// The states.
const (
	Active  State = iota
	Expired       // the host answers 54
	Lost          // the host answers 41
)

// String is the name used in files and JSON.
func (s State) String() string { return [...]string{"active", "expired", "lost"}[s] }

// BalanceLimit is the largest balance of a test card: twelve digits of fen, what
// a balance has room for on the wire.
const BalanceLimit txn.Fen = 999_999_999_999

// Definition is a whole test card: what the terminal reads, and what the lab's
// host must know to make an account of it.
type Definition struct {
	Name    string
	Card    txn.Card // Card.PAN is set even when the stripe is unreadable
	Chip    Chip
	PIN     PIN
	Balance txn.Fen
	State   State
	// Unreadable: the reader gets nothing from the stripe.
	Unreadable bool
}

// Present holds the card to the reader. ErrUnreadable when its stripe is bad.
func (d Definition) Present() (Presented, error) {
	if d.Unreadable {
		return Presented{}, fmt.Errorf("card %s: %w", d.Name, ErrUnreadable)
	}
	c := d.Card
	if c.Entry == txn.Insert || c.Entry == txn.Tap { // a stripe and a keyed number leave the chip alone
		c.Chip = d.Chip.data()
	}
	return Presented{Card: c, Name: d.Name, PIN: d.PIN, Chip: d.Chip}, nil
}
