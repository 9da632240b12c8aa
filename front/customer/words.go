package customer

import (
	"strings"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Columns is the width of a line; a hanzi takes two. Given: displays of 2 by 20.
const Columns = 20

// Lines are what stands on the display: at most Columns-1 columns above, Columns below.
type Lines [2]string

// What customers read. The first of each pair is the upper line.
var (
	welcome    = txn.Words{ZH: "欢迎光临", EN: "WELCOME"}
	askCard    = txn.Words{ZH: "请刷卡", EN: "PRESENT CARD"}
	askPIN     = txn.Words{ZH: "请输密码", EN: "ENTER PIN"}
	askCode    = txn.Words{ZH: "请出示付款码", EN: "SHOW YOUR CODE"}
	processing = txn.Words{ZH: "处理中 请稍候", EN: "PLEASE WAIT"}
	confirmPay = txn.Words{ZH: "请在手机上确认", EN: "CONFIRM ON PHONE"}
	reversing  = txn.Words{ZH: "冲正中 请稍候", EN: "REVERSING, WAIT"}
	reversed   = txn.Words{ZH: "冲正成功", EN: "REVERSED"}
	noDeal     = txn.Words{ZH: "交易未进行", EN: "NOT STARTED"}
	amountIs   = txn.Words{ZH: "金额 ", EN: "AMOUNT "}
	traceIs    = txn.Words{ZH: "凭证号 ", EN: "TRACE "}
	notCharged = txn.Words{ZH: "未扣款", EN: "NOT CHARGED"}
)

// result is how it ended: above, and below instead of the amount where that says more.
type result struct{ above, below txn.Words }

var results = map[txn.Verdict]result{
	txn.Paid:          {above: txn.Words{ZH: "交易成功", EN: "APPROVED"}},
	txn.OnHold:        {above: txn.Words{ZH: "预授权成功", EN: "HELD"}},
	txn.Returned:      {above: txn.Words{ZH: "已退款", EN: "MONEY RETURNED"}},
	txn.Done:          {above: txn.Words{ZH: "已完成", EN: "DONE"}},
	txn.NotPaid:       {txn.Words{ZH: "交易失败", EN: "NOT APPROVED"}, notCharged},
	txn.NotDone:       {above: txn.Words{ZH: "交易失败", EN: "NOT APPROVED"}},
	txn.BeingReversed: {txn.Words{ZH: "结果不明 待冲正", EN: "NOT KNOWN"}, txn.Words{ZH: "请勿重复付款", EN: "DO NOT PAY AGAIN"}},
	txn.Asking:        {txn.Words{ZH: "结果未定", EN: "NOT DECIDED YET"}, txn.Words{ZH: "请勿重复付款", EN: "DO NOT PAY AGAIN"}},
	txn.NeedsPerson:   {txn.Words{ZH: "结果不明", EN: "NOT KNOWN"}, txn.Words{ZH: "请咨询店员", EN: "ASK THE STAFF"}},
}

// progress are the screens that say something to a customer.
var progress = map[machine.Shown]txn.Words{
	machine.SigningIn: processing, machine.Sending: processing, machine.Repeating: processing, machine.Inquiring: processing,
	machine.ClosingOrder: processing, machine.WaitingPay: confirmPay, machine.Freezing: processing,
	machine.Reversing: reversing, machine.Undone: reversed, machine.Refused: noDeal, machine.Cleared: welcome,
}

// earlier says whether a screen is about another transaction than the one at the counter: its number is shown, not its amount.
func earlier(is machine.Shown) bool { return is == machine.Reversing || is == machine.Undone }

// sayResult is the end of a transaction.
func sayResult(v terminal.View, lang txn.Lang) Lines {
	r := results[v.Verdict]
	below := r.below.In(lang)
	if below == "" && v.Kind.Moves() {
		below = amountIs.In(lang) + v.Amount
	}
	return Lines{r.above.In(lang), below}
}

// sayAmount is a request with the amount, where there is one.
func sayAmount(w txn.Words, amount txn.Fen, lang txn.Lang) Lines {
	if amount == 0 {
		return Lines{w.In(lang), ""}
	}
	return Lines{w.In(lang), amountIs.In(lang) + amount.String()}
}

// cut keeps what fits into so many columns.
func cut(s string, columns int) string {
	var b strings.Builder
	for _, r := range s {
		width := 1
		if r >= 0x80 {
			width = 2
		}
		if columns -= width; columns < 0 {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
