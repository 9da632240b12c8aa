package check

import (
	"fmt"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// money compares ledger and journal, transaction by transaction.
func (c *checker) money() {
	used, known := map[roll.ID]use{}, make(map[key]bool, len(c.txns))
	for i := range c.txns {
		t := &c.txns[i]
		if !t.Kind.Moves() {
			continue
		}
		k := keyOf(t)
		moved := c.compare(t, c.entries[k])
		if t.Orig != 0 && moved {
			used[t.Orig] = used[t.Orig].with(t.Kind.Tie(), t.Intent.Amount)
		}
		known[k] = true
	}
	for i := range c.Ledger {
		e := &c.Ledger[i]
		if k := entryKey(e); c.entries[k] != nil && !known[k] {
			c.unknown(k.ref, e)
		}
	}
	if len(used) == 0 {
		return
	}
	for i := range c.txns {
		t := &c.txns[i]
		c.overused(refOf(t), used[t.ID], t.Intent.Amount, txn.Words{ZH: "流水", EN: "roll"})
	}
}

// unknown is an entry of the ledger that belongs to no transaction of the roll.
func (c *checker) unknown(ref txn.Ref, e *host.Entry) {
	problem := SentNotRecorded
	if stands(e) {
		problem = ChargedNotRecorded
	}
	c.find(problem, ref, "主机："+hostSays(e)+"，终端：无记录", "host: "+hostSays(e)+", terminal: nothing")
}

// compare holds one transaction of the journal against the ledger, and says whether
// either of them calls its money moved.
func (c *checker) compare(t *roll.Txn, entries []*host.Entry) (moved bool) {
	standing := 0
	for _, e := range entries {
		if stands(e) {
			standing++
		}
		c.compareEntry(t, e)
	}
	if standing > 1 {
		c.find(ChargedTwice, refOf(t), fmt.Sprintf("账本中有 %d 笔", standing), fmt.Sprintf("%d entries of the ledger", standing))
	}
	if t.Kind.Local() {
		if len(entries) > 0 {
			c.find(ChargedNotRecorded, refOf(t), hostWord(entries).ZH+"，"+here(t).ZH, hostWord(entries).EN+", "+here(t).EN)
		}
		return t.Is == roll.Approved
	}
	recorded, charged := t.Money(0) == txn.MoneyApproved, standing > 0
	switch {
	case openMoney(t):
	case charged != recorded:
		c.find(c.mismatch(t, charged), refOf(t), hostWord(entries).ZH+"，"+here(t).ZH, hostWord(entries).EN+", "+here(t).EN)
	case t.Is == roll.NotSent && len(entries) > 0:
		c.find(SentNotRecorded, refOf(t), hostWord(entries).ZH+"，"+here(t).ZH, hostWord(entries).EN+", "+here(t).EN)
	}
	return recorded || charged
}

// mismatch names a difference about whether money moved: when a person had the last
// word, about this transaction or about its void, it is the decision that is wrong.
func (c *checker) mismatch(t *roll.Txn, charged bool) Problem {
	n, voided := c.at[t.Void]
	switch {
	case t.Is == roll.Resolved, voided && c.txns[n].Is == roll.Resolved:
		return DecisionDiffers
	case charged && t.Is == roll.Unpaid:
		return ClosedButPaid
	case charged:
		return ChargedNotRecorded
	}
	return RecordedNotCharged
}

// compareEntry compares what describes a transaction on both sides. The amount of the
// request is compared; a part of it, which some hosts approve, is no approval here.
func (c *checker) compareEntry(t *roll.Txn, e *host.Entry) {
	answered := t.Is == roll.Approved && e.Response.Approves()
	asked := e.Amount
	if e.Requested != "" && !answered {
		asked = e.Requested
	}
	if amount, err := txn.ParseFen(asked); err != nil || amount != t.Intent.Amount || e.Card != t.Intent.Card {
		c.find(AmountDiffers, refOf(t), fmt.Sprintf("主机 %s %s，终端 %s %s", e.Amount, e.Card, t.Intent.Amount, t.Intent.Card),
			fmt.Sprintf("host %s %s, terminal %s %s", e.Amount, e.Card, t.Intent.Amount, t.Intent.Card))
	}
	if e.Kind != t.Kind || e.Merchant != t.Intent.Merchant || answered && (e.RRN != t.Outcome.RRN || e.Auth != t.Outcome.Auth) {
		host, terminal := fmt.Sprintf("%s %s %s %s", e.Kind, e.Merchant, e.RRN, e.Auth), fmt.Sprintf("%s %s %s %s", t.Kind, t.Intent.Merchant, t.Outcome.RRN, t.Outcome.Auth)
		c.find(EntryDiffers, refOf(t), "主机 "+host+"，终端 "+terminal, "host "+host+", terminal "+terminal)
	}
	if counts(e) && e.Settled != c.closed[t.Batch] && t.Batch != c.ending {
		c.find(SettledDiffers, refOf(t), fmt.Sprintf("主机已结算：%v，终端批次已关闭：%v", e.Settled, c.closed[t.Batch]),
			fmt.Sprintf("host: settled %v, terminal: batch closed %v", e.Settled, c.closed[t.Batch]))
	}
}

// openMoney says whether the journal itself calls the money unsettled: its own, or
// that of a void of it.
func openMoney(t *roll.Txn) bool {
	switch t.Money(0) {
	case txn.MoneyPending, txn.MoneyReversing, txn.MoneyParked, txn.MoneyAsking:
		return true
	}
	return t.VoidIs == roll.IntentMade || t.VoidIs == roll.InDoubt
}

func hostSays(e *host.Entry) string { return fmt.Sprintf("%s %s %s", e.Kind, e.Amount, e.State) }

func hostWord(entries []*host.Entry) txn.Words {
	if len(entries) == 0 {
		return txn.Words{ZH: "主机：无记录", EN: "host: nothing"}
	}
	last := hostSays(entries[len(entries)-1])
	return txn.Words{ZH: "主机：" + last, EN: "host: " + last}
}

func here(t *roll.Txn) txn.Words {
	s := fmt.Sprintf("%s %s %s", t.Kind, t.Intent.Amount, t.Money(0))
	return txn.Words{ZH: "终端：" + s, EN: "terminal: " + s}
}

// stands says whether the host holds what was asked for, be it used up or given back since.
func stands(e *host.Entry) bool {
	return e.State == host.Approved || e.State == host.Completed || e.State == host.Refunded
}

// counts says whether a settlement counts the entry: it stands, or was voided, which is
// another entry's credit.
func counts(e *host.Entry) bool {
	return e.Kind.Side() != txn.Uncounted && (stands(e) || e.State == host.Voided)
}
