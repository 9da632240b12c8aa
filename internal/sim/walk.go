package sim

import (
	"errors"

	"posterm/internal/odometer"
	"posterm/txn"
)

// Script is how much may go wrong in one run of a flow.
type Script struct {
	Exchanges int // the first ones, each with every scripted fault of the line
	Jobs      int // the first ones, each with every scripted fault of the printer
	Cuts      int // power cuts, each at every step
}

// walk is a fate that goes through all possibilities of a script, one run after the other.
type walk struct {
	odometer.Odometer
	script Script
	left   Script // in this run
	first  int    // the fault of the first exchange; it stands still
	on     bool
}

// begin switches the faults on, at the beginning of a run.
func (f *walk) begin() {
	f.on, f.left = true, f.script
	f.Rewind()
}

func (f *walk) Fault(at Place, n int) int {
	switch {
	case !f.on:
	case at == Line && f.left.Exchanges > 0:
		if f.left.Exchanges--; f.left.Exchanges == f.script.Exchanges-1 {
			return f.first
		}
		return f.Pick(1 + scripted)
	case at == Printer && f.left.Jobs > 0 && n > printerScript:
		f.left.Jobs--
		return f.Pick(1 + printerScript)
	}
	return 0
}

func (f *walk) Choose(int) int { return 0 }

func (f *walk) Try(n int) int {
	if !f.on {
		return 0
	}
	return f.Pick(n)
}

func (f *walk) Cut() bool {
	if !f.on || f.left.Cuts == 0 || f.Pick(2) == 0 {
		return false
	}
	f.left.Cuts--
	return true
}

func (f *walk) Heal() { f.on = false }

// Flow is one kind of transaction with everything that a script lets go wrong, from a
// shop that has made a sale to the evening: the transaction itself, then a balance
// inquiry, which delivers what is owed before it.
type Flow struct {
	Kind   txn.Kind
	First  int  // the fault of the first exchange: 0 to Firsts-1
	AtOnce bool // reversals leave as soon as the doubt arises
	Upload bool // a settlement whose totals the host finds unbalanced
}

// Firsts is how many ways the first exchange of a flow goes.
const Firsts = 1 + scripted

// Flows lists every kind with every first exchange, in parts that can be walked apart.
func Flows(atOnce bool) (all []Flow) {
	for _, kind := range txn.Kinds() {
		for first := range Firsts {
			all = append(all, Flow{Kind: kind, First: first, AtOnce: atOnce})
			if kind == txn.Settle {
				all = append(all, Flow{Kind: kind, First: first, AtOnce: atOnce, Upload: true})
			}
		}
	}
	return all
}

// Walk runs a flow in all ways and gives how many there were. It ends at the first
// violation, or when more says so.
func (fl Flow) Walk(s Script, tally *Tally, more func() bool) (runs int, err error) {
	f := &walk{script: s, first: fl.First}
	for more() {
		if err = fl.run(f, false, tally); err != nil {
			again := fl.run(f, true, &Tally{}) // the same once more, with its story
			if first := (*Violation)(nil); errors.As(err, &first) {
				err = first.with(again)
			}
			return runs, err
		}
		if runs++; !f.Next() {
			return runs, nil
		}
	}
	return runs, nil
}

// originals are what a kind needs beside a sale, made while nothing goes wrong.
var originals = map[txn.Kind][]txn.Kind{
	txn.PreauthVoid: {txn.Preauth}, txn.Complete: {txn.Preauth}, txn.CompleteVoid: {txn.Preauth, txn.Complete},
	txn.QRVoid: {txn.QRSale}, txn.QRRefund: {txn.QRSale}, txn.WalletRefund: {txn.WalletPay},
	txn.CashVoid: {txn.Cash},
}

// run is one run: the digits say which.
func (fl Flow) run(f *walk, keep bool, tally *Tally) error {
	f.on = false
	w, err := New(f, Options{Keep: keep, AtOnce: fl.AtOnce})
	if err != nil {
		return err
	}
	w.print()
	for _, kind := range append([]txn.Kind{txn.Sale}, originals[fl.Kind]...) { // the sale signs in
		w.deal(kind)
		w.settle()
		w.print()
	}
	w.habits.unbalanced = fl.Upload
	f.begin()
	for _, kind := range fl.deals() {
		w.deal(kind)
		w.settle()
		w.print()
		w.settle()
		if w.dead.Load() {
			w.reboot()
			w.print()
		}
	}
	w.end()
	tally.Add(w.Tally)
	return w.verdict()
}

// deals are what the merchant asks for. After a sign-off the terminal wants a sign-in; a
// settlement that was cut goes on before anything else.
func (fl Flow) deals() []txn.Kind {
	switch fl.Kind {
	case txn.SignOff:
		return []txn.Kind{txn.SignOff, txn.SignIn, txn.Balance}
	case txn.Settle:
		return []txn.Kind{txn.Settle, txn.Settle, txn.Balance}
	}
	return []txn.Kind{fl.Kind, txn.Balance}
}
