package check

import (
	"fmt"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// paper compares the slips with the journal and the ledger.
func (c *checker) paper() {
	byRef := map[txn.Ref][]Paper{}
	for _, p := range c.papers {
		byRef[p.Of] = append(byRef[p.Of], p)
	}
	entries := c.ledger()
	known := map[txn.Ref]bool{{}: true} // paper that was cut off before its number says nothing
	for _, t := range c.txns {
		known[refOf(t)] = true
		c.copies(t, byRef[refOf(t)])
		c.approvedSlips(t, entries[key{t.Intent.Terminal, refOf(t)}], byRef[refOf(t)])
	}
	for _, p := range c.papers {
		if !known[p.Of] {
			c.find(StrayPaper, p.Of, "小票 "+p.ids(), "slip "+p.ids())
		}
	}
}

// copies checks every copy that became due.
func (c *checker) copies(t roll.Txn, papers []Paper) {
	slips := 0
	for _, copied := range t.Copies {
		if copied.Form == txn.FormSlip {
			slips++
		}
		c.begun(t, copied, papers)
		if copied.Paper(0) == txn.PaperPrinted && !anyWhole(papers, copied) {
			c.find(NotOnPaper, refOf(t), name(copied).ZH, name(copied).EN)
		}
	}
	if t.Kind.Moves() && t.Is == roll.Approved && slips < c.Copies {
		c.find(NoSlip, refOf(t), fmt.Sprintf("应有 %d 联，登记 %d 联", c.Copies, slips), fmt.Sprintf("%d copies are due, %d are recorded", c.Copies, slips))
	}
}

// begun: at most one original of a copy, by the journal and by the paper (RULES.md 6.2).
func (c *checker) begun(t roll.Txn, copied roll.Copy, papers []Paper) {
	recorded, seen := 0, 0
	for _, try := range copied.Tries {
		if !try.Marked && try.End != roll.NotBegun {
			recorded++
		}
	}
	for _, p := range papers {
		if p.is(copied) && !p.Marked {
			seen++
		}
	}
	if recorded > 1 || seen > 1 {
		c.find(SecondOriginal, refOf(t), fmt.Sprintf("%s：流水 %d 次，纸上 %d 张", name(copied).ZH, recorded, seen),
			fmt.Sprintf("%s: %d recorded, %d on paper", name(copied).EN, recorded, seen))
	}
}

// approvedSlips: no approved slip for money that is not approved, whatever mark it carries.
func (c *checker) approvedSlips(t roll.Txn, entries []host.Entry, papers []Paper) {
	reversed := len(entries) > 0
	for _, e := range entries {
		reversed = reversed && (e.State == host.Reversed || e.State == host.Declined)
	}
	money := t.Money(0)
	approved := t.Is == roll.Approved || t.Is == roll.Resolved && t.Decision.Stands
	if approved && !reversed {
		return
	}
	for _, p := range papers {
		if p.Form == txn.FormSlip && p.Whole {
			c.find(SlipWithoutApproval, refOf(t), fmt.Sprintf("小票 %s，终端 %s", p.ids(), money), fmt.Sprintf("slip %s, terminal: %s", p.ids(), money))
		}
	}
}

func anyWhole(papers []Paper, copied roll.Copy) bool {
	for _, p := range papers {
		if p.is(copied) && p.Whole {
			return true
		}
	}
	return false
}

func name(c roll.Copy) txn.Words {
	zh := map[txn.Holder]string{txn.Merchant: "商户存根", txn.Cardholder: "持卡人存根"}
	return txn.Words{ZH: zh[c.For], EN: c.For.String() + " copy, " + c.Form.String()}
}
