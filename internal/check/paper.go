package check

import (
	"fmt"
	"slices"
	"strings"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/txn"
)

// paper compares the slips with the journal and the ledger.
func (c *checker) paper() {
	ours := c.ours()
	var told []*Paper
	byRef := make(map[txn.Ref][]*Paper, len(c.txns))
	for i := range c.papers {
		p := &c.papers[i]
		if p.Form == txn.FormHostRecord {
			told = append(told, p)
		} else if p.of(ours) {
			byRef[p.Of] = append(byRef[p.Of], p)
		}
	}
	c.heard(told, ours)
	c.lists(byRef[txn.Ref{}])
	delete(byRef, txn.Ref{}) // paper that was cut off before its number says nothing
	for i := range c.txns {
		t := &c.txns[i]
		papers := byRef[refOf(t)]
		c.copies(t, papers)
		c.truth(t, papers)
		delete(byRef, refOf(t))
	}
	for i := range c.papers {
		p := &c.papers[i]
		if _, left := byRef[p.Of]; left && p.Form != txn.FormHostRecord {
			c.find(StrayPaper, p.Of, "小票 "+p.ids(), "slip "+p.ids())
		}
	}
}

// of says whether a paper is a terminal's own, which is asked of what does not say whose it is, too.
func (p *Paper) of(ours map[numbers]bool) bool {
	return ours == nil || p.Terminal == "" || ours[numbers{p.Terminal, p.Merchant}]
}

// copies checks every copy that became due.
func (c *checker) copies(t *roll.Txn, papers []*Paper) {
	form, want := c.due(t)
	recorded := 0
	for i := range t.Copies {
		copied := &t.Copies[i]
		if copied.Form == form {
			recorded++
		}
		c.begun(t, copied, papers)
		if !c.PaperGone && !c.before(copied) && copied.Paper(0) == txn.PaperPrinted && !anyWhole(papers, copied) {
			c.find(NotOnPaper, refOf(t), CopyWords(*copied).ZH, CopyWords(*copied).EN)
		}
		c.parted(t, copied, papers)
	}
	if recorded < want {
		c.find(NoSlip, refOf(t), fmt.Sprintf("%s 应有 %d 联，登记 %d 联", formWords[form].ZH, want, recorded),
			fmt.Sprintf("%s: %d due, %d recorded", formWords[form].EN, want, recorded))
	}
}

// due is what a transaction that stands like this owes (RULES.md 6.1).
func (c *checker) due(t *roll.Txn) (form txn.Form, copies int) {
	switch {
	case c.Copies == 0:
	case t.Kind == txn.Settle && t.Is == roll.Approved:
		return txn.FormSettlement, 1
	case !t.Kind.Moves():
	case t.Is == roll.Approved:
		return txn.FormSlip, c.Copies
	case t.Is == roll.Reversed:
		return txn.FormReversal, 1
	case t.Is == roll.Parked:
		return txn.FormFault, 1
	}
	return txn.FormNone, 0
}

// begun: at most one original of a copy, by the journal and by the paper (RULES.md 6.2).
func (c *checker) begun(t *roll.Txn, copied *roll.Copy, papers []*Paper) {
	recorded, seen := 0, 0
	for i := range copied.Tries {
		if try := &copied.Tries[i]; !try.Marked && try.End != roll.NotBegun {
			recorded++
		}
	}
	for _, p := range papers {
		if p.is(copied) && !p.Marked {
			seen++
		}
	}
	if recorded > 1 || seen > 1 {
		c.find(SecondOriginal, refOf(t), fmt.Sprintf("%s：流水 %d 次，纸上 %d 张", CopyWords(*copied).ZH, recorded, seen),
			fmt.Sprintf("%s: %d recorded, %d on paper", CopyWords(*copied).EN, recorded, seen))
	}
}

// truth: no paper, whole or cut off, says more than what happened to the money.
func (c *checker) truth(t *roll.Txn, papers []*Paper) {
	denials := 0
	for _, p := range papers {
		switch {
		case p.Form == txn.FormNotApproved:
			denials++
		case p.Form == txn.FormSlip && (t.Is != roll.Approved || c.undone(t)):
			c.find(SlipWithoutApproval, refOf(t), fmt.Sprintf("小票 %s，%s", p.ids(), here(t).ZH), fmt.Sprintf("slip %s, %s", p.ids(), here(t).EN))
		case p.Form == txn.FormSettlement && t.Is != roll.Approved:
			c.find(SlipWithoutClose, refOf(t), "小票 "+p.ids(), "slip "+p.ids())
		case p.Form == txn.FormReversal && t.Money(0) != txn.MoneyReversed:
			c.find(SlipWithoutReversal, refOf(t), fmt.Sprintf("小票 %s，%s", p.ids(), here(t).ZH), fmt.Sprintf("slip %s, %s", p.ids(), here(t).EN))
		}
		c.says(t, p)
		if p.Form == txn.FormPayCode && !t.Presented() {
			c.find(StrayCode, refOf(t), "小票 "+p.ids(), "slip "+p.ids())
		}
	}
	c.denied(t, denials)
}

// denied: NOT APPROVED was true of money that is approved only as long as nobody knew.
// What a person let stand is never called approved on paper.
func (c *checker) denied(t *roll.Txn, papers int) {
	if papers == 0 || t.Is != roll.Approved || !t.Kind.Moves() || c.undone(t) {
		return
	}
	if begun := c.deniedBefore(t); papers > begun {
		c.find(SlipDenies, refOf(t), fmt.Sprintf("纸上 %d 张，成交前打印 %d 次，%s", papers, begun, here(t).ZH),
			fmt.Sprintf("%d on paper, %d begun before the approval, %s", papers, begun, here(t).EN))
	}
}

// deniedBefore counts the slips headed NOT APPROVED that were begun before the approval.
func (c *checker) deniedBefore(t *roll.Txn) (begun int) {
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Txn != t.ID {
			continue
		}
		if r.What == roll.Approved {
			break
		}
		if a, is := r.Body.(roll.Attempt); is && a.Form == txn.FormNotApproved {
			begun++
		}
	}
	return begun
}

// says: what a paper says is what the journal says, and a whole one says it: the amount of
// every kind that moves money, the card or code of every transaction that had one, and what
// kind it was; a settlement's totals. All the forms carry them; a paper that was cut off may
// end before them.
func (c *checker) says(t *roll.Txn, p *Paper) {
	amount, card := "", t.Intent.Card
	if t.Kind.Moves() {
		amount = signed(t)
	}
	kind, sums := kindOn(p, t), settledSums(t)
	if p.Form != txn.FormSettlement {
		sums = nil
	}
	if p.Amount == amount && p.Card == card && p.Kind == kind && slices.Equal(p.Sums, sums) || !p.Whole && p.begins(kind, amount, card, sums) {
		return
	}
	detail := func(slip, journal string, lang txn.Lang) string {
		return fmt.Sprintf("%s%q %q %q %q%s%q %q %q %q", slip, kindIn(p.Kind, lang), p.Amount, p.Card, p.Sums, journal, kindIn(kind, lang), amount, card, sums)
	}
	c.find(PaperDiffers, refOf(t), detail("小票 "+p.ids()+"：", "，流水：", txn.Chinese), detail("slip "+p.ids()+": ", ", journal: ", txn.English))
}

// begins: a paper that was cut off says nothing else, as far as it goes.
func (p *Paper) begins(kind, amount string, card txn.Masked, sums []string) bool {
	return (p.Amount == "" || p.Amount == amount) && (p.Card == "" || p.Card == card) && (p.Kind == "" || p.Kind == kind) &&
		len(p.Sums) <= len(sums) && slices.Equal(p.Sums, sums[:len(p.Sums)])
}

// kindOn is how a paper should call a transaction, in the language that it is in.
func kindOn(p *Paper, t *roll.Txn) string {
	if p.Form == txn.FormSettlement {
		return p.Kind // the head of a table
	}
	words := t.Kind.Words()
	if en := strings.ToUpper(words.EN); p.Kind == en {
		return en
	}
	return words.ZH
}

// kindIn is what a paper calls a kind in another language; other words stay as they are.
func kindIn(on string, lang txn.Lang) string {
	for _, k := range txn.Kinds() {
		if w := k.Words(); on == w.ZH || on == strings.ToUpper(w.EN) {
			return strings.ToLower(w.In(lang))
		}
	}
	return on
}

// undone says whether the host reversed or declined it, whatever the journal says.
func (c *checker) undone(t *roll.Txn) bool {
	entries := c.entries[keyOf(t)]
	for _, e := range entries {
		if e.State != host.Reversed && e.State != host.Declined {
			return false
		}
	}
	return len(entries) > 0
}

// signed is the amount as slips show it: what goes back to the customer, and a hold that is
// let go, has a minus.
func signed(t *roll.Txn) string {
	switch t.Kind.Tie() {
	case txn.Undoes, txn.GivesBack:
		return (-t.Intent.Amount).String()
	}
	return t.Intent.Amount.String()
}

// parted: a copy of which all whole papers are in two pieces is recorded so. That it may be in two is no
// disagreement: nobody saw what happened while a printer was silent.
func (c *checker) parted(t *roll.Txn, copied *roll.Copy, papers []*Paper) {
	if copied.Best().Pieces != 1 || c.PaperGone || c.before(copied) || !anyWhole(papers, copied) {
		return
	}
	for _, p := range papers {
		if p.is(copied) && p.Whole && len(p.Pieces) == 1 {
			return
		}
	}
	c.find(PartedUnsaid, refOf(t), CopyWords(*copied).ZH, CopyWords(*copied).EN)
}

func anyWhole(papers []*Paper, copied *roll.Copy) bool {
	for _, p := range papers {
		if p.is(copied) && p.Whole {
			return true
		}
	}
	return false
}

// formWords are what people call the forms.
var formWords = map[txn.Form]txn.Words{
	txn.FormSlip: {ZH: "签购单", EN: "sales slip"}, txn.FormReversal: {ZH: "冲正单", EN: "reversal slip"}, txn.FormFault: {ZH: "故障报告单", EN: "fault slip"},
	txn.FormNotApproved: {ZH: "未成功凭条", EN: "slip headed NOT APPROVED"}, txn.FormDetails: {ZH: "交易明细", EN: "list of transactions"},
	txn.FormHostRecord: {ZH: "主机记录补打单", EN: "slip from the host's record"},
	txn.FormPayCode:    {ZH: "收款码", EN: "payment code"},
	txn.FormSettlement: {ZH: "批结算单", EN: "settlement slip"}, txn.FormTotals: {ZH: "交易汇总", EN: "totals of the batch"},
}

// CopyWords are what people call a copy: 签购单商户存根, "sales slip, merchant copy".
func CopyWords(c roll.Copy) txn.Words {
	holder := txn.Words{ZH: "商户存根", EN: "merchant copy"}
	if c.For == txn.Cardholder {
		holder = txn.Words{ZH: "持卡人存根", EN: "cardholder copy"}
	}
	return txn.Words{ZH: formWords[c.Form].ZH + holder.ZH, EN: formWords[c.Form].EN + ", " + holder.EN}
}
