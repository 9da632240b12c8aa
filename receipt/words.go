package receipt

import "posterm/txn"

// Every word on a slip stands here, Chinese and English side by side. What anybody
// must understand who ever holds the paper is in both languages on every slip.
const (
	duplicateMark   = "***重打印凭证 DUPLICATE***"
	duplicateCount  = "第%d次"
	faintMark       = "字迹可能较淡 PRINT MAY BE FAINT"
	unreadableMark  = "原小票字迹不清 FIRST UNREADABLE"
	notApprovedMark = "未成功 NOT APPROVED"
	undecidedMark   = "结果不明 NOT KNOWN YET"   // neither word may stand on paper before the host's
	byHandMark      = "人工认定 DECIDED BY HAND" // the acquirer told a person that it stands
	currencyMark    = "RMB "
	hostRecordMark  = "据主机记录补打"
	hostRecordSays  = "FROM THE HOST'S RECORD"
	noOriginalMark  = "非原始凭证 NOT AN ORIGINAL"
	payCodeMark     = "尚未收款 NOT PAID YET"
	electronicMark  = "电子小票 E-SLIP"
	labelSignature  = "持卡人签名 CARDHOLDER SIGNATURE:"
)

// What stands below a QR code.
const (
	toPay    = "请扫码付款 SCAN TO PAY"
	ToVerify = "扫码验真 SCAN TO VERIFY"
	ToEslip  = "扫码取电子小票 SCAN FOR E-SLIP"
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

// What a reprint says in double size besides.
const (
	testMark     = "测试 TEST"
	trainingMark = "训练 TRAINING"
	refundedMark = "已退货 REFUNDED"
	partlyMark   = "部分退货 PARTLY REFUNDED"
)

// What a trial of the printer says.
const (
	trialOnly   = "打印测试 PRINT TEST 非凭证"
	trialText   = "永和九年岁在癸丑 The quick fox"
	trialAmount = "RMB 1234567.89"
)

var (
	titleTrial = txn.Words{ZH: "打印测试", EN: "PRINT TEST"}
	labelMake  = txn.Words{ZH: "打印机类型", EN: "PRINTER"}
	trialLook  = txn.Words{ZH: "八级灰度应逐级加深，无白线", EN: "8 GREYS, NO WHITE COLUMNS"}
)

// Titles.
var (
	titlePurchase   = txn.Words{ZH: "POS签购单", EN: "SALES SLIP"}
	titleCash       = txn.Words{ZH: "现金收款 CASH", EN: "现金收款 CASH"} // whoever holds it must see that no bank is in it
	titleCashVoid   = txn.Words{ZH: "现金撤销 VOID", EN: "现金撤销 VOID"}
	titleReversal   = txn.Words{ZH: "冲正单", EN: "REVERSAL SLIP"}
	titlePayCode    = txn.Words{ZH: "收款码", EN: "PAYMENT CODE"}
	titleFault      = txn.Words{ZH: "故障报告单", EN: "FAULT REPORT"}
	titleDetails    = txn.Words{ZH: "交易明细", EN: "TRANSACTIONS"}
	titleTotals     = txn.Words{ZH: "交易汇总", EN: "TOTALS"}
	titleSettlement = txn.Words{ZH: "POS结算总计", EN: "SETTLEMENT SLIP"}
	titleLastBatch  = txn.Words{ZH: "上批POS结算总计", EN: "LAST SETTLEMENT"}
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
	labelCode        = txn.Words{ZH: "付款码", EN: "PAY CODE"}
	labelScheme      = txn.Words{ZH: "支付方式", EN: "PAID BY"}
	labelOrg         = txn.Words{ZH: "卡组织", EN: "CARD BRAND"}
	labelQRVoucher   = txn.Words{ZH: "付款凭证码", EN: "QR VOUCHER"}
	labelOrder       = txn.Words{ZH: "订单号", EN: "ORDER NO."}
	labelRefunded    = txn.Words{ZH: "已退金额", EN: "REFUNDED"}
	labelRefunding   = txn.Words{ZH: "退货未定", EN: "REFUND OPEN"}
	labelKind        = txn.Words{ZH: "交易类型", EN: "TYPE"}
	labelExpiry      = txn.Words{ZH: "有效期", EN: "EXP. DATE"}
	labelBatch       = txn.Words{ZH: "批次号", EN: "BATCH NO."}
	labelVoucher     = txn.Words{ZH: "凭证号", EN: "VOUCHER NO."}
	labelAuth        = txn.Words{ZH: "授权码", EN: "AUTH NO."}
	labelReference   = txn.Words{ZH: "参考号", EN: "REF. NO."}
	labelTime        = txn.Words{ZH: "日期/时间", EN: "DATE/TIME"}
	labelGoods       = txn.Words{ZH: "商品/服务", EN: "GOODS/SERVICES"}
	labelAmount      = txn.Words{ZH: "金额", EN: "AMOUNT"}
	labelAnswer      = txn.Words{ZH: "主机应答", EN: "RESPONSE"}
	labelOriginal    = txn.Words{ZH: "原凭证号", EN: "ORIG. VOUCHER NO."}
	labelOriginalRRN = txn.Words{ZH: "原参考号", EN: "ORIG. REF. NO."}
	labelOriginalDay = txn.Words{ZH: "原交易日期", EN: "ORIG. DATE"}
	labelOriginalAut = txn.Words{ZH: "原授权码", EN: "ORIG. AUTH NO."}
	labelOriginalQR  = txn.Words{ZH: "原付款凭证码", EN: "ORIG. QR VOUCHER"}
	labelOriginalOrd = txn.Words{ZH: "原订单号", EN: "ORIG. ORDER NO."}
	labelRemark      = txn.Words{ZH: "备注", EN: "REMARK"}
	labelReason      = txn.Words{ZH: "冲正原因", EN: "REASON"}
	labelRevAnswer   = txn.Words{ZH: "冲正应答", EN: "RESPONSE"}
	labelTries       = txn.Words{ZH: "冲正次数", EN: "TIMES SENT"}
	labelWhy         = txn.Words{ZH: "原因", EN: "REASON"}
	labelSent        = txn.Words{ZH: "上送次数", EN: "TIMES SENT"}
	labelAsked       = txn.Words{ZH: "查询次数", EN: "TIMES ASKED"}
	labelColumns     = txn.Words{ZH: "总笔数       总金额", EN: "COUNT       AMOUNT"} // over the columns of sum
	labelDebit       = txn.Words{ZH: "借记", EN: "DEBIT"}
	labelCredit      = txn.Words{ZH: "贷记", EN: "CREDIT"}
	labelNet         = txn.Words{ZH: "金额总计", EN: "TOTAL"}
	labelDomestic    = txn.Words{ZH: "内卡", EN: "DOMESTIC CARDS: "}
	labelForeign     = txn.Words{ZH: "外卡", EN: "FOREIGN CARDS: "}
	labelDrawer      = txn.Words{ZH: "现金合计", EN: "CASH IN DRAWER"}
	labelDue         = txn.Words{ZH: "待打印小票", EN: "SLIPS OWED"}
	labelUnconfirmed = txn.Words{ZH: "未确认打印小票", EN: "SLIPS NOT CONFIRMED"}
	labelParked      = txn.Words{ZH: "待人工处理", EN: "UNSETTLED"}
	labelUndelivered = txn.Words{ZH: "其中未上送", EN: "OF THESE TO REPEAT"}
	labelCount       = txn.Words{ZH: "笔数", EN: "COUNT"}
	labelHeld        = txn.Words{ZH: "主机状态", EN: "HOST STATE"}
	labelPrinted     = txn.Words{ZH: "打印时间", EN: "PRINTED"}
	labelMade        = txn.Words{ZH: "生成时间", EN: "MADE"}
	labelPhone       = txn.Words{ZH: "服务电话", EN: "SERVICE"}
)

// Sentences of the purchase slip. The statement is on every slip in both languages:
// who signs it did not choose the merchant's.
var (
	cashOnly    = txn.Words{ZH: "现金交易，未经银行，不计入结算", EN: "CASH: NO BANK, NOT SETTLED"}
	keepIt      = txn.Words{ZH: "请妥善保管", EN: "PLEASE RETAIN"}
	pinVerified = txn.Words{ZH: "已验密，无需签名", EN: "PIN VERIFIED, NO SIGNATURE"}
	pinAndSmall = txn.Words{ZH: "交易金额未超%s元，无需签名", EN: "RMB %s OR LESS: NO SIGNATURE"}
	noSignature = txn.Words{ZH: "交易金额未超%s元，免密免签", EN: "NO PIN AND NO SIGNATURE NEEDED, RMB %s OR LESS"}
	byCode      = txn.Words{ZH: "扫码交易，无需签名", EN: "PAID BY CODE, NO SIGNATURE"}
	taken       = txn.Words{ZH: "已做过预授权完成，以完成单为准", EN: "COMPLETED SINCE: SEE THAT SLIP"}
	statement   = txn.Words{
		ZH: "本人确认以上交易，同意将其记入本卡账户",
		EN: "I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES",
	}
)

// Sentences of the other forms.
var (
	faultDo      = txn.Words{ZH: "请致电收单行人工处理", EN: "CALL THE ACQUIRER TO SETTLE IT"}
	faultOnly    = txn.Words{ZH: "仅供处理故障，不作收款凭证", EN: "FOR FAULT HANDLING ONLY, NOT A PROOF OF PAYMENT"}
	noProof      = txn.Words{ZH: "不作收款凭证", EN: "NOT A PROOF OF PAYMENT"}
	paidOrder    = txn.Words{ZH: "订单已支付", EN: "ORDER PAID"}
	noMoney      = txn.Words{ZH: "本交易不涉及收款", EN: "NO MONEY IS MOVED BY THIS KIND"}
	hostTotals   = txn.Words{ZH: "主机方总计", EN: "TOTALS OF THE HOST"}
	checkTotals  = txn.Words{ZH: "请与收单行核对", EN: "CHECK IT WITH THE ACQUIRER"}
	notCounted   = txn.Words{ZH: "以上不计入结算", EN: "NOT COUNTED IN SETTLEMENT"}
	notDecided   = txn.Words{ZH: "结果未定", EN: "NOT DECIDED"}
	noSettlement = txn.Words{ZH: "本单不是结算单", EN: "THIS IS NO SETTLEMENT"}
	trainingOnly = txn.Words{ZH: "测试训练 不涉及资金", EN: "TRAINING, NO MONEY MOVED"}
	testOnly     = txn.Words{ZH: "测试密钥，不涉及真实资金", EN: "TEST KEYS: NO REAL MONEY"}
)

// comparisons are the host's word on one half of the totals.
var comparisons = map[txn.Comparison]txn.Words{
	txn.NotCompared:  {ZH: "未对账", EN: "NOT COMPARED"},
	txn.Balanced:     {ZH: "对账平", EN: "BALANCED"},
	txn.Unbalanced:   {ZH: "对账不平", EN: "NOT BALANCED"},
	txn.CompareError: {ZH: "对账错", EN: "ERROR"},
}

// notDelivered heads a fault slip: what the host would not take.
var notDelivered = map[txn.Doubt]txn.Words{
	txn.Reversed: {ZH: "未成功上送冲正交易", EN: "REVERSAL NOT ACCEPTED"},
	txn.Repeated: {ZH: "未成功上送退货交易", EN: "REFUND NOT ACCEPTED"},
	txn.Asked:    {ZH: "订单结果未定", EN: "ORDER NOT DECIDED"},
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
	txn.MoneyAsking:    {ZH: "待查询", EN: "ASKING"},
	txn.MoneyClosed:    {ZH: "已关闭", EN: "CLOSED"},
}

// undelivered is a request that is sent again until it is answered: the host may know it or not.
var undelivered = txn.Words{ZH: "未上送", EN: "TO REPEAT"}
