package main

import (
	"fmt"
	"slices"
	"strings"

	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

// table shows every transaction with money: what ledger, journal and paper say. It
// gives the findings of the checker.
func (t *teller) table(e check.Evidence) []check.Finding {
	t.title(tableTitle)
	findings := check.Of(e)
	rows := [][]txn.Words{{
		{ZH: "凭证号", EN: "trace"}, {ZH: "交易", EN: "kind"}, {ZH: "金额", EN: "amount"}, {ZH: "钱（主机）", EN: "money (host)"},
		{ZH: "记录（终端）", EN: "record (terminal)"}, {ZH: "纸", EN: "paper"}, {ZH: "结论", EN: "verdict"},
	}}
	for _, one := range movers(e.Rows) {
		rows = append(rows, row(one, e, findings))
	}
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], width(cell.In(t.lang)))
		}
	}
	for _, r := range rows {
		line := " "
		for i, cell := range r {
			line += " " + padded(cell.In(t.lang), widths[i]+1)
		}
		fmt.Fprintln(t.out, strings.TrimRight(line, " "))
	}
	return findings
}

// movers are the transactions of a roll that could move money.
func movers(rows []roll.Row) (txns []roll.Txn) {
	for _, one := range check.Transactions(rows) {
		if one.Kind.Moves() {
			txns = append(txns, one)
		}
	}
	return txns
}

func row(one roll.Txn, e check.Evidence, findings []check.Finding) []txn.Words {
	of := txn.Ref{Batch: one.Batch, Trace: one.Trace}
	same := func(s string) txn.Words { return txn.Words{ZH: s, EN: s} }
	charged := txn.Words{ZH: "无记录", EN: "nothing"}
	if entry, found := entryOf(of, e.Ledger); found {
		charged = ledgerWords[entry.State]
	}
	verdict := txn.Words{ZH: "一致 ✓", EN: "agree ✓"}
	if slices.ContainsFunc(findings, func(f check.Finding) bool { return f.Of == of }) {
		verdict = txn.Words{ZH: "不一致 ✗", EN: "disagree ✗"}
	}
	return []txn.Words{
		same(one.Trace.String()), one.Kind.Words(), same(one.Intent.Amount.String()), charged,
		recordWords[one.Money(0)], counted(of, check.Read(e.Slips, e.Foot)), verdict,
	}
}

// counted says how many slips of each sort a transaction has.
func counted(of txn.Ref, papers []check.Paper) txn.Words {
	type sort struct {
		words txn.Words
		n     int
	}
	sorts := []sort{
		{txn.Words{ZH: "商户存根", EN: "merchant"}, 0}, {txn.Words{ZH: "持卡人存根", EN: "cardholder"}, 0},
		{txn.Words{ZH: "冲正单", EN: "reversal slip"}, 0}, {txn.Words{ZH: "重打印", EN: "duplicate"}, 0},
	}
	for _, p := range papers {
		switch {
		case p.Of != of:
		case p.Marked:
			sorts[3].n++
		case p.Form == txn.FormReversal:
			sorts[2].n++
		default:
			sorts[p.For].n++
		}
	}
	var zh, en []string
	for _, s := range sorts {
		if s.n > 0 {
			zh, en = append(zh, fmt.Sprintf("%s %d", s.words.ZH, s.n)), append(en, fmt.Sprintf("%d %s", s.n, s.words.EN))
		}
	}
	return txn.Words{ZH: strings.Join(zh, " "), EN: strings.Join(en, ", ")}
}
