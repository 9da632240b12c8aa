package receipt

import (
	"fmt"
	"strings"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Shop is what a slip says about the merchant and the terminal besides numbers.
type Shop struct {
	Name         string // 商户名称
	ServicePhone string // printed at the foot; empty: no line
	Version      string // of the program, at the foot
}

// NoSignatureLimit is up to where a contactless sale without PIN needs no signature.
//
// Unit: fen. Given: 300.00 yuan, PROTOCOL.md 8.1.
const NoSignatureLimit txn.Fen = 30_000

// Layout lays out one attempt at one copy of a slip. It says what the journal
// says and decides nothing: the form and the mark come with the attempt, the money
// with the transaction. Now is the terminal's clock; an unmarked sales slip does not depend on it.
func Layout(t roll.Txn, a roll.Attempt, shop Shop, lang txn.Lang, now time.Time) Slip {
	p := &page{lang: lang}
	duplicate := Line{Text: duplicateMark, Right: fmt.Sprintf(duplicateCount, a.N), Bold: true}
	if a.Marked {
		p.lines = append(p.lines, duplicate)
	}
	switch {
	case a.Form == txn.FormReversal:
		p.reversal(t, shop)
	case a.Form == txn.FormFault:
		p.fault(t, shop)
	case a.Form == txn.FormSlip && t.Is == roll.Approved:
		p.sales(t, a.For, shop)
	default: // whatever was asked for, nothing else may look like a proof of payment
		p.notApproved(t, shop)
	}
	if a.Marked || a.Form != txn.FormSlip {
		p.pair(labelPrinted, stamp(now))
	}
	p.foot(shop)
	if a.Marked {
		p.lines = append(p.lines, duplicate)
	}
	return Slip{Lines: p.lines}
}

// sales is the slip of an approved sale or void, 签购单 (PROTOCOL.md 8.1).
func (p *page) sales(t roll.Txn, holder txn.Holder, shop Shop) {
	if t.Money(0) == txn.MoneyVoided {
		p.mark(voidedMark)
	}
	p.title(titles[txn.FormSlip])
	p.text(copyLabels[holder])
	if holder == txn.Cardholder {
		p.say(keepIt)
	}
	p.rule()
	p.merchant(t, shop)
	p.rule()
	o := t.Outcome
	p.pair(labelIssuer, o.Issuer)
	p.pair(labelAcquirer, o.Acquirer)
	p.pair(labelSettleDate, settleDate(o.SettleDate))
	p.card(t)
	p.pair(labelExpiry, expiry(t.Intent.Expiry))
	p.numbers(t)
	p.pair(labelAuth, o.Auth)
	p.pair(labelReference, o.RRN)
	p.pair(labelTime, stamp(hostTime(o.HostDate, o.HostTime, t.At)))
	p.amount(t)
	p.rule()
	p.remark(o.Text)
	if holder == txn.Merchant {
		p.sign(t)
	}
}

// reversal is the merchant's proof that an unanswered transaction was undone, 冲正单.
func (p *page) reversal(t roll.Txn, shop Shop) {
	p.title(titles[txn.FormReversal])
	p.body(t, shop)
	p.pair(labelReason, t.Reason().Words().In(p.lang))
	p.answer(t.RevCode)
	p.rule()
	p.say(either(t, reversedSale, reversedBack))
	p.rule()
}

// fault is the slip for a reversal that only a person can end, 故障报告单 (PROTOCOL.md 4.8).
func (p *page) fault(t roll.Txn, shop Shop) {
	p.title(titles[txn.FormFault])
	p.body(t, shop)
	p.pair(labelReason, t.Reason().Words().In(p.lang))
	p.pair(labelTries, fmt.Sprint(t.Tries))
	p.answer(t.RevCode)
	p.rule()
	p.mark(faultWhat.In(p.lang))
	p.say(faultDo)
	if t.Kind.BringsMoney() {
		p.say(faultDont)
	}
	p.say(faultOnly)
	p.rule()
}

// notApproved shows the last transaction when it brought no money, so that nobody
// takes an older slip for it.
func (p *page) notApproved(t roll.Txn, shop Shop) {
	p.mark(notApprovedMark)
	p.body(t, shop)
	if t.Is == roll.Declined {
		p.answer(t.Outcome.Code)
		p.remark(t.Outcome.Text)
	}
	if t.Reversing(0) || t.Is == roll.Reversed || t.Is == roll.Parked {
		p.pair(labelReason, t.Reason().Words().In(p.lang))
	}
	p.rule()
	if fate, known := fates[t.Money(0)]; known {
		p.say(either(t, fate.sale, fate.back))
	}
	p.say(noProof)
	p.rule()
}

// either picks the sentence for a kind that brings money, or for one that takes it back.
func either(t roll.Txn, sale, back txn.Words) txn.Words {
	if t.Kind.BringsMoney() {
		return sale
	}
	return back
}

// body is what all slips but the sales slip say of a transaction, by the terminal's clock.
func (p *page) body(t roll.Txn, shop Shop) {
	p.rule()
	p.merchant(t, shop)
	p.rule()
	p.card(t)
	p.numbers(t)
	p.pair(labelTime, stamp(t.At))
	p.amount(t)
}

func (p *page) merchant(t roll.Txn, shop Shop) {
	p.pair(labelMerchant, shop.Name)
	p.pair(labelMerchantNo, t.Intent.Merchant)
	p.pair(labelTerminal, t.Intent.Terminal)
	p.pair(labelOperator, t.Intent.Operator)
}

// card is the masked number with the letter of its entry. The number is masked
// again here, whatever the journal holds.
func (p *page) card(t roll.Txn) {
	if t.Intent.Card == "" {
		return
	}
	masked := string(txn.PAN(t.Intent.Card).Masked())
	p.pair(labelCard, strings.TrimRight(masked+" "+t.Intent.Entry.Letter(), " "))
}

func (p *page) numbers(t roll.Txn) {
	p.pair(labelKind, t.Kind.Words().In(p.lang))
	p.pair(labelBatch, t.Batch.String())
	p.pair(labelVoucher, t.Trace.String())
	if o := t.Intent.Original; o != nil {
		p.pair(labelOriginal, o.Trace.String())
	}
}

// amount is big; what goes back to the customer has a minus.
func (p *page) amount(t roll.Txn) {
	amount := t.Intent.Amount
	if !t.Kind.BringsMoney() {
		amount = -amount
	}
	p.lines = append(p.lines, Line{Text: labelAmount.In(p.lang), Right: currencyMark + amount.String(), Big: true})
}

// answer is a response code with its words.
func (p *page) answer(c txn.Code) {
	if c != "" {
		p.pair(labelAnswer, string(c)+" "+c.Words().In(p.lang))
	}
}

// sign is the place for the cardholder's signature, or why there is none.
func (p *page) sign(t roll.Txn) {
	in := t.Intent
	if t.Kind.BringsMoney() && in.Entry == txn.Tap && !in.PIN && in.Amount <= NoSignatureLimit {
		limit := strings.TrimSuffix(NoSignatureLimit.String(), ".00")
		p.text(fmt.Sprintf(noSignature.In(p.lang), limit))
		return
	}
	p.lines = append(p.lines, Line{Text: labelSignature.In(p.lang)})
	p.blank()
	p.blank()
	p.rule()
	p.say(statement)
}

func (p *page) foot(shop Shop) {
	p.pair(labelPhone, shop.ServicePhone)
	if shop.Version != "" {
		p.text(shop.Version)
	}
}

// expiry writes YYMM as 20YY/MM.
func expiry(e txn.Expiry) string {
	if len(e) != 4 {
		return ""
	}
	return "20" + string(e[:2]) + "/" + string(e[2:])
}

// settleDate writes MMDD as MM/DD.
func settleDate(mmdd string) string {
	if len(mmdd) != 4 {
		return ""
	}
	return mmdd[:2] + "/" + mmdd[2:]
}

// remark is what the host had to say.
func (p *page) remark(s string) {
	if s = maskNumbers(Clean(s)); s != "" {
		p.lines = append(p.lines, Line{Text: labelRemark.In(p.lang) + " " + s})
	}
}

// shortestPAN is the fewest digits a card number has.
const shortestPAN = 13

// maskNumbers hides every run of digits in a clean text that could be a card number.
func maskNumbers(s string) string {
	var out strings.Builder
	for s != "" {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		run := s[:n]
		if n >= shortestPAN {
			run = string(txn.PAN(run).Masked())
		}
		out.WriteString(run)
		if n < len(s) {
			out.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
	return out.String()
}
