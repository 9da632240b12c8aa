package main

import (
	"context"
	"errors"
	"strings"

	"posterm/card"
	"posterm/internal/check"
	"posterm/journal"
	"posterm/txn"
)

// evidence stops the terminal and collects what the three witnesses say.
func (w *world) evidence(ctx context.Context) (e check.Evidence, err error) {
	if err := w.stopTill(); err != nil {
		return e, err
	}
	j, err := journal.Open(w.roll(), "check")
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	book, rows, err := j.Book() // the batch is open since the roll began: these are all its rows
	if err != nil {
		return e, err
	}
	if report, err := j.Check(ctx); err != nil || !report.Sound() {
		return e, errors.Join(err, errors.New("journal check: the roll does not hold"))
	}
	e = check.Evidence{
		Rows: rows, Book: &book, Ledger: w.lab.Host.Ledger(), Settlements: w.lab.Host.Settlements(), Slips: w.lab.Printer.Slips(), Foot: slipFoot, Copies: w.cfg.Terminal.Copies,
	}
	e.Accounts, err = holdings(w.lab.Host.Accounts())
	for i, a := range e.Accounts {
		for _, d := range card.Builtin() {
			if d.Name == a.Name { // what the card had, whatever the host says it began with
				e.Accounts[i].Before = d.Balance
			}
		}
	}
	return e, err
}

// balance is what the host holds for a card.
func (w *world) balance(name string) (txn.Fen, error) {
	for _, a := range w.lab.Host.Accounts() {
		if a.Name == name {
			return fenOf(a.Balance)
		}
	}
	return 0, errors.New("no such account: " + name)
}

// fenOf reads a balance, which unlike an amount may be zero, or negative.
func fenOf(s string) (txn.Fen, error) {
	if s == txn.Fen(0).String() {
		return 0, nil
	}
	if owed, negative := strings.CutPrefix(s, "-"); negative {
		f, err := txn.ParseFen(owed)
		return -f, err
	}
	return txn.ParseFen(s)
}
