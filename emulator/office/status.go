package office

import (
	"posterm/emulator/host"
	"posterm/txn"
)

// standing is what a status means to a merchant.
type standing struct {
	Words txn.Words // on a badge
	Means txn.Words // what happened to the money
	Next  txn.Words // what to do, and what not
	Mood  string    // class of the badge: good, wait, back or bad; the words say it, too
}

// standingOf is what a status means for a kind: money that goes back has words of its own.
func standingOf(k txn.Kind, s host.Status) standing {
	back, returns := returned[s]
	switch {
	case k == txn.PreauthVoid && s == host.StatusApproved:
		return released
	case returns && k.Side() == txn.Credit:
		return back
	}
	return standings[s]
}

// released is a hold that was given up.
var released = standing{
	txn.Words{ZH: "已解冻", EN: "released"},
	txn.Words{ZH: "预授权已撤销，冻结的款项已释放。", EN: "The hold was given up and the customer's money released."},
	txn.Words{ZH: "可打印退款说明交给顾客。", EN: "Hand the customer the credit note if asked."}, "back",
}

// returned are the statuses of voids and refunds.
var returned = map[host.Status]standing{
	host.StatusApproved: {
		txn.Words{ZH: "已退款，待结算", EN: "given back, not settled yet"},
		txn.Words{ZH: "款项退回顾客，批结算时从应收款中扣除。", EN: "The money goes back to the customer. The settlement of the batch deducts it."},
		txn.Words{ZH: "打印退款说明交给顾客。不要再退一次。", EN: "Hand the customer the credit note. Do not give it back again."}, "back",
	},
	host.StatusSettled: {
		txn.Words{ZH: "已退款，已结算", EN: "given back, settled"},
		txn.Words{ZH: "款项已退回顾客，并已从结算款中扣除。", EN: "The money went back to the customer and was deducted from what is paid out."},
		txn.Words{ZH: "顾客未收到：凭退款说明上的参考号联系发卡行。", EN: "Not arrived? The customer's bank finds it by the reference number on the credit note."}, "back",
	},
	host.StatusReversed: {
		txn.Words{ZH: "退款已冲正", EN: "reversed"},
		txn.Words{ZH: "这笔退款没有生效，款项没有退回顾客。", EN: "This did not count: nothing went back to the customer."},
		txn.Words{ZH: "仍要退款：重新做一次。", EN: "If it still has to go back, do it again."}, "bad",
	},
	host.StatusDeclined: {
		txn.Words{ZH: "未成交", EN: "declined"},
		txn.Words{ZH: "款项没有退回顾客。", EN: "Nothing went back to the customer."},
		txn.Words{ZH: "看应答码说明原因，处理后再做。", EN: "The answer says why. Mend that first."}, "bad",
	},
}

// standings is the only place that knows the statuses' words (R4, R76, R90, R91).
var standings = map[host.Status]standing{
	host.StatusApproved: {
		txn.Words{ZH: "成功，待结算", EN: "approved, not settled yet"},
		txn.Words{ZH: "款项已从顾客账户扣除，批结算后到账。", EN: "The customer paid. The money comes with the settlement of the batch."},
		txn.Words{ZH: "没有小票：在终端重打印。不要重复刷卡。", EN: "No slip? Reprint it at the terminal. Do not charge again."}, "wait",
	},
	host.StatusSettled: {
		txn.Words{ZH: "已结算", EN: "settled"},
		txn.Words{ZH: "批次已结算，款项到账，以此为准。", EN: "The batch is settled and the money is paid out. This is what counts."},
		txn.Words{ZH: "要退款：在终端做退货。", EN: "To give it back, refund it at the terminal."}, "good",
	},
	host.StatusDeclined: {
		txn.Words{ZH: "未成交", EN: "declined"},
		txn.Words{ZH: "款项未动。", EN: "No money moved."},
		txn.Words{ZH: "请顾客换卡、扫码或用其他方式付款。", EN: "Ask for another card, a payment code, or other means."}, "bad",
	},
	host.StatusReversed: {
		txn.Words{ZH: "已冲正", EN: "reversed"},
		txn.Words{ZH: "款项已退回顾客，商户不会到账。", EN: "The money went back to the customer. The merchant is not paid."},
		txn.Words{ZH: "顾客仍要付款：重新收一次。", EN: "If the customer still has to pay, charge again."}, "back",
	},
	host.StatusVoided: {
		txn.Words{ZH: "已撤销", EN: "voided"},
		txn.Words{ZH: "已由撤销交易退回顾客。", EN: "It was given back by a void."},
		txn.Words{ZH: "可从撤销交易打印退款说明。", EN: "The void has a credit note for the customer."}, "back",
	},
	host.StatusRefunded: {
		txn.Words{ZH: "已全部退货", EN: "refunded"},
		txn.Words{ZH: "全部金额已退回顾客。", EN: "All of it was given back."},
		txn.Words{ZH: "可从退货交易打印退款说明。不要再退。", EN: "The refund has a credit note for the customer. Do not refund again."}, "back",
	},
	host.StatusCompleted: {
		txn.Words{ZH: "预授权已完成", EN: "completed"},
		txn.Words{ZH: "冻结的款项已由完成交易收取，以完成交易为准。", EN: "A completion took the money. Look at the completion."},
		txn.Words{ZH: "无需处理。", EN: "Nothing to do."}, "good",
	},
	host.StatusHeld: {
		txn.Words{ZH: "冻结中", EN: "on hold"},
		txn.Words{ZH: "只是预授权冻结，还没有收款；银行短信不等于到账。", EN: "Only a hold: not money yet, whatever the bank's message says."},
		txn.Words{ZH: "做预授权完成才收款，或撤销以解冻。", EN: "Complete it to be paid, or void it to release the hold."}, "wait",
	},
	host.StatusWaiting: {
		txn.Words{ZH: "等待顾客确认", EN: "waiting for the customer"},
		txn.Words{ZH: "顾客尚未在手机上确认，款项未动。", EN: "The customer has not confirmed on the phone. No money moved."},
		txn.Words{ZH: "请顾客确认；终端会继续查询。不要另开一单。", EN: "Ask the customer to confirm. The terminal goes on asking. Do not start another one."}, "wait",
	},
}
