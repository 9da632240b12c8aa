package receipt

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// deed is what a kind is about, in the words of slips: halves of sentences that stand
// behind what became of it.
type deed struct {
	undone txn.Words // it did not happen
	yet    txn.Words // nobody knows yet
	stands txn.Words // a person decided that it happened
	again  txn.Words // what nobody may do before it is settled
}

// The deeds. What undoing one means depends on it: after a reversed completion the hold is
// there again, after a reversed void the original counts.
var (
	charge = deed{
		undone: txn.Words{ZH: "顾客未被扣款", EN: "CUSTOMER NOT CHARGED"},
		yet:    txn.Words{ZH: "暂未收款", EN: "NOT PAID SO FAR"},
		stands: txn.Words{ZH: "认定款项已收", EN: "PAID"},
		again:  txn.Words{ZH: "处理之前请勿再次收款", EN: "DO NOT CHARGE AGAIN BEFORE THAT"},
	}
	hold = deed{
		undone: txn.Words{ZH: "未冻结资金", EN: "NOTHING IS HELD"},
		yet:    txn.Words{ZH: "暂未冻结", EN: "NOT HELD SO FAR"},
		stands: txn.Words{ZH: "认定资金已冻结", EN: "HELD"},
		again:  txn.Words{ZH: "处理之前请勿再次预授权", EN: "DO NOT HOLD AGAIN BEFORE THAT"},
	}
	take = deed{
		undone: txn.Words{ZH: "未扣款，预授权仍有效", EN: "UNPAID, HOLD STANDS"},
		yet:    txn.Words{ZH: "暂未收款", EN: "NOT PAID SO FAR"},
		stands: txn.Words{ZH: "认定款项已收", EN: "PAID"},
		again:  txn.Words{ZH: "处理之前请勿再次完成", EN: "DO NOT COMPLETE IT BEFORE THAT"},
	}
	undo = deed{
		undone: txn.Words{ZH: "原交易仍然有效", EN: "THE ORIGINAL STANDS"},
		yet:    txn.Words{ZH: "暂未撤销", EN: "NOT VOIDED SO FAR"},
		stands: txn.Words{ZH: "认定已撤销", EN: "VOIDED"},
		again:  txn.Words{ZH: "处理之前请勿再次撤销", EN: "DO NOT VOID AGAIN BEFORE THAT"},
	}
	letGo = deed{
		undone: txn.Words{ZH: "预授权仍然有效", EN: "THE HOLD STANDS"},
		yet:    undo.yet, stands: undo.stands, again: undo.again,
	}
	untake = deed{
		undone: txn.Words{ZH: "预授权完成仍然有效", EN: "THE COMPLETION STANDS"},
		yet:    undo.yet, stands: undo.stands, again: undo.again,
	}
	giveBack = deed{
		undone: txn.Words{ZH: "未退款", EN: "NOT REFUNDED"},
		yet:    txn.Words{ZH: "暂未退款", EN: "NOT REFUNDED"},
		stands: txn.Words{ZH: "认定已退款", EN: "REFUNDED"},
		again:  txn.Words{ZH: "处理之前请勿再次退货", EN: "DO NOT REFUND AGAIN BEFORE THAT"},
	}
)

// deeds has a row for every kind that moves or holds money.
var deeds = map[txn.Kind]deed{
	txn.Sale: charge, txn.QRSale: charge, txn.WalletPay: charge,
	txn.Void: undo, txn.QRVoid: undo,
	txn.Preauth: hold, txn.PreauthVoid: letGo, txn.Complete: take, txn.CompleteVoid: untake,
	txn.Cash: charge, txn.CashVoid: undo,
	txn.Refund: giveBack, txn.QRRefund: giveBack, txn.WalletRefund: giveBack,
}

// turn is what became of the money, and which half of the deed follows.
type turn struct {
	says txn.Words
	then func(deed) txn.Words
}

// turns say what became of the money of a transaction without a purchase slip.
var turns = map[txn.Money]turn{
	txn.MoneyNone:      {txn.Words{ZH: "未发送", EN: "NOT SENT"}, nothing},
	txn.MoneyPending:   {txn.Words{ZH: "尚无结果", EN: "NO RESULT YET"}, func(d deed) txn.Words { return d.yet }},
	txn.MoneyApproved:  {txn.Words{ZH: "交易已成功", EN: "APPROVED"}, fixed(seeSlip)},
	txn.MoneyVoided:    {txn.Words{ZH: "交易已撤销", EN: "VOIDED"}, fixed(seeSlip)},
	txn.MoneyDeclined:  {txn.Words{ZH: "交易被拒绝", EN: "DECLINED"}, nothing},
	txn.MoneyReversing: {txn.Words{ZH: "结果不明", EN: "NOT KNOWN"}, fixed(txn.Words{ZH: "正在冲正", EN: "BEING REVERSED"})},
	txn.MoneyReversed:  {txn.Words{ZH: "冲正成功", EN: "REVERSED"}, nothing},
	txn.MoneyParked:    {txn.Words{ZH: "冲正未成功", EN: "NOT REVERSED"}, person},
	txn.MoneyAsking:    {txn.Words{ZH: "支付结果未定", EN: "NO RESULT YET"}, fixed(txn.Words{ZH: "正在查询", EN: "BEING ASKED"})},
	txn.MoneyClosed:    {txn.Words{ZH: "订单已关闭", EN: "CLOSED"}, nothing},
}

// seeSlip: paper that was promised before the outcome came is no proof of it.
var seeSlip = txn.Words{ZH: "以签购单为准", EN: "SEE ITS SLIP"}

// Turns that the state of the money alone does not tell.
var (
	repeating  = turn{txn.Words{ZH: "结果未定", EN: "NO RESULT YET"}, fixed(txn.Words{ZH: "将自动重发", EN: "SENT AGAIN LATER"})}
	unanswered = turn{txn.Words{ZH: "结果不明", EN: "NOT KNOWN"}, person}
	byHandYes  = turn{txn.Words{ZH: "经人工核实", EN: "SETTLED BY HAND"}, func(d deed) txn.Words { return d.stands }}
	byHandNo   = turn{txn.Words{ZH: "经人工核实", EN: "BY HAND"}, nothing}
)

func nothing(d deed) txn.Words { return d.undone }

func person(deed) txn.Words { return txn.Words{ZH: "须人工处理", EN: "SETTLE BY HAND"} }

func fixed(w txn.Words) func(deed) txn.Words { return func(deed) txn.Words { return w } }

// turnOf finds what became of a transaction whose money is in a state.
func turnOf(t roll.Txn, m txn.Money) turn {
	repeated := t.Kind.Doubt() == txn.Repeated
	switch {
	case t.Is == roll.Resolved && t.Decision.Stands:
		return byHandYes
	case t.Is == roll.Resolved:
		return byHandNo
	case repeated && m == txn.MoneyPending && t.Is == roll.InDoubt:
		return repeating
	case m == txn.MoneyParked && t.Kind.Doubt() != txn.Reversed:
		return unanswered
	}
	return turns[m]
}

// fate says what became of the money: "冲正成功，顾客未被扣款", "REVERSED: CUSTOMER NOT CHARGED".
func fate(t roll.Txn, m txn.Money) txn.Words {
	if !t.Kind.Moves() {
		return noMoney
	}
	is := turnOf(t, m)
	then := is.then(deeds[t.Kind])
	return txn.Words{ZH: is.says.ZH + comma + then.ZH, EN: is.says.EN + ": " + then.EN}
}
