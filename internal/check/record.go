package check

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// numbers: a trace number is used once in its batch, by a transaction or by one of the
// other messages that have their own; the number of a wallet order once for ever.
func (c *checker) numbers() {
	used := make(map[txn.Ref]int, len(c.txns))
	use := func(ref txn.Ref) {
		if used[ref]++; used[ref] == 2 {
			c.find(TraceTwice, ref, "流水中有多笔", "used by several messages of the roll")
		}
	}
	orders := map[string]bool{}
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.What == roll.OrderAsked {
			ask, _ := r.Body.(roll.Ask)
			use(txn.Ref{Batch: r.Batch, Trace: ask.Trace})
		}
		if r.What != roll.IntentMade {
			continue
		}
		use(txn.Ref{Batch: r.Batch, Trace: r.Trace})
		if r.Kind != txn.Settle && r.Kind != txn.WalletPay {
			continue
		}
		in, _ := r.Body.(roll.Intent)
		for n := 1; in.Frozen != nil && n <= in.Frozen.Reserve; n++ {
			use(txn.Ref{Batch: r.Batch, Trace: r.Trace.Skip(n)})
		}
		if in.Order != "" && orders[in.Order] && r.Kind == txn.WalletPay {
			c.find(OrderTwice, txn.Ref{Batch: r.Batch, Trace: r.Trace}, "订单号 "+in.Order, "order "+in.Order)
		}
		orders[in.Order] = true
	}
}

// record walks over the roll as the terminal folds it. Every closed batch carries over
// what its rows add up to, a reversal that is called done and a batch that is called
// closed were proven, and the Book at the end is what the terminal believes (RULES.md 1.2).
func (c *checker) record() {
	var b roll.Book
	moved := 0 // transactions with money since the last checkpoint
	sums := counting{}
	for i := range c.Rows {
		r := &c.Rows[i]
		switch {
		case r.What.Checkpoint():
			if i > 0 {
				c.carried(b.NextBatch(), r)
				c.closing(b, i)
			}
			moved = 0
		case r.What == roll.IntentMade && r.Kind.Moves():
			moved++
		case r.What == roll.Reversed:
			c.proven(b, r)
		}
		if b.Freeze != 0 {
			c.touched(b, r)
		}
		if at := c.add(sums, r); r.What == roll.IntentMade && r.Kind == txn.Settle {
			c.freezes(&c.txns[c.at[r.Txn]], at)
		}
		b = b.Apply(*r)
	}
	if b.Count != moved {
		c.find(TotalsDiffer, txn.Ref{}, fmt.Sprintf("批次 %s：计数 %d 笔，流水 %d 笔", b.Batch, b.Count, moved),
			fmt.Sprintf("batch %s: %d counted, %d in the roll", b.Batch, b.Count, moved))
	}
	if c.Book != nil {
		c.sameBook(BookDiffers, *c.Book, b)
	}
}

// carried compares a checkpoint with the Book before it. Its row brings seq and time.
func (c *checker) carried(want roll.Book, r *roll.Row) {
	cp, _ := r.Body.(roll.Checkpoint)
	cp.Book.Seq, cp.Book.At = want.Seq, want.At
	c.sameBook(TotalsDiffer, cp.Book, want)
}

// proven: 25 means "no such original, or undone already", which proves something only
// while the host must still know the original: on its day and in its batch (RULES.md 3.4).
// Its day is the one that the host named before it; the terminal's clock may have been wrong.
func (c *checker) proven(b roll.Book, r *roll.Row) {
	answer, _ := r.Body.(roll.Refusal)
	n, known := c.at[r.Txn]
	if !known {
		return
	}
	t := &c.txns[n]
	day, today := cmp.Or(t.Intent.HostDay, txn.HostDate(t.At)), answer.HostDate
	if today == "" {
		day, today = txn.HostDate(t.At), txn.HostDate(r.At)
	}
	ends := cmp.Or(t.Intent.SettleDay, t.Intent.HostDay)
	late := today != day || answer.SettleDate != "" && ends != "" && answer.SettleDate != ends || b.Batch != t.Batch
	if answer.Code.EndsReversal() && (answer.Code != "25" || !late) {
		return
	}
	c.find(ReversalUnproven, refOf(t), fmt.Sprintf("应答 %s，应答日期 %s，批次 %s；原交易日期 %s", answer.Code, today, b.Batch, day),
		fmt.Sprintf("answer %s on %s in batch %s; the original was on %s", answer.Code, today, b.Batch, day))
}

// sameBook tells member by member where two Books differ.
func (c *checker) sameBook(p Problem, believed, folded roll.Book) {
	if reflect.DeepEqual(believed, folded) {
		return
	}
	have, want := members(believed), members(folded)
	var names []string
	for name, value := range want {
		if have[name] != value {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		c.find(p, txn.Ref{}, fmt.Sprintf("%s：终端 %s，流水 %s", name, have[name], want[name]),
			fmt.Sprintf("%s: terminal %s, roll %s", name, have[name], want[name]))
	}
}

// members gives a Book's members as JSON, so that times and empty lists compare by meaning.
func members(b roll.Book) map[string]string {
	raw, err := json.Marshal(b)
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return map[string]string{"error": err.Error()}
	}
	texts := map[string]string{}
	for name, part := range parts {
		if texts[name] = string(part); texts[name] == "null" {
			texts[name] = "[]"
		}
	}
	return texts
}
