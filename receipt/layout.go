package receipt

import (
	"fmt"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Shop is what a slip says about the merchant and the terminal besides numbers.
type Shop struct {
	Name         string // 商户名称
	ServicePhone string // printed at the foot; empty: no line
	Version      string // of the program, at the foot; empty: no line
	// Code is a text about a slip that stands on it as a QR code; nil, or empty: none does.
	Code func(roll.Txn, txn.Form) string
	// CodeSays stands below the code: ToVerify or ToEslip.
	CodeSays string
	// StaticCode is the text of the code on the counter; empty: there is none.
	StaticCode string
	// Test says that the terminal holds the public test keys: every paper says 测试 TEST, so
	// that none is mistaken for money.
	Test bool
	// Training says that no money was meant: every paper says so at its head and at its foot.
	Training bool
}

// usualLines is how many lines most slips have. Chosen; more only cost a copy.
const usualLines = 50

// Layout lays out one attempt at one copy of a slip. It says what the journal
// says and decides nothing: the form and the mark come with the attempt, the money
// with the transaction. An unmarked purchase slip does not depend on printedAt.
func Layout(t roll.Txn, a roll.Attempt, shop Shop, lang txn.Lang, printedAt time.Time) Slip {
	return layout(t, a, nil, shop, lang, printedAt)
}

// layout knows besides what a settlement's kinds came to.
func layout(t roll.Txn, a roll.Attempt, kinds []KindSum, shop Shop, lang txn.Lang, printedAt time.Time) Slip {
	p := &page{txn: t, copy: a, shop: shop, lang: lang, lines: make([]Line, 0, usualLines)}
	return p.whole(kinds, printedAt)
}

// Electronic lays out the e-slip 电子小票 of a transaction: the same lines as on paper, headed so that
// nobody takes it for a paper, and with the time it was made at. Kinds are what a settlement's came
// to. A mark means that there is paper of this copy; e-slips are not counted.
func Electronic(t roll.Txn, a roll.Attempt, kinds []KindSum, shop Shop, lang txn.Lang, madeAt time.Time) Slip {
	p := &page{txn: t, copy: a, shop: shop, lang: lang, electronic: true, lines: make([]Line, 0, usualLines)}
	return p.whole(kinds, madeAt)
}

// whole is everything from the first line to the last.
func (p *page) whole(kinds []KindSum, madeAt time.Time) Slip {
	t, a := p.txn, p.copy
	p.duplicate()
	p.screen()
	p.unreadable()
	p.test()
	switch {
	case a.Form == txn.FormSettlement && t.Is == roll.Approved && t.Intent.Frozen != nil:
		p.settlement(kinds)
	case a.Form == txn.FormReversal:
		p.reversal()
	case a.Form == txn.FormPayCode && t.Presented():
		p.payCode()
	case a.Form == txn.FormHostRecord && t.HostRecord() != nil:
		p.hostRecord(*t.HostRecord())
	case a.Form == txn.FormFault:
		p.fault()
	case a.Form == txn.FormSlip && t.Is == roll.Approved:
		p.purchase()
	default: // whatever was asked for, nothing else may look like a proof of payment
		p.notApproved()
	}
	p.code()
	switch {
	case p.electronic:
		p.row(labelMade, stamp(madeAt))
	case a.Marked || a.Form != txn.FormSlip:
		p.row(labelPrinted, stamp(madeAt))
	}
	p.foot()
	p.duplicate()
	return Slip{Lines: p.lines}
}

// code is the QR code by which a slip can be checked.
func (p *page) code() {
	if p.shop.Code == nil {
		return
	}
	if text := p.shop.Code(p.txn, p.copy.Form); text != "" {
		p.add(Line{QR: text}, Line{Text: p.shop.CodeSays, Align: Center})
	}
}

// screen heads what is no paper.
func (p *page) screen() {
	if p.electronic {
		p.big(electronicMark)
	}
}

// test heads every paper of a terminal with test keys.
func (p *page) test() {
	p.training()
	if p.shop.Test {
		p.big(testMark)
		p.say(testOnly)
	}
}

// training stands at both ends, so that no half of a paper is mistaken for money.
func (p *page) training() {
	if p.shop.Training {
		p.big(trainingMark)
		p.bold(trainingOnly.ZH)
		p.bold(trainingOnly.EN)
	}
}

func (p *page) foot() {
	p.training()
	p.row(labelPhone, p.shop.ServicePhone)
	p.text(p.shop.Version)
}

// unreadable says why there is a second paper: a person could not read the first.
func (p *page) unreadable() {
	if p.copy.Unreadable {
		p.text(unreadableMark)
	}
}

// duplicate is the first and the last line of a paper that may not be the first
// of its copy (RULES.md 6.3).
func (p *page) duplicate() {
	switch {
	case p.copy.Marked && p.electronic:
		p.bold(duplicateMark)
	case p.copy.Marked:
		p.add(Line{Text: duplicateMark, Right: fmt.Sprintf(duplicateCount, p.copy.N), Bold: true})
	}
}
