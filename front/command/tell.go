package command

import (
	"fmt"
	"strings"

	"posterm/terminal"
	"posterm/txn"
)

// tell prints a transaction: what happened, what to do, and the data.
func (a *app) tell(v terminal.View) {
	if a.json {
		a.object(v)
		return
	}
	fmt.Fprintf(a.out, "%s\n%s\n  %s\n", v.Said, v.Next, a.line(v))
	if s := v.Settlement; s != nil {
		fmt.Fprintf(a.out, "  %s\n", txn.Words{
			ZH: fmt.Sprintf("借记 %d 笔 %s  贷记 %d 笔 %s", s.Debit.Count, s.Debit.Amount, s.Credit.Count, s.Credit.Amount),
			EN: fmt.Sprintf("debit %d, %s  credit %d, %s", s.Debit.Count, s.Debit.Amount, s.Credit.Count, s.Credit.Amount),
		}.In(a.lang()))
	}
	if v.Eslip != "" {
		fmt.Fprintf(a.out, "  %s%s\n", txn.Words{ZH: "电子小票：", EN: "e-slip: "}.In(a.lang()), v.Eslip)
	}
	if v.Warning != nil {
		fmt.Fprintln(a.out, txn.Words{ZH: "注意：十分钟内同一张卡或付款码、同一金额已有交易。", EN: "Note: the same card or code paid the same amount within ten minutes."}.In(a.lang()))
	}
	for _, f := range v.Flags {
		w := f.Words()
		fmt.Fprintln(a.out, txn.Words{ZH: "异常提示：" + w.ZH + "，请核实。", EN: "Unusual: " + w.EN + ", please look into it."}.In(a.lang()))
	}
	if v.NearEnd {
		fmt.Fprintln(a.out, txn.Words{ZH: "注意：打印纸将尽，请备好纸卷。", EN: "Note: the roll is near its end, have a new one at hand."}.In(a.lang()))
	}
	if v.Pending > 0 {
		fmt.Fprintln(a.out, txn.Words{
			ZH: fmt.Sprintf("另有 %d 笔待处理：posterm status --pending", v.Pending),
			EN: fmt.Sprintf(`%d more to settle: "posterm status --pending"`, v.Pending),
		}.In(a.lang()))
	}
	if v.Verdict == txn.BeingReversed || v.Verdict == txn.NeedsPerson {
		fmt.Fprintf(a.out, "  %s\n", a.serviceLine(v))
	}
}

// line is a transaction on one line, for lists and below the sentence.
func (a *app) line(v terminal.View) string {
	parts := []string{v.Batch + "/" + v.TraceText, v.Kind.Words().In(a.lang())}
	if v.Amount != "0.00" {
		parts = append(parts, v.Amount)
	}
	if v.Card != "" {
		parts = append(parts, string(v.Card))
	}
	parts = append(parts, v.Guide().Large.In(a.lang()))
	if v.RRN != "" {
		parts = append(parts, txn.Words{ZH: "参考号", EN: "RRN"}.In(a.lang())+" "+v.RRN)
	}
	return strings.Join(append(parts, a.papers(v)...), "  ")
}

// papers are where its paper is, if any was ever due.
func (a *app) papers(v terminal.View) (parts []string) {
	add := func(what txn.Words, state txn.Paper) {
		if state != txn.PaperNotDue {
			parts = append(parts, what.In(a.lang())+" "+state.Words().In(a.lang()))
		}
	}
	if v.Paper.Merchant == v.Paper.Cardholder {
		add(txn.Words{ZH: "小票", EN: "slip"}, v.Paper.Merchant)
	} else {
		add(txn.Words{ZH: "商户联", EN: "merchant's copy"}, v.Paper.Merchant)
		add(txn.Words{ZH: "持卡人联", EN: "cardholder's copy"}, v.Paper.Cardholder)
	}
	for _, s := range v.Slips {
		add(s.Form.Words(), s.State)
	}
	return parts
}

// serviceLine is what the service desk asks for.
func (a *app) serviceLine(v terminal.View) string {
	words := txn.Words{ZH: "客服需要：终端号 %s 时间 %s 金额 %s 凭证号 %s", EN: "the service desk needs: terminal %s, time %s, amount %s, trace %s"}
	text := fmt.Sprintf(words.In(a.lang()), a.cfg.Terminal.ID, v.Time, v.Amount, v.TraceText)
	if phone := a.cfg.Terminal.ServicePhone; phone != "" {
		text += "  ☎ " + phone
	}
	return text
}
