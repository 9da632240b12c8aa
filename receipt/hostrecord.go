package receipt

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// hostRecord is a slip of what the host told, and of nothing else 据主机记录补打: this terminal may never have
// known of it. First and last it says that it is no original.
func (p *page) hostRecord(r roll.Record) {
	host := p.txn.Outcome
	p.big(hostRecordMark)
	p.bold(hostRecordSays)
	p.bold(noOriginalMark)
	p.rule()
	p.row(labelMerchant, p.shop.Name)
	p.row(labelMerchantNo, p.txn.Intent.Merchant)
	p.row(labelTerminal, r.Terminal)
	p.rule()
	if r.Kind.Means() == txn.ByCode {
		p.row(labelScheme, p.words(txn.Scheme(string(r.Card))))
		p.row(labelCode, string(r.Card))
	} else {
		p.row(labelCard, string(r.Card))
	}
	p.row(labelOrder, r.Order)
	p.row(labelKind, p.words(r.Kind.Words()))
	if r.Batch != 0 {
		p.row(labelBatch, r.Batch.String())
		p.row(labelVoucher, r.Trace.String())
	}
	p.row(labelAuth, host.Auth)
	p.row(labelReference, host.RRN)
	p.row(labelTime, stamp(r.At))
	p.rule()
	amount := r.Amount
	if tie := r.Kind.Tie(); tie == txn.Undoes || tie == txn.GivesBack {
		amount = -amount
	}
	p.add(Line{Text: labelAmount.In(p.lang), Right: currencyMark + amount.String(), Big: true})
	p.rule()
	p.answer(labelAnswer, p.txn.Outcome.Holds.Response)
	p.row(labelHeld, p.words(r.Held.Words()))
	p.rule()
	p.bold(noOriginalMark)
}
