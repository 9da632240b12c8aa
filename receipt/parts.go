package receipt

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/txn"
)

// parties is whose slip it is, the merchant and the terminal.
func (p *page) parties() {
	in := p.txn.Intent
	if p.copy.Form != txn.FormPayCode { // which is nobody's to keep
		p.text(copyLabels[p.copy.For])
		if p.copy.For == txn.Cardholder {
			p.say(keepIt)
		}
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
	p.means()
	p.kind()
	p.row(labelBatch, t.Batch.String())
	p.row(labelVoucher, t.Trace.String())
	p.row(labelTime, stamp(t.At))
	p.amount()
	p.original()
}

// means is what the customer paid with: a card, or a code and the order it was for.
func (p *page) means() {
	in := p.txn.Intent
	if p.txn.Presented() {
		p.row(labelScheme, p.words(in.Wallet.Words()))
	} else if in.Entry == txn.Scan {
		p.row(labelScheme, p.words(txn.Scheme(string(in.Card))))
		p.row(labelCode, card(in))
	} else {
		p.row(labelCard, card(in))
	}
	p.row(labelOrder, in.Order)
}

// kind is what was done. What is no payment stands out: its slip looks like one.
func (p *page) kind() {
	k := p.txn.Kind
	p.add(Line{Text: labelKind.In(p.lang), Right: p.words(k.Words()), Bold: k.Moves() && !k.BringsMoney()})
}

// goods are what was bought, as the merchant worded it, above what it came to.
func (p *page) goods() {
	goods := p.txn.Intent.Goods
	if len(goods) == 0 {
		return
	}
	p.rule()
	p.add(Line{Text: labelGoods.In(p.lang)})
	for _, one := range goods {
		line := Line{Text: maskNumbers(printable(one.Text))}
		if one.Amount != 0 {
			line.Right = one.Amount.String()
		}
		p.add(line)
	}
}

// amount is big, between rules. A kind that moves no money has none.
func (p *page) amount() {
	if p.txn.Kind.Moves() {
		p.rule()
		p.add(Line{Text: labelAmount.In(p.lang), Right: currencyMark + signed(p.txn), Big: true})
	}
	p.rule()
}

// original is what a transaction says about the one it undoes, fulfils or gives back.
func (p *page) original() {
	o := p.txn.Intent.Original
	if o == nil {
		return
	}
	for _, r := range originalRows {
		if r.of(p.txn.Kind) {
			p.row(r.label, r.value(o))
		}
	}
}

// answer is a response code with its words. An approval with a condition stands out.
func (p *page) answer(label txn.Words, c txn.Code) {
	switch c {
	case "":
		return
	case txn.OrderPaid: // the answer to a close, which is no customer's affair
		p.row(label, p.words(paidOrder))
		return
	}
	says := printable(string(c) + " " + p.words(c.Words()))
	p.add(Line{Text: label.In(p.lang), Right: says, Bold: c.Approves() && c != plainApproval})
}

// plainApproval is the one that says nothing besides.
const plainApproval txn.Code = "00"

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
	p.rule()
	if p.txn.Kind.Local() {
		p.say(cashOnly)
		return
	}
	if p.txn.Kind.Means() != txn.ByCard {
		p.bold(byCode.In(p.lang))
		return
	}
	if why := unsigned(p.txn); why != (txn.Words{}) {
		p.bold(why.In(p.lang))
	} else {
		p.add(Line{Text: labelSignature}, Line{}, Line{}, Line{Rule: true})
	}
	p.text(statement.ZH)
	p.text(statement.EN)
}

// unsigned says why a card's slip needs no signature; nothing when it needs one.
func unsigned(t roll.Txn) txn.Words {
	in := t.Intent
	tapped := in.Entry == txn.Tap && (t.Kind == txn.Sale || t.Kind == txn.Preauth)
	small := tapped && in.Amount <= NoSignatureLimit
	limit := func(w txn.Words) txn.Words {
		return txn.Words{ZH: fmt.Sprintf(w.ZH, NoSignatureLimit), EN: fmt.Sprintf(w.EN, NoSignatureLimit)}
	}
	switch {
	case in.PIN && small:
		return limit(pinAndSmall)
	case in.PIN:
		return pinVerified
	case small:
		return limit(noSignature)
	}
	return txn.Words{}
}

// since is what happened to an approved transaction since, as far as its own roll tells: a
// reprint must not look like money that went back, nor like a hold that is still open.
func (p *page) since() {
	t := p.txn
	switch {
	case t.Refunded > 0 && t.Left() == 0:
		p.big(refundedMark)
	case t.Refunded > 0:
		p.big(partlyMark)
	}
	p.big(afterwards[money(t)])
}

// givenBack is how much of it, and that it was completed.
func (p *page) givenBack() {
	t := p.txn
	if t.Refunded > 0 {
		p.row(labelRefunded, currencyMark+(-t.Refunded).String())
	}
	if t.Refunding > 0 {
		p.row(labelRefunding, currencyMark+(-t.Refunding).String())
	}
	if t.TakenIs == roll.Approved {
		p.say(taken)
	}
}
