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

// comparing says whether a batch stands between the comparison of its totals and its end.
func (b *book) comparing(k Key) bool { return !b.uncompared(k) }

// behind says whether a batch number comes before another one: numbers run in a circle
// from 000001 to 999999, and the shorter way round decides.
func behind(number, current txn.Batch) bool {
	ahead := (int(current) - int(number) + int(txn.TraceLimit)) % int(txn.TraceLimit)
	return ahead > 0 && ahead < int(txn.TraceLimit)/2
}

// knowsClosed says whether a batch is closed and its terminal knows: it ended the batch itself
// since it signed in.
func (b *book) knowsClosed(k Key) bool {
	t := b.terminals[k.Terminal]
	return t != nil && t.ended[k.Batch] && t.batch != k.Batch
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
