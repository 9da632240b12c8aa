package machine

import "posterm/txn"

// Refusal is why something cannot be done now. Nothing was sent.
type Refusal uint8

// The refusals.
const (
	Possible Refusal = iota // not a refusal
	RefusedBusy
	RefusedClosing
	RefusedCancelled
	RefusedNotSigned
	RefusedSignIn
	RefusedNoHost
	RefusedUndelivered
	RefusedParked
	RefusedBatchFull
	RefusedOwedFull
	RefusedClash
	RefusedClock
	RefusedNumbers
	RefusedOpenBatch
	RefusedOwing
	RefusedNoOriginal
	RefusedOtherBatch
	RefusedNotApproved
	RefusedInDoubt
	RefusedVoided
	RefusedVoidParked
	RefusedOtherCard
	RefusedNotParked
	RefusedNothing
	RefusedHeld
	RefusedPrinting
	RefusedDisabled
	RefusedDuplicate
	RefusedAgain
	RefusedSettling
	RefusedEmptyBatch
	RefusedAsking
	RefusedCompleted
	RefusedOverHold
	RefusedOverOriginal
	RefusedRefunding
	RefusedRefunded
	RefusedUnvoidable
	RefusedNoCard
	RefusedOtherAmount
	RefusedNotOffered
	RefusedNameless
	RefusedUnanswered
	RefusedOtherKind
	RefusedNoSlip
	RefusedCashClosed
	refusalCount
)

// Exit codes of refusals (INTERFACE.md 1).
const (
	exitUse     = 2
	exitNotNow  = 6
	exitAPerson = 7
)

type refusalRow struct {
	code       string
	exit       int
	says, next txn.Words
}

var refusals = [refusalCount]refusalRow{
	RefusedBusy:         {"busy", exitNotNow, txn.Words{ZH: "正在处理另一笔交易", EN: "another transaction is under way"}, txn.Words{ZH: "请稍候再试", EN: "wait, then try again"}},
	RefusedClosing:      {"closing", exitNotNow, txn.Words{ZH: "终端正在关闭", EN: "the terminal is shutting down"}, txn.Words{ZH: "重新启动后再试", EN: "try again after the restart"}},
	RefusedCancelled:    {"cancelled", exitNotNow, txn.Words{ZH: "交易已取消，未发送", EN: "cancelled, nothing was sent"}, txn.Words{ZH: "如需请重新交易", EN: "start again if needed"}},
	RefusedNotSigned:    {"not_signed_in", exitNotNow, txn.Words{ZH: "终端未签到", EN: "the terminal is not signed in"}, txn.Words{ZH: "请先签到", EN: "sign in first"}},
	RefusedSignIn:       {"sign_in_failed", exitNotNow, txn.Words{ZH: "签到失败，交易未发送", EN: "sign-in failed, nothing was sent"}, txn.Words{ZH: "请检查终端号和密钥，或联系收单行", EN: "check terminal number and keys, or call the acquirer"}},
	RefusedNoHost:       {"no_host", exitNotNow, txn.Words{ZH: "无法连接收单行，交易未发送，未扣款", EN: "the host cannot be reached, nothing was sent, nobody was charged"}, txn.Words{ZH: "请检查网络后再试", EN: "check the line, then try again"}},
	RefusedUndelivered:  {"reversal_owed", exitNotNow, txn.Words{ZH: "上一笔冲正或退货重发未送达，新交易未发送", EN: "an owed reversal or repeated refund could not be delivered, the new transaction was not sent"}, txn.Words{ZH: "请检查网络后再试，冲正和重发不会丢失", EN: "check the line, then try again; what is owed is kept"}},
	RefusedParked:       {"reversal_parked", exitAPerson, txn.Words{ZH: "有冲正被收单行拒绝，需人工处理", EN: "a reversal was refused for good and needs a person"}, txn.Words{ZH: "请按故障单联系收单行，然后用 posterm reversal resolve 了结", EN: "call the acquirer with the fault slip, then end it with \"posterm reversal resolve\""}},
	RefusedBatchFull:    {"batch_full", exitNotNow, txn.Words{ZH: "本批次交易已满", EN: "the batch is full"}, txn.Words{ZH: "请先批结算", EN: "settle first"}},
	RefusedOwedFull:     {"owed_full", exitNotNow, txn.Words{ZH: "待补打的小票过多", EN: "too many slips are owed"}, txn.Words{ZH: "请修复打印机并补打", EN: "repair the printer and reprint"}},
	RefusedClash:        {"batch_differs", exitNotNow, txn.Words{ZH: "批次号与收单行不一致", EN: "the batch number differs from the host's"}, txn.Words{ZH: "请先批结算", EN: "settle first"}},
	RefusedClock:        {"clock", exitNotNow, txn.Words{ZH: "终端时间不正确", EN: "the terminal's clock is wrong"}, txn.Words{ZH: "请校准时间，然后签到", EN: "set the clock, then sign in"}},
	RefusedNumbers:      {"numbers_differ", exitUse, txn.Words{ZH: "本批次使用了其他终端号或商户号", EN: "the open batch was made with another terminal or merchant number"}, txn.Words{ZH: "请恢复原号码，结算后再更改", EN: "restore the old numbers; change them after settling"}},
	RefusedOpenBatch:    {"batch_open", exitNotNow, txn.Words{ZH: "批次未结算，不能签退", EN: "the batch is open"}, txn.Words{ZH: "请先批结算再签退", EN: "settle before signing off"}},
	RefusedOwing:        {"owed", exitNotNow, txn.Words{ZH: "有未了结的冲正、退货重发或扫码订单，不能签退", EN: "a reversal, a repeated refund or a wallet order is still open"}, txn.Words{ZH: "做一笔联机交易（如余额查询）送达冲正", EN: "make an online transaction such as a balance inquiry to deliver it"}},
	RefusedNoOriginal:   {"no_original", exitUse, txn.Words{ZH: "没有这笔原交易", EN: "there is no such transaction"}, txn.Words{ZH: "请核对凭证号", EN: "check the trace number"}},
	RefusedOtherBatch:   {"settled", exitNotNow, txn.Words{ZH: "原交易已结算，不能撤销", EN: "the original is settled and cannot be voided"}, txn.Words{ZH: "请做退货", EN: "make a refund instead"}},
	RefusedNotApproved:  {"not_approved", exitNotNow, txn.Words{ZH: "原交易未成功，没有可撤销或退还的款项", EN: "the original brought no money: there is nothing to undo"}, txn.Words{ZH: "无需处理", EN: "nothing to do"}},
	RefusedInDoubt:      {"in_doubt", exitNotNow, txn.Words{ZH: "原交易结果未定", EN: "the original is not decided yet"}, txn.Words{ZH: "请等它有结果后再办理", EN: "wait until it is"}},
	RefusedVoided:       {"voided", exitNotNow, txn.Words{ZH: "原交易已撤销", EN: "the original is voided already"}, txn.Words{ZH: "不能再撤销、完成或退货", EN: "it cannot be voided, completed or refunded again"}},
	RefusedVoidParked:   {"void_parked", exitAPerson, txn.Words{ZH: "原交易或其撤销、退货待人工处理", EN: "the original, or a void or refund of it, needs a person"}, txn.Words{ZH: "请先了结（posterm reversal list）", EN: "end that first (\"posterm reversal list\")"}},
	RefusedOtherCard:    {"other_card", exitUse, txn.Words{ZH: "与原交易不是同一张卡", EN: "this is not the card of the original"}, txn.Words{ZH: "请使用原交易的卡", EN: "use the card of the original"}},
	RefusedNotParked:    {"not_parked", exitUse, txn.Words{ZH: "该交易没有待人工处理的冲正", EN: "no reversal of that transaction waits for a person"}, txn.Words{ZH: "用 posterm reversal list 查看", EN: "see \"posterm reversal list\""}},
	RefusedNothing:      {"nothing_to_print", exitUse, txn.Words{ZH: "没有可打印的交易", EN: "there is nothing to print"}, txn.Words{ZH: "请核对凭证号", EN: "check the trace number"}},
	RefusedHeld:         {"slip_in_printer", exitNotNow, txn.Words{ZH: "小票还在打印机里", EN: "the slip is still in the printer"}, txn.Words{ZH: "请让打印机就绪（纸、上盖、切刀、电源）：之后小票会打出", EN: "make the printer ready (paper, cover, cutter, power): then the slip comes out"}},
	RefusedPrinting:     {"printing", exitNotNow, txn.Words{ZH: "正在打印", EN: "the printer is busy"}, txn.Words{ZH: "打印完成后再试", EN: "wait until it has finished"}},
	RefusedDuplicate:    {"possible_duplicate", exitNotNow, txn.Words{ZH: "十分钟内同一张卡或付款码、同一金额已有交易", EN: "the same card or code paid the same amount within ten minutes"}, txn.Words{ZH: "先查上一笔；确为另一笔再确认（--again）", EN: "look at the last transaction; if this is another one, confirm it (--again)"}},
	RefusedAgain:        {"possible_duplicate", exitNotNow, txn.Words{ZH: "十分钟内同一张卡或付款码、同一金额已有交易，本终端不允许重复", EN: "the same card or code paid the same amount within ten minutes, and this terminal refuses that"}, txn.Words{ZH: "先查上一笔；稍后再交易", EN: "look at the last transaction; wait before another one"}},
	RefusedSettling:     {"settling", exitNotNow, txn.Words{ZH: "批结算未完成", EN: "the settlement is not finished"}, txn.Words{ZH: "请先完成批结算", EN: "finish it with \"posterm settle\""}},
	RefusedEmptyBatch:   {"batch_empty", exitNotNow, txn.Words{ZH: "本批次没有交易", EN: "the batch is empty"}, txn.Words{ZH: "无需结算", EN: "there is nothing to settle"}},
	RefusedAsking:       {"order_open", exitNotNow, txn.Words{ZH: "有扫码订单结果未定，不能结算", EN: "a wallet order is not decided yet, the batch cannot be settled"}, txn.Words{ZH: "稍后再次结算：会先查询该订单，超时未付的会被关闭", EN: "settle again later: the order is asked about first, and closed when its time is over"}},
	RefusedCompleted:    {"completed", exitNotNow, txn.Words{ZH: "该预授权已完成", EN: "the pre-authorisation is completed already"}, txn.Words{ZH: "如需更正，请先做预授权完成撤销", EN: "void the completion first if it was wrong"}},
	RefusedOverHold:     {"over_hold", exitUse, txn.Words{ZH: "完成金额超过预授权允许的比例", EN: "the amount is more than the hold allows"}, txn.Words{ZH: "请减小金额，或另做一笔消费", EN: "complete less, or make a sale of the rest"}},
	RefusedOverOriginal: {"over_original", exitUse, txn.Words{ZH: "退货金额超过原交易可退金额", EN: "the refund is more than what is left of the original"}, txn.Words{ZH: "请核对金额和已退金额", EN: "check the amount and what was refunded before"}},
	RefusedRefunding:    {"refund_open", exitNotNow, txn.Words{ZH: "该交易有一笔退货结果未定", EN: "a refund of it is not decided yet"}, txn.Words{ZH: "请先做余额查询等联机交易送达上一笔，看清结果再退", EN: "any other online transaction, such as a balance inquiry, delivers it; look at its outcome first"}},
	RefusedRefunded:     {"refunded", exitNotNow, txn.Words{ZH: "该交易已有退货，不能撤销", EN: "part of it was refunded: it cannot be voided"}, txn.Words{ZH: "余额请继续做退货", EN: "refund the rest instead"}},
	RefusedUnvoidable:   {"not_voidable", exitUse, txn.Words{ZH: "钱包支付不能撤销", EN: "a wallet payment cannot be voided"}, txn.Words{ZH: "请做退货（退款）", EN: "make a refund instead"}},
	RefusedNoCard:       {"card_needed", exitUse, txn.Words{ZH: "需要原交易的卡", EN: "the card of the original is needed"}, txn.Words{ZH: "请出示原交易的卡（--card）", EN: "present it (--card)"}},
	RefusedOtherAmount:  {"amount_differs", exitUse, txn.Words{ZH: "金额与原交易不同", EN: "the amount is not that of the original"}, txn.Words{ZH: "撤销只能是全额", EN: "only the whole amount can be undone"}},
	RefusedNotOffered:   {"not_offered", exitUse, txn.Words{ZH: "该收单行没有这种交易", EN: "this acquirer does not offer such a transaction"}, txn.Words{ZH: "请核对参数 host.profile", EN: "look at host.profile in the configuration"}},
	RefusedNameless:     {"number_unknown", exitAPerson, txn.Words{ZH: "不知道原交易在收单行的号码（参考号、授权码或付款凭证号），未发送", EN: "the host's number of the original (reference, authorisation or voucher) is not known, nothing was sent"}, txn.Words{ZH: "人工了结时未登记号码：请联系收单行办理", EN: "it was not named when a person let it stand: ask the acquirer to do it"}},
	RefusedUnanswered:   {"sign_in_failed", exitNotNow, txn.Words{ZH: "签到未收到应答，交易未发送", EN: "the sign-in was not answered, nothing was sent"}, txn.Words{ZH: "请检查网络、主机地址和 host.tls 后再试", EN: "check the line, the host's address and host.tls, then try again"}},
	RefusedOtherKind:    {"other_kind", exitUse, txn.Words{ZH: "这笔原交易不能这样办理", EN: "that transaction cannot be treated so"}, txn.Words{ZH: "消费用 void 或 refund，预授权用 preauth-void 或 complete，预授权完成用 complete-void 或 refund", EN: "a sale takes void or refund, a pre-authorisation preauth-void or complete, a completion complete-void or refund"}},
	RefusedNoSlip:       {"no_slip", exitUse, txn.Words{ZH: "这种交易没有小票", EN: "this kind of transaction has no slip"}, txn.Words{ZH: "请核对凭证号", EN: "check the trace number"}},
	RefusedCashClosed:   {"cash_closed", exitNotNow, txn.Words{ZH: "该笔现金所在批次已结算，不能撤销", EN: "the batch of that cash payment is closed: it cannot be voided"}, txn.Words{ZH: "如需退款，请退现金并在原小票上注明", EN: "give the cash back by hand and note it on its slip"}},
	RefusedDisabled:     {"printing_disabled", exitUse, txn.Words{ZH: "打印功能未启用", EN: "printing is switched off"}, txn.Words{ZH: "在参数中设置 printer.port", EN: "set printer.port in the configuration"}},
}

// String is the name used in JSON: "not_signed_in".
func (r Refusal) String() string { return refusals[r].code }

// Words say why to a cashier.
func (r Refusal) Words() txn.Words { return refusals[r].says }

// Hint says what to do about it.
func (r Refusal) Hint() txn.Words { return refusals[r].next }

// Exit is the exit code: 2 wrong use, 6 not possible now, 7 a person is needed.
func (r Refusal) Exit() int { return refusals[r].exit }
