package panel

import (
	"strconv"

	"posterm/journal/roll"
	"posterm/txn"
)

// rowWords say what a row of the journal records.
var rowWords = map[roll.What]txn.Words{
	roll.Provisioned: {ZH: "流水开始", EN: "the roll begins"},
	roll.IntentMade:  {ZH: "意图已落盘（发送前）", EN: "intent on disk, before sending"},
	roll.Approved:    {ZH: "批准已落盘（显示和打印前）", EN: "approval on disk, before showing and printing"},
	roll.Declined:    {ZH: "拒绝已落盘", EN: "decline on disk"},
	roll.NotSent:     {ZH: "未发送", EN: "nothing was sent"},
	roll.InDoubt:     {ZH: "结果不明，冲正已登记", EN: "in doubt: a reversal is owed"},
	roll.RevTry:      {ZH: "第 {n} 次发送冲正（发送前落盘）", EN: "try {n} of the reversal, before sending"},
	roll.RevRefused:  {ZH: "冲正被拒", EN: "reversal refused"},
	roll.Reversed:    {ZH: "冲正成功", EN: "reversed"},
	roll.Parked:      {ZH: "挂起，需人工处理", EN: "parked: a person is needed"},
	roll.Resolved:    {ZH: "人工处理结果", EN: "a person's decision"},
	roll.KeysSet:     {ZH: "新工作密钥", EN: "new working keys"},
	roll.KeysBad:     {ZH: "密钥校验不符", EN: "keys that do not check"},
	roll.AttemptMade: {ZH: "打印作业已登记（第一个字节前）", EN: "print attempt recorded, before its first byte"},
	roll.NotBegun:    {ZH: "小票未开始打印", EN: "slip not begun"},
	roll.Stalled:     {ZH: "打印中断，小票仍欠着", EN: "slip stalled half way, still owed"},
	roll.Lost:        {ZH: "小票已不在打印机里", EN: "slip no longer in the printer"},
	roll.Printed:     {ZH: "打印机确认：小票已打完", EN: "printer confirmed: the slip is on paper"},
	roll.Unconfirmed: {ZH: "小票已送出，未确认", EN: "slip sent, not confirmed"},
	roll.Closed:      {ZH: "批次已关闭", EN: "batch closed"},
	roll.Repeat:      {ZH: "第 {n} 次重发", EN: "sent again, try {n}"},
	roll.Refused:     {ZH: "主机未受理", EN: "the host decided nothing"},
	roll.OrderAsked:  {ZH: "查询订单", EN: "order asked about"},
	roll.Unpaid:      {ZH: "订单未付关闭", EN: "order closed unpaid"},
	roll.Compared:    {ZH: "总计已核对", EN: "totals compared"},
	roll.Uploaded:    {ZH: "明细已上送", EN: "a group uploaded"},
}

// rowTones are those of rows that are good or bad news.
var rowTones = map[roll.What]Tone{
	roll.Approved: Good, roll.Reversed: Good, roll.Printed: Good, roll.Closed: Good, roll.Resolved: Good,
	roll.Declined: Bad, roll.NotSent: Bad, roll.Parked: Bad, roll.KeysBad: Bad, roll.Lost: Bad, roll.Stalled: Doubt,
	roll.InDoubt: Doubt, roll.RevTry: Doubt, roll.RevRefused: Bad, roll.Repeat: Doubt, roll.NotBegun: Bad,
}

// rowLine is a row of the journal as a line of the timeline. It shows no more of its body than an amount.
func rowLine(r roll.Row) Line {
	w := rowWords[r.What]
	if n, is := r.Body.(roll.Try); is {
		w = fill(w, "{n}", strconv.Itoa(n.N))
	}
	switch of := r.Kind.Words(); {
	case r.Kind == txn.KindNone:
	case r.What == roll.IntentMade:
		w = txn.Words{ZH: of.ZH + "：" + w.ZH, EN: of.EN + ": " + w.EN}
	}
	if in, is := r.Body.(roll.Intent); is && in.Amount > 0 {
		w = txn.Words{ZH: w.ZH + " ¥" + in.Amount.String(), EN: w.EN + ", ¥" + in.Amount.String()}
	}
	l := Line{Lane: InRoll, Tone: rowTones[r.What], Words: both(w)}
	if r.Trace != 0 {
		l.Trace = r.Trace.String()
	}
	return l
}
