package explain

import (
	"strings"

	"posterm/comms/message"
	"posterm/txn"
)

// tagged is field 59, tags with values (PROTOCOL.md 2.9).
func tagged(_ *look, v string, it *Item) {
	tags, err := message.ParseTags(v)
	if err != nil {
		it.means(unreadable(err))
		return
	}
	for _, tag := range tags.Names() {
		value := tags.Get(tag)
		one := Item{Name: string(tag), Words: tagNames[tag], Value: printable(value)}
		switch tag {
		case message.TagPINBlock:
			one.Value = hidden(len(value))
		case message.TagDevice:
			device(value, &one)
		case message.TagCode:
			one.Value = maskNumber(one.Value)
			one.means(wallet(value))
		case message.TagOrder:
			one.means(order(value))
		}
		if one.Words.none() {
			one.Words = Words{"未知标签", "unknown tag"}
		}
		it.Parts = append(it.Parts, one)
	}
}

var tagNames = map[message.Tag]Words{
	message.TagPINBlock: {"PIN 密文（SM4）", "PIN block under SM4"},
	message.TagDevice:   {"终端信息", "terminal data"},
	message.TagCode:     {"付款码", "payment code"},
	message.TagVoucher:  {"付款凭证码", "payment voucher number"},
	message.TagOrder:    {"钱包订单号", "wallet order number"},
	message.TagWallet:   {"钱包", "wallet"},
	message.TagKind:     {"原交易类型", "kind of the transaction"},
	message.TagMasked:   {"卡号或付款码（屏蔽）", "card or code, masked"},
	message.TagMoment:   {"原交易时间", "when it was decided"},
	message.TagNamed:    {"终端、批次、凭证号", "terminal, batch, trace"},
	message.TagHeld:     {"主机记录状态", "how it stands"},
	message.TagShows:    {"二维码内容", "text of the code to show"},
}

// wallet is whose payment code it is, by its first two digits (PROTOCOL.md 11.8).
func wallet(code string) Words {
	if len(code) < 2 {
		return Words{}
	}
	switch prefix := code[:2]; {
	case prefix == "62":
		return Words{"银联二维码", "UnionPay code"}
	case "10" <= prefix && prefix <= "15":
		return Words{"微信付款码", "WeChat Pay code"}
	case "25" <= prefix && prefix <= "30":
		return Words{"支付宝付款码", "Alipay code"}
	}
	return Words{}
}

// device is tag A2, tagged data in a tag.
func device(v string, it *Item) {
	inner, err := message.ParseTags(v)
	if err != nil {
		it.means(unreadable(err))
		return
	}
	for _, tag := range inner.Names() {
		value := inner.Get(tag)
		one := Item{Name: "A2." + string(tag), Words: deviceNames[string(tag)], Value: strings.TrimRight(printable(value), " ")}
		if tag == "01" {
			one.means(deviceTypes[value])
		}
		if one.Words.none() {
			one.Words = Words{"未知标签", "unknown tag"}
		}
		it.Parts = append(it.Parts, one)
	}
}

var deviceNames = map[string]Words{
	"01": {"设备类型", "device type"},
	"02": {"硬件序列号", "hardware serial number"},
	"03": {"加密随机因子", "random factor, end of card number or code"},
	"04": {"序列号密文", "serial number's ciphertext"},
	"05": {"应用程序版本", "application version"},
}

var deviceTypes = map[string]Words{
	"02": {"传统 POS", "POS"},
	"04": {"智能 POS", "smart POS"},
}

// order is a wallet order number: terminal 8, date 8, counter 6.
func order(v string) Words {
	const size, terminal, date = 22, 8, 16
	if len(v) != size {
		return Words{}
	}
	day := txn.Words{ZH: "终端 " + v[:terminal] + "，日期 " + v[terminal:date] + "，序号 " + v[date:], EN: "terminal " + v[:terminal] + ", date " + v[terminal:date] + ", counter " + v[date:]}
	return words(day)
}
