package receipt

import (
	"time"

	"posterm/txn"
)

// StaticCode is the shop's code for the counter 静态收款码. Who scans it types the amount himself: no terminal knows of it.
func StaticCode(shop Shop, lang txn.Lang, at time.Time) Slip {
	p := &page{shop: shop, lang: lang}
	p.test()
	p.big(titlePayCode.In(lang))
	p.rule()
	p.row(labelMerchant, shop.Name)
	p.rule()
	p.add(Line{QR: shop.StaticCode}, Line{Text: toPay, Align: Center})
	p.say(noProof)
	p.rule()
	p.row(labelPrinted, stamp(at))
	p.foot()
	return Slip{Lines: p.lines}
}
