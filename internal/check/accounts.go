package check

import (
	"fmt"

	"posterm/emulator/host"
	"posterm/txn"
)

// Account is a customer's account at the host.
type Account struct {
	Name   string // as the ledger calls it; empty: the ledger's card numbers say whose it is
	Card   txn.Masked
	Before txn.Fen // before the first entry of the ledger
	Now    txn.Fen
	Held   txn.Fen // by pre-authorisations, now
}

// accounts adds the ledger up, everybody's. What stands on the debit side takes money, a
// refund gives it back, a hold that stands holds it; whatever was undone does none of it.
// An amount that cannot be read is told by AmountDiffers.
func (c *checker) accounts() {
	if len(c.Accounts) == 0 {
		return
	}
	taken, held := map[string]txn.Fen{}, map[string]txn.Fen{}
	for i := range c.Ledger {
		e := &c.Ledger[i]
		amount, err := txn.ParseFen(e.Amount)
		if err != nil || !stands(e) {
			continue
		}
		sums := taken
		switch {
		case e.Kind == txn.Preauth && e.State == host.Approved:
			sums = held
		case e.Kind.Tie() == txn.GivesBack:
			amount = -amount
		case e.Kind.Side() != txn.Debit:
			continue
		}
		sums[e.Account] += amount
		sums[string(e.Card)] += amount
	}
	for _, a := range c.Accounts {
		c.account(a, taken, held)
	}
}

func (c *checker) account(a Account, taken, held map[string]txn.Fen) {
	key := a.Name
	if key == "" {
		key = string(a.Card)
	}
	if want := a.Before - taken[key]; want != a.Now {
		c.find(BalanceDiffers, txn.Ref{}, fmt.Sprintf("%s %s 余额 %s，按账本应为 %s", a.Name, a.Card, a.Now, want),
			fmt.Sprintf("%s %s has %s, the ledger says %s", a.Name, a.Card, a.Now, want))
	}
	if held[key] != a.Held {
		c.find(HoldDiffers, txn.Ref{}, fmt.Sprintf("%s %s 冻结 %s，按账本应为 %s", a.Name, a.Card, a.Held, held[key]),
			fmt.Sprintf("%s %s holds %s, the ledger says %s", a.Name, a.Card, a.Held, held[key]))
	}
}
