package host

import (
	"fmt"

	"posterm/txn"
)

// Standing is what the issuer thinks of a card.
type Standing uint8

// The standings. A card past its expiry date is expired whatever stands here.
const (
	Normal  Standing = iota
	Expired          // answered 54
	Lost             // answered 41
)

// Account is a test card at its issuer. It prints as its name and masked number.
type Account struct {
	Name     string // unique; how the ledger file refers to it
	PAN      txn.PAN
	Expiry   txn.Expiry // YYMM; empty: any
	Balance  txn.Fen    // at the start and after a reset
	PIN      string     // empty: the card needs none
	Standing Standing
}

// String is for example "A 622202*********0001".
func (a Account) String() string { return a.Name + " " + a.PAN.String() }

// GoString is String, so that %#v shows no PIN either.
func (a Account) GoString() string { return a.String() }

// Holding is an account as the admin API shows it.
type Holding struct {
	Card    txn.Masked `json:"card"`
	Name    string     `json:"name"`
	Balance string     `json:"balance"` // yuan, "500.00"; negative when a void was undone after the money was spent
	Opening string     `json:"opening"` // what the ledger's entries count from; a reset changes it
}

// account is an Account with what happened to it.
type account struct {
	Account
	balance   txn.Fen
	opening   txn.Fen // balance without the ledger's entries
	wrongPINs int     // in a row; kept in memory only, a restart forgives
}

// accounts are all cards of the lab, in the order they were given.
type accounts struct {
	all    []*account
	byName map[string]*account
	byPAN  map[txn.PAN]*account
}

func newAccounts(list []Account) (accounts, error) {
	a := accounts{byName: map[string]*account{}, byPAN: map[txn.PAN]*account{}}
	for _, one := range list {
		if _, err := txn.ParsePAN(one.PAN.Digits()); err != nil {
			return a, fmt.Errorf("host: account %q: %w", one.Name, err)
		}
		if one.Name == "" || a.byName[one.Name] != nil || a.byPAN[one.PAN] != nil {
			return a, fmt.Errorf("host: account %q: name or number missing or used twice", one.Name)
		}
		acct := &account{Account: one, balance: one.Balance, opening: one.Balance}
		a.all = append(a.all, acct)
		a.byName[one.Name], a.byPAN[one.PAN] = acct, acct
	}
	return a, nil
}

func (a accounts) reset() {
	for _, acct := range a.all {
		acct.opening += acct.Balance - acct.balance
		acct.balance = acct.Balance
	}
}

func (a accounts) holdings() []Holding {
	list := make([]Holding, 0, len(a.all))
	for _, acct := range a.all {
		list = append(list, Holding{acct.PAN.Masked(), acct.Name, acct.balance.String(), acct.opening.String()})
	}
	return list
}
