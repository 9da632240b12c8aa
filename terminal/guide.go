package terminal

import "posterm/txn"

// Case is how a cashier goes on, the three of requirement 76.
type Case byte

// The cases.
const (
	ItHappened Case = 'A' // the money is where it should be: only the slip may be missing
	NothingDid Case = 'B' // no money moved, and none will: by another card, a code, other means
	NotKnown   Case = 'C' // nobody knows yet: the terminal or a person finds out
)

// Guidance is what a cashier sees beside what was said and what comes next (View.Said, View.Next).
type Guidance struct {
	Case  Case
	Large txn.Words // the verdict, in words to be read from afar
	Not   txn.Words // what not to do; empty when money and paper are settled
	Else  txn.Words // how else the customer can pay; empty unless money was wanted and none came
	Desk  bool      // tell the service desk's number, and terminal, time, amount and trace, which it asks for
}

// Guide says how a cashier goes on.
func (v View) Guide() Guidance {
	g := Guidance{Case: ItHappened, Large: large[v.Verdict]}
	d := deedFor(v.Kind, v.Entry)
	switch v.Verdict {
	case txn.NotPaid, txn.NotDone:
		g.Case, g.Not = NothingDid, v.notAfterNothing()
		if v.Kind.BringsMoney() {
			g.Else = d.instead
			if v.Response == duplicated {
				g.Else = byOtherMeans
			}
		}
	case txn.BeingReversed, txn.Asking, txn.NeedsPerson:
		g.Case, g.Not, g.Desk = NotKnown, d.notMeanwhile(v.Kind), true
	case txn.Returned:
		g.Large = v.undone()
		fallthrough
	default:
		if v.wanting() {
			g.Not = d.notForPaper(v)
		}
	}
	if v.Training {
		g.Large = join(trainingLarge, g.Large)
	}
	return g
}

// large are the verdicts from afar.
var large = map[txn.Verdict]txn.Words{
	txn.Paid:          {ZH: "已收款", EN: "PAID"},
	txn.OnHold:        {ZH: "已冻结，尚未收款", EN: "HELD, NOT PAID YET"},
	txn.Returned:      {ZH: "已退款", EN: "MONEY RETURNED"},
	txn.NotPaid:       {ZH: "未收款", EN: "NOT PAID"},
	txn.NotDone:       {ZH: "未成功", EN: "NOT DONE"},
	txn.BeingReversed: {ZH: "结果不明，冲正中", EN: "NOT KNOWN, BEING REVERSED"},
	txn.Asking:        {ZH: "结果未定", EN: "NOT DECIDED YET"},
	txn.NeedsPerson:   {ZH: "结果不明，需人工核实", EN: "NOT KNOWN, A PERSON MUST SETTLE IT"},
	txn.Done:          {ZH: "成功", EN: "DONE"},
}

// undone is the verdict of what gave money back, let a hold go, or was undone itself.
func (v View) undone() txn.Words {
	switch {
	case v.Kind == txn.Preauth || v.Kind == txn.PreauthVoid:
		return txn.Words{ZH: "已解冻", EN: "HOLD RELEASED"}
	case v.Money == txn.MoneyVoided:
		return txn.Words{ZH: "已撤销，款已退", EN: "VOIDED, MONEY RETURNED"}
	}
	return large[txn.Returned]
}

// notAfterNothing: goods and cash follow money, and there was none.
func (v View) notAfterNothing() txn.Words {
	switch {
	case v.Money == txn.MoneyReversed && v.Kind.BringsMoney():
		return txn.Words{
			ZH: "不要交货：扣款短信不算收款，款项会退回；请顾客先不要离开",
			EN: "Hand over no goods: a bank's message is no payment, that money goes back; ask the customer to stay",
		}
	case v.Kind.BringsMoney():
		return txn.Words{ZH: "不要交货；请顾客先不要离开", EN: "Hand over no goods; ask the customer to stay"}
	case v.Kind == txn.Preauth:
		return txn.Words{ZH: "不要当作已担保：资金没有冻结", EN: "Do not count on it: no money is held"}
	case v.Kind.Moves():
		return txn.Words{ZH: "不要当作已办成：原交易不变", EN: "Do not treat it as done: the original is as it was"}
	}
	return txn.Words{}
}

// notMeanwhile: nothing is done twice while nobody knows.
func (d deed) notMeanwhile(k txn.Kind) txn.Words {
	not := txn.Words{ZH: "不要重复操作", EN: "Do not start it again"}
	switch {
	case k == txn.Settle:
		not = txn.Words{ZH: "完成之前不要做交易", EN: "No transactions before it is finished"}
	case d.again != (txn.Words{}):
		not = strict(d.again)
	}
	if k.BringsMoney() {
		not = join(not, txn.Words{ZH: "；不要凭扣款短信交货", EN: "; hand over no goods on a bank's message"})
	}
	return not
}

// notForPaper: a slip that is wanting, or one nobody can use, is no reason to do it once more.
func (d deed) notForPaper(v View) txn.Words {
	name := "小票"
	if v.Kind == txn.Settle {
		name = "结算单"
	}
	slip := txn.Words{ZH: "，只差" + name, EN: ", only the slip is wanting"}
	if !v.owes() && v.PaperFault == nil { // there is one: faint, perhaps in two pieces, or unproven
		slip = txn.Words{ZH: "，" + name + "可重打印", EN: ", the slip can be reprinted"}
	}
	why := map[txn.Verdict]txn.Words{
		txn.Paid: {ZH: "：款已收到", EN: ": the money is in"}, txn.OnHold: {ZH: "：资金已冻结", EN: ": the money is held"},
		txn.Returned: {ZH: "：已办成", EN: ": it is done"},
	}[v.Verdict]
	switch {
	case v.Kind == txn.Settle:
		return join(txn.Words{ZH: "不要再次结算：本批已结", EN: "Do not settle again: the batch is closed"}, slip)
	case d.again == (txn.Words{}):
		return txn.Words{}
	}
	return join(join(strict(d.again), why), slip)
}

// strict says "请勿" as a screen shouts it: 不要.
func strict(w txn.Words) txn.Words {
	const please = "请勿"
	if len(w.ZH) > len(please) && w.ZH[:len(please)] == please {
		w.ZH = "不要" + w.ZH[len(please):]
	}
	return w
}

// wanting says whether a slip is owed, unproven, hard to read, in pieces, or not made at all.
func (v View) wanting() bool {
	unproven := v.Paper.Merchant == txn.PaperUnconfirmed || v.Paper.Cardholder == txn.PaperUnconfirmed || v.report() == txn.PaperUnconfirmed
	return v.owes() || unproven || v.Faint || v.onPaper() && v.Pieces > 1 || v.PaperFault != nil
}
