package receipt

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/txn"
)

// The four forms, from top to bottom. A row without a value leaves no line.

// purchase is the slip of an approved sale or void, 签购单 (PROTOCOL.md 8.1).
func (p *page) purchase() {
	t, in, host := p.txn, p.txn.Intent, p.txn.Outcome
	p.big(afterwards[money(t)])
	p.big(titlePurchase.In(p.lang))
	p.parties()
	p.row(labelIssuer, host.Issuer)
	p.row(labelAcquirer, host.Acquirer)
	p.row(labelSettleDate, monthDay(host.SettleDate))
	p.row(labelCard, card(in))
	p.row(labelKind, p.words(t.Kind.Words()))
	p.row(labelExpiry, yearMonth(in.Expiry))
	p.row(labelBatch, t.Batch.String())
	p.row(labelVoucher, t.Trace.String())
	p.row(labelAuth, host.Auth)
	p.row(labelReference, host.RRN)
	p.row(labelTime, stamp(hostTime(host.HostDate, host.HostTime, t.At)))
	p.amount()
	p.answer(labelAnswer, host.Code)
	p.original()
	p.remark(host.Text)
	p.signature()
	p.rule()
}

// reversal is the merchant's proof that an unanswered transaction was undone, 冲正单.
func (p *page) reversal() {
	p.big(titleReversal.In(p.lang))
	p.parties()
	p.deal()
	p.row(labelReason, p.words(p.txn.Reason().Words()))
	p.row(labelRevAnswer, string(p.txn.RevCode)) // without its words: 00 would read as an approval
	p.rule()
	p.bold(p.fate(txn.MoneyReversed).In(p.lang))
	p.rule()
}

// fault is the slip for a reversal that only a person can end, 故障报告单 (PROTOCOL.md 4.8).
func (p *page) fault() {
	p.big(titleFault.In(p.lang))
	p.parties()
	p.deal()
	p.row(labelReason, p.words(p.txn.Reason().Words()))
	p.row(labelTries, fmt.Sprint(p.txn.Tries))
	p.answer(labelRevAnswer, p.txn.RevCode)
	p.rule()
	p.bold(p.fate(txn.MoneyParked).In(p.lang))
	p.say(faultDo)
	if p.txn.Kind.BringsMoney() {
		p.say(faultDont)
	}
	p.say(faultOnly)
	p.rule()
}

// notApproved is a reprint of what brought no money, so that nobody takes an
// older slip for it.
func (p *page) notApproved() {
	t := p.txn
	p.bold(notApprovedMark)
	p.parties()
	p.deal()
	switch {
	case t.Is == roll.Declined:
		p.answer(labelAnswer, t.Outcome.Code)
		p.remark(t.Outcome.Text)
	case t.Is == roll.InDoubt, t.Is == roll.Reversed, t.Is == roll.Parked:
		p.row(labelReason, p.words(t.Reason().Words()))
	}
	p.rule()
	p.bold(p.fate(money(t)).In(p.lang))
	p.say(noProof)
	p.rule()
}
