package host

import (
	"fmt"
	"strings"

	"posterm/txn"
)

// Account is a test card, or a wallet, at its issuer. It prints as its name and
// masked number.
type Account struct {
	Name string  // unique; how the ledger file refers to it
	PAN  txn.PAN // empty: a wallet, which is found by its codes alone
	// Codes are the first digits of the payment codes its customer shows: "10" is every
	// code that begins so. The longest that fits counts.
	Codes    []string
	Expiry   txn.Expiry // YYMM; empty: any
	Balance  txn.Fen    // at the start and after a reset
	PIN      string     // empty: the card needs none
	Standing Standing   // at the start
}

// String is for example "A 622202*********0001".
func (a Account) String() string { return strings.TrimSpace(a.Name + " " + a.PAN.String()) }

// GoString is String, so that %#v shows no PIN either.
func (a Account) GoString() string { return a.String() }

// Holding is an account as the admin API shows it.
type Holding struct {
	Card     txn.Masked `json:"card"` // empty: a wallet
	Name     string     `json:"name"`
	Balance  string     `json:"balance"`  // yuan, "500.00"; negative when a void was undone after the money was spent
	Opening  string     `json:"opening"`  // what the ledger's entries count from; a reset changes it
	Held     string     `json:"held"`     // yuan that pre-authorisations hold; what can be spent is balance - held
	Standing Standing   `json:"standing"` // what the issuer thinks of it
}

// account is an Account with what happened to it.
type account struct {
	Account
	balance   txn.Fen
	held      txn.Fen
	opening   txn.Fen // balance without the ledger's entries
	standing  Standing
	usage     usage
	wrongPINs int // in a row; kept in memory only, a restart forgives
}

// available is what can be spent.
func (a *account) available() txn.Fen { return a.balance - a.held }

// accounts are all cards of the lab, in the order they were given.
type accounts struct {
	all    []*account
	byName map[string]*account
	byPAN  map[txn.PAN]*account
	byCode map[string]*account // by prefix
}

func newAccounts(list []Account) (accounts, error) {
	a := accounts{byName: map[string]*account{}, byPAN: map[txn.PAN]*account{}, byCode: map[string]*account{}}
	for _, one := range list {
		if err := a.add(one); err != nil {
			return a, fmt.Errorf("host: account %q: %w", one.Name, err)
		}
	}
	return a, nil
}

func (a *accounts) add(one Account) error {
	acct := &account{Account: one, balance: one.Balance, opening: one.Balance, standing: one.Standing}
	if one.Name == "" || a.byName[one.Name] != nil || one.PAN == "" && len(one.Codes) == 0 {
		return fmt.Errorf("name or number missing or used twice")
	}
	if one.PAN != "" {
		if _, err := txn.ParsePAN(one.PAN.Digits()); err != nil {
			return err
		}
		if a.byPAN[one.PAN] != nil {
			return fmt.Errorf("name or number missing or used twice")
		}
		a.byPAN[one.PAN] = acct
	}
	for _, code := range one.Codes {
		if code == "" || len(code) > codeMost || !digitsOf(code, len(code)) || a.byCode[code] != nil {
			return fmt.Errorf("payment code %q is no beginning of a code, or used twice", code)
		}
		a.byCode[code] = acct
	}
	a.all, a.byName[one.Name] = append(a.all, acct), acct
	return nil
}

// ofCode finds the account that answers to a payment code; nil: none does.
func (a *accounts) ofCode(code string) *account {
	for n := len(code); n > 0; n-- {
		if acct := a.byCode[code[:n]]; acct != nil {
			return acct
		}
	}
	return nil
}

// reset puts balances back. What is held stays held.
func (a *accounts) reset() {
	for _, acct := range a.all {
		acct.opening += acct.Balance - acct.balance
		acct.balance = acct.Balance
	}
}

func (a *accounts) holdings() []Holding {
	list := make([]Holding, 0, len(a.all))
	for _, acct := range a.all {
		list = append(list, acct.holding())
	}
	return list
}

func (a *account) holding() Holding {
	return Holding{
		Card: a.PAN.Masked(), Name: a.Name, Balance: a.balance.String(), Opening: a.opening.String(),
		Held: a.held.String(), Standing: a.standing,
	}
}
