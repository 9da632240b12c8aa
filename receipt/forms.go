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

// parties is whose slip it is, the merchant and the terminal.
func (p *page) parties() {
	in := p.txn.Intent
	p.text(copyLabels[p.copy.For])
	if p.copy.For == txn.Cardholder {
		p.say(keepIt)
	}
	p.rule()
	p.row(labelMerchant, p.shop.Name)
	p.row(labelMerchantNo, in.Merchant)
	p.row(labelTerminal, in.Terminal)
	p.row(labelOperator, in.Operator)
	p.rule()
}

// deal is what was tried, by the terminal's own clock: the host's may be unknown.
func (p *page) deal() {
	t := p.txn
	p.row(labelCard, card(t.Intent))
	p.row(labelKind, p.words(t.Kind.Words()))
	p.row(labelBatch, t.Batch.String())
	p.row(labelVoucher, t.Trace.String())
	p.row(labelTime, stamp(t.At))
	p.amount()
	p.original()
}

// amount is big, between rules. A kind that moves no money has none.
func (p *page) amount() {
	if p.txn.Kind.Moves() {
		p.rule()
		p.add(Line{Text: labelAmount.In(p.lang), Right: currencyMark + signed(p.txn), Big: true})
	}
	p.rule()
}

// original is what a void says about the transaction it undoes.
func (p *page) original() {
	if o := p.txn.Intent.Original; o != nil {
		p.row(labelOriginal, o.Trace.String())
		p.row(labelOriginalRRN, o.RRN)
	}
}

// answer is a response code with its words.
func (p *page) answer(label txn.Words, c txn.Code) {
	if c != "" {
		p.row(label, string(c)+" "+p.words(c.Words()))
	}
}

// remark is what the host had to say.
func (p *page) remark(s string) {
	if s = maskNumbers(printable(s)); s != "" {
		p.add(Line{Text: labelRemark.In(p.lang) + ": " + s})
	}
}

// signature is the cardholder's on the merchant's copy, or why none is needed.
func (p *page) signature() {
	if p.copy.For != txn.Merchant {
		return
	}
	in := p.txn.Intent
	p.rule()
	switch {
	case in.PIN:
		p.bold(pinVerified.In(p.lang))
	case p.txn.Kind.BringsMoney() && in.Entry == txn.Tap && in.Amount <= NoSignatureLimit:
		p.bold(fmt.Sprintf(noSignature.In(p.lang), NoSignatureLimit/100))
	default:
		p.add(Line{Text: labelSignature}, Line{}, Line{}, Line{Rule: true})
	}
	p.text(statement.ZH)
	p.text(statement.EN)
}

// fate says what became of the money.
func (p *page) fate(m txn.Money) txn.Words {
	switch {
	case !p.txn.Kind.Moves():
		return noMoney
	case p.txn.Kind.BringsMoney():
		return fates[m].sale
	}
	return fates[m].back
}
