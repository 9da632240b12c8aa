package check

import (
	"fmt"
	"slices"
	"strings"

	"posterm/journal/roll"
	"posterm/txn"
)

// Settlement slips and totals are tables. What counts of them is kept line by line, as
// words of this package: "domestic balanced", "debit 3 324.68", "credit 2 -24.68",
// "host", "foreign ...", "net 300.00". The rows of the kinds are left out.

// halvesOnPaper begin the table of one half; what follows is the host's word.
var halvesOnPaper = []struct{ label, is string }{
	{"内卡", "domestic"}, {"DOMESTIC CARDS:", "domestic"}, {"外卡", "foreign"}, {"FOREIGN CARDS:", "foreign"},
}

// comparisonsOnPaper are the host's words.
var comparisonsOnPaper = map[string]txn.Comparison{
	"未对账": txn.NotCompared, "NOT COMPARED": txn.NotCompared, "对账平": txn.Balanced, "BALANCED": txn.Balanced,
	"对账不平": txn.Unbalanced, "NOT BALANCED": txn.Unbalanced, "对账错": txn.CompareError, "ERROR": txn.CompareError,
}

// sidesOnPaper begin a line of count and amount.
var sidesOnPaper = []struct{ label, is string }{
	{"借记", "debit"}, {"DEBIT", "debit"}, {"贷记", "credit"}, {"CREDIT", "credit"},
}

// sums says whether a form has a table of totals.
func (p *Paper) sums() bool { return p.Form == txn.FormSettlement || p.Form == txn.FormTotals }

// sum reads a line of such a table.
func (p *Paper) sum(line string) bool {
	for _, h := range halvesOnPaper {
		if value, found := strings.CutPrefix(line, h.label); found {
			word, known := comparisonsOnPaper[strings.TrimSpace(value)]
			if !known {
				return false
			}
			p.Sums = append(p.Sums, half(h.is, word))
			return true
		}
	}
	for _, s := range sidesOnPaper {
		if value, found := strings.CutPrefix(line, s.label); found {
			p.Sums = append(p.Sums, s.is+" "+strings.Join(strings.Fields(value), " "))
			return true
		}
	}
	switch {
	case line == "主机方总计" || line == "TOTALS OF THE HOST":
		p.Sums = append(p.Sums, "host")
		return true
	case strings.HasPrefix(line, "金额总计"), strings.HasPrefix(line, "TOTAL "):
		if _, amount, found := strings.Cut(line, currency); found {
			p.Sums = append(p.Sums, "net "+strings.TrimSpace(amount))
			return true
		}
	}
	return false
}

func half(name string, word txn.Comparison) string {
	return name + " " + word.String()
}

// both are the lines of both sides; what goes back has a minus.
func both(t txn.Totals) []string {
	return []string{
		fmt.Sprintf("debit %d %s", t.Debit.Count, t.Debit.Amount),
		fmt.Sprintf("credit %d %s", t.Credit.Count, -t.Credit.Amount),
	}
}

func net(t txn.Totals) string { return "net " + (t.Debit.Amount - t.Credit.Amount).String() }

// settledSums is what the slip of a settlement has to say: the totals that were frozen, the
// host's word on each half, and the host's own totals where they differ. A half without
// foreign cards, to which the host has nothing to say, is left out.
func settledSums(t *roll.Txn) (lines []string) {
	ours := t.Intent.Frozen
	if ours == nil {
		return nil
	}
	verdict, host := roll.Verdict{}, roll.Frozen{}
	if t.Compared != nil {
		verdict = *t.Compared
	}
	if verdict.Host != nil {
		host = *verdict.Host
	}
	add := func(name string, word txn.Comparison, ours, host txn.Totals) {
		lines = append(append(lines, half(name, word)), both(ours)...)
		if verdict.Host != nil && word != txn.Balanced {
			lines = append(append(lines, "host"), both(host)...)
		}
	}
	add("domestic", verdict.Domestic, ours.Domestic, host.Domestic)
	silent := verdict.Foreign == txn.Balanced || verdict.Foreign == txn.NotCompared
	if !silent || ours.Foreign != (txn.Totals{}) || host.Foreign != (txn.Totals{}) {
		add("foreign", verdict.Foreign, ours.Foreign, host.Foreign)
	}
	return append(lines, net(ours.All()))
}

// totalled: a printed report of totals says what one of the attempts at it had to say, as
// far as the batch was then.
func (c *checker) totalled(p *Paper, all []listing) {
	last := []string(nil)
	for _, l := range all {
		if l.form != txn.FormTotals || l.batch != p.Batch {
			continue
		}
		last = append(both(l.totals), net(l.totals))
		if slices.Equal(p.Sums, last) {
			return
		}
	}
	c.find(TotalsDiffer, txn.Ref{}, fmt.Sprintf("交易汇总 %s：%q，最后一次应为 %q", p.ids(), p.Sums, last),
		fmt.Sprintf("totals on slip %s: %q; none of their attempts had to say this, the last one %q", p.ids(), p.Sums, last))
}
