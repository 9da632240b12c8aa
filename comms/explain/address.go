package explain

import (
	"fmt"
	"strconv"

	"posterm/comms/frame"
)

// Sizes before the message, in bytes.
const (
	tpduSize   = 5
	headerSize = 6
)

// address explains what stands before a message.
func address(f frame.Frame, body int) []Item {
	tpdu, header := f.TPDU.String(), f.Header.String()
	return []Item{
		{
			Name: "TPDU", Offset: at(body - headerSize - tpduSize), Words: Words{"传输协议数据单元", "transport address"}, Value: tpdu,
			Parts: []Item{
				{Words: Words{"标识", "identity"}, Value: tpdu[:2]},
				{Words: Words{"目的地址", "destination"}, Value: tpdu[2:6]},
				{Words: Words{"源地址", "source"}, Value: tpdu[6:]},
			},
		},
		{Name: "header", Offset: at(body - headerSize), Words: Words{"报文头", "header"}, Value: header, Parts: headerParts(header)},
	}
}

// headerParts are the nibbles of the header (PROTOCOL.md 1.3).
func headerParts(h string) []Item {
	parts := []Item{
		{Words: Words{"应用类别", "application class"}, Value: h[:2]},
		{Words: Words{"软件总版本", "software version"}, Value: h[2:4]},
		{Words: Words{"终端状态", "terminal status"}, Value: h[4:5]},
		{Words: Words{"处理要求", "processing requirement"}, Value: h[5:6]},
		{Words: Words{"软件分版本", "sub-version"}, Value: h[6:]},
	}
	for i, table := range []map[string]Words{applicationClasses, softwareVersions, terminalStates, requirements, nil} {
		parts[i].means(table[parts[i].Value])
	}
	return parts
}

var applicationClasses = map[string]Words{
	"60": {"磁条卡金融支付", "magnetic stripe payment"},
	"61": {"IC卡金融支付", "chip card payment"},
	"62": {"增值业务", "value-added services"},
	"63": {"增值业务", "value-added services"},
	"65": {"脚本 POS", "script POS"},
	"66": {"电话支付", "phone POS"},
	"67": {"手机 POS", "mobile POS"},
	"68": {"个人支付", "personal payment"},
}

var softwareVersions = map[string]Words{
	"22": {"2004 版", "edition of 2004"},
	"30": {"2009 版", "edition of 2009"},
	"31": {"2010 版", "edition of 2010"},
	"32": {"统一版", "unified edition"},
	"41": {"手机 POS 版", "mobile POS edition"},
	"42": {"手机 POS 版", "mobile POS edition"},
	"43": {"手机 POS 版", "mobile POS edition"},
	"44": {"手机 POS 版", "mobile POS edition"},
}

var terminalStates = map[string]Words{
	"0": {"正常交易", "normal"},
	"1": {"测试交易", "test"},
}

// requirements are what a host asks the terminal to do next.
var requirements = map[string]Words{
	"0": {"无", "none"},
	"1": {"下载磁条卡参数", "download stripe parameters"},
	"2": {"上传终端状态", "upload the terminal's status"},
	"3": {"重新签到", "sign in again"},
	"4": {"更新公钥", "update CA public keys"},
	"5": {"更新IC卡参数", "update chip parameters"},
	"6": {"TMS 更新", "update by TMS"},
	"7": {"下载黑名单", "download the BIN blacklist"},
	"8": {"下载币种汇率", "download exchange rates"},
	"9": {"更新非接参数", "update contactless parameters"},
	"B": {"更新免密卡 BIN 表", "update no-PIN BIN tables"},
	"C": {"更新免密卡 BIN 表", "update no-PIN BIN tables"},
}

// messageType explains the four digits of a message type.
func messageType(mti string, offset int) Item {
	it := Item{Name: "MTI", Offset: at(offset), Words: Words{"报文类型", "message type"}, Value: mti}
	if len(mti) != len("0200") {
		return it
	}
	class, known := classes[mti[1]]
	if !known {
		return it
	}
	function, known := functions[mti[2]]
	if !known {
		function = Words{"功能 " + mti[2:3], "function " + mti[2:3]}
	}
	it.means(class.and(function))
	if edition := editions[mti[0]]; !edition.none() {
		it.Means = &Words{it.Means.ZH + "，" + edition.ZH, it.Means.EN + ", " + edition.EN}
	}
	return it
}

var classes = map[byte]Words{
	'1': {"授权", "authorisation"},
	'2': {"金融", "financial"},
	'3': {"文件", "file action"},
	'4': {"冲正", "reversal"},
	'5': {"对账结算", "reconciliation"},
	'6': {"管理", "administrative"},
	'8': {"网络管理", "network management"},
	'9': {"保留", "reserved"},
}

var functions = map[byte]Words{
	'0': {"请求", "request"},
	'1': {"请求应答", "request answer"},
	'2': {"通知", "advice"},
	'3': {"通知应答", "advice answer"},
	'4': {"提示", "notification"},
}

// editions are of ISO 8583; the first needs no word.
var editions = map[byte]Words{
	'1': {"ISO 8583:1993", "ISO 8583:1993"},
	'2': {"ISO 8583:2003", "ISO 8583:2003"},
}

// plural is "1 byte", "2 bytes".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// count is a number of something in both languages.
func count(n int, zh, en string) Words { return Words{strconv.Itoa(n) + " " + zh, plural(n, en)} }
