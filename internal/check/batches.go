package check

import (
	"fmt"
	"maps"
	"slices"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// batches finds out which are closed, and which one may be closed at the host alone.
func (c *checker) batches() {
	for i := range c.Rows {
		switch r := &c.Rows[i]; {
		case r.What == roll.Closed:
			if c.closed == nil {
				c.closed = map[txn.Batch]bool{}
			}
			c.closed[r.Batch] = true
		case r.What == roll.IntentMade && r.Kind == txn.Settle:
			if n := c.at[r.Txn]; c.txns[n].Undecided() {
				c.ending = r.Batch
			}
		}
	}
}

// counting is what batches come to, added up without the terminal's help.
type counting map[txn.Batch]*counted

type counted struct {
	totals roll.Frozen // as a settlement has to tell them
	sure   roll.Frozen // of them what the host itself has approved
	// person: what needs, or needed, a person, who knows what the host holds of it; how
	// much that is, and of which organisation the card, the terminal was never told.
	person map[roll.ID]bool
}

// frozen is a settlement, and what its batch came to when it was frozen.
type frozen struct {
	by     roll.ID
	sure   roll.Frozen
	person map[roll.ID]bool
}

// add takes a row: what is approved, by the host or by a person's word, counts.
func (c *checker) add(sums counting, r *roll.Row) *counted {
	at := sums[r.Batch]
	if at == nil {
		at = &counted{person: map[roll.ID]bool{}}
		sums[r.Batch] = at
	}
	decision, _ := r.Body.(roll.Decision)
	if r.What == roll.Parked || r.What == roll.Resolved {
		at.person[r.Txn] = true
	}
	n, known := c.at[r.Txn]
	if !known || r.What != roll.Approved && !decision.Stands {
		return at
	}
	t := &c.txns[n]
	at.totals = at.totals.Count(t.Kind, t.Intent.Amount, t.Outcome.Org)
	if r.What == roll.Approved {
		delete(at.person, r.Txn)
		at.sure = at.sure.Count(t.Kind, t.Intent.Amount, t.Outcome.Org)
	}
	return at
}

// freezes holds the totals of a settlement against the rows before it.
func (c *checker) freezes(t *roll.Txn, at *counted) {
	c.frozen = append(c.frozen, frozen{t.ID, at.sure, maps.Clone(at.person)})
	said := t.Intent.Frozen
	if said == nil || said.Domestic != at.totals.Domestic || said.Foreign != at.totals.Foreign {
		c.find(TotalsDiffer, refOf(t), fmt.Sprintf("结算 %+v，流水 %+v", said, at.totals), fmt.Sprintf("settled %+v, the rows come to %+v", said, at.totals))
	}
}

// touched: from the freeze to the end of a settlement nothing else is sent that a batch
// counts or that could change it.
func (c *checker) touched(b roll.Book, r *roll.Row) {
	sends := r.What == roll.IntentMade && r.Kind.Gated() || r.What == roll.RevTry || r.What == roll.Repeat || r.What == roll.OrderAsked
	if sends && r.Txn != b.Freeze {
		c.find(FrozenTouched, txn.Ref{Batch: r.Batch, Trace: r.Trace}, r.Kind.Words().ZH+" "+r.What.String(), r.Kind.String()+" "+r.What.String())
	}
}

// closing: the row that closes a batch follows the accepted end of its settlement, whose
// totals the host compared, and whose transactions it took when it did not find them equal.
func (c *checker) closing(b roll.Book, row int) {
	n, known := c.at[b.Freeze]
	if !known {
		c.find(ClosedUnproven, txn.Ref{}, fmt.Sprintf("批次 %s 没有结算", b.Batch), fmt.Sprintf("batch %s was not settled", b.Batch))
		return
	}
	t, before := &c.txns[n], &c.Rows[row-1]
	accepted := before.What == roll.Approved && before.Txn == t.ID && t.Outcome.Code.Approves()
	compared := t.Compared != nil && t.Compared.Result() != txn.NotCompared
	all := t.Intent.Frozen.All()
	if missing := all.Debit.Count + all.Credit.Count - t.Upload.Records; !accepted || !compared || t.Compared.Result() != txn.Balanced && missing != 0 {
		c.find(ClosedUnproven, refOf(t), fmt.Sprintf("应答 %q，对账 %v，缺 %d 笔明细", t.Outcome.Code, compared, missing),
			fmt.Sprintf("answer %q, compared %v, %d records not uploaded", t.Outcome.Code, compared, missing))
	}
}

// settlements holds every closed batch against the ledger, and against what the host
// says of its settlement. What a transaction by itself explains is told there.
func (c *checker) settlements() {
	var ledger map[txn.Batch]roll.Frozen
	for _, f := range c.frozen {
		t := &c.txns[c.at[f.by]]
		if t.Is != roll.Approved || slices.ContainsFunc(c.findings, func(f Finding) bool { return f.Of.Batch == t.Batch }) {
			continue
		}
		if ledger == nil {
			ledger = c.ledgerSums()
		}
		own := f.sure
		for id := range f.person {
			own = c.countHeld(own, &c.txns[c.at[id]], anyTime)
		}
		if sum := ledger[t.Batch]; sum.Domestic != own.Domestic || sum.Foreign != own.Foreign {
			c.find(BatchDiffers, refOf(t), fmt.Sprintf("终端 %+v，账本 %+v", own.All(), sum.All()), fmt.Sprintf("terminal %+v, ledger %+v", own, sum))
			continue
		}
		c.told(t, &f)
	}
}

// ledgerSums are what the batches come to by the ledger.
func (c *checker) ledgerSums() map[txn.Batch]roll.Frozen {
	sums := map[txn.Batch]roll.Frozen{}
	for k, entries := range c.entries {
		for _, e := range entries {
			if amount, err := txn.ParseFen(e.Amount); err == nil && counts(e) {
				sums[k.ref.Batch] = sums[k.ref.Batch].Count(e.Kind, amount, e.Organisation)
			}
		}
	}
	return sums
}

func anyTime(string) bool { return true }

// countHeld adds what the host holds of a transaction, of what it decided at a wanted time.
func (c *checker) countHeld(sum roll.Frozen, t *roll.Txn, wanted func(string) bool) roll.Frozen {
	for _, e := range c.entries[keyOf(t)] {
		if amount, err := txn.ParseFen(e.Amount); err == nil && counts(e) && wanted(e.Time) { // of a part, when only that was approved
			sum = sum.Count(t.Kind, amount, e.Organisation)
		}
	}
	return sum
}

// told compares a closed batch with what the host was told of it and held then.
func (c *checker) told(t *roll.Txn, f *frozen) {
	if len(c.Settlements) == 0 {
		return
	}
	i := slices.IndexFunc(c.Settlements, func(s host.Settlement) bool {
		return s.Terminal == t.Intent.Terminal && s.Batch == t.Batch.String() && s.Trace == t.Trace.String()
	})
	if i < 0 {
		c.find(BatchDiffers, refOf(t), "主机没有这笔结算", "the host knows no such settlement")
		return
	}
	s := &c.Settlements[i]
	held := c.heldAt(s.Time, f)
	n := max(0, slices.Index(held, halves(s, true)))
	said := []any{halves(s, false), halves(s, true), s.Said, s.Next, s.Ended != ""}
	want := []any{sums(*t.Intent.Frozen), held[n], t.Upload.Records, t.Batch.Next().String(), true}
	if !slices.Equal(said, want) || t.Compared.Result() == txn.Balanced && s.Result != txn.Balanced.String() {
		c.find(BatchDiffers, refOf(t), fmt.Sprintf("主机 %s %v，终端 %s %v", s.Result, said, t.Compared.Result(), want),
			fmt.Sprintf("host: %s %v, terminal: %s %v", s.Result, said, t.Compared.Result(), want))
		return
	}
	c.uploaded(t, s, f.person)
}

// tiesLimit is how many sums are thought of when an issuer decides in the second in which
// totals are compared.
const tiesLimit = 1 << 8

// heldAt is what the host may have held when it compared. An issuer may be late: what a
// person has to decide counts when the host had decided it by then, and either way when
// that was in the same second.
func (c *checker) heldAt(compared string, f *frozen) []string {
	before := func(at string) bool { return at < compared }
	same := func(at string) bool { return at == compared }
	all := []roll.Frozen{f.sure}
	for id := range f.person {
		t := &c.txns[c.at[id]]
		for i := range all {
			all[i] = c.countHeld(all[i], t, before)
		}
		if late := c.countHeld(roll.Frozen{}, t, same); late != (roll.Frozen{}) && len(all) < tiesLimit {
			for _, sum := range all {
				all = append(all, c.countHeld(sum, t, same))
			}
		}
	}
	lines := make([]string, len(all))
	for i := range all {
		lines[i] = sums(all[i])
	}
	return lines
}

// halves is what the terminal said, or the host held, in one line.
func halves(s *host.Settlement, own bool) string {
	d, f := s.Domestic.Terminal, s.Foreign.Terminal
	if own {
		d, f = s.Domestic.Host, s.Foreign.Host
	}
	return fmt.Sprint(d.Debit, d.Credit, f.Debit, f.Credit)
}

func sums(f roll.Frozen) string {
	of := func(s txn.Sum) host.SumOf { return host.SumOf{Count: s.Count, Amount: s.Amount.String()} }
	return fmt.Sprint(of(f.Domestic.Debit), of(f.Domestic.Credit), of(f.Foreign.Debit), of(f.Foreign.Credit))
}

// uploaded: what was uploaded is what the host holds, but for what needs a person.
func (c *checker) uploaded(t *roll.Txn, s *host.Settlement, person map[roll.ID]bool) {
	for _, r := range s.Records {
		n, _ := txn.ParseNumber(r.Trace)
		ref, knows := txn.Ref{Batch: t.Batch, Trace: txn.Trace(n)}, false
		for id := range person {
			knows = knows || refOf(&c.txns[c.at[id]]) == ref
		}
		if r.Found != "ok" && !knows {
			c.find(UploadDiffers, ref, fmt.Sprintf("主机：%s %s %s", r.Card, r.Amount, r.Found), fmt.Sprintf("host: %s %s %s", r.Card, r.Amount, r.Found))
		}
	}
}
