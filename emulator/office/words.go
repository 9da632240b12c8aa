package office

import (
	"html/template"
	"net/url"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

// words are what templates may call, in one language. Texts stand in the templates, Chinese and
// English side by side: {{w "金额" "amount"}}.
func words(lang txn.Lang) template.FuncMap {
	return template.FuncMap{
		"w":  func(zh, en string) string { return txn.Words{ZH: zh, EN: en}.In(lang) },
		"in": func(w txn.Words) string { return w.In(lang) },
		"link": func(path string, pairs ...string) string {
			q := url.Values{}
			for i := 0; i+1 < len(pairs); i += 2 {
				q.Set(pairs[i], pairs[i+1])
			}
			return link(lang, path, q)
		},
		"story":   pathOf,
		"storyOf": func(e host.Entry) string { return pathOf(keyOf(&e)) },
		"keyIn": func(terminal, batch, trace string) host.Key {
			return host.Key{Terminal: terminal, Batch: batch, Trace: trace}
		},
		"words":        func(zh, en string) string { return txn.Words{ZH: zh, EN: en}.In(lang) },
		"paperWords":   func(p txn.Paper) string { return paperWords[p].In(lang) },
		"verdictWords": func(v txn.Verdict) string { return verdictWords[v].In(lang) },
		"legible":      func(l printer.Legibility) string { return legibleWords[l].In(lang) },
		"readWords":    func(s string) string { return readWords[s].In(lang) },
		"resultWords":  func(s string) string { return resultWords[s].In(lang) },
		"foundWords":   func(s string) string { return foundWords[s].In(lang) },
		"faultWords":   func(name string) string { return host.FaultWords(name).In(lang) },
		"kind":         func(k txn.Kind) string { return k.Words().In(lang) },
		"stands":       standingOf,
		"status":       func(s host.Status) standing { return standings[s] },
		"clock":        clock,
		"money":        func(m string) string { return moneyWords[m].In(lang) },
		"response":     func(c txn.Code) string { return c.Words().In(lang) },
		"lang":         func() string { return map[txn.Lang]string{txn.Chinese: "zh-CN", txn.English: "en"}[lang] },
	}
}

// clock writes a moment as people read it, in Beijing.
func clock(rfc3339 string) string {
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return at.In(txn.Beijing).Format(time.DateTime)
}

// moneyWords are the terminal's states of money (RULES.md 3.8) and the host's states of an entry.
var moneyWords = map[string]txn.Words{
	"":          {ZH: "无记录", EN: "nothing"},
	"none":      {ZH: "未发送", EN: "not sent"},
	"pending":   {ZH: "等待应答", EN: "pending"},
	"approved":  {ZH: "成功", EN: "approved"},
	"declined":  {ZH: "拒绝", EN: "declined"},
	"reversing": {ZH: "待冲正", EN: "being reversed"},
	"reversed":  {ZH: "已冲正", EN: "reversed"},
	"parked":    {ZH: "待人工处理", EN: "needs a person"},
	"voided":    {ZH: "已撤销", EN: "voided"},
	"asking":    {ZH: "查询中", EN: "being asked"},
	"closed":    {ZH: "订单已关闭", EN: "closed unpaid"},
	"refunded":  {ZH: "已退货", EN: "refunded"},
	"completed": {ZH: "已完成", EN: "completed"},
	"waiting":   {ZH: "等待顾客", EN: "waiting"},
}

// paperWords are the states of a copy.
var paperWords = map[txn.Paper]txn.Words{
	txn.PaperNotDue: {ZH: "不需要", EN: "not due"}, txn.PaperDue: {ZH: "待打印", EN: "owed"}, txn.PaperPrinting: {ZH: "打印中", EN: "printing"},
	txn.PaperPrinted: {ZH: "已打印", EN: "printed"}, txn.PaperUnconfirmed: {ZH: "未确认", EN: "not confirmed"}, txn.PaperSuperseded: {ZH: "已作废", EN: "superseded"},
}

// verdictWords are a terminal's answers to "was I paid?".
var verdictWords = map[txn.Verdict]txn.Words{
	txn.NotPaid: {ZH: "未收款", EN: "not paid"}, txn.Paid: {ZH: "已收款", EN: "paid"}, txn.OnHold: {ZH: "冻结中", EN: "on hold"}, txn.Returned: {ZH: "已退回", EN: "given back"},
	txn.BeingReversed: {ZH: "正在冲正", EN: "being reversed"}, txn.Asking: {ZH: "正在查询", EN: "being asked"}, txn.NeedsPerson: {ZH: "需人工核实", EN: "needs a person"},
	txn.Done: {ZH: "完成", EN: "done"}, txn.NotDone: {ZH: "未完成", EN: "not done"},
}

// legibleWords say whether a person can read a piece of paper.
var legibleWords = map[printer.Legibility]txn.Words{
	printer.Good: {ZH: "清晰", EN: "easy to read"}, printer.Pale: {ZH: "偏淡", EN: "pale"},
	printer.Marginal: {ZH: "勉强可读", EN: "hard to read"}, printer.Illegible: {ZH: "无法辨认", EN: "nobody can read it"},
}

// readWords are the ways a card is read.
var readWords = map[string]txn.Words{
	"swipe": {ZH: "刷卡", EN: "swiped"}, "insert": {ZH: "插卡", EN: "inserted"}, "tap": {ZH: "挥卡", EN: "tapped"}, "manual": {ZH: "手输", EN: "keyed"}, "scan": {ZH: "扫码", EN: "scanned"},
}

// resultWords are the outcomes of a comparison of totals.
var resultWords = map[string]txn.Words{
	"balanced": {ZH: "对账平", EN: "balanced"}, "unbalanced": {ZH: "对账不平", EN: "not balanced"}, "error": {ZH: "对账出错", EN: "error"},
}

// foundWords are what the host made of an uploaded record.
var foundWords = map[string]txn.Words{
	"ok": {ZH: "一致", EN: "agrees"}, "amount_differs": {ZH: "金额不符", EN: "amount differs"}, "card_differs": {ZH: "卡号不符", EN: "card differs"},
	"unknown": {ZH: "主机无此交易", EN: "unknown to the host"}, "missing": {ZH: "终端未上送", EN: "not uploaded"},
}
