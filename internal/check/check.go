// Package check compares what three witnesses say about the same transactions:
// the acquirer's ledger, the terminal's journal and the paper. It is the one
// definition of "they agree" for the demonstration, the tests that kill, the
// simulation and the reconciliation of a real terminal.
//
// What must hold, at rest:
//
//  1. Money the host moved is approved in the journal, and the other way round,
//     unless the journal says that it is still open: pending, being reversed, asked
//     about, or parked for a person. What a person decided is what the host says, too.
//     An order called closed is not paid.
//  2. The host never saw a request that the journal does not know, or calls not sent.
//  3. Nothing stands twice in the ledger under one number, no trace number is used twice
//     in a batch, no order number ever; amount, card and reference numbers are the same
//     everywhere.
//  4. By the roll and by the ledger nothing is voided twice, a hold becomes money once or
//     is released, nothing gives back more than it brought in; and what the ledger calls
//     an original is what its own entries left of it.
//  5. A reversal was called done only by an answer that proves it (RULES.md 3.4).
//  6. A batch was closed only after the host compared its totals, took its lists where
//     they differed, and accepted its end; nothing was sent in between. What is settled
//     here is settled there. The totals are what the rows add up to, what the ledger
//     holds and what the host was told; what was uploaded is in the ledger (RULES.md 4.2).
//  7. A transaction that ended has every copy of its slip complete on paper, or
//     openly owed, a closed batch its settlement slip; and the paper shows kind, amount
//     and card, and the totals with the host's word on them.
//  8. There is at most one original of a copy; no sales slip for money that is not
//     approved, no reversal slip for money that was not undone, no settlement slip for a
//     batch that is open, and none headed NOT APPROVED that was begun when the money was
//     approved already.
//  9. The terminal's Book is what its roll adds up to; closed batches, printed lists and
//     totals are what their rows add up to, balances and holds what the ledger adds up to.
//
// Everything here is pure: no clock, no I/O. A new rule is one Problem with its words
// (finding.go), one method below, and one row of TestEveryDisagreementIsFound.
package check

import (
	"cmp"
	"slices"
	"time"

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
	// Settlements are what the host was told of batches, and compared.
	Settlements []host.Settlement
	Slips       []printer.Slip // all the paper since the roll began, or since Since; what says 训练 TRAINING is not compared
	Foot        string         // what stands at the end of every slip, such as the program's version
	Copies      int            // copies of a slip that the terminal is set to print; 0: printing is off
	// PaperGone: older paper was thrown away, so that what is not there proves nothing.
	PaperGone bool
	// Since is when the paper begins, by the clock of whoever keeps it: that of slips printed before, by
	// the terminal's clock, is not known, so that nothing is missing. Zero: when the roll did.
	Since time.Time
	// Terminal and Merchant, 8 and 15 characters: the host and the printer serve others,
	// too. Only what was done under these numbers, or under those that the roll used
	// before, is compared; balances are the sum of everybody's. Empty: all is this terminal's.
	Terminal, Merchant string
}

// Of gives the findings, ordered by transaction. None means that all agree.
//
// It costs a few microseconds per transaction (BenchmarkOf).
func Of(e Evidence) []Finding {
	c := checker{Evidence: &e, papers: e.papers()}
	c.txns, c.at = transactions(e.Rows)
	c.sortLedger()
	c.numbers()
	c.batches()
	c.money()
	c.originals()
	c.accounts()
	c.paper()
	c.record()
	c.settlements()
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
	closed   map[txn.Batch]bool
	ending   txn.Batch // a batch that is frozen: the host may have closed it already
	frozen   []frozen  // what record saw of settlements
	printed  map[uint64]time.Time
	findings []Finding
}

func (c *checker) find(p Problem, of txn.Ref, zh, en string) {
	c.findings = append(c.findings, Finding{Problem: p, Of: of, Detail: txn.Words{ZH: zh, EN: en}})
}

// explained says whether something was found about a transaction: what follows from that
// is not told as another finding.
func (c *checker) explained(of txn.Ref) bool {
	return slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Of == of })
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
