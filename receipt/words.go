package receipt

import "posterm/txn"

// Every word on a slip stands here, Chinese and English side by side. What anybody
// must understand who ever holds the paper is in both languages on every slip.
const (
	duplicateMark   = "***重打印凭证 DUPLICATE***"
	duplicateCount  = "第%d次"
	notApprovedMark = "未成功 NOT APPROVED"
	currencyMark    = "RMB "
	labelSignature  = "持卡人签名 CARDHOLDER SIGNATURE:"
)

// copyLabels name whom a copy is for.
var copyLabels = map[txn.Holder]string{
	txn.Merchant:   "商户存根 MERCHANT COPY",
	txn.Cardholder: "持卡人存根 CARDHOLDER COPY",
}

// afterwards says on a reprint what happened to an approved transaction since.
var afterwards = map[txn.Money]string{
	txn.MoneyVoided: "已撤销 VOIDED",
	txn.MoneyParked: "撤销待处理 VOID UNSETTLED",
}

// Titles.
var (
	titlePurchase = txn.Words{ZH: "POS签购单", EN: "SALES SLIP"}
	titleReversal = txn.Words{ZH: "冲正单", EN: "REVERSAL SLIP"}
	titleFault    = txn.Words{ZH: "故障报告单", EN: "FAULT REPORT"}
	titleDetails  = txn.Words{ZH: "交易明细", EN: "TRANSACTIONS"}
)

// Labels.
var (
	labelMerchant    = txn.Words{ZH: "商户名称", EN: "MERCHANT"}
	labelMerchantNo  = txn.Words{ZH: "商户编号", EN: "MERCHANT NO."}
	labelTerminal    = txn.Words{ZH: "终端编号", EN: "TERMINAL NO."}
	labelOperator    = txn.Words{ZH: "操作员", EN: "OPERATOR"}
	labelIssuer      = txn.Words{ZH: "发卡行", EN: "ISSUER"}
	labelAcquirer    = txn.Words{ZH: "收单行", EN: "ACQUIRER"}
	labelSettleDate  = txn.Words{ZH: "清算日期", EN: "SETTLEMENT DATE"}
	labelCard        = txn.Words{ZH: "卡号", EN: "CARD NO."}
	labelKind        = txn.Words{ZH: "交易类型", EN: "TYPE"}
	labelExpiry      = txn.Words{ZH: "有效期", EN: "EXP. DATE"}
	labelBatch       = txn.Words{ZH: "批次号", EN: "BATCH NO."}
	labelVoucher     = txn.Words{ZH: "凭证号", EN: "VOUCHER NO."}
	labelAuth        = txn.Words{ZH: "授权码", EN: "AUTH NO."}
	labelReference   = txn.Words{ZH: "参考号", EN: "REF. NO."}
	labelTime        = txn.Words{ZH: "日期/时间", EN: "DATE/TIME"}
	labelAmount      = txn.Words{ZH: "金额", EN: "AMOUNT"}
	labelAnswer      = txn.Words{ZH: "主机应答", EN: "RESPONSE"}
	labelOriginal    = txn.Words{ZH: "原凭证号", EN: "ORIG. VOUCHER NO."}
	labelOriginalRRN = txn.Words{ZH: "原参考号", EN: "ORIG. REF. NO."}
	labelRemark      = txn.Words{ZH: "备注", EN: "REMARK"}
	labelReason      = txn.Words{ZH: "冲正原因", EN: "REASON"}
	labelRevAnswer   = txn.Words{ZH: "冲正应答", EN: "RESPONSE"}
	labelTries       = txn.Words{ZH: "冲正次数", EN: "TIMES SENT"}
	labelCount       = txn.Words{ZH: "笔数", EN: "COUNT"}
	labelPrinted     = txn.Words{ZH: "打印时间", EN: "PRINTED"}
	labelPhone       = txn.Words{ZH: "服务电话", EN: "SERVICE"}
)

// Sentences of the purchase slip. The statement is on every slip in both languages:
// who signs it did not choose the merchant's.
var (
	keepIt      = txn.Words{ZH: "请妥善保管", EN: "PLEASE RETAIN"}
	pinVerified = txn.Words{ZH: "已验密，无需签名", EN: "PIN VERIFIED, NO SIGNATURE"}
	noSignature = txn.Words{ZH: "交易金额未超%d元，免密免签", EN: "RMB %d OR LESS: NO SIGNATURE"}
	statement   = txn.Words{
		ZH: "本人确认以上交易，同意将其记入本卡账户",
		EN: "I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES",
	}
)

// Sentences of the other forms.
var (
	faultDo   = txn.Words{ZH: "请致电收单行人工处理", EN: "CALL THE ACQUIRER TO SETTLE IT"}
	faultDont = txn.Words{ZH: "处理之前请勿再次收款", EN: "DO NOT CHARGE AGAIN BEFORE THAT"}
	faultOnly = txn.Words{ZH: "仅供处理故障，不作收款凭证", EN: "FOR FAULT HANDLING ONLY, NOT A PROOF OF PAYMENT"}
	noProof   = txn.Words{ZH: "不作收款凭证", EN: "NOT A PROOF OF PAYMENT"}
	noMoney   = txn.Words{ZH: "本交易不涉及收款", EN: "NO MONEY IS MOVED BY THIS KIND"}
)

// fates say what became of the money of a transaction without a purchase slip: of a kind
// that brings money, and of one that takes it back.
var fates = map[txn.Money]struct{ sale, back txn.Words }{
	txn.MoneyNone: {
		txn.Words{ZH: "未发送，顾客未被扣款", EN: "NOT SENT: CUSTOMER NOT CHARGED"},
		txn.Words{ZH: "未发送，原交易仍然有效", EN: "NOT SENT: THE ORIGINAL STANDS"},
	},
	txn.MoneyPending: {
		txn.Words{ZH: "尚无结果，暂未收款", EN: "NO RESULT YET: NOT PAID SO FAR"},
		txn.Words{ZH: "尚无结果，暂未撤销", EN: "NO RESULT YET: NOT VOIDED SO FAR"},
	},
	txn.MoneyApproved: {
		txn.Words{ZH: "经人工核实，认定款项已收", EN: "SETTLED BY HAND AS PAID"},
		txn.Words{ZH: "经人工核实，认定已撤销", EN: "SETTLED BY HAND AS VOIDED"},
	},
	txn.MoneyDeclined: {
		txn.Words{ZH: "交易被拒绝，顾客未被扣款", EN: "DECLINED: CUSTOMER NOT CHARGED"},
		txn.Words{ZH: "交易被拒绝，原交易仍然有效", EN: "DECLINED: THE ORIGINAL STANDS"},
	},
	txn.MoneyReversing: {
		txn.Words{ZH: "结果不明，正在冲正，未收款", EN: "BEING REVERSED: NOT PAID"},
		txn.Words{ZH: "结果不明，正在冲正，未撤销", EN: "BEING REVERSED: NOT VOIDED"},
	},
	txn.MoneyReversed: {
		txn.Words{ZH: "冲正成功，顾客未被扣款", EN: "REVERSED: CUSTOMER NOT CHARGED"},
		txn.Words{ZH: "冲正成功，原交易仍然有效", EN: "REVERSED: THE ORIGINAL STANDS"},
	},
	txn.MoneyParked: {
		txn.Words{ZH: "冲正未成功，须人工处理", EN: "NOT REVERSED: SETTLE BY HAND"},
		txn.Words{ZH: "冲正未成功，须人工处理", EN: "NOT REVERSED: SETTLE BY HAND"},
	},
}

// states say on a list what became of the money, in a word or two.
var states = map[txn.Money]txn.Words{
	txn.MoneyNone:      {ZH: "未发送", EN: "NOT SENT"},
	txn.MoneyPending:   {ZH: "尚无结果", EN: "NO RESULT YET"},
	txn.MoneyApproved:  {ZH: "成功", EN: "APPROVED"},
	txn.MoneyDeclined:  {ZH: "被拒绝", EN: "DECLINED"},
	txn.MoneyVoided:    {ZH: "已撤销", EN: "VOIDED"},
	txn.MoneyReversing: {ZH: "待冲正", EN: "REVERSING"},
	txn.MoneyReversed:  {ZH: "已冲正", EN: "REVERSED"},
	txn.MoneyParked:    {ZH: "待处理", EN: "UNSETTLED"},
}
