package check

import (
	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// key is how host and terminal name the same transaction (RULES.md 2.1).
type key struct {
	terminal string
	ref      txn.Ref
}

func keyOf(t *roll.Txn) key { return key{t.Intent.Terminal, refOf(t)} }

// sortLedger sorts this terminal's entries by transaction. An entry whose numbers cannot
// be read is kept under none, where it matches nothing.
func (c *checker) sortLedger() {
	ours := c.ours()
	c.entries = make(map[key][]*host.Entry, len(c.Ledger))
	for i := range c.Ledger {
		e := &c.Ledger[i]
		if e.Static {
			continue // a customer's own doing: no terminal knows of it
		}
		if ours == nil || ours[numbers{e.Terminal, e.Merchant}] {
			k := entryKey(e)
			c.entries[k] = append(c.entries[k], e)
		}
	}
}

func entryKey(e *host.Entry) key {
	batch, errB := txn.ParseNumber(e.Batch)
	trace, errT := txn.ParseNumber(e.Trace)
	if errB != nil || errT != nil {
		return key{terminal: e.Terminal}
	}
	return key{e.Terminal, txn.Ref{Batch: txn.Batch(batch), Trace: txn.Trace(trace)}}
}

// numbers are those of a terminal and its merchant.
type numbers struct{ terminal, merchant string }

// ours are the numbers this terminal works or worked under; nil: everything is its own.
func (c *checker) ours() map[numbers]bool {
	if c.Terminal == "" && c.Merchant == "" {
		return nil
	}
	all := map[numbers]bool{{c.Terminal, c.Merchant}: true}
	for i := range c.txns {
		all[numbers{c.txns[i].Intent.Terminal, c.txns[i].Intent.Merchant}] = true
	}
	return all
}

// Compared counts the entries of the ledger and the pieces of paper that Of holds against
// the journal: those of this terminal, and paper that does not say whose it is.
func Compared(e Evidence) (entries, slips int) {
	c := checker{Evidence: &e, papers: e.papers()}
	c.txns, c.at = transactions(e.Rows)
	c.sortLedger()
	for _, same := range c.entries {
		entries += len(same)
	}
	ours := c.ours()
	for i := range c.papers {
		if p := &c.papers[i]; p.of(ours) {
			slips += len(p.Pieces)
		}
	}
	return entries, slips
}
