package panel

import (
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

// What the terminal's screen asks for; screens under way and verdicts are the terminal's own words.
var (
	homeTitle    = txn.Words{ZH: "请选择交易", EN: "Choose a transaction"}
	homeNote     = txn.Words{ZH: "按功能键，或直接刷卡", EN: "Press a function key, or present a card"}
	amountTitle  = txn.Words{ZH: "请输入金额", EN: "Key the amount"}
	amountNote   = txn.Words{ZH: "元；按确认继续", EN: "yuan; Enter goes on"}
	traceTitle   = txn.Words{ZH: "请输入凭证号", EN: "Key the trace number"}
	traceNote    = txn.Words{ZH: "在小票上；按确认继续", EN: "it stands on the slip; Enter goes on"}
	lastNote     = txn.Words{ZH: "直接按确认 = 最后一笔", EN: "just Enter = the last one"}
	cardTitle    = txn.Words{ZH: "请刷卡、插卡或挥卡", EN: "Swipe, insert or tap a card"}
	cardNote     = txn.Words{ZH: "从卡盒里点一张，或拖到终端上", EN: "click one in the tray, or drag it here"}
	pinTitle     = txn.Words{ZH: "请输入密码", EN: "Key the PIN"}
	pinNote      = txn.Words{ZH: "4 到 12 位；直接按确认 = 测试卡自带密码，或免密", EN: "4 to 12 digits; just Enter = the test card's own, or none"}
	settleTitle  = txn.Words{ZH: "确认批结算？", EN: "Settle the batch?"}
	settleNote   = txn.Words{ZH: "确认 = 结算，取消 = 返回", EN: "Enter = settle, Cancel = back"}
	againTitle   = txn.Words{ZH: "不要重复刷卡！", EN: "Do not charge again!"}
	againNote    = txn.Words{ZH: "同卡同金额刚做过。先查上一笔；确为另一笔才按确认", EN: "Same card, same amount just now. Query the last one first; Enter only if this is another sale"}
	workingTitle = txn.Words{ZH: "处理中…", EN: "Working ..."}

	badAmount = txn.Words{ZH: "金额须为 0.01 元以上", EN: "the amount must be 0.01 or more"}
	badTrace  = txn.Words{ZH: "请输入 1 到 6 位数字", EN: "key one to six digits"}
	badPIN    = txn.Words{ZH: "密码为 4 到 12 位数字", EN: "a PIN has 4 to 12 digits"}
	badStripe = txn.Words{ZH: "磁条无法读取，请换一张卡", EN: "the stripe cannot be read: take another card"}

	noneYet    = txn.Words{ZH: "还没有交易", EN: "no transaction yet"}
	noneYetDo  = txn.Words{ZH: "先做一笔消费。", EN: "Make a sale first."}
	nothingDue = txn.Words{ZH: "没有待送达的冲正", EN: "no reversal is waiting"}
	undone     = txn.Words{ZH: "冲正成功 凭证号 {trace}", EN: "reversed: trace {trace}"}
	allDone    = txn.Words{ZH: "成功", EN: "DONE"}
	refused    = txn.Words{ZH: "未受理", EN: "NOT POSSIBLE"}
	failedTill = txn.Words{ZH: "终端出错，请查最后一笔；不要重复刷卡", EN: "the terminal failed: query the last one; do not charge again"}
)

// verdictTones give each verdict its sign.
var verdictTones = map[txn.Verdict]Tone{
	txn.Paid: Good, txn.OnHold: Good, txn.Returned: Good, txn.Done: Good, txn.BeingReversed: Doubt, txn.Asking: Doubt,
	txn.NeedsPerson: Bad, txn.NotPaid: Bad, txn.NotDone: Bad,
}

// cardWords describe the built-in cards.
var cardWords = map[string]txn.Words{
	"A": {ZH: "磁条借记卡，500 元", EN: "stripe, debit, 500 yuan"}, "B": {ZH: "芯片卡，500 元", EN: "chip, 500 yuan"},
	"C": {ZH: "只有 1 元", EN: "has 1 yuan only"}, "expired": {ZH: "已过期", EN: "expired"}, "lost": {ZH: "已挂失", EN: "reported lost"},
	"bad-track": {ZH: "磁条损坏", EN: "stripe cannot be read"}, "tap": {ZH: "非接，500 元", EN: "contactless, 500 yuan"},
}

func faultWords(name string) txn.Words {
	w := host.FaultWords(name)
	return txn.Words{ZH: "故障：" + w.ZH, EN: "fault: " + w.EN}
}

// stateNames say why a printer does not print.
var stateNames = map[string]txn.Words{
	printer.StateOff: {ZH: "打印机断电", EN: "the printer is off"}, printer.StateUnplugged: {ZH: "打印机线被拔", EN: "the printer is unplugged"},
	printer.StateSilent: {ZH: "打印机死机", EN: "the printer hangs"}, printer.StateCoverOpen: {ZH: "上盖打开", EN: "the cover is open"},
	printer.StatePaperOut: {ZH: "缺纸，停止打印", EN: "out of paper, printing stopped"}, printer.StateError: {ZH: "切刀或机械故障", EN: "the cutter or the mechanism failed"},
	printer.StateOverheat: {ZH: "打印头过热，等待冷却", EN: "the head is too hot, it waits"}, printer.StateWaiting: {ZH: "等人按走纸键", EN: "waits for the feed button"},
	printer.StateFeeding: {ZH: "走纸键按住", EN: "the feed button is held"}, printer.StatePrinting: {ZH: "打印中", EN: "printing"}, printer.StateReady: {ZH: "就绪", EN: "ready"},
}

func stateWords(state string) txn.Words {
	if w, known := stateNames[state]; known {
		return w
	}
	return txn.Words{ZH: state, EN: state}
}

// ledgerWords say what became of the money at the host.
var ledgerWords = map[host.State]txn.Words{
	host.Approved: {ZH: "已扣款", EN: "charged"}, host.Declined: {ZH: "拒绝", EN: "declined"}, host.Reversed: {ZH: "已冲正，款已退回", EN: "reversed, money back"},
	host.Voided: {ZH: "已撤销，款已退回", EN: "voided, money back"}, host.Refunded: {ZH: "已退货", EN: "refunded"}, host.Completed: {ZH: "已完成", EN: "completed"},
}

func fill(w txn.Words, what, with string) txn.Words {
	return txn.Words{ZH: strings.ReplaceAll(w.ZH, what, with), EN: strings.ReplaceAll(w.EN, what, with)}
}
