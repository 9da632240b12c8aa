package check

import (
	"fmt"
	"slices"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// key is how host and terminal name the same transaction (RULES.md 2.1).
type key struct {
	terminal string
	ref      txn.Ref
}

// ledger sorts the host's entries by transaction. An entry whose numbers cannot be
// read is kept under none, where it matches nothing.
func (c *checker) ledger() map[key][]host.Entry {
	entries := map[key][]host.Entry{}
	for _, e := range c.Ledger {
		ref, _ := txn.ParseRef(e.Batch + "/" + e.Trace)
		k := key{e.Terminal, ref}
		entries[k] = append(entries[k], e)
	}
	return entries
}

// money compares ledger and journal, transaction by transaction.
func (c *checker) money() {
	entries := c.ledger()
	for _, t := range c.txns {
		if !t.Kind.Moves() {
			continue
		}
		k := key{t.Intent.Terminal, refOf(t)}
		c.compare(t, entries[k])
		delete(entries, k)
	}
	for k, unknown := range entries {
		for _, e := range unknown {
			if e.State == host.Approved {
				c.find(ChargedNotRecorded, k.ref, "主机："+hostSays(e)+"，终端：无记录", "host: "+hostSays(e)+", terminal: nothing")
			}
		}
	}
}

// compare holds one transaction of the journal against the ledger.
func (c *checker) compare(t roll.Txn, entries []host.Entry) {
	standing := slices.DeleteFunc(slices.Clone(entries), func(e host.Entry) bool { return e.State != host.Approved })
	if len(standing) > 1 {
		c.find(ChargedTwice, refOf(t), fmt.Sprintf("账本中有 %d 笔", len(standing)), fmt.Sprintf("%d entries of the ledger", len(standing)))
	}
	zh, en := "无记录", "nothing"
	if len(entries) > 0 {
		zh = hostSays(entries[len(entries)-1])
		en = zh
	}
	here := fmt.Sprintf("%s %s %s", t.Kind, t.Intent.Amount, t.Money(0))
	zh, en = fmt.Sprintf("主机：%s，终端：%s", zh, here), fmt.Sprintf("host: %s, terminal: %s", en, here)
	recorded, open := t.Money(0) == txn.MoneyApproved, openMoney(t)
	switch charged := len(standing) > 0; {
	case open:
	case charged && !recorded:
		c.find(ChargedNotRecorded, refOf(t), zh, en)
	case recorded && !charged:
		c.find(RecordedNotCharged, refOf(t), zh, en)
	}
	for _, e := range entries {
		if e.Amount != t.Intent.Amount.String() || e.Card != t.Intent.Card {
			c.find(AmountDiffers, refOf(t), fmt.Sprintf("主机 %s %s，终端 %s %s", e.Amount, e.Card, t.Intent.Amount, t.Intent.Card),
				fmt.Sprintf("host %s %s, terminal %s %s", e.Amount, e.Card, t.Intent.Amount, t.Intent.Card))
		}
	}
}

// openMoney says whether the journal itself calls the money unsettled: its own, or
// that of a void of it.
func openMoney(t roll.Txn) bool {
	switch t.Money(0) {
	case txn.MoneyPending, txn.MoneyReversing, txn.MoneyParked, txn.MoneyAsking:
		return true
	}
	return t.VoidIs == roll.IntentMade || t.VoidIs == roll.InDoubt
}

func hostSays(e host.Entry) string { return fmt.Sprintf("%s %s %s", e.Kind, e.Amount, e.State) }

// Account is a card's account at the host.
type Account struct {
	Card   txn.Masked
	Before txn.Fen // before the first entry of the ledger
	Now    txn.Fen
}

// accounts adds the ledger up. A sale that stands takes money, whatever was undone does not.
func (c *checker) accounts() {
	for _, a := range c.Accounts {
		want := a.Before
		for _, e := range c.Ledger {
			if e.Card != a.Card || e.Kind != txn.Sale || e.State != host.Approved {
				continue
			}
			amount, err := txn.ParseFen(e.Amount)
			if err != nil {
				continue // not an amount: AmountDiffers tells
			}
			want -= amount
		}
		if want != a.Now {
			c.find(BalanceDiffers, txn.Ref{}, fmt.Sprintf("卡 %s 余额 %s，按账本应为 %s", a.Card, a.Now, want),
				fmt.Sprintf("card %s holds %s, the ledger says %s", a.Card, a.Now, want))
		}
	}
}
