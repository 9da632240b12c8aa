package panel

import (
	"regexp"
	"strconv"

	"posterm/txn"
)

// Message is an ISO 8583 message as the host saw it, masked, field by field.
type Message struct {
	MTI    string  `json:"mti"`
	Name   Both    `json:"name"`
	Answer bool    `json:"answer"` // from the host
	Fields []Field `json:"fields"`
}

// Field is one field: its number, what it is called, its value as a person may see it.
type Field struct {
	N     int    `json:"n"`
	Name  Both   `json:"name"`
	Value string `json:"value"`
}

// fieldStart is where a field begins in a masked message: " 39=".
var fieldStart = regexp.MustCompile(` (\d{1,3})=`)

// decode reads a masked message, "0210 3=000000 39=00". Numbers only rise, so what looks like a
// field within a text stays text.
func decode(masked string, answer bool) *Message {
	m := &Message{Answer: answer}
	last, begin := 0, -1
	close := func(at int) {
		if begin < 0 {
			m.MTI = masked[:at]
			return
		}
		m.Fields = append(m.Fields, Field{N: last, Name: both(fieldNames[last]), Value: masked[begin:at]})
	}
	for _, at := range fieldStart.FindAllStringSubmatchIndex(masked, -1) {
		n, err := strconv.Atoi(masked[at[2]:at[3]])
		if err != nil || n <= last || n > 128 {
			continue
		}
		close(at[0])
		last, begin = n, at[1]
	}
	close(len(masked))
	m.Name = both(mtiNames[m.MTI])
	return m
}

// words is the message in one line.
func (m *Message) words() Both {
	arrow := "→ "
	if m.Answer {
		arrow = "← "
	}
	w := Both{arrow + m.MTI + " " + m.Name.ZH, arrow + m.MTI + " " + m.Name.EN}
	for _, f := range m.Fields {
		if f.N == 39 {
			code := txn.Code(f.Value)
			w.ZH, w.EN = w.ZH+" "+f.Value+" "+code.Words().ZH, w.EN+" "+f.Value+" "+code.Words().EN
		}
	}
	return w
}

// mtiNames are the message types of the acquirer's interface (PROTOCOL.md 2).
var mtiNames = map[string]txn.Words{
	"0100": {ZH: "授权请求", EN: "authorisation"}, "0110": {ZH: "授权应答", EN: "authorisation answer"},
	"0200": {ZH: "金融请求", EN: "request"}, "0210": {ZH: "金融应答", EN: "answer"},
	"0220": {ZH: "通知", EN: "advice"}, "0230": {ZH: "通知应答", EN: "advice answer"},
	"0320": {ZH: "批上送", EN: "batch upload"}, "0330": {ZH: "批上送应答", EN: "batch upload answer"},
	"0400": {ZH: "冲正请求", EN: "reversal"}, "0410": {ZH: "冲正应答", EN: "reversal answer"},
	"0500": {ZH: "批结算请求", EN: "settlement"}, "0510": {ZH: "批结算应答", EN: "settlement answer"},
	"0800": {ZH: "签到请求", EN: "sign-in"}, "0810": {ZH: "签到应答", EN: "sign-in answer"},
	"0820": {ZH: "签退/回响", EN: "sign-off or echo"}, "0830": {ZH: "签退/回响应答", EN: "its answer"},
}

// fieldNames are the fields of the acquirer's interface (PROTOCOL.md 3).
var fieldNames = map[int]txn.Words{
	2: {ZH: "卡号", EN: "card number"}, 3: {ZH: "交易处理码", EN: "processing code"}, 4: {ZH: "金额（分）", EN: "amount, fen"},
	11: {ZH: "凭证号", EN: "trace number"}, 12: {ZH: "主机时间", EN: "host time"}, 13: {ZH: "主机日期", EN: "host date"},
	14: {ZH: "有效期", EN: "expiry"}, 15: {ZH: "清算日期", EN: "settlement date"}, 22: {ZH: "输入方式", EN: "entry mode"},
	23: {ZH: "卡序列号", EN: "card sequence"}, 25: {ZH: "条件码", EN: "condition code"}, 26: {ZH: "密码长度码", EN: "PIN capture code"},
	32: {ZH: "受理机构", EN: "acquirer"}, 35: {ZH: "二磁道", EN: "track 2"}, 36: {ZH: "三磁道", EN: "track 3"},
	37: {ZH: "参考号", EN: "reference number"}, 38: {ZH: "授权码", EN: "authorisation"}, 39: {ZH: "应答码", EN: "response"},
	41: {ZH: "终端号", EN: "terminal"}, 42: {ZH: "商户号", EN: "merchant"}, 44: {ZH: "附加应答", EN: "issuer and acquirer"},
	48: {ZH: "总计/明细", EN: "totals"}, 49: {ZH: "币种", EN: "currency"}, 52: {ZH: "密码密文", EN: "PIN block"},
	53: {ZH: "安全控制", EN: "security control"}, 54: {ZH: "余额", EN: "balance"}, 55: {ZH: "芯片数据", EN: "chip data"},
	59: {ZH: "自定义", EN: "private tags"}, 60: {ZH: "批次与网管码", EN: "batch and network code"}, 61: {ZH: "原交易", EN: "original"},
	62: {ZH: "密钥/码", EN: "keys or code"}, 63: {ZH: "卡组织/文本", EN: "organisation, text"}, 64: {ZH: "校验码 MAC", EN: "MAC"},
}
