package explain

// emvValues explain the values of tags.
var emvValues = map[string]func([]byte, *Item){
	"82":   set(aipBits),
	"95":   set(tvrBits),
	"9B":   set(tsiBits),
	"9F33": set(capabilityBits),
	"9F34": cvm,
	"9F27": cryptogram,
	"9F35": terminalType,
	"9F36": counter,
	"9F13": counter,
	"9F17": counter,
	"9F10": applicationData,
	"91":   authentication,
	"84":   aid,
	"4F":   aid,
	"9F06": aid,
	"9F02": amount,
	"9F03": amount,
	"9F79": amount,
	"9F7B": amount,
	"DF19": amount,
	"DF20": amount,
	"DF21": amount,
	"9A":   date,
	"5F24": date,
	"5F25": date,
	"9F21": hour,
	"9C":   transactionType,
	"5F2A": currency,
	"9F42": currency,
	"9F1A": country,
	"5F28": country,
	"8A":   responseCode,
	"DF31": scriptResult,
	"9F39": entry,
}

func amount(value []byte, it *Item) {
	if len(value) == 6 {
		it.means(yuan(upperHex(value)))
	}
}

func date(value []byte, it *Item) {
	if v := upperHex(value); len(v) == len("YYMMDD") {
		it.means(Words{"20" + v[:2] + "-" + v[2:4] + "-" + v[4:], "20" + v[:2] + "-" + v[2:4] + "-" + v[4:]})
	}
}

func hour(value []byte, it *Item) { it.means(clock(upperHex(value))) }

func transactionType(value []byte, it *Item) { it.means(processes[upperHex(value)]) }

func entry(value []byte, it *Item) { it.means(readers[upperHex(value)]) }

func currency(value []byte, it *Item) {
	if v := upperHex(value); len(v) == 4 {
		it.means(currencies[v[1:]])
	}
}

// country is that of ISO 3166: China and where its cards are used most.
func country(value []byte, it *Item) {
	it.means(map[string]Words{
		"0156": {"中国", "China"}, "0344": {"香港", "Hong Kong"}, "0446": {"澳门", "Macao"}, "0158": {"台湾", "Taiwan"},
		"0392": {"日本", "Japan"}, "0702": {"新加坡", "Singapore"}, "0840": {"美国", "United States"},
	}[upperHex(value)])
}

func responseCode(value []byte, it *Item) { it.means(responseCodes[string(value)]) }

// responseCodes are what a terminal puts into tag 8A by itself (EMV Book 4, annex A6);
// others are the host's, as in field 39.
var responseCodes = map[string]Words{
	"00": {"批准", "approved"},
	"Y1": {"脱机批准", "approved offline"},
	"Z1": {"脱机拒绝", "declined offline"},
	"Y3": {"不能联机，脱机批准", "could not go online, approved offline"},
	"Z3": {"不能联机，脱机拒绝", "could not go online, declined offline"},
}

// aid names whose application it is, by the registered five bytes.
func aid(value []byte, it *Item) {
	const rid = 5
	if len(value) >= rid {
		it.means(applications[upperHex(value[:rid])])
	}
}

var applications = map[string]Words{
	"A000000333": {"银联", "UnionPay"},
	"A000000003": {"威士", "Visa"},
	"A000000004": {"万事达", "Mastercard"},
	"A000000065": {"吉士美", "JCB"},
	"A000000025": {"美国运通", "American Express"},
	"A000000152": {"大来、发现", "Diners Club, Discover"},
}

// authentication is tag 91: the issuer's cryptogram, and its answer.
func authentication(value []byte, it *Item) {
	const arpc, code = 8, 2
	if len(value) != arpc+code {
		return
	}
	answer := Item{Words: Words{"授权响应代码", "authorisation response code"}, Value: printable(string(value[arpc:]))}
	responseCode(value[arpc:], &answer)
	it.Parts = []Item{{Words: Words{"授权响应密文", "authorisation response cryptogram, ARPC"}, Value: upperHex(value[:arpc])}, answer}
}

// applicationData is tag 9F10 in the layout of UnionPay's cards: seven bytes behind a
// length, key index, cryptogram version, verification results of the card, algorithm.
func applicationData(value []byte, it *Item) {
	const size, length = 8, 7
	if len(value) < size || value[0] != length {
		return
	}
	algorithm := Item{Words: Words{"算法标识", "algorithm"}, Value: upperHex(value[7:8])}
	algorithm.means(map[byte]Words{0x01: {"3DES", "3DES"}, 0x04: {"国密 SM4", "SM4"}}[value[7]])
	it.Parts = []Item{
		{Words: Words{"分散密钥索引", "derivation key index"}, Value: upperHex(value[1:2])},
		{Words: Words{"密文版本号", "cryptogram version"}, Value: upperHex(value[2:3])},
		{Words: Words{"卡片验证结果", "card verification results, CVR"}, Value: upperHex(value[3:7])},
		algorithm,
	}
	if more := value[size:]; len(more) > 0 {
		it.Parts = append(it.Parts, Item{Words: Words{"自定义数据", "discretionary data"}, Value: upperHex(more)})
	}
}

// scriptResult is tag DF31: five bytes for every script.
func scriptResult(value []byte, it *Item) {
	const size = 5
	for rest := value; len(rest) >= size; rest = rest[size:] {
		one := Item{Words: Words{"脚本标识", "script"}, Value: upperHex(rest[1:size])}
		one.means(map[byte]Words{0: {"未执行", "not performed"}, 1: {"处理失败", "failed"}, 2: {"处理成功", "successful"}}[rest[0]>>4])
		it.Parts = append(it.Parts, one)
	}
}
