package hosts

import (
	"posterm/conformance"
	"posterm/txn"
)

// testCase is one case: what it is about, what it needs, and how it is run. An error is a Finding, or says why it cannot
// be judged.
type testCase struct {
	conformance.Spec
	kind   txn.Kind // that the profile must have; KindNone: any
	signed bool     // the terminal must be signed in
	run    func(*exam) error
}

func words(zh, en string) txn.Words { return txn.Words{ZH: zh, EN: en} }

func about(name, zh, en, wantZH, wantEN, rule string) conformance.Spec {
	return conformance.Spec{Name: name, Title: words(zh, en), Want: words(wantZH, wantEN), Rule: rule}
}

// cases is the whole list, in the order in which they are run. What may bring a host down comes last.
var cases = []testCase{
	{about("sign-in", "签到", "sign-in", "0810 答 00，60.2 有批次号", "a 0810 with 00 and the batch number in 60.2", "PROTOCOL.md 3.1, 6"), txn.SignIn, false, trySignIn},
	{about("key-check-values", "工作密钥的校验值", "check values of the working keys", "62 域每个密钥的校验值都对", "every key in field 62 has the right check value", "PROTOCOL.md 5.1, 5.2"), txn.SignIn, false, tryKeys},
	{about("echo", "回响测试", "echo", "0830 答 00", "a 0830 with 00", "PROTOCOL.md 3.1, 11.10"), txn.Echo, true, tryEcho},
	{about("sale", "消费", "a sale", "0210 答 00，有参考号", "a 0210 with 00 and a reference number", "PROTOCOL.md 3.2"), txn.Sale, true, trySale},
	{about("answer-mac", "应答的 MAC", "the MAC of answers", "消费、冲正的应答都有正确的 MAC", "the answers to sale and reversal have the right MAC", "RULES.md 2.3; PROTOCOL.md 3.1, 5.3"), txn.Sale, true, tryAnswerMAC},
	{about("answer-fields", "应答重复请求的域", "answers repeat the request", "3、4、11、41、42 域与请求相同，类型为请求加 10", "fields 3, 4, 11, 41, 42 as in the request, and its type plus 10", "RULES.md 2.1; PROTOCOL.md 3.2"), txn.Sale, true, tryAnswerFields},
	{about("decline", "拒绝的消费", "a sale that is declined", "拒绝码在表中，余额不变", "a code of the table that declines, and the balance stays", "PROTOCOL.md 7; RULES.md 2.2"), txn.Sale, true, tryDecline},
	{about("balance", "余额查询", "a balance inquiry", "0210 答 00，54 域有余额", "a 0210 with 00 and the balance in field 54", "PROTOCOL.md 2.7, 3.2"), txn.Balance, true, tryBalance},
	{about("void", "撤销", "a void", "答 00，钱退回", "00, and the money is back", "PROTOCOL.md 3.2, 3.3"), txn.Void, true, tryVoid},
	{about("void-twice", "同一笔撤销两次", "a sale is voided twice", "第二次被拒绝", "the second is declined", "PROTOCOL.md 3.3, 7"), txn.Void, true, tryVoidTwice},
	{about("void-wrong-amount", "撤销金额与原交易不符", "a void with another amount", "拒绝（64）", "declined, with 64", "PROTOCOL.md 3.3, 7"), txn.Void, true, tryVoidAmount},
	{about("refund", "退货", "a refund", "0230 答 00", "a 0230 with 00", "PROTOCOL.md 3.1, 3.2"), txn.Refund, true, tryRefund},
	{about("refund-repeated", "同一笔退货重发", "a refund is sent again, with its number", "与第一次的应答相同，或 94；钱只退一次", "the same answer, or 94; the money goes back once", "RULES.md 3.10"), txn.Refund, true, tryRefundAgain},
	{about("refund-too-much", "退货金额大于原交易", "a refund of more than was paid", "拒绝（61）", "declined, with 61", "PROTOCOL.md 3.3, 7"), txn.Refund, true, tryRefundMore},
	{about("preauth", "预授权", "a pre-authorisation", "0110 答 00，有授权码", "a 0110 with 00 and an authorisation code", "PROTOCOL.md 3.2; RULES.md 2.1"), txn.Preauth, true, tryPreauth},
	{about("preauth-void", "预授权撤销", "its void", "0110 答 00", "a 0110 with 00", "PROTOCOL.md 3.2"), txn.PreauthVoid, true, tryPreauthVoid},
	{about("preauth-complete", "预授权完成", "its completion", "0210 答 00", "a 0210 with 00", "PROTOCOL.md 3.2, 3.3"), txn.Complete, true, tryComplete},
	{about("preauth-complete-void", "预授权完成撤销", "the void of its completion", "0210 答 00", "a 0210 with 00", "PROTOCOL.md 3.2"), txn.CompleteVoid, true, tryCompleteVoid},
	{about("duplicate-request", "同一流水号的消费来两次", "the same sale comes twice", "只扣一次：94，或与第一次相同的应答", "the money moves once: 94, or the same answer", "PROTOCOL.md 7"), txn.Sale, true, tryDuplicate},
	{about("reversal", "冲正", "a reversal", "0410 答 00，钱退回", "a 0410 with 00, and the money is back", "PROTOCOL.md 4.9; RULES.md 3.5"), txn.Sale, true, tryReversal},
	{about("reversal-repeated", "冲正重发", "the same reversal again", "00 或 25，钱只退一次", "00 or 25, and the money goes back once", "PROTOCOL.md 4.6, 4.9; RULES.md 3.5"), txn.Sale, true, tryReversalAgain},
	{about("reversal-unknown", "冲正从未见过的交易", "a reversal of what never came", "00、25 或 12，余额不变", "00, 25 or 12, and the balance stays", "PROTOCOL.md 4.9; RULES.md 3.4, 3.5"), txn.Sale, true, tryUnknown},
	{about("reversal-late-original", "原交易在其冲正之后才到", "the original comes after its reversal", "被拒绝：终端已认为没有收款", "it is declined: the terminal holds it for undone", "RULES.md 3.5"), txn.Sale, true, tryLateOriginal},
	{about("reversal-wrong-amount", "冲正金额与原交易不符", "a reversal with another amount", "不得答 00、25、12", "not 00, 25 or 12: it undoes nothing", "RULES.md 3.4, 3.5; PROTOCOL.md 4.9"), txn.Sale, true, tryWrongAmount},
	{about("reversal-bad-mac", "冲正的 MAC 错误", "the MAC of a reversal is wrong", "A0，钱不退回", "A0, and no money goes back", "PROTOCOL.md 5.5, 7; RULES.md 2.3"), txn.Sale, true, tryReversalMAC},
	{about("reversal-declined", "冲正被拒绝的交易", "a reversal of what was declined", "12、01 或 25，余额不变", "12, 01 or 25, and the balance stays", "PROTOCOL.md 4.9; RULES.md 3.5"), txn.Sale, true, tryReversalDeclined},
	{about("bad-mac", "请求的 MAC 错误", "the MAC of a request is wrong", "A0，不扣款", "A0, and no money moves", "PROTOCOL.md 5.5, 7"), txn.Sale, true, tryBadMAC},
	{about("missing-field", "缺少金额的消费", "a sale without its amount", "拒绝（30），不批准", "declined, with 30", "PROTOCOL.md 3.2, 7"), txn.Sale, true, tryMissing},
	{about("unknown-type", "未知的报文类型 0900", "message type 0900, which nobody knows", "拒绝或断开，之后照常", "declined or closed, and then work goes on", "PROTOCOL.md 7 (40)"), txn.Sale, true, tryUnknownType},
	{about("wrong-batch", "批次号不符", "another batch number", "77，不批准", "77, and no approval", "PROTOCOL.md 6, 7"), txn.Sale, true, tryWrongBatch},
	{about("connection-reuse", "同一连接上两个请求", "two requests on one connection", "各有其应答；或主机每次应答后断开", "each its own answer; or the host closes after each answer", "PROTOCOL.md 1.5"), txn.Echo, true, tryReuse},
	{about("settlement", "批结算，总额正确", "a settlement with the right totals", "对账平，结束后批次号加一", "balanced, and after its end the batch is the next one", "PROTOCOL.md 2.6, 6; RULES.md 4.2"), txn.Settle, true, trySettlement},
	{about("settlement-repeated", "同一对账请求重发", "the same totals again, with their number", "结果相同", "the same result", "RULES.md 4.2"), txn.Settle, true, trySettleAgain},
	{about("settlement-unbalanced", "批结算，总额差一分", "a settlement that is one fen off", "对账不平，接受明细上送和 202", "unbalanced, then the upload and 202 are taken", "PROTOCOL.md 2.6, 6"), txn.Settle, true, tryUnbalanced},
	{about("wrong-length", "长度说的比来的多，随即断开", "the length promises more than comes", "不扣款，之后照常", "nothing is processed, and then work goes on", "PROTOCOL.md 1.1, 11.1"), txn.Sale, true, tryWrongLength},
	{about("garbage", "乱码", "random bytes", "之后照常", "work goes on", "PROTOCOL.md 11.1"), txn.Sale, true, tryGarbage},
}
