package main

import (
	"fmt"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/txn"
)

// Every word of the demonstration stands in this file, Chinese and English side by side.
var (
	opening = txn.Words{
		ZH: "一台收银终端、一个收单主机、一台打印机，全在这个进程里，经真实的网络连接互相通讯。\n卡、密钥和钱都是测试用的。每一步之后都说清楚两件事：钱怎么样了，纸怎么样了。",
		EN: "A payment terminal, an acquirer's host and a printer, all in this process, talking over real connections.\nCards, keys and money are for testing. After every step: what happened to the money, and what to the paper.",
	}
	titleNormal = txn.Words{ZH: "一、正常消费", EN: "1. A normal sale"}
	titlePaper  = txn.Words{ZH: "二、已收款，打印到一半没纸了", EN: "2. Paid, and the paper runs out half way"}
	titleLost   = txn.Words{ZH: "三、主机的应答丢了", EN: "3. The host's answer is lost"}

	cashier  = txn.Words{ZH: "收银员", EN: "cashier"}
	display  = txn.Words{ZH: "屏幕", EN: "screen"}
	nextStep = txn.Words{ZH: "下一步", EN: "next"}
	money    = txn.Words{ZH: "钱", EN: "money"}
	paper    = txn.Words{ZH: "纸", EN: "paper"}

	pressReprint = txn.Words{ZH: "按“重打印”", EN: `presses "reprint"`}
	newRoll      = txn.Words{ZH: "装上新纸", EN: "loads a new roll"}
	keyedBalance = txn.Words{ZH: "余额查询，刷卡 A（任何联机交易之前，终端都先送达欠着的冲正）", EN: "balance inquiry, card A (before anything online, the terminal first delivers the reversal it owes)"}
	realWait     = txn.Words{ZH: "           （演示只等 0.7 秒；真实终端等 60 秒才认定没有应答）", EN: "           (the demonstration waits 0.7 s; a real terminal waits 60 s before it gives up)"}
	tableTitle   = txn.Words{ZH: "对账：主机账本 · 终端流水 · 纸", EN: "Reconciliation: host's ledger · terminal's journal · paper"}
	allAgree     = txn.Words{ZH: "  ✓ 账本、流水、纸，三者一致。", EN: "  ✓ Ledger, journal and paper agree."}
)

func keyedSale(amount txn.Fen) txn.Words {
	return txn.Words{ZH: "消费 " + amount.String() + " 元，刷卡 A", EN: "sale of " + amount.String() + " yuan, card A"}
}

// ledgerWords say what became of the money at the host.
var ledgerWords = map[host.State]txn.Words{
	host.Approved: {ZH: "已扣款", EN: "charged"},
	host.Declined: {ZH: "拒绝，未扣款", EN: "declined, not charged"},
	host.Reversed: {ZH: "已冲正，款已退回", EN: "reversed, money returned"},
	host.Voided:   {ZH: "已撤销，款已退回", EN: "voided, money returned"},
}

// recordWords say what the terminal's journal holds.
var recordWords = map[txn.Money]txn.Words{
	txn.MoneyNone:      {ZH: "未发送", EN: "not sent"},
	txn.MoneyApproved:  {ZH: "已收款", EN: "paid"},
	txn.MoneyDeclined:  {ZH: "被拒绝", EN: "declined"},
	txn.MoneyReversing: {ZH: "冲正中", EN: "being reversed"},
	txn.MoneyReversed:  {ZH: "已冲正", EN: "reversed"},
	txn.MoneyParked:    {ZH: "待人工处理", EN: "needs a person"},
	txn.MoneyVoided:    {ZH: "已撤销", EN: "voided"},
	txn.MoneyPending:   {ZH: "主机未应答，将重新发送", EN: "not answered, to be sent again"},
	txn.MoneyAsking:    {ZH: "支付结果查询中", EN: "being asked about"},
	txn.MoneyClosed:    {ZH: "订单已关闭，未付款", EN: "order closed, not paid"},
}

// moneyWords tell a transaction's entry in the ledger and the customer's balance.
func moneyWords(of txn.Ref, ledger []host.Entry, balance txn.Fen) txn.Words {
	state := txn.Words{ZH: "无记录", EN: "nothing"}
	if e, found := entryOf(of, ledger); found {
		state = txn.Words{ZH: e.Amount + " 元" + ledgerWords[e.State].ZH, EN: e.Amount + " yuan " + ledgerWords[e.State].EN}
	}
	return txn.Words{
		ZH: fmt.Sprintf("主机账本：凭证号 %s %s；顾客卡内余额 %s 元", of.Trace, state.ZH, balance),
		EN: fmt.Sprintf("host's ledger: trace %s %s; the customer has %s yuan", of.Trace, state.EN, balance),
	}
}

func entryOf(of txn.Ref, ledger []host.Entry) (host.Entry, bool) {
	for _, e := range ledger {
		if e.Batch == of.Batch.String() && e.Trace == of.Trace.String() {
			return e, true
		}
	}
	return host.Entry{}, false
}

// paperWords list the slips of a transaction as a person would.
func paperWords(of txn.Ref, slips []printer.Slip) txn.Words {
	var zh, en []string
	for _, p := range check.Read(slips, slipFoot) {
		if p.Of == of {
			zh, en = append(zh, slipWords(p).ZH), append(en, slipWords(p).EN)
		}
	}
	if len(zh) == 0 {
		return txn.Words{ZH: "没有小票", EN: "no slip"}
	}
	return txn.Words{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")}
}

func slipWords(p check.Paper) txn.Words {
	name := txn.Words{ZH: "商户存根", EN: "merchant copy"}
	switch {
	case p.Form == txn.FormReversal:
		name = txn.Words{ZH: "冲正单", EN: "reversal slip"}
	case p.For == txn.Cardholder:
		name = txn.Words{ZH: "持卡人存根", EN: "cardholder copy"}
	}
	mark := txn.Words{ZH: "正本", EN: "original"}
	if p.Marked {
		mark = txn.Words{ZH: "标明“重打印”", EN: "marked DUPLICATE"}
	}
	how := txn.Words{ZH: "，完整", EN: ", complete"}
	switch {
	case !p.Whole:
		how = txn.Words{ZH: "，只打出前半截", EN: ", only its first part"}
	case len(p.Pieces) > 1:
		how = txn.Words{ZH: fmt.Sprintf("，分 %d 截，内容完整", len(p.Pieces)), EN: fmt.Sprintf(", complete in %d pieces", len(p.Pieces))}
	}
	return txn.Words{ZH: name.ZH + "（" + mark.ZH + how.ZH + "）", EN: name.EN + " (" + mark.EN + how.EN + ")"}
}
