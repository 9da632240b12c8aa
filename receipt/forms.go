package receipt

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/txn"
)

// The forms about one transaction, from top to bottom. A row without a value leaves no line.

// purchase is the slip of an approved sale or void, 签购单 (PROTOCOL.md 8.1).
func (p *page) purchase() {
	t, in, host := p.txn, p.txn.Intent, p.txn.Outcome
	p.since()
	p.big(title(t.Kind).In(p.lang))
	p.parties()
	p.row(labelIssuer, host.Issuer)
	p.row(labelAcquirer, host.Acquirer)
	p.row(labelOrg, host.Org)
	p.row(labelSettleDate, monthDay(host.SettleDate))
	p.means()
	p.kind()
	p.row(labelExpiry, yearMonth(in.Expiry))
	p.row(labelBatch, t.Batch.String())
	p.row(labelVoucher, t.Trace.String())
	p.row(labelAuth, host.Auth)
	p.row(labelReference, host.RRN)
	p.row(labelQRVoucher, host.Voucher)
	p.row(labelTime, stamp(hostTime(host.HostDate, host.HostTime, t.At)))
	p.goods()
	p.amount()
	p.answer(labelAnswer, host.Code)
	p.original()
	p.givenBack()
	p.chip()
	p.remark(host.Text)
	p.signature()
	p.rule()
}

// payCode is the code of an open order, which the customer scans 收款码. It proves nothing: who scans it may
// find that the order is closed.
func (p *page) payCode() {
	p.big(titlePayCode.In(p.lang))
	p.bold(payCodeMark)
	p.parties()
	p.deal()
	if text := p.txn.Doubt.Shows; text != "" {
		p.add(Line{QR: text}, Line{Text: toPay, Align: Center})
	}
	p.say(noProof)
	p.rule()
}

// title heads the slip of what was approved.
func title(k txn.Kind) txn.Words {
	switch k {
	case txn.Cash:
		return titleCash
	case txn.CashVoid:
		return titleCashVoid
	}
	return titlePurchase
}

// reversal is the merchant's proof that an unanswered transaction was undone, 冲正单.
func (p *page) reversal() {
	p.big(titleReversal.In(p.lang))
	p.parties()
	p.deal()
	p.reason()
	p.row(labelRevAnswer, string(p.txn.RevCode)) // without its words: 00 would read as an approval
	p.rule()
	p.bold(fate(p.txn, txn.MoneyReversed).In(p.lang))
	p.rule()
}

// fault is the slip for what only a person can end, 故障报告单 (PROTOCOL.md 4.8): a reversal
// or a refund that the host refused for good.
func (p *page) fault() {
	k := p.txn.Kind
	p.big(titleFault.In(p.lang))
	p.bold(notDelivered[k.Doubt()].In(p.lang))
	p.parties()
	p.deal()
	p.owing()
	p.rule()
	p.bold(fate(p.txn, txn.MoneyParked).In(p.lang))
	p.say(faultDo)
	p.say(deeds[k].again)
	p.say(faultOnly)
	p.rule()
}

// owing is why something is still owed to the host, and what came of that.
func (p *page) owing() {
	t := p.txn
	p.reason()
	switch t.Kind.Doubt() {
	case txn.Reversed:
		p.row(labelTries, fmt.Sprint(t.Tries))
		p.answer(labelRevAnswer, t.RevCode)
	case txn.Repeated:
		p.row(labelSent, fmt.Sprint(t.Tries))
		p.answer(labelAnswer, t.RevCode)
	case txn.Asked:
		p.row(labelAsked, fmt.Sprint(t.Asked.N))
	}
}

// reason is why there is no outcome. An order may have an answer, and still be open.
func (p *page) reason() {
	label := labelReason
	switch p.txn.Kind.Doubt() {
	case txn.Asked:
		return
	case txn.Repeated:
		label = labelWhy
	}
	p.row(label, p.words(p.txn.Reason().Words()))
}

// notApproved is a reprint of what the host did not approve, so that nobody takes an older slip for
// it. What a person let stand says so itself.
func (p *page) notApproved() {
	t := p.txn
	byHand := t.Is == roll.Resolved && t.Stands()
	switch {
	case byHand:
		p.since()
		p.bold(byHandMark)
	case t.Undecided():
		p.bold(undecidedMark)
	default:
		p.bold(notApprovedMark)
	}
	p.parties()
	p.deal()
	switch {
	case t.Is == roll.Declined:
		p.answer(labelAnswer, t.Outcome.Code)
		p.remark(t.Outcome.Text)
	case t.Is == roll.InDoubt, t.Is == roll.Reversed, t.Is == roll.Parked:
		p.reason()
	case byHand:
		p.givenBack()
		p.row(labelAuth, t.Outcome.Auth)
		p.row(labelReference, t.Outcome.RRN)
		p.row(labelQRVoucher, t.Outcome.Voucher)
	}
	p.rule()
	p.bold(fate(t, money(t)).In(p.lang))
	if !byHand {
		p.say(noProof)
	}
	p.rule()
}
