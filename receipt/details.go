package receipt

import (
	"cmp"
	"fmt"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Place is whose batch a report is about.
type Place struct {
	Batch              txn.Batch
	Terminal, Merchant string
	Operator           string
}

// Details lists the transactions of a batch on paper, 打印明细 (PROTOCOL.md 8.3):
// voucher, kind and amount, then the masked card and what became of the money.
// It is a report, no proof of any one transaction.
func Details(txns []roll.Txn, place Place, shop Shop, lang txn.Lang, printedAt time.Time) Slip {
	p := &page{shop: shop, lang: lang}
	p.report(titleDetails, place)
	repeats := 0
	for _, t := range txns {
		p.entry(t)
		if state(t) == undelivered {
			repeats++
		}
	}
	if len(txns) > 0 {
		p.rule()
	}
	p.row(labelCount, fmt.Sprint(len(txns)))
	p.some(labelUndelivered, repeats)
	p.row(labelPrinted, stamp(printedAt))
	p.foot()
	return Slip{Lines: p.lines}
}

// report heads a report about a batch.
func (p *page) report(title txn.Words, place Place) {
	p.test()
	p.big(title.In(p.lang))
	p.rule()
	p.row(labelMerchant, p.shop.Name)
	p.row(labelMerchantNo, place.Merchant)
	p.row(labelTerminal, place.Terminal)
	p.row(labelOperator, place.Operator)
	p.row(labelBatch, place.Batch.String())
	p.rule()
}

// entry is one transaction on two lines, a hold on three: its authorisation number is what
// it is completed by.
//
//	000012 消费                12.34
//	622202*********0128 /S      成功
func (p *page) entry(t roll.Txn) {
	p.add(Line{Text: t.Trace.String() + " " + p.words(t.Kind.Words()), Right: signed(t)})
	p.add(Line{Text: printable(identity(t.Intent)), Right: state(t).In(p.lang)})
	if t.Kind == txn.Preauth {
		p.row(labelAuth, t.Outcome.Auth)
	}
}

// identity is what a transaction was paid with, or which order or voucher it is about.
func identity(in roll.Intent) string {
	if o := in.Original; card(in) == "" && o != nil {
		return cmp.Or(o.Order, o.Voucher, o.RRN)
	}
	return cmp.Or(in.Order, card(in))
}
