package explain

import (
	"fmt"
	"strconv"
)

// bit is one bit of a value and what it says when it is set.
type bit struct {
	byte, bit int // from 1, bits from the lowest, as EMV counts them
	words     Words
}

// set lists what the bits of a value say.
func set(table []bit) func([]byte, *Item) {
	return func(value []byte, it *Item) {
		for _, b := range table {
			if b.byte <= len(value) && value[b.byte-1]&(1<<(b.bit-1)) != 0 {
				it.Parts = append(it.Parts, Item{Words: b.words, Value: fmt.Sprintf("B%db%d", b.byte, b.bit)})
			}
		}
	}
}

// tvrBits are the terminal verification results, tag 95 (EMV Book 3, annex C5).
var tvrBits = []bit{
	{1, 8, Words{"未进行脱机数据认证", "offline data authentication was not performed"}},
	{1, 7, Words{"静态数据认证失败", "SDA failed"}},
	{1, 6, Words{"IC卡数据缺失", "chip data missing"}},
	{1, 5, Words{"卡片出现在终端异常文件中", "card is on the terminal's exception file"}},
	{1, 4, Words{"动态数据认证失败", "DDA failed"}},
	{1, 3, Words{"复合动态数据认证失败", "CDA failed"}},
	{1, 2, Words{"已选择静态数据认证", "SDA selected"}},
	{2, 8, Words{"IC卡和终端应用版本不一致", "application versions of card and terminal differ"}},
	{2, 7, Words{"应用已过期", "expired application"}},
	{2, 6, Words{"应用尚未生效", "application not yet effective"}},
	{2, 5, Words{"卡片不允许所请求的服务", "service not allowed for this card"}},
	{2, 4, Words{"新卡", "new card"}},
	{3, 8, Words{"持卡人验证失败", "cardholder verification was not successful"}},
	{3, 7, Words{"未知的持卡人验证方法", "unrecognised verification method"}},
	{3, 6, Words{"PIN 重试次数超限", "PIN try limit exceeded"}},
	{3, 5, Words{"要求输入 PIN，但无 PIN 键盘或键盘故障", "PIN required, no working PIN pad"}},
	{3, 4, Words{"要求输入 PIN，有键盘，但未输入", "PIN required, PIN pad present, no PIN entered"}},
	{3, 3, Words{"输入联机 PIN", "online PIN entered"}},
	{4, 8, Words{"交易超过最低限额", "over the floor limit"}},
	{4, 7, Words{"超过连续脱机交易下限", "lower consecutive offline limit exceeded"}},
	{4, 6, Words{"超过连续脱机交易上限", "upper consecutive offline limit exceeded"}},
	{4, 5, Words{"随机选择联机处理", "selected randomly for online processing"}},
	{4, 4, Words{"商户要求联机", "merchant forced it online"}},
	{5, 8, Words{"使用缺省 TDOL", "default TDOL used"}},
	{5, 7, Words{"发卡行认证失败", "issuer authentication failed"}},
	{5, 6, Words{"最后一次 GENERATE AC 之前脚本处理失败", "script failed before the final GENERATE AC"}},
	{5, 5, Words{"最后一次 GENERATE AC 之后脚本处理失败", "script failed after the final GENERATE AC"}},
}

// tsiBits are the transaction status information, tag 9B (EMV Book 3, annex C6).
var tsiBits = []bit{
	{1, 8, Words{"已进行脱机数据认证", "offline data authentication was performed"}},
	{1, 7, Words{"已进行持卡人验证", "cardholder verification was performed"}},
	{1, 6, Words{"已进行卡片风险管理", "card risk management was performed"}},
	{1, 5, Words{"已进行发卡行认证", "issuer authentication was performed"}},
	{1, 4, Words{"已进行终端风险管理", "terminal risk management was performed"}},
	{1, 3, Words{"已进行脚本处理", "script processing was performed"}},
}

// aipBits are the application interchange profile, tag 82 (EMV Book 3, annex C1).
var aipBits = []bit{
	{1, 7, Words{"支持静态数据认证", "SDA supported"}},
	{1, 6, Words{"支持动态数据认证", "DDA supported"}},
	{1, 5, Words{"支持持卡人验证", "cardholder verification supported"}},
	{1, 4, Words{"要求终端风险管理", "terminal risk management to be performed"}},
	{1, 3, Words{"支持发卡行认证", "issuer authentication supported"}},
	{1, 1, Words{"支持复合动态数据认证", "CDA supported"}},
}

// capabilityBits are the terminal capabilities, tag 9F33 (EMV Book 4, annex A2).
var capabilityBits = []bit{
	{1, 8, Words{"手工键盘输入", "manual key entry"}},
	{1, 7, Words{"磁条", "magnetic stripe"}},
	{1, 6, Words{"接触式IC卡", "chip with contacts"}},
	{2, 8, Words{"IC卡明文 PIN 验证", "plaintext PIN for the chip"}},
	{2, 7, Words{"加密 PIN 联机验证", "enciphered PIN online"}},
	{2, 6, Words{"签名（纸）", "signature on paper"}},
	{2, 5, Words{"加密 PIN 脱机验证", "enciphered PIN offline"}},
	{2, 4, Words{"无需 CVM", "no CVM required"}},
	{3, 8, Words{"静态数据认证", "SDA"}},
	{3, 7, Words{"动态数据认证", "DDA"}},
	{3, 6, Words{"吞卡", "card capture"}},
	{3, 4, Words{"复合动态数据认证", "CDA"}},
}

// cvmMethods are byte 1 of tag 9F34 without its two highest bits (EMV Book 3, annex C3).
var cvmMethods = map[byte]Words{
	0x00: {"CVM 处理失败", "CVM processing failed"},
	0x01: {"IC卡明文 PIN 验证", "plaintext PIN verified by the chip"},
	0x02: {"加密 PIN 联机验证", "enciphered PIN verified online"},
	0x03: {"IC卡明文 PIN 验证和签名", "plaintext PIN verified by the chip, and signature"},
	0x04: {"IC卡加密 PIN 验证", "enciphered PIN verified by the chip"},
	0x05: {"IC卡加密 PIN 验证和签名", "enciphered PIN verified by the chip, and signature"},
	0x1E: {"签名", "signature"},
	0x1F: {"无需 CVM", "no CVM required"},
	0x20: {"持卡人证件出示", "cardholder's certificate shown"},
	0x3F: {"未执行 CVM", "no CVM performed"},
}

// cvmConditions are byte 2 of tag 9F34.
var cvmConditions = map[byte]Words{
	0x00: {"总是", "always"},
	0x01: {"无人值守取现", "unattended cash"},
	0x02: {"非取现和返现", "neither cash nor cashback"},
	0x03: {"终端支持该 CVM", "terminal supports the CVM"},
	0x04: {"人工取现", "manual cash"},
	0x05: {"返现消费", "purchase with cashback"},
	0x06: {"应用货币且低于 X", "application currency, under X"},
	0x07: {"应用货币且高于 X", "application currency, over X"},
	0x08: {"应用货币且低于 Y", "application currency, under Y"},
	0x09: {"应用货币且高于 Y", "application currency, over Y"},
}

// cvmResults are byte 3 of tag 9F34.
var cvmResults = map[byte]Words{
	0x00: {"未知", "unknown"},
	0x01: {"失败", "failed"},
	0x02: {"成功", "successful"},
}

// cvm explains tag 9F34.
func cvm(value []byte, it *Item) {
	if len(value) != 3 {
		return
	}
	const method, next = 0x3F, 0x40
	it.means(cvmMethods[value[0]&method].and(cvmConditions[value[1]]).and(cvmResults[value[2]]))
	if value[0]&next != 0 {
		it.Parts = []Item{{Words: Words{"失败则用下一个 CVM", "when it fails, the next one"}, Value: "B1b7"}}
	}
}

// cryptograms are the two highest bits of tag 9F27.
var cryptograms = [...]Words{
	{"AAC，拒绝", "AAC, declined"},
	{"TC，脱机批准", "TC, approved offline"},
	{"ARQC，请求联机", "ARQC, online requested"},
	{"保留", "reserved"},
}

func cryptogram(value []byte, it *Item) {
	if len(value) == 1 {
		it.means(cryptograms[value[0]>>6])
	}
}

// terminalType is tag 9F35 (EMV Book 4, annex A1).
func terminalType(value []byte, it *Item) {
	if len(value) != 1 {
		return
	}
	operators := map[byte]Words{1: {"金融机构", "financial institution"}, 2: {"商户", "merchant"}, 3: {"持卡人", "cardholder"}}
	uses := map[byte]Words{
		1: {"有人值守，仅联机", "attended, online only"}, 2: {"有人值守，可脱机", "attended, offline with online"}, 3: {"有人值守，仅脱机", "attended, offline only"},
		4: {"无人值守，仅联机", "unattended, online only"}, 5: {"无人值守，可脱机", "unattended, offline with online"}, 6: {"无人值守，仅脱机", "unattended, offline only"},
	}
	it.means(operators[value[0]>>4].and(uses[value[0]&0x0F]))
}

// counter is a number in bytes.
func counter(value []byte, it *Item) {
	if n, err := strconv.ParseUint(upperHex(value), 16, 32); err == nil {
		it.means(Words{strconv.FormatUint(n, 10), strconv.FormatUint(n, 10)})
	}
}
