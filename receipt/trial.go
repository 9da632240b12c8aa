package receipt

import (
	"strings"
	"time"

	"posterm/txn"
)

// Trial is a slip that tries a printer: the width, both kinds of characters, each size, and a ramp of
// greys. It proves no payment, and says so first and last.
func Trial(shop Shop, make txn.Words, columns int, lang txn.Lang, at time.Time) Slip {
	p := &page{shop: shop, lang: lang}
	p.bold(trialOnly)
	p.big(titleTrial.In(lang))
	p.rule()
	p.row(labelMerchant, shop.Name)
	p.row(labelMake, make.In(lang))
	p.row(labelPrinted, stamp(at))
	p.rule()
	p.add(Line{Text: strings.Repeat("1234567890", 1+columns/10)[:columns]}) // both ends must be on the paper
	p.add(Line{Text: trialText}, Line{Text: trialText, Bold: true}, Line{Text: trialAmount, Big: true}, Line{Ramp: true})
	p.say(trialLook)
	p.foot()
	p.bold(trialOnly)
	return Slip{Lines: p.lines}
}
