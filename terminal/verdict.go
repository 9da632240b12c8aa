package terminal

import (
	"fmt"

	"posterm/journal/roll"
	"posterm/txn"
)

// verdictWords says in one sentence what happened, and in one what to do next. Paper that proves no payment is named
// where it came out: somebody holds it.
func verdictWords(t roll.Txn, v View) (said, next txn.Words) {
	said, next = outcomeWords(t, v)
	switch {
	case v.slip(txn.FormNotApproved) != txn.PaperPrinted:
	case v.Undecided:
		said = join(said, undecidedSlip)
	default:
		said = join(said, deniedSlip)
	}
	return said, next
}

func outcomeWords(t roll.Txn, v View) (said, next txn.Words) {
	d := deedFor(t.Kind, t.Intent.Entry)
	switch v.Verdict {
	case txn.Paid, txn.OnHold:
		said, next = paper(join(d.stands(t), since(t)), d, v)
		if v.tied.ID != 0 {
			next = also(next, tiedAdvice(v.tied))
		}
		return said, next
	case txn.Returned:
		if v.Money == txn.MoneyVoided {
			return paper(d.gone, d, v)
		}
		return paper(d.stands(t), d, v)
	case txn.BeingReversed:
		return d.doubt, txn.Words{
			ZH: "做一笔联机交易（如余额查询）即可送达冲正；" + serviceNeeds.ZH,
			EN: "Make any online transaction, such as a balance inquiry, to deliver the reversal; " + serviceNeeds.EN,
		}
	case txn.NeedsPerson:
		return needsPerson(t, d, v)
	case txn.Asking:
		return asking(t, d, v)
	case txn.Done:
		return done(t, d, v)
	}
	return failure(t, d)
}

// serviceNeeds is what the service desk asks for.
var serviceNeeds = txn.Words{ZH: "找客服请提供终端号、时间、金额和凭证号。", EN: "the service desk needs terminal, time, amount and trace."}

func join(all ...txn.Words) (w txn.Words) {
	for _, part := range all {
		w.ZH, w.EN = w.ZH+part.ZH, w.EN+part.EN
	}
	return w
}

// stands is that it happened, and by whose word.
func (d deed) stands(t roll.Txn) txn.Words {
	switch {
	case t.TakenIs == roll.Approved:
		return completed
	case t.Is == roll.Resolved:
		return d.byHand
	}
	return d.good
}

// completed is a hold of which a completion was made. That may have been voided since,
// which its own rows tell.
var completed = txn.Words{ZH: "预授权已做过完成，收款以完成交易为准", EN: "The hold was completed: that transaction tells what was paid"}

// since is what happened to an approved transaction since that did not undo it.
func since(t roll.Txn) (w txn.Words) {
	if t.VoidIs == roll.InDoubt || t.VoidIs == roll.IntentMade {
		w = txn.Words{ZH: "，它的撤销结果不明、正在冲正", EN: "; a void of it is not known and being reversed"}
	}
	switch {
	case t.Refunded > 0 && t.Left() == 0:
		w = join(w, txn.Words{ZH: "，后已全额退货", EN: ", and refunded in full since"})
	case t.Refunded > 0:
		w = join(w, txn.Words{ZH: "，其中已退货 " + t.Refunded.String() + " 元", EN: ", of which " + t.Refunded.String() + " yuan was refunded"})
	}
	if t.Refunding > 0 {
		w = join(w, txn.Words{ZH: "，另有 " + t.Refunding.String() + " 元退货结果未定", EN: "; a refund of " + t.Refunding.String() + " yuan is not decided yet"})
	}
	return join(w, completions[t.TakenIs])
}

// completions say how a completion of a hold stands that is not decided.
var completions = map[roll.What]txn.Words{
	roll.IntentMade: {ZH: "，它的完成结果不明、正在冲正", EN: "; a completion of it is not known and being reversed"},
	roll.InDoubt:    {ZH: "，它的完成结果不明、正在冲正", EN: "; a completion of it is not known and being reversed"},
	roll.Parked:     {ZH: "，它的完成需人工核实", EN: "; a completion of it needs a person"},
}

// asking: not decided yet, and nothing is reversed for it.
func asking(t roll.Txn, d deed, v View) (said, next txn.Words) {
	switch t.Kind.Doubt() {
	case txn.Repeated:
		return d.doubt, txn.Words{
			ZH: "做一笔联机交易（如余额查询）即可重发；" + serviceNeeds.ZH,
			EN: "Make any online transaction, such as a balance inquiry, to send it again; " + serviceNeeds.EN,
		}
	case txn.Resumed:
		return join(d.doubt, refusal(t)), txn.Words{ZH: "请再次批结算，会从中断处继续。", EN: "Settle again: it goes on where it was cut."}
	}
	if v.Money == txn.MoneyAsking && t.Presented() {
		return d.doubt, txn.Words{ZH: "请顾客扫码付款；超时未付的订单在下一次联机时查询并关闭，关闭后不能再付。", EN: "Let the customer scan the code; an order that is not paid in time is asked about and closed when the terminal is online next, and cannot be paid then."}
	}
	if v.Money == txn.MoneyAsking {
		return d.doubt, txn.Words{ZH: "请顾客在手机上确认支付；超时未付的订单在下一次联机时查询并关闭。", EN: "Let the customer confirm on the phone; an order that is not paid in time is asked about and closed when the terminal is online next."}
	}
	wait := txn.Words{ZH: "请等待", EN: "Wait"}
	if d.again != (txn.Words{}) {
		wait = txn.Words{ZH: "请等待，" + d.again.ZH, EN: "Wait. " + d.again.EN}
	}
	return txn.Words{ZH: "正在处理，结果未定。", EN: "In progress, not decided yet."}, sentence(wait)
}

// refusal is the host's own word to a settlement that does not go on.
func refusal(t roll.Txn) txn.Words {
	if t.RevCode == "" || t.RevCode.Approves() {
		return txn.Words{}
	}
	return txn.Words{
		ZH: "收单行应答：" + t.RevCode.Words().ZH + "（" + string(t.RevCode) + "）。",
		EN: " The host answered: " + t.RevCode.Words().EN + " (" + string(t.RevCode) + ").",
	}
}

func sentence(w txn.Words) txn.Words { return txn.Words{ZH: w.ZH + "。", EN: w.EN + "."} }

// needsPerson: the money is known to nobody here. It may be the void of this
// transaction that was parked, and then that one is to be ended.
func needsPerson(t roll.Txn, d deed, v View) (said, next txn.Words) {
	trace := t.Trace
	said = d.parked
	if v.tied.Kind.Tie() == txn.Undoes {
		trace = v.tied.Trace
		what := txn.Words{ZH: "款项需", EN: "the money"}
		if t.Kind == txn.Preauth {
			what = txn.Words{ZH: "预授权是否有效需", EN: "whether the hold stands"}
		}
		said = txn.Words{
			ZH: "该交易的撤销（凭证号 " + trace.String() + "）未能冲正：" + what.ZH + "人工核实。",
			EN: "Its void, trace " + trace.String() + ", could not be reversed: a person must settle " + what.EN + ".",
		}
	}
	goods := txn.Words{ZH: "。", EN: "."}
	if t.Kind.BringsMoney() {
		goods = txn.Words{ZH: "；核实前请勿交货。", EN: "; hand over no goods before that."}
	}
	return said, join(txn.Words{
		ZH: "凭故障单联系收单行，核实后用 posterm reversal resolve " + trace.String() + " 了结",
		EN: `Call the acquirer with the fault slip, then end it with "posterm reversal resolve ` + trace.String() + `"`,
	}, goods)
}

// done: a kind that moves no money succeeded.
func done(t roll.Txn, d deed, v View) (said, next txn.Words) {
	switch {
	case v.Balance != nil:
		return txn.Words{ZH: "余额 " + *v.Balance + " 元。", EN: "Balance " + *v.Balance + " yuan."}, nothingToDo
	case t.Outcome.Holds != nil:
		code := t.Outcome.Holds.Response
		return join(txn.Words{
				ZH: "主机当时对这笔交易的应答：" + code.Words().ZH + "（" + string(code) + "）。",
				EN: "At the time the host answered that transaction: " + code.Words().EN + " (" + string(code) + ").",
			}, holds(t.Outcome.Holds.Record)), txn.Words{
				ZH: "仅供核对，本机记录不因查单改变。", EN: "For comparison only: an enquiry changes nothing in this terminal's record.",
			}
	case t.Outcome.Report != nil:
		return settledWords(t, d, v)
	}
	return sentence(d.good), nothingToDo
}

// holds is what the host's record says now, and of what.
func holds(r *roll.Record) txn.Words {
	if r == nil || r.Held.Words() == (txn.Words{}) {
		return txn.Words{}
	}
	what := func(lang txn.Lang) string {
		return r.Kind.Words().In(lang) + " " + r.Amount.String() + " " + string(r.Card)
	}
	return txn.Words{
		ZH: "主机记录：" + what(txn.Chinese) + " " + r.Held.Words().ZH + "。",
		EN: " Its record: " + what(txn.English) + ", " + r.Held.Words().EN + ".",
	}
}

// settledWords: a batch is closed, whatever the host said to its totals.
func settledWords(t roll.Txn, d deed, v View) (said, next txn.Words) {
	r := t.Outcome.Report
	said, next = paper(join(d.good, compared[r.Result]), d, v)
	if n := len(r.Parked); n > 0 {
		said = join(said, txn.Words{ZH: fmt.Sprintf("另有 %d 笔需人工处理。", n), EN: fmt.Sprintf(" Transactions that need a person: %d.", n)})
		next = also(next, txn.Words{ZH: "用 posterm reversal list 查看需人工处理的交易。", EN: `See "posterm reversal list" for those that need a person.`})
	}
	if r.Result != txn.Balanced {
		next = also(next, txn.Words{ZH: "请拿结算单与收单行核对。", EN: "Check the settlement slip with the acquirer."})
	}
	return said, next
}

// also adds something to do.
func also(next, more txn.Words) txn.Words {
	if next == nothingToDo {
		return more
	}
	return txn.Words{ZH: next.ZH + more.ZH, EN: next.EN + " " + more.EN}
}

// compared is the host's word on the totals of a batch.
var compared = map[txn.Comparison]txn.Words{
	txn.Balanced:     {ZH: "，对账平", EN: ", and the totals are balanced"},
	txn.Unbalanced:   {ZH: "，对账不平", EN: ", but the totals are not balanced"},
	txn.CompareError: {ZH: "，对账错", EN: ", but the host could not compare the totals"},
}

// failure says why nothing came of it. Nobody was charged.
func failure(t roll.Txn, d deed) (said, next txn.Words) {
	because := func(zh, en string) txn.Words {
		return txn.Words{ZH: d.failed.ZH + "：" + zh + "。", EN: d.failed.EN + ": " + en + "."}
	}
	switch t.Is {
	case roll.Declined:
		return declined(t, d, because)
	case roll.NotSent:
		return unsent(t, because)
	case roll.Unpaid:
		return because("订单已关闭，"+d.remains.ZH, "the order is closed, "+d.remains.EN), d.instead
	case roll.Resolved:
		by := byPerson[t.Kind.Doubt()]
		return because(by.ZH+"，"+d.remains.ZH, by.EN+", "+d.remains.EN), d.instead
	case roll.Reversed:
		return because("冲正成功，"+d.remains.ZH, "the reversal succeeded, "+d.remains.EN), d.instead
	}
	return noOutcome(t, because)
}

// unsent: no byte left, for a reason that may be known.
func unsent(t roll.Txn, because func(zh, en string) txn.Words) (said, next txn.Words) {
	what, mend, known := Trouble(t.Doubt.Line).Words()
	switch {
	case t.Doubt.Line == unbuilt:
		return because(what.ZH+"，交易未发送", what.EN+", nothing was sent"), sentence(mend)
	case known:
		return because("无法连接收单行（"+what.ZH+"），交易未发送", "the host cannot be reached ("+what.EN+"), nothing was sent"), sentence(mend.Capital())
	}
	return because("无法连接收单行，交易未发送", "the host cannot be reached, nothing was sent"), checkLine
}

// noOutcome: a kind without money has no outcome. Nothing is owed for it.
func noOutcome(t roll.Txn, because func(zh, en string) txn.Words) (said, next txn.Words) {
	code := t.Doubt.Code
	switch {
	case t.Doubt.Reason == txn.BadMAC:
		return because("应答的校验码（MAC）不符，不予采信", "the MAC of the answer is wrong, it is not believed"), txn.Words{ZH: "请签到后重试。", EN: "Sign in, then try again."}
	case code != "":
		return because("收单行应答无法确定结果："+code.Words().ZH+"（"+string(code)+"）", "the host's answer decides nothing: "+code.Words().EN+" ("+string(code)+")"),
			txn.Words{ZH: "请稍后重试，或联系收单行。", EN: "Try again later, or call the acquirer."}
	}
	return because("未收到应答", "no answer came"), checkLine
}

// checkLine is what to do when nobody answers.
var checkLine = txn.Words{ZH: "请检查网络后重试。", EN: "Check the line, then try again."}

// byPerson is what a person said who ended something undecided as not done.
var byPerson = map[txn.Doubt]txn.Words{
	txn.Reversed: {ZH: "经人工确认已冲正", EN: "a person confirmed the reversal"},
	txn.Repeated: {ZH: "经人工确认未受理", EN: "a person confirmed that it was not taken"},
	txn.Asked:    {ZH: "经人工确认未支付", EN: "a person confirmed that it was not paid"},
}

// duplicated is the host's word that it has seen the trace number before.
const duplicated txn.Code = "94"

var (
	seenBefore = txn.Words{
		ZH: "主机已见过这个凭证号：同一终端号可能还用在另一台终端或旧数据目录，请联系服务人员。",
		EN: "The host has seen this trace number: another terminal or an older data directory uses this terminal number. Call service.",
	}
	// byOtherMeans: no card and no code helps at this terminal.
	byOtherMeans = txn.Words{ZH: "请用现金等其他方式付款。", EN: "Use cash or another means."}
)

// declined: the host said no, or sent keys that are none.
func declined(t roll.Txn, d deed, because func(zh, en string) txn.Words) (said, next txn.Words) {
	code := code(t)
	said, next = because(code.Words().ZH+"（"+string(code)+"）", code.Words().EN+" ("+string(code)+")"), d.instead
	if next == tryLater { // which helps when the host says so itself
		next = txn.Words{ZH: "请核对后再办，或联系收单行。", EN: "Check it, or call the acquirer."}
	}
	switch {
	case code == "":
		return because("密钥校验不符，旧密钥保留", "the key check value is wrong, the old keys stay"),
			txn.Words{ZH: "请检查主密钥，或联系收单行。", EN: "Check the master key, or call the acquirer."}
	case code == "25" && t.Kind == txn.Query:
		return txn.Words{ZH: "主机没有这笔交易（25）。", EN: "The host holds no such transaction (25)."},
			txn.Words{ZH: "仅供核对，本机记录不因查单改变。", EN: "For comparison only: an enquiry changes nothing in this terminal's record."}
	case code == "25" && t.Kind.Tie() == txn.Undoes && t.Kind.Side() == txn.Credit:
		next = txn.Words{
			ZH: "请核对原交易；如已过收单行日切，请做退货。",
			EN: "Check the original; if the acquirer's day has ended since, make a refund instead.",
		}
	case code.Class() == txn.SignFirst:
		next = txn.Words{ZH: "请再试一次：终端会先自动签到。", EN: "Try again: the terminal signs in first, by itself."}
	case code.Class() == txn.Transient:
		next = txn.Words{ZH: "请稍后再试。", EN: "Try again later."}
	case code == "25" && t.Kind.Tie() == txn.GivesBack:
		next = txn.Words{ZH: "请核对参考号（或凭证号）和日期。", EN: "Check the reference or trace number, and the day."}
	case code == duplicated:
		said = because("主机按重复交易拒绝（94）", "the host refused it as a duplicate (94)") // its own text says to try again, which would only be refused again
		next = seenBefore
		if t.Kind.BringsMoney() {
			next = join(byOtherMeans, txn.Words{EN: " "}, seenBefore)
		}
	}
	return said, next
}
