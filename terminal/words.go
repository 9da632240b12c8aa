package terminal

import (
	"strconv"
	"strings"

	"posterm/terminal/machine"
	"posterm/txn"
)

// Every word of this package that a person sees stands here, in verdict.go and in guide.go,
// Chinese and English side by side. Undoing a void means the opposite of undoing a
// sale, so what is true of the money afterwards stands in the row of each kind.

// deed is what a kind does to the money, as a cashier hears it. All but doubt and parked
// are halves of sentences.
type deed struct {
	good    txn.Words // the host approved it
	gone    txn.Words // the same, and a void undid it since
	byHand  txn.Words // a person said that it stands
	failed  txn.Words // nothing came of it
	remains txn.Words // and what is true then
	doubt   txn.Words // nobody knows, and what is done about that
	parked  txn.Words // nobody knows, and only a person can settle it
	again   txn.Words // what must not be done meanwhile
	instead txn.Words // what to do when nothing came of it
}

// Whom money goes back to.
var (
	cardholder = txn.Words{ZH: "持卡人", EN: "the cardholder"}
	customer   = txn.Words{ZH: "顾客", EN: "the customer"}
)

// Parts that several kinds share.
var (
	nothingToDo = txn.Words{ZH: "无需处理。", EN: "Nothing to do."}
	tryLater    = txn.Words{ZH: "请稍后再试。", EN: "Try again later."}
	notCharge   = txn.Words{ZH: "请勿重复刷卡", EN: "Do not charge again"}
	notCollect  = txn.Words{ZH: "请勿重复收款", EN: "Do not charge again"}
	notVoid     = txn.Words{ZH: "请勿再次撤销", EN: "Do not void again"}
	notRefund   = txn.Words{ZH: "请勿再次退货", EN: "Do not refund again"}
	notComplete = txn.Words{ZH: "请勿再次完成", EN: "Do not complete it again"}
	paidWords   = txn.Words{ZH: "已收款", EN: "Paid"}
	paidByHand  = txn.Words{ZH: "经人工确认已收款", EN: "Paid, as a person confirmed"}
	notPaid     = txn.Words{ZH: "未收款", EN: "Not paid"}
	showAgain   = txn.Words{ZH: "请重新出码收款，或用其他方式付款。", EN: "Show a new code, or use another means."}
	newCode     = txn.Words{ZH: "请顾客出示新的付款码，或用其他方式付款。", EN: "Ask for a new code, or use another means."}
)

// deeds has a row for every kind that moves or holds money, and for those that several
// messages make.
var deeds = map[txn.Kind]deed{
	txn.Sale: {
		good: paidWords, byHand: paidByHand, failed: notPaid, again: notCharge,
		gone:    txn.Words{ZH: "该交易已撤销，款项已退回持卡人", EN: "This transaction was voided, the money went back to the cardholder"},
		remains: txn.Words{ZH: "持卡人未被扣款", EN: "the cardholder is not charged"},
		doubt:   txn.Words{ZH: "结果不明，正在冲正：款项将退回，请勿重复刷卡。", EN: "Not known, being reversed: the money goes back. Do not charge again."},
		parked:  txn.Words{ZH: "收单行拒绝冲正：款项需人工核实，请勿重复刷卡。", EN: "The host refused the reversal: a person must settle the money. Do not charge again."},
		instead: txn.Words{ZH: "请换卡、扫码或用其他方式付款。", EN: "Use another card, a code or another means."},
	},
	txn.Void:         voiding(txn.Void, cardholder),
	txn.QRVoid:       voiding(txn.QRVoid, customer),
	txn.Refund:       refunding(txn.Refund, cardholder),
	txn.QRRefund:     refunding(txn.QRRefund, customer),
	txn.WalletRefund: refunding(txn.WalletRefund, customer),
	txn.Preauth: {
		good:    txn.Words{ZH: "预授权成功，资金已冻结，尚未收款", EN: "Held: the money is blocked and not paid yet"},
		gone:    txn.Words{ZH: "该预授权已撤销，资金已解冻", EN: "This pre-authorisation was voided, the hold is released"},
		byHand:  txn.Words{ZH: "经人工确认资金已冻结，尚未收款", EN: "Held, as a person confirmed; not paid yet"},
		failed:  unsuccessful(txn.Preauth),
		remains: txn.Words{ZH: "资金未冻结，持卡人未被扣款", EN: "no money is held, the cardholder is not charged"},
		doubt:   txn.Words{ZH: "预授权结果不明，正在冲正：冻结将解除，请勿重复刷卡。", EN: "Whether money is held is not known; it is being reversed, and what is held is released. Do not hold again."},
		parked:  txn.Words{ZH: "收单行拒绝冲正这笔预授权：资金是否冻结需人工核实，请勿重复刷卡。", EN: "The host refused to reverse the hold: a person must settle it. Do not hold again."},
		again:   txn.Words{ZH: "请勿重复刷卡", EN: "Do not hold again"},
		instead: txn.Words{ZH: "请换卡或用其他方式担保。", EN: "Use another card or another security."},
	},
	txn.PreauthVoid: {
		good:    txn.Words{ZH: "预授权撤销成功，资金解冻", EN: "The pre-authorisation is voided, the hold is released"},
		byHand:  txn.Words{ZH: "经人工确认预授权已撤销，资金解冻", EN: "The pre-authorisation is voided, as a person confirmed: the hold is released"},
		failed:  unsuccessful(txn.PreauthVoid),
		remains: txn.Words{ZH: "撤销未生效，预授权仍然有效", EN: "the void did not happen, the hold stands"},
		doubt:   txn.Words{ZH: "预授权撤销结果不明，正在冲正：预授权仍按有效处理，请勿再次撤销。", EN: "The void of the hold is not known and being reversed: the hold counts as standing. Do not void again."},
		parked:  txn.Words{ZH: "收单行拒绝冲正这笔撤销：预授权是否有效需人工核实。", EN: "The host refused to reverse the void of the hold: a person must settle whether the hold stands."},
		again:   notVoid, instead: tryLater,
	},
	txn.Complete: {
		good:    txn.Words{ZH: "已收款（预授权完成）", EN: "Paid, from the hold"},
		gone:    txn.Words{ZH: "该预授权完成已撤销，款项已退回，预授权恢复有效", EN: "This completion was voided: the money went back to the cardholder, the hold stands again"},
		byHand:  txn.Words{ZH: "经人工确认已收款（预授权完成）", EN: "Paid from the hold, as a person confirmed"},
		failed:  notPaid,
		remains: txn.Words{ZH: "完成未生效，预授权仍然有效", EN: "the completion did not happen, the hold stands"},
		doubt:   txn.Words{ZH: "完成结果不明，正在冲正：不算收款，冲正后预授权仍然有效，请勿再次完成。", EN: "The completion is not known and being reversed: not paid, and the hold stands then. Do not complete it again."},
		parked:  txn.Words{ZH: "收单行拒绝冲正这笔完成：款项需人工核实，请勿再次完成。", EN: "The host refused to reverse the completion: a person must settle the money. Do not complete it again."},
		again:   notComplete,
		instead: txn.Words{ZH: "请核对授权码、日期和金额后再试。", EN: "Check authorisation number, date and amount, then try again."},
	},
	txn.CompleteVoid: {
		good:    txn.Words{ZH: "预授权完成撤销成功，款项退回持卡人，预授权恢复有效", EN: "The completion is voided: the money goes back to the cardholder, and the hold stands again"},
		byHand:  txn.Words{ZH: "经人工确认预授权完成已撤销，款项退回持卡人", EN: "The completion is voided, as a person confirmed: the money goes back to the cardholder"},
		failed:  unsuccessful(txn.CompleteVoid),
		remains: txn.Words{ZH: "撤销未生效，预授权完成仍然有效", EN: "the void did not happen, the completion stands"},
		doubt:   txn.Words{ZH: "撤销结果不明，正在冲正：该预授权完成仍按已收款处理，请勿再次撤销。", EN: "The void is not known and being reversed: the completion counts as paid. Do not void again."},
		parked:  txn.Words{ZH: "收单行拒绝冲正这笔撤销：预授权完成的款项需人工核实。", EN: "The host refused to reverse the void: a person must settle the completion's money."},
		again:   notVoid, instead: tryLater,
	},
	txn.QRSale: {
		good: paidWords, byHand: paidByHand, failed: notPaid, again: notCollect, instead: newCode,
		gone:    txn.Words{ZH: "该交易已撤销，款项已退回顾客", EN: "This transaction was voided, the money went back to the customer"},
		remains: txn.Words{ZH: "顾客未被扣款", EN: "the customer is not charged"},
		doubt:   txn.Words{ZH: "结果不明，正在冲正：款项将退回，请勿重复收款。", EN: "Not known, being reversed: the money goes back. Do not charge again."},
		parked:  txn.Words{ZH: "收单行拒绝冲正：款项需人工核实，请勿重复收款。", EN: "The host refused the reversal: a person must settle the money. Do not charge again."},
	},
	txn.WalletPay: {
		good: paidWords, byHand: paidByHand, failed: notPaid, again: notCollect, instead: newCode,
		remains: txn.Words{ZH: "顾客未被扣款", EN: "the customer is not charged"},
		doubt:   txn.Words{ZH: "支付结果未定，正在查询：请勿重复收款。", EN: "The payment is not decided yet, the host is being asked. Do not charge again."},
		parked:  txn.Words{ZH: "支付结果查不到：款项需人工核实，请勿重复收款。", EN: "Nobody can say whether it is paid: a person must settle the money. Do not charge again."},
	},
	txn.Cash: {
		good:    txn.Words{ZH: "已收款（现金）", EN: "Paid, in cash"},
		gone:    txn.Words{ZH: "该笔现金收款已撤销，现金已退顾客", EN: "This cash payment was voided, the cash went back to the customer"},
		failed:  txn.Words{ZH: "未登记现金收款", EN: "No cash was recorded"},
		again:   txn.Words{ZH: "请勿重复登记", EN: "Do not record it again"},
		instead: tryLater,
	},
	txn.CashVoid: {
		good:   txn.Words{ZH: "现金收款已撤销，请把现金退给顾客", EN: "The cash payment is voided: give the cash back to the customer"},
		failed: unsuccessful(txn.CashVoid),
		again:  notVoid, instead: tryLater,
	},
	txn.Settle: {
		good:    txn.Words{ZH: "批结算完成", EN: "Settled"},
		failed:  txn.Words{ZH: "批结算未成功", EN: "Not settled"},
		doubt:   txn.Words{ZH: "批结算未完成，完成之前不能交易。", EN: "The settlement is not finished; no transactions before it is."},
		instead: tryLater,
	},
}

// voiding is the row of a void of a sale.
func voiding(k txn.Kind, who txn.Words) deed {
	return deed{
		good:    txn.Words{ZH: "撤销成功，款项退回" + who.ZH, EN: "Voided, the money goes back to " + who.EN},
		byHand:  txn.Words{ZH: "经人工确认已撤销，款项退回" + who.ZH, EN: "Voided, as a person confirmed: the money goes back to " + who.EN},
		failed:  unsuccessful(k),
		remains: txn.Words{ZH: "撤销未生效，原交易仍然有效", EN: "the void did not happen, the original stands"},
		doubt: txn.Words{
			ZH: "撤销结果不明，正在冲正：原交易仍按已收款处理，请勿再次撤销。",
			EN: "The void is not known and being reversed: the original counts as paid. Do not void again.",
		},
		parked: txn.Words{
			ZH: "收单行拒绝冲正这笔撤销：原交易款项需人工核实。",
			EN: "The host refused to reverse the void: a person must settle the original's money.",
		},
		again: notVoid, instead: tryLater,
	}
}

// refunding is the row of a refund. It is never reversed: it is sent again until it is answered.
func refunding(k txn.Kind, who txn.Words) deed {
	return deed{
		good:    txn.Words{ZH: k.Words().ZH + "成功，款项退回" + who.ZH, EN: "Refunded, the money goes back to " + who.EN},
		byHand:  txn.Words{ZH: "经人工确认" + k.Words().ZH + "成功，款项退回" + who.ZH, EN: "Refunded, as a person confirmed: the money goes back to " + who.EN},
		failed:  unsuccessful(k),
		remains: txn.Words{ZH: "款项未退", EN: "no money went back"},
		doubt: txn.Words{
			ZH: k.Words().ZH + "结果未定，将自动重发同一笔：请勿再次退货。",
			EN: "The refund is not decided yet; the same one is sent again by itself. Do not refund again.",
		},
		parked: txn.Words{
			ZH: "收单行不受理重发的" + k.Words().ZH + "：款项是否退回需人工核实，请勿再次退货。",
			EN: "The host does not take the refund again: a person must settle whether the money went back. Do not refund again.",
		},
		again: notRefund, instead: tryLater,
	}
}

// unsuccessful is a kind of which nothing came.
func unsuccessful(k txn.Kind) txn.Words {
	return txn.Words{ZH: k.Words().ZH + "未成功", EN: k.Words().EN + " did not succeed"}
}

// deedFor is the row of a transaction's kind, with what differs when the customer scans our code.
func deedFor(k txn.Kind, e txn.Entry) deed {
	d := deedOf(k)
	if k == txn.WalletPay && e == txn.Presented {
		d.instead = showAgain
	}
	return d
}

// deedOf is the row of a kind; one that moves no money has little to say.
func deedOf(k txn.Kind) deed {
	if d, has := deeds[k]; has {
		return d
	}
	return deed{
		good: txn.Words{ZH: k.Words().ZH + "成功", EN: k.Words().EN + " succeeded"}, failed: unsuccessful(k), instead: tryLater,
	}
}

// screens are what doors show while a command is under way; {trace} and {n} stand for
// the transaction's number and for which try, question or group it is.
var screens = map[machine.Shown]txn.Words{
	machine.SigningIn:    {ZH: "签到中…", EN: "signing in ..."},
	machine.Reversing:    {ZH: "冲正中… 凭证号 {trace} 第{n}次", EN: "reversing trace {trace}, try {n} ..."},
	machine.Repeating:    {ZH: "重发退货中… 凭证号 {trace} 第{n}次", EN: "sending refund {trace} again, try {n} ..."},
	machine.Told:         {ZH: "结果已定 凭证号 {trace}，请查询这笔交易", EN: "trace {trace} is decided: look it up"},
	machine.Inquiring:    {ZH: "查询支付结果中… 凭证号 {trace} 第{n}次", EN: "asking about payment {trace}, question {n} ..."},
	machine.ClosingOrder: {ZH: "关闭订单中… 凭证号 {trace}", EN: "closing the order of payment {trace} ..."},
	machine.WaitingPay:   {ZH: "等待顾客确认支付… 凭证号 {trace}，取消即关闭订单", EN: "waiting for the customer, payment {trace}; cancel closes the order"},
	machine.Freezing:     {ZH: "批结算中… 核对总计", EN: "settling: comparing totals ..."},
	machine.Uploading:    {ZH: "批结算中… 上送明细第{n}组", EN: "settling: uploading group {n} ..."},
	machine.EndingBatch:  {ZH: "批结算中… 结束本批", EN: "settling: ending the batch ..."},
	machine.Sending:      {ZH: "交易处理中… 凭证号 {trace}", EN: "processing trace {trace} ..."},
	machine.Reprinting:   {ZH: "正在打印 凭证号 {trace}", EN: "printing trace {trace}"},
	machine.Cleared:      {ZH: "没有待送达的冲正", EN: "no reversal is waiting"},
	machine.Decided:      {ZH: "已记录人工处理结果 凭证号 {trace}", EN: "the decision on trace {trace} is recorded"},
}

// screenWords is what a door shows for a screen; a command that ended says it otherwise.
func screenWords(s machine.Screen) txn.Words {
	w := screens[s.Is]
	switch s.Is {
	case machine.WaitingPay:
		if s.Code != "" {
			w = txn.Words{ZH: "请顾客扫码付款… 凭证号 {trace}，取消即关闭订单", EN: "let the customer scan the code, payment {trace}; cancel closes the order"}
		}
	case machine.Undone:
		remains := deedOf(s.Kind).remains
		w = txn.Words{ZH: "冲正成功 凭证号 {trace}，" + remains.ZH, EN: "reversal succeeded: trace {trace}, " + remains.EN}
	case machine.NeedsYou:
		w = needsYou[s.Kind.Doubt()]
	case machine.Reprinting:
		if of, has := printing[s.Form]; has {
			w = of
		}
	case machine.Refused, machine.NoReprint, machine.NotDecided:
		w = s.Refusal.Over(s.Limit)
	}
	fill := strings.NewReplacer("{trace}", s.Trace.String(), "{n}", strconv.Itoa(s.N))
	return txn.Words{ZH: fill.Replace(w.ZH), EN: fill.Replace(w.EN)}
}

// printing names what is printed that has no trace number of its own, or none that anybody asked for.
var printing = map[txn.Form]txn.Words{
	txn.FormDetails:    {ZH: "正在打印 交易明细", EN: "printing the details"},
	txn.FormTotals:     {ZH: "正在打印 交易汇总", EN: "printing the totals"},
	txn.FormSettlement: {ZH: "正在打印 批结算单", EN: "printing the settlement slip"},
	txn.FormTrial:      {ZH: "正在打印 测试单", EN: "printing the test slip"},
	txn.FormHostRecord: {ZH: "正在据主机记录补打", EN: "printing from the host's record"},
	txn.FormStaticCode: {ZH: "正在打印 静态收款码", EN: "printing the static payment code"},
	txn.FormPayCode:    {ZH: "正在打印 收款码 凭证号 {trace}", EN: "printing the payment code of trace {trace}"},
}

// needsYou is what the host would not take.
var needsYou = map[txn.Doubt]txn.Words{
	txn.Reversed: {ZH: "冲正不成功 凭证号 {trace}，需人工处理", EN: "reversal refused: trace {trace} needs a person"},
	txn.Repeated: {ZH: "退货上送不成功 凭证号 {trace}，需人工处理", EN: "refund refused: trace {trace} needs a person"},
	txn.Asked:    {ZH: "订单结果未定 凭证号 {trace}，需人工处理", EN: "order not decided: trace {trace} needs a person"},
}
