package receipt

import (
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
	p.big(titleDetails.In(lang))
	p.rule()
	p.row(labelMerchant, shop.Name)
	p.row(labelMerchantNo, place.Merchant)
	p.row(labelTerminal, place.Terminal)
	p.row(labelOperator, place.Operator)
	p.row(labelBatch, place.Batch.String())
	p.rule()
	for _, t := range txns {
		p.entry(t)
	}
	if len(txns) > 0 {
		p.rule()
	}
	p.row(labelCount, fmt.Sprint(len(txns)))
	p.row(labelPrinted, stamp(printedAt))
	p.foot()
	return Slip{Lines: p.lines}
}

// entry is one transaction on two lines:
//
//	000012 消费                12.34
//	622202*********0128 /S      成功
func (p *page) entry(t roll.Txn) {
	p.add(Line{Text: t.Trace.String() + " " + p.words(t.Kind.Words()), Right: signed(t)})
	p.add(Line{Text: card(t.Intent), Right: states[money(t)].In(p.lang)})
}
