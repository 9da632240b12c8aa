package check

import (
	"cmp"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// heard checks slips from the host's record 据主机记录补打: each was asked for by an enquiry whose answer says the same, was begun
// for it, and tells of money that the host did move. They are no copies of anything. A slip about another terminal's
// transaction that nobody asked for here was that terminal's to print.
func (c *checker) heard(papers []*Paper, ours map[numbers]bool) {
	begun := map[roll.ID]int{}
	for i := range c.Rows {
		if a, is := c.Rows[i].Body.(roll.Attempt); is && a.Form == txn.FormHostRecord {
			begun[c.Rows[i].Txn]++
		}
	}
	for _, p := range papers {
		if !p.Whole {
			continue // what was cut off proves nothing, and says so at its head
		}
		found := false
		for i := range c.txns {
			t := &c.txns[i]
			if found = begun[t.ID] > 0 && p.tells(t); found {
				begun[t.ID]--
				break
			}
		}
		if !found && p.of(ours) || found && !c.happened(p) {
			c.find(RecordUnproven, p.Of, "小票 "+p.ids(), "slip "+p.ids())
		}
	}
}

// tells says whether a slip is what the host told an enquiry.
func (p *Paper) tells(t *roll.Txn) bool {
	r := t.HostRecord()
	if r == nil {
		return false
	}
	of, amount := txn.Ref{Batch: r.Batch, Trace: r.Trace}, r.Amount
	if r.Batch == 0 {
		of = txn.Ref{}
	}
	if tie := r.Kind.Tie(); tie == txn.Undoes || tie == txn.GivesBack {
		amount = -amount
	}
	return p.Of == of && p.Amount == amount.String() && p.Card == r.Card && p.RRN == t.Outcome.RRN
}

// happened says whether the ledger has the money that a slip tells of.
func (c *checker) happened(p *Paper) bool {
	for i := range c.Ledger {
		e := &c.Ledger[i]
		fits := e.RRN == p.RRN && e.Terminal == cmp.Or(p.Terminal, e.Terminal)
		if fits && (stands(e) || e.State == host.Voided || e.State == host.Reversed) { // a reversal may have come since
			return true
		}
	}
	return false
}
