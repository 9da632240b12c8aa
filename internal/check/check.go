// Package check compares what three witnesses say about the same transactions:
// the acquirer's ledger, the terminal's journal and the paper. It is the one
// definition of "they agree" for the demonstration, the tests that kill, the
// simulation and the reconciliation of a real terminal.
//
// What must hold, at rest:
//
//  1. Money the host moved is approved in the journal, and the other way round,
//     unless the journal says that it is still open: pending, being reversed, or
//     parked for a person.
//  2. Nothing stands twice in the ledger under one number, no trace number is
//     used twice in a batch, and amounts are the same everywhere.
//  3. An approved transaction has every copy of its slip complete on paper, or
//     openly owed.
//  4. There is at most one original of a copy, and no approved slip for money
//     that is not approved.
//  5. The terminal's Book is what its roll adds up to, and balances are what
//     the ledger adds up to.
//
// Everything here is pure: no clock, no I/O.
package check

import (
	"cmp"
	"slices"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/txn"
)

// Evidence is what the witnesses say. What is left empty is not compared with
// the rest, but for the ledger and the paper: there, nothing is a statement too.
type Evidence struct {
	Rows     []roll.Row // the whole roll, from its first row
	Book     *roll.Book // what the terminal believes now
	Ledger   []host.Entry
	Accounts []Account
	Slips    []printer.Slip // all the paper since the roll began
	Foot     string         // what stands at the end of every slip, such as the program's version
	Copies   int            // copies of a slip that the terminal is set to print; 0: printing is off
}

// Of gives the findings, ordered by transaction. None means that all agree.
func Of(e Evidence) []Finding {
	c := checker{Evidence: e, txns: Transactions(e.Rows), papers: Read(e.Slips, e.Foot)}
	c.numbers()
	c.money()
	c.accounts()
	c.paper()
	c.book()
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Of.Batch, b.Of.Batch), cmp.Compare(a.Of.Trace, b.Of.Trace))
	})
	return c.findings
}

// checker collects findings.
type checker struct {
	Evidence
	txns     []roll.Txn
	papers   []Paper
	findings []Finding
}

func (c *checker) find(p Problem, of txn.Ref, zh, en string) {
	c.findings = append(c.findings, Finding{Problem: p, Of: of, Detail: txn.Words{ZH: zh, EN: en}})
}

// Transactions folds a roll into transactions, oldest first.
func Transactions(rows []roll.Row) (txns []roll.Txn) {
	at := map[roll.ID]int{}
	for _, r := range rows {
		for _, id := range []roll.ID{r.Txn, r.Orig} {
			if i, known := at[id]; known {
				txns[i] = txns[i].Apply(r)
			}
		}
		if r.What == roll.IntentMade {
			at[r.Txn] = len(txns)
			txns = append(txns, roll.FoldTxn([]roll.Row{r}))
		}
	}
	return txns
}

func refOf(t roll.Txn) txn.Ref { return txn.Ref{Batch: t.Batch, Trace: t.Trace} }
