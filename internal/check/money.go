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
			used[t.Orig] = c.use(used[t.Orig], t)
		}
		known[k] = true
	}
	for i := range c.Ledger {
		e := &c.Ledger[i]
		if k := entryKey(e); c.entries[k] != nil && !known[k] {
			c.unknown(k.ref, e)
		}
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

// use is what was done to an original.
type use struct {
	voids, completions int
	refunds            txn.Fen
}

// use counts one more: an original is voided once, and gives back no more than it brought;
// a hold has one completion that stands.
func (c *checker) use(u use, t *roll.Txn) use {
	n, known := c.at[t.Orig]
	if !known {
		return u
	}
	orig, zh, en := &c.txns[n], "", ""
	switch t.Kind.Tie() {
	case txn.Undoes:
		if u.voids++; u.voids == 2 {
			zh, en = "流水中有多笔撤销", "several voids in the roll"
		}
	case txn.Fulfils:
		if t.Money(0) != txn.MoneyVoided {
			u.completions++
		}
		if u.completions == 2 {
			zh, en = "流水中有多笔预授权完成", "several completions in the roll"
		}
	case txn.GivesBack:
		if u.refunds += t.Intent.Amount; u.refunds > orig.Intent.Amount && u.refunds-t.Intent.Amount <= orig.Intent.Amount {
			zh, en = fmt.Sprintf("退货合计 %s，超过原交易 %s", u.refunds, orig.Intent.Amount), fmt.Sprintf("refunds come to %s of %s", u.refunds, orig.Intent.Amount)
		}
	}
	if en != "" {
		c.find(ReturnedTwice, refOf(orig), zh, en)
	}
	return u
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
	case charged:
		return ChargedNotRecorded
	}
	return RecordedNotCharged
}

// compareEntry compares what describes a transaction on both sides.
func (c *checker) compareEntry(t *roll.Txn, e *host.Entry) {
	if amount, err := txn.ParseFen(e.Amount); err != nil || amount != t.Intent.Amount || e.Card != t.Intent.Card {
		c.find(AmountDiffers, refOf(t), fmt.Sprintf("主机 %s %s，终端 %s %s", e.Amount, e.Card, t.Intent.Amount, t.Intent.Card),
			fmt.Sprintf("host %s %s, terminal %s %s", e.Amount, e.Card, t.Intent.Amount, t.Intent.Card))
	}
	answered := t.Is == roll.Approved && e.Response.Approves()
	if e.Kind != t.Kind || e.Merchant != t.Intent.Merchant || answered && (e.RRN != t.Outcome.RRN || e.Auth != t.Outcome.Auth) {
		host, terminal := fmt.Sprintf("%s %s %s %s", e.Kind, e.Merchant, e.RRN, e.Auth), fmt.Sprintf("%s %s %s %s", t.Kind, t.Intent.Merchant, t.Outcome.RRN, t.Outcome.Auth)
		c.find(EntryDiffers, refOf(t), "主机 "+host+"，终端 "+terminal, "host "+host+", terminal "+terminal)
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

// Account is a customer's account at the host.
type Account struct {
	Name   string // as the ledger calls it; empty: the ledger's card numbers say whose it is
	Card   txn.Masked
	Before txn.Fen // before the first entry of the ledger
	Now    txn.Fen
}

// accounts adds the ledger up, everybody's. What stands on the debit side takes money, a
// refund gives it back; whatever was undone does neither. An amount that cannot be read is
// told by AmountDiffers.
func (c *checker) accounts() {
	if len(c.Accounts) == 0 {
		return
	}
	taken := map[string]txn.Fen{}
	for i := range c.Ledger {
		e := &c.Ledger[i]
		amount, err := txn.ParseFen(e.Amount)
		switch {
		case err != nil || !stands(e):
			continue
		case e.Kind.Tie() == txn.GivesBack:
			amount = -amount
		case e.Kind.Side() != txn.Debit:
			continue
		}
		taken[e.Account] += amount
		taken[string(e.Card)] += amount
	}
	for _, a := range c.Accounts {
		key := a.Name
		if key == "" {
			key = string(a.Card)
		}
		if want := a.Before - taken[key]; want != a.Now {
			c.find(BalanceDiffers, txn.Ref{}, fmt.Sprintf("卡 %s 余额 %s，按账本应为 %s", a.Card, a.Now, want),
				fmt.Sprintf("card %s holds %s, the ledger says %s", a.Card, a.Now, want))
		}
	}
}
