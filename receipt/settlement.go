package receipt

import (
	"fmt"
	"strings"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// Settlement lays out the slip of a settlement with a row for each kind. The totals are
// those that were frozen and compared; what the kinds come to now is printed only when it
// adds up to them, for a person may have decided something since.
func Settlement(t roll.Txn, a roll.Attempt, kinds []KindSum, shop Shop, lang txn.Lang, printedAt time.Time) Slip {
	return layout(t, a, kinds, shop, lang, printedAt)
}

// settlement is what a batch came to, and what the host says to that (PROTOCOL.md 8.2).
func (p *page) settlement(kinds []KindSum) {
	t := p.txn
	title := titleSettlement
	if p.copy.Marked {
		title = titleLastBatch
	}
	p.big(title.In(p.lang))
	p.parties()
	p.row(labelBatch, t.Batch.String())
	p.row(labelVoucher, t.Trace.String())
	p.row(labelSettleDate, monthDay(t.Outcome.SettleDate))
	p.row(labelTime, stamp(hostTime(t.Outcome.HostDate, t.Outcome.HostTime, t.At)))
	p.rule()
	p.columns()
	all := t.Intent.Frozen.All()
	if totalsOf(kinds) == all {
		p.kinds(kinds, true)
		p.rule()
	}
	p.halves()
	p.net(all)
	p.rule()
	p.cash(kinds)
	p.leaves(t.Outcome.Report)
	p.rule()
}

// halves are domestic and foreign cards, each with the host's word.
func (p *page) halves() {
	ours, verdict := p.txn.Intent.Frozen, roll.Verdict{}
	if p.txn.Compared != nil {
		verdict = *p.txn.Compared
	}
	var host roll.Frozen
	if verdict.Host != nil {
		host = *verdict.Host
	}
	p.half(labelDomestic, ours.Domestic, verdict.Domestic, host.Domestic, verdict.Host != nil)
	none := ours.Foreign == (txn.Totals{}) && host.Foreign == (txn.Totals{})
	if none && (verdict.Foreign == txn.Balanced || verdict.Foreign == txn.NotCompared) {
		return
	}
	p.half(labelForeign, ours.Foreign, verdict.Foreign, host.Foreign, verdict.Host != nil)
}

func (p *page) half(which txn.Words, ours txn.Totals, is txn.Comparison, host txn.Totals, told bool) {
	p.bold(which.In(p.lang) + comparisons[is].In(p.lang))
	p.sides(ours)
	if told && is != txn.Balanced {
		p.say(hostTotals)
		p.sides(host)
	}
	p.rule()
}

// leaves is what a closed batch leaves behind: nothing of it stopped the settlement, and
// all of it is carried over.
func (p *page) leaves(r *roll.Report) {
	if r == nil {
		return
	}
	p.rule()
	if r.Result != txn.Balanced {
		p.say(checkTotals)
	}
	p.some(labelDue, r.Due)
	p.some(labelUnconfirmed, r.Unconfirmed)
	if len(r.Parked) > 0 {
		p.row(labelParked, traces(r.Parked))
		p.say(faultDo)
	}
}

// some is a count; nothing is no line.
func (p *page) some(label txn.Words, n int) {
	if n > 0 {
		p.row(label, fmt.Sprint(n))
	}
}

func traces(all []txn.Trace) string {
	var b strings.Builder
	for _, n := range all {
		b.WriteString(n.String() + " ")
	}
	return b.String()
}
