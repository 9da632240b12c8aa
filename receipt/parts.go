package receipt

import (
	"fmt"

	"posterm/txn"
)

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
