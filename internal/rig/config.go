package rig

import (
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/internal/config"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/reversal"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// manySales is the rig's batch limit: nothing settles here, and a measurement may
// take more sales than a shop's batch.
const manySales = 1_000_000

// cardCount is how many cards take turns: one customer does not come back within
// the minutes in which the terminal looks for the same card (RULES.md 3.9).
const cardCount = 200

// Card is one of the rig's test cards: an invented number with a valid check
// digit, a PIN, and an account that lasts.
func Card(n int) card.Definition {
	number := fmt.Sprintf("62220299999%07d", n%cardCount)
	def := card.Builtin()[0] // for its PIN and entry
	for check := range 10 {
		pan, err := txn.ParsePAN(fmt.Sprintf("%s%d", number, check))
		if err == nil {
			def.Name, def.Balance, def.Card.PAN = fmt.Sprintf("rig %d", n%cardCount), card.BalanceLimit, pan
			def.Card.Track2 = txn.Track2(pan.Digits() + "=30121200000000009")
		}
	}
	return def
}

func cards() (all []card.Definition) {
	for n := range cardCount {
		all = append(all, Card(n))
	}
	return all
}

// Provision makes a journal with the public test key.
func Provision(dir string) error {
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return err
	}
	id := config.Default().Terminal
	return journal.Create(dir, roll.Book{Batch: 1, Terminal: id.ID, Merchant: id.Merchant}, master, time.Now())
}

// Config is a terminal with the defaults of the configuration and its journal in
// dir, without a host and without a printer.
func Config(dir string) terminal.Config {
	c := config.Default()
	return terminal.Config{
		Policy: machine.Policy{
			Reversal: reversal.Policy{Attempts: c.Reversal.Attempts}, AutoSignIn: true, BatchLimit: manySales,
			Copies: c.Terminal.Copies, Paper: true,
			Terminal: c.Terminal.ID, Merchant: c.Terminal.Merchant, Operator: c.Terminal.Operator,
		},
		Shop: receipt.Shop{Name: c.Terminal.MerchantName, Version: "posterm rig"}, Lang: c.Lang, Duplicate: terminal.Warn,
		MAC: c.Host.MAC, Form: comms.UnionPay.Form, Now: time.Now, Log: zerolog.Nop(),
		OpenRoll: func() (terminal.Roll, error) {
			j, err := journal.Open(dir, "rig")
			if err != nil {
				return nil, err
			}
			return j, nil
		},
	}
}
