package terminals

import (
	"slices"
	"strings"

	"posterm/conformance"
	"posterm/txn"
)

// repeated are the fields that a reversal has as its original had them (PROTOCOL.md 4.7).
var repeated = []int{3, 4, 22, 25, 41, 42, 49}

// undone holds a terminal to its word after a transaction in doubt: a balance is asked for, and before it the host must
// have been told to undo the original.
func (x *exam) undone(original asked, reasons ...txn.Reason) error {
	if _, err := x.do(balance); err != nil {
		return err
	}
	return x.settledDoubt(original, x.after(original), reasons)
}

// settledDoubt judges what came after a transaction in doubt.
func (x *exam) settledDoubt(original asked, sent []asked, reasons []txn.Reason) error {
	before := requests(x.record.since(0)[:original.at], 0)
	sent = slices.DeleteFunc(sent, func(r asked) bool { // a debt of an earlier case
		return r.isReversal() && slices.ContainsFunc(before, func(a asked) bool { return a.isMoney() && a.key() == r.key() })
	})
	return judgeDoubt(original, sent, reasons)
}

func judgeDoubt(original asked, sent []asked, reasons []txn.Reason) error {
	next := slices.IndexFunc(sent, asked.isOnline)
	first := slices.IndexFunc(sent, asked.isReversal)
	if first < 0 || next >= 0 && next < first {
		if next < 0 {
			return conformance.Failed("结果不明的交易 %[1]s 没有冲正，此后也没有联机交易", "transaction %[1]s is in doubt and was not reversed, and nothing came after it", original.trace())
		}
		return conformance.Failed("结果不明的交易 %[1]s 未冲正，就发出了 %[2]s（流水号 %[3]s）", "transaction %[1]s is in doubt, and %[2]s with trace %[3]s was sent without reversing it",
			original.trace(), sent[next].mti, sent[next].trace())
	}
	for _, r := range sent {
		if r.isReversal() {
			if err := fits(original, r, reasons); err != nil {
				return err
			}
		}
	}
	if next < 0 {
		return conformance.Unclear("冲正已发出，但余额查询没有来", "the reversal came, but the balance inquiry never did")
	}
	done := slices.IndexFunc(sent[:next], func(a asked) bool { return a.isReversal() && a.answered() && a.code.EndsReversal() })
	if done < 0 {
		return conformance.Failed("冲正没有得到终局应答，终端就发出了下一笔 %[1]s", "no reversal was answered for good, and the terminal went on with %[1]s", sent[next].mti)
	}
	return nil
}

// fits says whether a reversal is that of its original.
func fits(original, r asked, reasons []txn.Reason) error {
	if r.trace() != original.trace() {
		return conformance.Failed("冲正流水号为 %[1]s，原交易为 %[2]s", "the reversal has trace %[1]s, the original has %[2]s", r.trace(), original.trace())
	}
	for _, n := range repeated {
		if r.get(n) != original.get(n) {
			return conformance.Failed("冲正的 %[1]d 域为 %[2]q，原交易为 %[3]q", "field %[1]d of the reversal is %[2]q, the original had %[3]q", n, r.get(n), original.get(n))
		}
	}
	was, is := original.private(), r.private()
	switch {
	case was.Type != is.Type || was.Batch != is.Batch:
		return conformance.Failed("冲正的 60 域为 %[1]s，原交易为 %[2]s：类型码和批次号必须相同", "field 60 of the reversal is %[1]s, the original had %[2]s: type and batch must be the same", r.get(60), original.get(60))
	case r.get(52) != "":
		return conformance.Failed("冲正带有 PIN（52 域）", "the reversal carries a PIN, field 52")
	case !slices.Contains(reasons, txn.Reason(r.get(39))):
		return conformance.Failed("冲正原因码（39 域）为 %[1]q，应为 %[2]s", "the reason of the reversal (field 39) is %[1]q, wanted %[2]s", r.get(39), list(reasons))
	case r.code == "30" || r.code == "40" || r.code == "A0" || r.code == "14" || r.code == "58" || r.code == "64":
		return refused("reversal", r)
	}
	return nil
}

func list(reasons []txn.Reason) string {
	words := make([]string, 0, len(reasons))
	for _, r := range reasons {
		words = append(words, string(r))
	}
	return strings.Join(words, "/")
}

// leftAlone holds a terminal to leaving a transaction as it is: no reversal of it may come.
func (x *exam) leftAlone(original asked) error {
	if _, err := x.askBalance(); err != nil {
		return err
	}
	for _, a := range x.after(original) {
		if a.isReversal() && a.trace() == original.trace() {
			return conformance.Failed("交易 %[1]s 已有终局应答，终端却将其冲正", "transaction %[1]s was answered for good, and the terminal reversed it", original.trace())
		}
	}
	return nil
}
