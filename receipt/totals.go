package receipt

import (
	"fmt"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Totals is what the open batch comes to so far, 打印汇总: every kind, both sides, and what
// is not decided yet. It compares nothing with the host and closes nothing.
func Totals(txns []roll.Txn, place Place, shop Shop, lang txn.Lang, printedAt time.Time) Slip {
	p := &page{shop: shop, lang: lang}
	p.report(titleTotals, place)
	kinds := Sums(txns)
	both := totalsOf(kinds)
	p.columns()
	p.kinds(kinds, true)
	p.rule()
	p.sides(both)
	p.net(both)
	p.rule()
	p.holds(kinds)
	p.cash(kinds)
	p.open(txns)
	p.say(noSettlement)
	p.row(labelPrinted, stamp(printedAt))
	p.foot()
	return Slip{Lines: p.lines}
}

// holds are pre-authorisations: no money yet, and no settlement counts them.
func (p *page) holds(kinds []KindSum) {
	before := len(p.lines)
	p.kinds(kinds, false)
	if len(p.lines) > before {
		p.say(notCounted)
		p.rule()
	}
}

// openStates are the ways of not being decided, in the order of the report.
var openStates = []txn.Words{
	states[txn.MoneyPending], states[txn.MoneyReversing], undelivered, states[txn.MoneyAsking], states[txn.MoneyParked],
}

// open lists the transactions that need the host or a person, and counts the slips that are owed.
func (p *page) open(txns []roll.Txn) {
	byState, slips := map[txn.Words][]txn.Trace{}, 0
	for _, t := range txns {
		if t.Undecided() {
			byState[state(t)] = append(byState[state(t)], t.Trace)
		}
		slips += len(t.OwedCopies())
	}
	if len(byState) > 0 {
		p.bold(notDecided.In(p.lang))
	}
	for _, s := range openStates {
		if of := byState[s]; len(of) > 0 {
			p.row(txn.Words{ZH: fmt.Sprintf("%s %d笔", s.ZH, len(of)), EN: fmt.Sprintf("%s %d", s.EN, len(of))}, traces(of))
		}
	}
	p.some(labelDue, slips)
	p.rule()
}
