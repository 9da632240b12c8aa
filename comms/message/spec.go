package message

import (
	"github.com/moov-io/iso8583"
	"github.com/moov-io/iso8583/encoding"
	"github.com/moov-io/iso8583/field"
	"github.com/moov-io/iso8583/prefix"
)

// Kind is the type of a field's value.
type Kind uint8

// The kinds of PROTOCOL.md 2.1.
const (
	Unknown Kind = iota // the specification does not have the field
	Numeric             // n: digits, BCD on the wire
	Track               // z: digits and the separator '=', BCD with nibble D on the wire
	Text                // a, an, ans: bytes as they are, ASCII or GBK
	Binary              // b: bytes
)

// definition is one row of the field table.
type definition struct {
	kind   Kind
	length int     // digits or bytes: exactly so many, or the most when prefixed
	prefix counter // bytes of length before the value
	left   bool    // digits are left-justified; variable ones always are
	zh, en string
}

// lastField is the highest field number: the POS profile has one bitmap.
const lastField = 64

// table is PROTOCOL.md 2.2. Chinese and English names are those shown to people.
var table = [lastField + 1]definition{
	2:  {Numeric, 19, 1, true, "主账号", "card number"},
	3:  {Numeric, 6, 0, false, "交易处理码", "processing code"},
	4:  {Numeric, 12, 0, false, "交易金额", "amount"},
	11: {Numeric, 6, 0, false, "受卡方系统跟踪号", "trace"},
	12: {Numeric, 6, 0, false, "受卡方所在地时间", "local time hhmmss"},
	13: {Numeric, 4, 0, false, "受卡方所在地日期", "local date MMDD"},
	14: {Numeric, 4, 0, false, "卡有效期", "expiry YYMM"},
	15: {Numeric, 4, 0, false, "清算日期", "settlement date MMDD"},
	22: {Numeric, 3, 0, true, "服务点输入方式码", "entry mode"},
	23: {Numeric, 3, 0, false, "卡序列号", "card sequence number"},
	25: {Numeric, 2, 0, false, "服务点条件码", "condition code"},
	26: {Numeric, 2, 0, false, "服务点PIN获取码", "longest PIN"},
	32: {Numeric, 11, 1, true, "受理机构标识码", "acquirer"},
	35: {Track, 37, 1, true, "二磁道数据", "track 2"},
	36: {Track, 104, 2, true, "三磁道数据", "track 3"},
	37: {Text, 12, 0, false, "检索参考号", "retrieval reference number"},
	38: {Text, 6, 0, false, "授权标识应答码", "authorisation code"},
	39: {Text, 2, 0, false, "应答码", "response code"},
	41: {Text, 8, 0, false, "受卡机终端标识码", "terminal"},
	42: {Text, 15, 0, false, "受卡方标识码", "merchant"},
	43: {Text, 40, 0, false, "受卡方名称", "merchant name"},
	44: {Text, 25, 1, false, "附加响应数据", "issuer and acquirer"},
	46: {Text, 999, 2, false, "附加数据", "additional data"},
	47: {Text, 999, 2, false, "附加数据", "additional data"},
	48: {Numeric, 322, 2, true, "附加数据", "totals or batch list"},
	49: {Text, 3, 0, false, "交易货币代码", "currency"},
	52: {Binary, 8, 0, false, "个人标识码数据", "PIN block"},
	53: {Numeric, 16, 0, false, "安全控制信息", "security control"},
	54: {Text, 20, 2, false, "附加金额", "balance"},
	55: {Binary, 255, 2, false, "IC卡数据域", "chip data"},
	56: {Text, 999, 2, false, "附加数据", "additional data"},
	57: {Text, 999, 2, false, "附加交易信息", "additional data"},
	58: {Text, 100, 2, false, "PBOC电子钱包标准的交易信息", "electronic purse"},
	59: {Text, 600, 2, false, "自定义域", "tagged data"},
	60: {Numeric, 17, 2, true, "自定义域", "type, batch, network code"},
	61: {Numeric, 29, 2, true, "原始信息域", "original batch, trace, date"},
	62: {Binary, 512, 2, false, "自定义域", "keys or other data"},
	63: {Text, 163, 2, false, "自定义域", "operator or display text"},
	64: {Binary, 8, 0, false, "报文鉴别码", "MAC"},
}

// KindOf is the kind of a field, Unknown when the profile does not have it.
func KindOf(n int) Kind {
	if n < 0 || n > lastField {
		return Unknown
	}
	return table[n].kind
}

// SizeOf is the length of a field's value in digits or bytes: exactly so many when it is
// fixed, at most so many when not. It is 0 when the profile does not have the field.
func SizeOf(n int) int {
	if KindOf(n) == Unknown {
		return 0
	}
	return table[n].length
}

// codecs are the parts a specification is built from. The benchmarks build the
// same specification from the library's stock parts, to compare.
type codecs struct {
	left, right, track, raw encoding.Encoder
	prefix                  [3]prefix.Prefixer
}

var ownCodecs = codecs{
	left:   digits{left: true},
	right:  digits{},
	track:  digits{left: true, track: true},
	raw:    raw{},
	prefix: [3]prefix.Prefixer{counter(0), counter(1), counter(2)},
}

// unionpay is the message specification of the profile "unionpay".
var unionpay = buildSpec(ownCodecs)

// buildSpec turns the table into a specification of the library. No field is
// padded by the library: its padding strips zeros that belong to a number.
func buildSpec(c codecs) *iso8583.MessageSpec {
	fields := map[int]field.Field{
		0: field.NewString(field.NewSpec(4, "MTI", c.right, c.prefix[0])),
		1: field.NewBitmap(&field.Spec{
			Length: 8, Description: "bitmap", Enc: c.raw, Pref: c.prefix[0], DisableAutoExpand: true,
		}),
	}
	for n, d := range table {
		if d.kind != Unknown {
			fields[n] = field.NewString(field.NewSpec(d.length, d.en, c.encoder(d), c.prefix[d.prefix]))
		}
	}
	return &iso8583.MessageSpec{Name: "unionpay", Fields: fields}
}

func (c codecs) encoder(d definition) encoding.Encoder {
	switch {
	case d.kind == Track:
		return c.track
	case d.kind == Numeric && d.left:
		return c.left
	case d.kind == Numeric:
		return c.right
	}
	return c.raw
}
