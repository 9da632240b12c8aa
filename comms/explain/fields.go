package explain

import (
	"fmt"
	"strings"

	"posterm/comms/profile"
	"posterm/txn"
)

// meanings say what the value of a field means that has the same meaning in every profile.
var meanings = map[int]func(*look, string) Words{
	3:  processing,
	4:  (*look).amount,
	7:  func(_ *look, v string) Words { return dateTime(v) },
	12: func(_ *look, v string) Words { return clock(v) },
	13: func(_ *look, v string) Words { return monthDay(v) },
	14: func(_ *look, v string) Words { return yearMonth(v) },
	15: func(_ *look, v string) Words { return monthDay(v) },
	22: func(_ *look, v string) Words { return entryMode(v) },
	25: func(_ *look, v string) Words { return conditions[v] },
	35: track,
	39: answerCode,
	49: func(_ *look, v string) Words { return currencies[v] },
	64: seal,
	70: func(_ *look, v string) Words { return managementCodes[v] },
}

// amount is field 4, in the currency of field 49.
func (l *look) amount(v string) Words {
	if code := l.m.Get(49); code != "" && code != "156" {
		f, err := txn.FenFromDigits(v)
		if err != nil {
			return Words{}
		}
		return Words{f.String(), f.String()}.and(currencies[code])
	}
	return yuan(v)
}

// seal is field 64: some algorithms make eight characters of hex digits.
func seal(_ *look, v string) Words {
	if strings.Trim(v, "0123456789ABCDEF") != "" {
		return Words{}
	}
	return Words{v, v}
}

// yuan is an amount in fen: "12.34 元".
func yuan(v string) Words {
	f, err := txn.FenFromDigits(v)
	if err != nil {
		return Words{}
	}
	return Words{f.String() + " 元", f.String() + " yuan"}
}

func clock(v string) Words {
	if len(v) != 6 {
		return Words{}
	}
	t := v[:2] + ":" + v[2:4] + ":" + v[4:]
	return Words{t, t}
}

func monthDay(v string) Words {
	if len(v) != 4 || v == "0000" {
		return Words{}
	}
	return Words{v[:2] + "月" + v[2:] + "日", "month " + v[:2] + ", day " + v[2:]}
}

func yearMonth(v string) Words {
	if len(v) != 4 || v == "0000" {
		return Words{}
	}
	return Words{"20" + v[:2] + "年" + v[2:] + "月", "year 20" + v[:2] + ", month " + v[2:]}
}

func dateTime(v string) Words {
	if len(v) != 10 || strings.Trim(v, "0") == "" {
		return Words{}
	}
	return monthDay(v[:4]).and(clock(v[4:])).and(Words{"世界时", "UTC"})
}

// processing is field 3: what is done in two digits, then from and to which account.
func processing(l *look, v string) Words {
	if len(v) != 6 {
		return Words{}
	}
	w := processes[v[:2]]
	if l.kind != "" {
		w = wordsOf(l.kind)
	}
	from, to := accounts[v[2:4]], accounts[v[4:]]
	if v[2:4] != "00" && !from.none() {
		w = w.and(Words{"转出账户 " + from.ZH, "from " + from.EN})
	}
	if v[4:] != "00" && !to.none() {
		w = w.and(Words{"转入账户 " + to.ZH, "to " + to.EN})
	}
	return w
}

// entryMode is field 22: two digits for the reader, one for the PIN.
func entryMode(v string) Words {
	if len(v) != 3 {
		return Words{}
	}
	return readers[v[:2]].and(pins[v[2:]])
}

// track says of a track when its card expires, which is no secret.
func track(_ *look, v string) Words {
	_, rest, found := strings.Cut(v, "=")
	if !found || len(rest) < len("YYMM") {
		return Words{}
	}
	until := yearMonth(rest[:4])
	return Words{"有效期 " + until.ZH, "expires " + until.EN}
}

// answerCode is field 39: an answer's code, or the reason of a reversal.
func answerCode(l *look, v string) Words {
	if l.name == reversal && !l.answer {
		reason, known := reasons[v]
		if !known {
			return Words{"未知冲正原因", "unknown reason of a reversal"}
		}
		return reason
	}
	code := txn.Code(v)
	if code.Class() == txn.Unknown {
		return Words{"未知应答码：结果不明", "a code of no table: the outcome is in doubt"}
	}
	return words(code.Words())
}

// parts cuts a field of digits into its sub-fields, as far as it goes.
func (l *look) parts(n int, v string, parts []profile.Part) []Item {
	var all []Item
	for i, p := range parts {
		if v == "" {
			break
		}
		cut := v[:min(p.Width, len(v))]
		v = v[len(cut):]
		it := Item{Name: fmt.Sprintf("%d.%d", n, i+1), Words: partNames[p.Name], Value: cut}
		if len(cut) < p.Width {
			it.means(Words{"不完整", "not complete"})
		} else if means := partMeanings[p.Name]; means != nil {
			it.means(means(l, cut))
		}
		all = append(all, it)
	}
	if v != "" {
		all = append(all, Item{Words: Words{"多余", "left over"}, Value: v})
	}
	return all
}

// partNames are the names of sub-fields, by what profiles call them.
var partNames = map[string]Words{
	"type":          {"交易类型码", "transaction type"},
	"batch":         {"批次号", "batch"},
	"network":       {"网络管理信息码", "network management code"},
	"capability":    {"终端读取能力", "terminal's readers"},
	"chip":          {"IC卡条件代码", "chip condition"},
	"partial":       {"支持部分扣款和返回余额", "partial approval and balance"},
	"account":       {"账户类型", "account type"},
	"originalbatch": {"原始批次号", "original batch"},
	"trace":         {"原始凭证号", "original trace"},
	"date":          {"原始交易日期", "original date"},
	"mode":          {"原始授权方式", "original authorisation mode"},
	"institution":   {"原始授权机构", "original authorising institution"},
	"mti":           {"原始报文类型", "original message type"},
	"sent":          {"原始传输时间", "original transmission"},
	"acquirer":      {"原始受理机构", "original acquirer"},
	"forwarder":     {"原始发送机构", "original forwarder"},
}

var partMeanings = map[string]func(*look, string) Words{
	"type":       func(_ *look, v string) Words { return transactionTypes[v] },
	"network":    func(_ *look, v string) Words { return networkCodes[v] },
	"capability": func(_ *look, v string) Words { return capabilities[v] },
	"chip":       func(_ *look, v string) Words { return chipConditions[v] },
	"partial":    func(_ *look, v string) Words { return supports[v] },
	"date":       func(_ *look, v string) Words { return monthDay(v) },
	"mode":       func(_ *look, v string) Words { return authorisations[v] },
	"sent":       func(_ *look, v string) Words { return dateTime(v) },
}

// security is field 53, digit by digit (PROTOCOL.md 2.5).
func security(_ *look, v string, it *Item) {
	if len(v) != 16 {
		return
	}
	for i, part := range []struct {
		words Words
		table map[string]Words
	}{
		{Words{"PIN 格式", "PIN format"}, pinFormats},
		{Words{"加密算法", "algorithm"}, algorithms},
		{Words{"磁道加密", "track encryption"}, trackEncryptions},
	} {
		digit := Item{Name: fmt.Sprintf("53.%d", i+1), Words: part.words, Value: v[i : i+1]}
		digit.means(part.table[digit.Value])
		it.Parts = append(it.Parts, digit)
	}
}

// balance is field 54: amounts of 20 characters, each with its account, type, currency and
// sign.
func balance(_ *look, v string, it *Item) {
	const size, sign = 20, 7
	for rest := v; len(rest) >= size; rest = rest[size:] {
		one := rest[:size]
		amount := Item{Words: amountTypes[one[2:4]], Value: one}
		if amount.Words.none() {
			amount.Words = Words{"金额类型 " + one[2:4], "amount of type " + one[2:4]}
		}
		f, err := txn.FenFromDigits(one[sign+1:])
		if err == nil && (one[sign] == 'C' || one[sign] == 'D') {
			if one[sign] == 'D' {
				f = -f
			}
			account := accounts[one[:2]]
			amount.means(Words{f.String() + " 元", f.String() + " yuan"}.and(account).and(currencies[one[4:7]]))
		}
		it.Parts = append(it.Parts, amount)
	}
}

// institutions is field 44: issuer and acquirer, eleven characters each.
func institutions(l *look, v string, it *Item) {
	const size = 11
	names := []Words{{"发卡机构", "issuer"}, {"受理机构", "acquirer"}}
	for i, name := range names {
		if len(v) <= i*size {
			return
		}
		it.Parts = append(it.Parts, Item{Name: fmt.Sprintf("44.%d", i+1), Words: name, Value: strings.TrimSpace(printable(v[i*size : min(len(v), (i+1)*size)]))})
	}
}

// operator is field 63: an operator in a request, a card organisation and a text in an answer.
func operator(l *look, v string, it *Item) {
	const size = 3
	head, text := v[:min(size, len(v))], v[min(size, len(v)):]
	name := Words{"操作员号", "operator"}
	if l.answer && l.name != signIn && l.name != settle || strings.HasSuffix(l.kind, "refund") {
		name = Words{"国际组织代码", "card organisation"}
	}
	first := Item{Name: "63.1", Words: name, Value: printable(head)}
	first.means(organisations[strings.TrimSpace(head)])
	it.Parts = append(it.Parts, first)
	if text == "" {
		return
	}
	second := Item{Name: "63.2", Words: Words{"显示文字", "display text"}, Value: l.hide(63, printable(text))}
	if l.kind == enquiry {
		second.Words = Words{"原交易应答码", "code of the original"}
		second.means(words(txn.Code(strings.TrimSpace(text)).Words()))
	}
	it.Parts = append(it.Parts, second)
}
