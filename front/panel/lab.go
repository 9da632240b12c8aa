package panel

import (
	"strings"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/txn"
)

// labLines are what an event of the lab puts on the timeline.
func labLines(e emulator.Event) []Line {
	if h, is := e.Data.(host.Event); is {
		return hostLines(h)
	}
	if l, told := paperLine(e); told {
		return []Line{l}
	}
	return nil
}

// hostLines: what goes over the wire, and what the host decides.
func hostLines(e host.Event) []Line {
	line := Line{Lane: OnWire, Trace: e.Trace}
	switch e.Type {
	case host.Requested, host.Answered:
		line.Wire = decode(e.Message, e.Type == host.Answered)
		line.Words = line.Wire.words()
	case host.Decided:
		return []Line{decided(e)}
	case host.FaultUsed:
		line.Tone, line.Words = Bad, both(faultWords(e.Fault))
	case host.Malformed:
		line.Tone, line.Words = Bad, Both{"主机收到看不懂的字节", "the host got bytes that are no message"}
	case host.IssuerAsked:
		line.Words = Both{"等待发卡行 " + e.Reason, "waiting for the issuer " + e.Reason}
	case host.Connected:
		line.Words = Both{"连接已建立", "connected"}
	case host.Disconnected:
		line.Words = Both{"连接已断开", "disconnected"}
	default:
		return nil
	}
	return []Line{line}
}

// decided is what the host did with a request: what the ledger says from now on.
func decided(e host.Event) Line {
	kind, tone := txn.Words{ZH: e.Kind, EN: e.Kind}, Good
	var k txn.Kind
	if err := k.UnmarshalText([]byte(e.Kind)); err == nil && e.Kind != "" {
		kind = k.Words()
	}
	if strings.HasPrefix(e.MTI, "04") {
		kind = txn.Words{ZH: "冲正", EN: "REVERSAL"}
	}
	if !e.Response.Approves() {
		tone = Bad
	}
	answer := e.Response.Words()
	return Line{Lane: InLedger, Trace: e.Trace, Tone: tone, Words: Both{
		kind.ZH + "：" + answer.ZH + "（" + string(e.Response) + "）", kind.EN + ": " + answer.EN + " (" + string(e.Response) + ")",
	}}
}

// printerWords say what happened to the printer.
var printerWords = map[string]txn.Words{
	printer.EventPaperOut:    {ZH: "纸用完了", EN: "the paper has run out"},
	printer.EventPaperLoaded: {ZH: "装上新纸", EN: "a new roll is in"},
	printer.EventOnline:      {ZH: "打印机恢复就绪", EN: "the printer is ready again"},
	printer.EventConfirmed:   {ZH: "打印机报告：之前的内容都已在纸上", EN: "the printer reports: all before this is on paper"},
}

// paperLine: what happens to the printer and its paper.
func paperLine(e emulator.Event) (Line, bool) {
	l := Line{Lane: OnPaper}
	kind := strings.TrimPrefix(e.Type, "printer.")
	switch data := e.Data.(type) {
	case printer.Slip:
		l.Words, l.Tone = slipWords(data)
	case printer.Faults:
		l.Words, l.Tone = faultsWords(data), Bad
		if data == (printer.Faults{}) {
			l.Words, l.Tone = Both{"打印机无故障", "the printer has no fault"}, Good
		}
	case map[string]string:
		l.Words, l.Tone = both(stateWords(data["state"])), Bad
	default:
		w, known := printerWords[kind]
		if !known {
			return l, false
		}
		l.Words = both(w)
		if kind == printer.EventPaperOut {
			l.Tone = Bad
		}
	}
	return l, l.Words != (Both{})
}

// slipWords is a piece of paper as a person would describe it.
func slipWords(s printer.Slip) (Both, Tone) {
	w, tone := Both{"撕下一张，完整", "a slip came off, complete"}, Good
	if !s.Complete {
		w, tone = Both{"一截纸，不完整", "a piece of paper, not complete"}, Doubt
	}
	if s.Duplicate {
		w = Both{w.ZH + "，标明“重打印”", w.EN + ", marked DUPLICATE"}
	}
	if pale := legibility[s.Legibility]; s.Legibility != printer.Good {
		w, tone = Both{w.ZH + "，" + pale.ZH, w.EN + ", " + pale.EN}, Doubt
	}
	return w, tone
}

// legibility says how print looks to an eye.
var legibility = map[printer.Legibility]txn.Words{
	printer.Good: {ZH: "清晰", EN: "clear"}, printer.Pale: {ZH: "偏淡，可读", EN: "pale but readable"},
	printer.Marginal: {ZH: "很淡，建议重打", EN: "very pale, a reprint is advised"}, printer.Illegible: {ZH: "看不清", EN: "illegible"},
}

// faultsWords says what is wrong with the printer and around it.
func faultsWords(f printer.Faults) Both {
	var zh, en []string
	for _, w := range f.Words() {
		zh, en = append(zh, w.ZH), append(en, w.EN)
	}
	return Both{"现场：" + strings.Join(zh, "，"), "at the printer: " + strings.Join(en, ", ")}
}
