// Package check compares what three witnesses say about the same transactions:
// the acquirer's ledger, the terminal's journal and the paper. It is the one
// definition of "they agree" for the demonstration, the tests that kill, the
// simulation and the reconciliation of a real terminal.
//
// What must hold, at rest:
//
//  1. Money the host moved is approved in the journal, and the other way round,
//     unless the journal says that it is still open: pending, being reversed, or
//     parked for a person. What a person decided is what the host says, too.
//  2. The host never saw a request that the journal does not know, or calls not sent.
//  3. Nothing stands twice in the ledger under one number, no sale is voided twice,
//     no trace number is used twice in a batch; amount, card and reference numbers
//     are the same everywhere.
//  4. A reversal was called done only by an answer that proves it (RULES.md 3.4).
//  5. A transaction that ended has every copy of its slip complete on paper, or
//     openly owed, and the paper shows its amount and its card.
//  6. There is at most one original of a copy; no sales slip for money that is not
//     approved, no reversal slip for money that was not undone, and none headed
//     NOT APPROVED that was begun when the money was approved already.
//  7. The terminal's Book is what its roll adds up to; closed batches and printed
//     lists are what their rows add up to, balances what the ledger adds up to.
//
// Everything here is pure: no clock, no I/O. A new rule is one Problem with its words
// (finding.go), one method below, and one row of TestEveryDisagreementIsFound.
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
	// PaperGone: older paper was thrown away, so that what is not there proves nothing.
	PaperGone bool
	// Terminal and Merchant, 8 and 15 characters: the host and the printer serve others,
	// too. Only what was done under these numbers, or under those that the roll used
	// before, is compared; balances are the sum of everybody's. Empty: all is this terminal's.
	Terminal, Merchant string
}

// Of gives the findings, ordered by transaction. None means that all agree.
//
// It costs a few microseconds per transaction (BenchmarkOf).
func Of(e Evidence) []Finding {
	c := checker{Evidence: &e, papers: Read(e.Slips, e.Foot)}
	c.txns, c.at = transactions(e.Rows)
	c.sortLedger()
	c.numbers()
	c.money()
	c.accounts()
	c.paper()
	c.record()
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Of.Batch, b.Of.Batch), cmp.Compare(a.Of.Trace, b.Of.Trace))
	})
	return c.findings
}

// checker collects findings.
type checker struct {
	*Evidence
	txns     []roll.Txn
	at       map[roll.ID]int // place in txns
	papers   []Paper
	entries  map[key][]*host.Entry
	findings []Finding
}

func (c *checker) find(p Problem, of txn.Ref, zh, en string) {
	c.findings = append(c.findings, Finding{Problem: p, Of: of, Detail: txn.Words{ZH: zh, EN: en}})
}

// Transactions folds a roll into transactions, oldest first.
func Transactions(rows []roll.Row) []roll.Txn {
	txns, _ := transactions(rows)
	return txns
}

func transactions(rows []roll.Row) (txns []roll.Txn, at map[roll.ID]int) {
	at = make(map[roll.ID]int, len(rows)/4)
	txns = make([]roll.Txn, 0, len(rows)/4)
	for i := range rows {
		r := &rows[i]
		if n, known := at[r.Txn]; known {
			txns[n] = txns[n].Apply(*r)
		}
		if r.Orig != 0 {
			if n, known := at[r.Orig]; known {
				txns[n] = txns[n].Apply(*r)
			}
		}
		if r.What == roll.IntentMade {
			at[r.Txn] = len(txns)
			txns = append(txns, roll.FoldTxn(rows[i:i+1]))
		}
	}
	return txns, at
}

func refOf(t *roll.Txn) txn.Ref { return txn.Ref{Batch: t.Batch, Trace: t.Trace} }
