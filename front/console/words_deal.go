package console

import "posterm/txn"

// Questions of voids, refunds, holds, codes and batches.
var (
	amountKeys   = txn.Words{ZH: "金额（元）：数字从分位移入，退格改正", EN: "amount in yuan: digits shift in from the right, Backspace takes one back"}
	goodsPrompt  = txn.Words{ZH: "商品或服务，行末可写金额，如 咖啡 x2 8.00（回车结束）: ", EN: "goods or service, its amount at the end if you like, as in coffee x2 8.00 (Enter ends): "}
	codePrompt   = txn.Words{ZH: "请扫描或输入付款码（不显示；回车取消）: ", EN: "scan or type the payment code (not shown; Enter cancels): "}
	codeRead     = txn.Words{ZH: "%s %s", EN: "%s %s"}
	refundPrompt = txn.Words{ZH: "原交易凭证号（0=按参考号和日期；回车取消）: ", EN: "trace number of the original (0 = by reference number and day; Enter cancels): "}
	holdPrompt   = txn.Words{ZH: "预授权凭证号（0=按授权码和日期；回车取消）: ", EN: "trace number of the hold (0 = by authorisation number and day; Enter cancels): "}
	rrnPrompt    = txn.Words{ZH: "参考号（小票上 12 位；回车取消）: ", EN: "reference number (12 characters on the slip; Enter cancels): "}
	authPrompt   = txn.Words{ZH: "授权码（小票上 6 位；回车取消）: ", EN: "authorisation number (6 characters on the slip; Enter cancels): "}
	dayPrompt    = txn.Words{ZH: "原交易日期（月日 MMDD；回车取消）: ", EN: "day of the original (MMDD; Enter cancels): "}
	byCardPrompt = txn.Words{ZH: "原交易是刷卡付款？（1=刷卡，其他=扫码）: ", EN: "was it paid by card? (1 = by card, anything else = by a code): "}
	copyPrompt   = txn.Words{ZH: "打印哪一联？（1=商户联，其他=持卡人联）: ", EN: "whose copy? (1 = the merchant's, anything else = the cardholder's): "}
	settlePrompt = txn.Words{ZH: "确认批结算？（1=确认，其他=取消）: ", EN: "settle the batch? (1 = yes, anything else = no): "}
)

// goOnPrompt asks before a transaction that changes another one.
func goOnPrompt(k txn.Kind) txn.Words {
	return txn.Words{ZH: "确认" + k.Words().ZH + "？（1=确认，其他=取消）: ", EN: kind(k).EN + ": go on? (1 = yes, anything else = no): "}
}

// Batches, paper and the terminal itself.
var (
	batchIs        = txn.Words{ZH: "批次号 %s", EN: "batch %s"}
	sumIs          = txn.Words{ZH: "  %s  %d 笔  %s 元", EN: "  %s  %d  %s yuan"}
	debitIs        = txn.Words{ZH: "借记", EN: "debit"}
	creditIs       = txn.Words{ZH: "贷记", EN: "credit"}
	emptyBatch     = txn.Words{ZH: "本批次没有交易", EN: "the open batch has no transactions"}
	staticCodeIs   = txn.Words{ZH: "静态收款码: %s", EN: "static code: %s"}
	noStaticCode   = txn.Words{ZH: "没有静态收款码：请配置 terminal.static_code", EN: "there is no static code: set terminal.static_code"}
	noTrainingCode = txn.Words{ZH: "训练时不出静态收款码：扫码的顾客会真的付款", EN: "no static code in training: whoever scans it pays for real"}
	isPrinted      = txn.Words{ZH: "已打印", EN: "printed"}
	sentOnly       = txn.Words{ZH: "已送打印机，该打印机不能确认：请看纸上是否完整", EN: "sent, but this printer confirms nothing: look whether it is complete"}
	noHostSlip     = txn.Words{ZH: "主机没有可补打的成功记录，未打印", EN: "the host holds no success to print: nothing was printed"}
	notPrinted     = txn.Words{ZH: "未打印，%s：%s", EN: "not printed, %s: %s"}
	keysCurrent    = txn.Words{ZH: "已签到，工作密钥有效", EN: "signed in, the working keys are current"}
	keysMissing    = txn.Words{ZH: "未签到：下一笔联机交易会先签到", EN: "not signed in: the next online transaction signs in first"}
)

// Operators.
var (
	operatorPrompt      = txn.Words{ZH: "操作员号（01起收银员，00主管，99管理员）: ", EN: "operator (01... cashiers, 00 supervisor, 99 administrator): "}
	passwordPrompt      = txn.Words{ZH: "操作员密码（不显示；回车取消）: ", EN: "password (not shown; Enter cancels): "}
	supervisorPrompt    = txn.Words{ZH: "主管密码（不显示；回车取消）: ", EN: "supervisor's password (not shown; Enter cancels): "}
	administratorPrompt = txn.Words{ZH: "系统管理员 99 密码（不显示；回车取消）: ", EN: "password of administrator 99 (not shown; Enter cancels): "}
	oldPrompt           = txn.Words{ZH: "原密码（不显示；回车取消）: ", EN: "old password (not shown; Enter cancels): "}
	newPrompt           = txn.Words{ZH: "新密码（不显示；回车取消）: ", EN: "new password (not shown; Enter cancels): "}
	twicePrompt         = txn.Words{ZH: "再输一次新密码（不显示；回车取消）: ", EN: "the new password again (not shown; Enter cancels): "}
	whichOperatorPrompt = txn.Words{ZH: "操作员号（两位；回车取消）: ", EN: "operator's number (two digits; Enter cancels): "}

	signedIn        = txn.Words{ZH: "操作员 %s %s 已签到", EN: "operator %s, %s, is signed in"}
	firstPassword   = txn.Words{ZH: "这是初始密码，必须先改", EN: "this is the first password: it must be changed before anything else"}
	notTheSame      = txn.Words{ZH: "两次输入不一致", EN: "the two are not the same"}
	passwordChanged = txn.Words{ZH: "密码已修改", EN: "the password is changed"}
	notYetChanged   = txn.Words{ZH: "操作员 %s 还在用初始密码，不能授权：请先以该号签到并改密码", EN: "operator %s has the first password still, which proves nothing: sign in as that operator and change it"}
	noStaff         = txn.Words{ZH: "未启用操作员（参数 terminal.operators = \"on\"）", EN: "operators are not in use (terminal.operators = \"on\")"}
	noSelling       = txn.Words{ZH: "系统管理员不能做交易：请由收银员或主管签到", EN: "the administrator makes no transactions: let a cashier or the supervisor sign in"}
	staffFailed     = txn.Words{ZH: "操作员文件无法读写：%s", EN: "the file of operators cannot be used: %s"}
	hasFirst        = txn.Words{ZH: "初始密码未改", EN: "first password"}
	isLocked        = txn.Words{ZH: "已锁定", EN: "locked"}
	staffAdded      = txn.Words{ZH: "已增加操作员 %s，初始密码首次签到时须修改", EN: "operator %s is added; the first password is changed when they sign in"}
	staffRemoved    = txn.Words{ZH: "已删除操作员 %s", EN: "operator %s is removed"}
	staffUnlocked   = txn.Words{ZH: "操作员 %s 已解锁", EN: "operator %s is unlocked"}
	staffIsReset    = txn.Words{ZH: "操作员 %s 已恢复初始密码并解锁", EN: "operator %s has the first password again and is unlocked"}
)
