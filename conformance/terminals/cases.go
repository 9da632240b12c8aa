package terminals

import (
	"posterm/conformance"
	"posterm/emulator/host"
	"posterm/txn"
)

// testCase is one case: what it is about, and how it is run. An error is a Finding, or says why it cannot be judged.
type testCase struct {
	conformance.Spec
	run func(*exam) error
}

func words(zh, en string) txn.Words { return txn.Words{ZH: zh, EN: en} }

// inDoubt is what a terminal must do when it cannot know what became of a transaction.
var inDoubt = words("下一笔联机交易之前冲正，流水号和各域与原交易相同，直到有终局应答",
	"reverse it before the next online transaction, with the same trace and fields, until that is answered for good")

const (
	ruleDoubt   = "RULES.md 2.2, 3.1, 3.2; PROTOCOL.md 4.3, 4.7"
	ruleAnswers = "RULES.md 2.1, 2.2; PROTOCOL.md 4.3"
)

// Faults are for the sale and nothing else.
var (
	ofSale     = host.Match{MTI: "0200", F3: "000000"}
	ofVoid     = host.Match{MTI: "0200", F3: "200000"}
	ofBalance  = host.Match{MTI: "0200", F3: "310000"}
	ofReversal = host.Match{MTI: "0400"}
)

// doubt is a case in which a fault of the host leaves a sale in doubt.
func doubt(name string, title txn.Words, rule string, fault string, reasons ...txn.Reason) testCase {
	return testCase{conformance.Spec{Name: name, Title: title, Want: inDoubt, Rule: rule}, func(x *exam) error {
		if err := x.spoil(host.Fault{Name: fault, Match: ofSale}); err != nil {
			return err
		}
		s, err := x.sell()
		if err != nil {
			return err
		}
		if fault == unknownCode && s.code.Declines() {
			return conformance.Unclear("主机先拒绝了该消费：%[1]s，%[3]d 域，%[2]s", "the host refused the sale before that, with %[1]s: field %[3]d, %[2]s", s.code, s.reason, s.field)
		}
		return x.undone(s, reasons...)
	}}
}

// unknownCode is the one fault of a sale that a terminal sees through an answer that it may believe.
const unknownCode = "unknown_code"

// cases is the whole list, in the order in which they are run.
var cases = []testCase{
	{conformance.Spec{Name: "sign-in", Title: words("签到", "sign-in"),
		Want: words("0800，主机答 00", "a 0800 that the host answers 00"), Rule: "PROTOCOL.md 3.1, 6"}, trySignIn},
	{conformance.Spec{Name: "sale", Title: words("消费，应答正常", "a sale, answered as it should be"),
		Want: words("0200，MAC 和各域正确；不冲正", "a 0200 with the right MAC and fields, and no reversal"), Rule: "PROTOCOL.md 3.2; RULES.md 2.1"}, trySale},
	{conformance.Spec{Name: "balance", Title: words("余额查询", "a balance inquiry"),
		Want: words("0200 310000，主机答 00", "a 0200 310000 that the host answers 00"), Rule: "PROTOCOL.md 3.1"}, tryBalance},
	{conformance.Spec{Name: "void", Title: words("撤销", "a void"),
		Want: words("0200 200000，37 和 61 域指向原交易，金额相同", "a 0200 200000 whose fields 37 and 61 name the original, with its amount"), Rule: "PROTOCOL.md 2.4, 3.2"}, tryVoid},
	{conformance.Spec{Name: "decline", Title: words("消费被拒绝（51）", "a sale declined with 51"),
		Want: words("不冲正", "no reversal: nothing happened"), Rule: "RULES.md 2.2; PROTOCOL.md 4.2"}, tryDecline},
	doubt("lost-answer", words("主机已入账，应答丢失", "the sale is processed, the answer is lost"), ruleDoubt, "drop_response", txn.NoReply),
	doubt("lost-request", words("请求丢失，主机未见", "the request is lost on its way"), ruleDoubt, "drop_request", txn.NoReply),
	doubt("wrong-trace", words("应答的流水号不符", "the answer has another trace number"), ruleAnswers, "wrong_trace", txn.Unmatched, txn.NoReply),
	doubt("wrong-amount", words("应答的金额不符", "the answer has another amount"), ruleAnswers, "wrong_amount", txn.Unmatched, txn.NoReply),
	doubt("wrong-terminal", words("应答的终端号不符", "the answer is for another terminal"), ruleAnswers, "wrong_terminal", txn.Unmatched, txn.NoReply),
	doubt("bad-mac", words("应答的 MAC 错误", "the MAC of the answer is wrong"), ruleAnswers, "bad_mac", txn.BadMAC),
	doubt("half-frame", words("应答只到一半，随即断线", "half of the answer, then the connection is closed"), ruleAnswers, "half_frame", txn.Unmatched, txn.NoReply),
	doubt("garbage", words("应答为乱码", "random bytes in place of the answer"), ruleAnswers, "garbage", txn.Unmatched, txn.NoReply),
	doubt("closed-before-processing", words("主机未处理即断线", "the connection is closed, the sale was not processed"), ruleDoubt, "close_before_response", txn.NoReply, txn.Unmatched),
	doubt("closed-after-processing", words("主机入账后断线", "the connection is closed, the sale was processed"), ruleDoubt, "approve_then_close", txn.NoReply, txn.Unmatched),
	doubt("unknown-code", words("应答码 ZZ 不在任何表中", "response code ZZ, which stands in no table"), ruleAnswers, unknownCode, txn.Unmatched),
	{conformance.Spec{Name: "late-answer", Title: words("应答迟到，在冲正的连接上先到", "the answer comes late, on the connection of its reversal"),
		Want: words("不得当作冲正的应答；再次冲正，成功前不发下一笔", "it is not taken for the reversal's: the reversal is repeated, and nothing else goes before it is done"), Rule: "RULES.md 2.1, 2.5"}, tryLateAnswer},
	{conformance.Spec{Name: "stray-answer", Title: words("余额查询的应答迟到，在下一笔消费的连接上先到，而消费的应答丢失", "the answer to a balance inquiry comes late, on the connection of the next sale, whose own is lost"),
		Want: words("不得当作消费的应答；该消费要冲正", "it is not taken for the sale's: the sale is reversed"), Rule: "RULES.md 2.1, 2.5"}, tryStrayAnswer},
	{conformance.Spec{Name: "duplicate-answer", Title: words("应答来两次，下一笔消费的应答丢失", "the answer comes twice, and the next sale's is lost"),
		Want: words("第一笔不冲正，第二笔冲正", "the first sale stands, the second is reversed"), Rule: "RULES.md 2.1, 2.5"}, tryDuplicate},
	{conformance.Spec{Name: "connection-refused", Title: words("连接被拒绝", "the connection is refused"),
		Want: words("恢复后照常工作，未发出的交易不留下任何影响", "work goes on when the host is back, and what was not sent leaves nothing behind"), Rule: "RULES.md 2.4"}, tryRefused},
	{conformance.Spec{Name: "slow-bytes", Title: words("应答逐字节到达", "the answer comes one byte at a time"),
		Want: words("拼成一个报文；不冲正", "it is put together and believed: no reversal"), Rule: "PROTOCOL.md 1.5"}, trySlow},
	{conformance.Spec{Name: "reversal-unanswered", Title: words("应答丢失，冲正也没有应答", "the answer is lost, and nothing answers the reversal"),
		Want: words("以相同号码重发冲正，直到有应答；其间不发新交易", "it is repeated with the same numbers until it is answered, and no new transaction goes before that"), Rule: "RULES.md 3.1, 3.3"}, tryUnanswered},
	{conformance.Spec{Name: "reversal-bad-mac", Title: words("冲正应答的 MAC 错误", "the MAC of the reversal's answer is wrong"),
		Want: words("不得采信，重发冲正", "it is not believed: the reversal is repeated"), Rule: "RULES.md 2.1, 3.1"}, tryReversalMAC},
	{conformance.Spec{Name: "reversal-answered-96", Title: words("主机对冲正答 96", "the host answers the reversal with 96, a fault of its own"),
		Want: words("冲正未完成：重发，成功前不发下一笔", "nothing is undone yet: it is repeated, and nothing else goes before it is done"), Rule: "RULES.md 3.3, 3.4; PROTOCOL.md 4.6"}, tryAnswered96},
	{conformance.Spec{Name: "reversal-answered-25", Title: words("冲正已做过，主机答 25", "the reversal was done before: the host answers 25"),
		Want: words("冲正完成，不再重发", "it is done, and not sent again"), Rule: "RULES.md 3.4; PROTOCOL.md 4.6"}, tryAnswered25},
	{conformance.Spec{Name: "reversal-answered-12", Title: words("原交易被拒绝而应答丢失，冲正答 12", "the original was declined and its answer lost: the reversal is answered 12"),
		Want: words("冲正完成，不再重发", "it is done, and not sent again"), Rule: "RULES.md 3.4, 3.5; PROTOCOL.md 4.6"}, tryAnswered12},
	{conformance.Spec{Name: "void-lost-answer", Title: words("撤销已入账，应答丢失", "a void is processed, its answer is lost"),
		Want: inDoubt, Rule: ruleDoubt}, tryVoidLost},
	{conformance.Spec{Name: "sign-in-demanded", Title: words("报文头要求重新签到（第 6 半字节为 3）", "the header of an answer demands a sign-in (nibble 6 is 3)"),
		Want: words("下一笔交易之前签到", "a sign-in before the next transaction"), Rule: "PROTOCOL.md 1.3, 6"}, tryDemanded},
	{conformance.Spec{Name: "mac-key-wrong", Title: words("双方 MAC 密钥不一致，主机答 A0", "the MAC keys have parted: the host answers A0"),
		Want: words("重新签到，然后用新密钥冲正该笔", "it signs in again, then reverses that transaction under the new key"), Rule: "RULES.md 2.3, 3.3; PROTOCOL.md 5.5"}, tryKeysParted},
	{conformance.Spec{Name: "settlement", Title: words("批结算，对账平", "a settlement that balances"),
		Want: words("0500 总额与主机相同，然后 0320 207", "a 0500 with the host's totals, then 0320 207"), Rule: "PROTOCOL.md 2.6, 6; RULES.md 4.2"}, trySettlement},
	{conformance.Spec{Name: "settlement-unbalanced", Title: words("批结算，主机称对账不平", "a settlement that the host calls unbalanced"),
		Want: words("上送全部明细，然后 0320 202，笔数相符", "all records are uploaded, then 0320 202 with their number"), Rule: "PROTOCOL.md 2.6, 6"}, tryUnbalanced},
	{conformance.Spec{Name: "settlement-groups", Title: words("九笔交易的批次，主机称对账不平", "a batch of nine, which the host calls unbalanced"),
		Want: words("每个报文至多上送 8 笔明细", "at most eight records go into one message"), Rule: "PROTOCOL.md 2.6"}, tryGroups},
	{conformance.Spec{Name: "settlement-resumed", Title: words("批结算在结束报文处中断", "a settlement is cut at its last message"),
		Want: words("完成之前不做新交易；再次批结算时从中断处继续", "no new transaction before it is finished, and the next settlement goes on where it was cut"), Rule: "RULES.md 4.2; PROTOCOL.md 6"}, tryResumed},
	impostor("tls-unknown-issuer", words("主机证书由未知机构签发", "the host's certificate is of an issuer that nobody knows"), unknownIssuer),
	impostor("tls-wrong-name", words("主机证书是别人的名称", "the host's certificate has another name"), wrongName),
	impostor("tls-expired", words("主机证书已过期", "the host's certificate is over"), expired),
	{conformance.Spec{Name: "traces-unique", Title: words("全程：同一批次内流水号不重复", "all along: trace numbers within a batch"),
		Want: words("每笔新交易用新流水号，被拒绝的也算用过", "every new transaction has a new one; a declined one is used up, too"), Rule: "RULES.md 1.2, 3.11; PROTOCOL.md 7 (94)"}, tryTraces},
	{conformance.Spec{Name: "secrets", Title: words("全程：密码和磁道", "all along: PIN and track"),
		Want: words("PIN 只以加密块出现，不进冲正；磁道完整、未掩码", "a PIN only as an encrypted block and never in a reversal; a track whole and not masked"), Rule: "PROTOCOL.md 2.5, 4.1, 5.4; RULES.md 3"}, trySecrets},
	{conformance.Spec{Name: "field-formats", Title: words("全程：域格式", "all along: fields and their formats"),
		Want: words("每个报文都可解析，必备域齐全且格式正确", "every message can be read, and has its fields in their formats"), Rule: "PROTOCOL.md 2, 3.2"}, tryFormats},
}
