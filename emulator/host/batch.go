package host

import (
	"posterm/comms/message"
	"posterm/txn"
)

// batchKey names a terminal's batch.
type batchKey struct{ terminal, number string }

// batch is what the host holds of a batch, open or closed.
type batch struct {
	totals     message.Totals // what its entries come to; no results
	entries    []*entry
	comparison *comparison // the last one; nil: its totals were not compared
	ended      bool
}

// batchOf is the batch of a transaction, begun when it is the first. A number that was
// used before, a million batches ago or on a terminal that was replaced, begins anew.
func (b *book) batchOf(k Key) *batch {
	name := batchKey{k.Terminal, k.Batch}
	at := b.batches[name]
	if at == nil || at.ended {
		at = &batch{}
		b.batches[name] = at
	}
	return at
}

// isClosed says whether a batch was ended, and its number is not in use again.
func (b *book) isClosed(k Key) bool {
	at, t := b.batches[batchKey{k.Terminal, k.Batch}], b.terminals[k.Terminal]
	return at != nil && at.ended && (t == nil || t.batch != k.Batch)
}

// count adds an entry to the totals, or takes it away again.
func (at *batch) count(e *entry, sign int) {
	half := &at.totals.Domestic
	if e.organisation() != domestic {
		half = &at.totals.Foreign
	}
	side := &half.Debit
	switch e.Kind.Side() {
	case txn.Uncounted:
		return
	case txn.Credit:
		side = &half.Credit
	}
	side.Count += sign
	side.Amount += txn.Fen(sign) * e.Amount
}
