package receipt

import "posterm/txn"

// Every word on a slip stands here, Chinese and English side by side. Marks that
// must be understood by anybody who ever holds the paper are in both languages
// on every slip.
const (
	duplicateMark   = "***重打印凭证 DUPLICATE***"
	duplicateCount  = "第%d次"
	voidedMark      = "已撤销 VOIDED"
	notApprovedMark = "未成功 NOT APPROVED"
	currencyMark    = "RMB "
)

// copyLabels name whom a copy is for.
var copyLabels = map[txn.Holder]string{
	txn.Merchant:   "商户存根 MERCHANT COPY",
	txn.Cardholder: "持卡人存根 CARDHOLDER COPY",
}

// titles head the forms.
var titles = map[txn.Form]txn.Words{
	txn.FormSlip:     {ZH: "POS签购单", EN: "SALES SLIP"},
	txn.FormReversal: {ZH: "冲正单", EN: "REVERSAL SLIP"},
	txn.FormFault:    {ZH: "故障报告单", EN: "FAULT REPORT"},
}

// The labels of a slip's lines.
var (
	labelMerchant   = txn.Words{ZH: "商户名称", EN: "MERCHANT"}
	labelMerchantNo = txn.Words{ZH: "商户编号", EN: "MERCHANT NO."}
	labelTerminal   = txn.Words{ZH: "终端编号", EN: "TERMINAL NO."}
	labelOperator   = txn.Words{ZH: "操作员", EN: "OPERATOR"}
	labelIssuer     = txn.Words{ZH: "发卡行", EN: "ISSUER"}
	labelAcquirer   = txn.Words{ZH: "收单行", EN: "ACQUIRER"}
	labelSettleDate = txn.Words{ZH: "清算日期", EN: "SETTLEMENT DATE"}
	labelCard       = txn.Words{ZH: "卡号", EN: "CARD NO."}
	labelKind       = txn.Words{ZH: "交易类型", EN: "TYPE"}
	labelExpiry     = txn.Words{ZH: "有效期", EN: "EXP. DATE"}
	labelBatch      = txn.Words{ZH: "批次号", EN: "BATCH NO."}
	labelVoucher    = txn.Words{ZH: "凭证号", EN: "VOUCHER NO."}
	labelAuth       = txn.Words{ZH: "授权码", EN: "AUTH NO."}
	labelReference  = txn.Words{ZH: "参考号", EN: "REF. NO."}
	labelTime       = txn.Words{ZH: "日期/时间", EN: "DATE/TIME"}
	labelAmount     = txn.Words{ZH: "金额", EN: "AMOUNT"}
	labelOriginal   = txn.Words{ZH: "原凭证号", EN: "ORIG. VOUCHER NO."}
	labelRemark     = txn.Words{ZH: "备注:", EN: "REMARK:"}
	labelReason     = txn.Words{ZH: "冲正原因", EN: "REASON"}
	labelTries      = txn.Words{ZH: "冲正次数", EN: "TIMES SENT"}
	labelAnswer     = txn.Words{ZH: "主机应答", EN: "HOST'S ANSWER"}
	labelPrinted    = txn.Words{ZH: "打印时间", EN: "PRINTED"}
	labelPhone      = txn.Words{ZH: "服务电话", EN: "SERVICE"}
	labelSignature  = txn.Words{ZH: "持卡人签名:", EN: "CARDHOLDER SIGNATURE:"}
)

// Sentences of the sales slip.
var (
	keepIt    = txn.Words{ZH: "请妥善保管", EN: "PLEASE RETAIN"}
	statement = txn.Words{
		ZH: "本人确认以上交易， 同意将其记入本卡账户",
		EN: "I AGREE TO THE ABOVE AND TO ITS ENTRY ON MY CARD ACCOUNT",
	}
	noSignature = txn.Words{
		ZH: "交易金额未超%s元，免密免签",
		EN: "NOT OVER RMB %s: NO PIN AND NO SIGNATURE REQUIRED",
	}
)

// Sentences of the other forms: about a kind that brings money, and about one that takes it back.
var (
	reversedSale = txn.Words{ZH: "本笔交易已冲正，顾客未被扣款", EN: "REVERSED: THE CUSTOMER WAS NOT CHARGED"}
	reversedBack = txn.Words{ZH: "本笔交易已冲正，原交易仍然有效", EN: "REVERSED: THE ORIGINAL TRANSACTION STANDS"}
	faultWhat    = txn.Words{ZH: "主机未接受冲正", EN: "THE HOST DID NOT ACCEPT THE REVERSAL"}
	faultDo      = txn.Words{ZH: "请致电收单行人工处理", EN: "CALL THE ACQUIRER TO SETTLE IT"}
	faultDont    = txn.Words{ZH: "处理之前请勿再次收款", EN: "DO NOT CHARGE AGAIN BEFORE THAT"}
	faultOnly    = txn.Words{ZH: "仅供处理故障，不作收款凭证", EN: "FOR FAULT HANDLING ONLY, NOT A PROOF OF PAYMENT"}
	noProof      = txn.Words{ZH: "不作收款凭证", EN: "NOT A PROOF OF PAYMENT"}
)

// fates say what became of the money of a transaction that was not approved.
var fates = map[txn.Money]struct{ sale, back txn.Words }{
	txn.MoneyNone: {
		txn.Words{ZH: "未发送，顾客未被扣款", EN: "NOT SENT: THE CUSTOMER WAS NOT CHARGED"},
		txn.Words{ZH: "未发送，原交易仍然有效", EN: "NOT SENT: THE ORIGINAL TRANSACTION STANDS"},
	},
	txn.MoneyPending: {
		txn.Words{ZH: "处理中，请等待结果", EN: "IN PROGRESS: WAIT FOR THE RESULT"},
		txn.Words{ZH: "处理中，请等待结果", EN: "IN PROGRESS: WAIT FOR THE RESULT"},
	},
	txn.MoneyDeclined: {
		txn.Words{ZH: "交易被拒绝，顾客未被扣款", EN: "DECLINED: THE CUSTOMER WAS NOT CHARGED"},
		txn.Words{ZH: "交易被拒绝，原交易仍然有效", EN: "DECLINED: THE ORIGINAL TRANSACTION STANDS"},
	},
	txn.MoneyReversing: {
		txn.Words{ZH: "结果未知，将自动冲正，未收款", EN: "NO RESULT: WILL BE REVERSED, NOT PAID"},
		txn.Words{ZH: "结果未知，将自动冲正， 原交易仍然有效", EN: "NO RESULT: WILL BE REVERSED, THE ORIGINAL STANDS"},
	},
	txn.MoneyReversed: {reversedSale, reversedBack},
	txn.MoneyParked:   {faultWhat, faultWhat},
}
