package txn

// Code is a response code, field 39: two characters.
type Code string

// Class is what a response code lets the terminal conclude (RULES.md 2, 3.3).
type Class uint8

// The classes. Unknown is a code that stands in no table: the outcome is in doubt.
const (
	Unknown    Class = iota
	Approved         // the full amount was approved
	Declined         // nothing happened; another try is a new transaction
	Partial          // partial approval, which this terminal does not support: in doubt
	Transient        // the host cannot say now; a reversal answered so stays owed
	SignFirst        // sign in, then send again; not a refusal
	OrderState       // how a wallet order stands (RULES.md 5); to anything else it is unknown
)

type codeRow struct {
	class Class
	words Words
}

// codes is PROTOCOL.md 7, and the wallet codes of RULES.md 5. A declined sale reads Declined, Transient and
// SignFirst alike; a reversal does not.
var codes = map[Code]codeRow{
	"00": {Approved, Words{"交易成功", "approved"}},
	"01": {Declined, Words{"请持卡人与发卡银行联系", "refer to card issuer"}},
	"02": {Declined, Words{"交易失败，请联系发卡行", "refer to card issuer"}},
	"03": {Declined, Words{"无效商户", "invalid merchant"}},
	"04": {Declined, Words{"此卡被没收，请联系收单行", "pick up card"}},
	"05": {Declined, Words{"持卡人认证失败", "do not honour"}},
	"06": {Declined, Words{"交易失败，请联系发卡行", "error, refer to card issuer"}},
	"07": {Declined, Words{"没收卡，请联系收单行", "pick up card, special condition"}},
	"09": {Declined, Words{"交易失败，请重试", "request in progress, try again"}},
	"10": {Partial, Words{"部分金额批准", "partial approval"}},
	"11": {Approved, Words{"交易成功，此为VIP客户", "approved, VIP"}},
	"12": {Declined, Words{"无效交易", "invalid transaction"}},
	"13": {Declined, Words{"无效金额", "invalid amount"}},
	"14": {Declined, Words{"无效卡号", "invalid card number"}},
	"15": {Declined, Words{"此卡无对应发卡方", "no such issuer"}},
	"19": {Declined, Words{"交易失败，请联系发卡行", "re-enter transaction"}},
	"21": {Declined, Words{"该卡未初始化或睡眠卡", "card not activated"}},
	"22": {Declined, Words{"操作有误，或超出交易允许天数", "wrong operation or outside the allowed days"}},
	"25": {Declined, Words{"没有原始交易，请联系发卡方", "original transaction not found"}},
	"30": {Declined, Words{"报文格式错，请重试", "format error, try again"}},
	"34": {Declined, Words{"作弊卡，吞卡", "suspected fraud, keep card"}},
	"38": {Declined, Words{"密码错误次数超限，请与发卡方联系", "PIN tries exceeded, refer to issuer"}},
	"40": {Declined, Words{"发卡方不支持的交易类型", "function not supported"}},
	"41": {Declined, Words{"挂失卡", "lost card"}},
	"43": {Declined, Words{"被窃卡", "stolen card"}},
	"45": {Declined, Words{"不允许降级交易，请使用芯片", "use the chip"}},
	"51": {Declined, Words{"可用余额不足", "insufficient funds"}},
	"54": {Declined, Words{"该卡已过期", "expired card"}},
	"55": {Declined, Words{"密码错", "wrong PIN"}},
	"57": {Declined, Words{"不允许此卡交易", "not allowed for this card"}},
	"58": {Declined, Words{"发卡方不允许该卡在本终端进行此交易", "not allowed for this terminal"}},
	"59": {Declined, Words{"卡片校验错", "card check failed"}},
	"61": {Declined, Words{"交易金额超限", "amount over limit"}},
	"62": {Declined, Words{"受限制的卡", "restricted card"}},
	"64": {Declined, Words{"交易金额与原交易不匹配", "amount differs from the original"}},
	"65": {Declined, Words{"超出消费次数限制", "too many transactions"}},
	"68": {Transient, Words{"交易超时，请重试", "issuer timed out, try again"}},
	"75": {Declined, Words{"密码错误次数超限", "PIN tries exceeded"}},
	"77": {SignFirst, Words{"请重新签到后再交易", "sign in again"}},
	"90": {Transient, Words{"系统日切，请稍后重试", "day-end in progress, try later"}},
	"91": {Transient, Words{"发卡方状态不正常，请稍后重试", "issuer unavailable, try later"}},
	"92": {Transient, Words{"发卡方线路异常，请稍后重试", "issuer line down, try later"}},
	"94": {Declined, Words{"拒绝，重复交易，请稍后重试", "duplicate transaction"}},
	"96": {Transient, Words{"拒绝，交换中心异常，请稍后重试", "switch fault, try later"}},
	"97": {Declined, Words{"终端号未登记", "terminal not registered"}},
	"98": {Transient, Words{"发卡方超时", "no reply from issuer"}},
	"99": {SignFirst, Words{"PIN格式错，请重新签到", "PIN format error, sign in again"}},
	"A0": {SignFirst, Words{"MAC校验错，请重新签到", "MAC error, sign in again"}},
	"A1": {Declined, Words{"转账货币不一致", "currency mismatch"}},
	"A2": {Approved, Words{"交易成功，请向资金转入行确认", "approved, confirm with the receiving bank"}},
	"A3": {Declined, Words{"资金到账行账号不正确", "wrong account"}},
	"A4": {Approved, Words{"交易成功，请向资金到账行确认", "approved, confirm with the receiving bank"}},
	"A5": {Approved, Words{"交易成功，请向资金到账行确认", "approved, confirm with the receiving bank"}},
	"A6": {Approved, Words{"交易成功，请向资金到账行确认", "approved, confirm with the receiving bank"}},
	"A7": {Declined, Words{"安全处理失败", "security processing failed"}},
	"W1": {OrderState, Words{"等待顾客确认支付", "waiting for the customer"}},
	"W2": {OrderState, Words{"订单已关闭，未支付", "the order is closed, not paid"}},
	"W3": {OrderState, Words{"订单已支付，不能关闭", "the order is paid and cannot be closed"}},
}

// How a wallet order stands (RULES.md 5).
const (
	OrderWaiting Code = "W1" // the customer has not confirmed yet
	OrderClosed  Code = "W2" // closed unpaid, for ever
	OrderPaid    Code = "W3" // it cannot be closed: it is paid
)

// Class says what the code lets the terminal conclude.
func (c Code) Class() Class { return codes[c].class }

// Words are the code's text for people; an unknown code reads 交易失败.
func (c Code) Words() Words {
	if row, known := codes[c]; known {
		return row.words
	}
	if c == "" {
		return Words{}
	}
	return Words{"交易失败", "transaction failed"}
}

// Approves says whether a transaction answered with this code is approved.
func (c Code) Approves() bool { return c.Class() == Approved }

// Declines says whether a transaction answered with this code is declined.
func (c Code) Declines() bool {
	switch c.Class() {
	case Declined, Transient, SignFirst:
		return true
	}
	return false
}

// EndsReversal says whether a reversal answered with this code is done (RULES.md 3.4).
func (c Code) EndsReversal() bool { return c == "00" || c == "12" || c == "25" }
