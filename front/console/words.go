package console

import "posterm/txn"

// Every word of the menu stands in this file, Chinese and English side by side.

// The menu and its questions. A question ends with a colon and says what is expected.
var (
	choosePrompt   = txn.Words{ZH: "请选择: ", EN: "choose: "}
	amountPrompt   = txn.Words{ZH: "金额（元，如 12.34；回车取消）: ", EN: "amount (yuan, like 12.34; Enter cancels): "}
	cardPrompt     = txn.Words{ZH: "请刷卡，或输入卡号、卡文件（不显示；回车取消）: ", EN: "swipe, or type a card number or card file (not shown; Enter cancels): "}
	expiryPrompt   = txn.Words{ZH: "有效期（年月 YYMM；不显示；回车取消）: ", EN: "expiry (YYMM; not shown; Enter cancels): "}
	pinPrompt      = txn.Words{ZH: "密码（4-12位；不显示；回车=无密码，0=取消）: ", EN: "PIN (4-12 digits; not shown; Enter = no PIN, 0 = cancel): "}
	originalPrompt = txn.Words{ZH: "原交易凭证号（如 000012；回车取消）: ", EN: "trace number of the original (like 000012; Enter cancels): "}
	queryPrompt    = txn.Words{ZH: "凭证号（如 000012；0=最后一笔；回车取消）: ", EN: "trace number (like 000012; 0 = last; Enter cancels): "}
	againPrompt    = txn.Words{
		ZH: "不要重复刷卡：请先查上一笔。确为另一笔交易？（1=确认，其他=取消）: ",
		EN: "Do not charge again: look at the last one first. Is this another sale? (1 = yes, anything else = no): ",
	}
	printingNow   = txn.Words{ZH: "正在打印小票…", EN: "the slip is printing ..."}
	eslipIs       = txn.Words{ZH: "电子小票: %s", EN: "e-slip: %s"}
	noRoomForCode = txn.Words{ZH: "窗口放不下二维码：请放大窗口，或用下面的链接", EN: "the window is too small for the QR code: make it larger, or use the link below"}
	noEslip       = txn.Words{ZH: "没有电子小票链接：请配置 eslip.base_url", EN: "there is no link to e-slips: set eslip.base_url"}
	faintPrompt   = txn.Words{ZH: "上一张字迹看不清？（1=字迹不清重打印，其他=普通重打印）: ", EN: "can the last slip not be read? (1 = reprint it as unreadable, anything else = one more copy): "}
	deliverPrompt = txn.Words{ZH: "现在送达冲正？（1=是，其他=否）: ", EN: "deliver the reversals now? (1 = yes, anything else = no): "}

	pinOfCardPrompt = txn.Words{
		ZH: "密码（4-12位；不显示；回车=测试卡自带密码，0=取消）: ",
		EN: "PIN (4-12 digits; not shown; Enter = the test card's own, 0 = cancel): ",
	}
)

// Why an answer is refused.
var (
	noSuchChoice = txn.Words{ZH: "没有这一项：请输入菜单上的编号", EN: "no such choice: type a number of the menu"}
	lineTooLong  = txn.Words{ZH: "输入太长", EN: "the line is too long"}
	lineNotText  = txn.Words{ZH: "输入含有非文字内容", EN: "the line is not text"}
	badAmount    = txn.Words{
		ZH: "金额不对：0.01 到 " + txn.AmountLimit.String() + " 元，最多两位小数，半角数字",
		EN: "bad amount: 0.01 to " + txn.AmountLimit.String() + " yuan, at most two decimals, plain digits",
	}
	badNumber    = txn.Words{ZH: "卡号不对：应为 13 到 19 位数字且校验位相符", EN: "bad card number: want 13 to 19 digits with a right check digit"}
	badExpiry    = txn.Words{ZH: "有效期不对：应为年月 YYMM，如 3012", EN: "bad expiry: want YYMM, like 3012"}
	badStripe    = txn.Words{ZH: "磁条无法读取，请重新刷卡", EN: "the stripe cannot be read: swipe again"}
	badTracks    = txn.Words{ZH: "卡上信息不一致，不能使用此卡", EN: "the parts of this card do not agree: it cannot be used"}
	testCardOnly = txn.Words{ZH: "终端未使用测试密钥：只能刷卡、输入卡号或用卡文件", EN: "the terminal holds no test keys: swipe, key a number or use a card file"}
	noSuchCard   = txn.Words{ZH: "没有这张卡或卡文件", EN: "no such card or card file"}
	badCard      = txn.Words{ZH: "卡或卡文件无法使用：%s", EN: "the card or its file cannot be used: %s"}
	lineIsWrong  = txn.Words{ZH: "第 %d 行有误", EN: "line %d is wrong"}
	badPIN       = txn.Words{ZH: "密码不对：应为 4 到 12 位数字", EN: "bad PIN: want 4 to 12 digits"}
	badTrace     = txn.Words{ZH: "凭证号不对：1 到 6 位数字，或 批次号/凭证号", EN: "bad trace number: up to six digits, or BATCH/TRACE"}
	noSuchTxn    = txn.Words{ZH: "没有这笔交易，请核对凭证号", EN: "no such transaction: check the trace number"}
	tooManyTries = txn.Words{ZH: "多次输入不对，返回菜单；未发送任何交易", EN: "too many tries, back to the menu; nothing was sent"}
	noEntry      = txn.Words{ZH: "多次输入不对，未签到：请从操作员号重新开始", EN: "too many tries, nobody is signed in: begin again with the operator's number"}
	notEntered   = txn.Words{ZH: "未签到：请从操作员号开始", EN: "nobody is signed in: begin with the operator's number"}
	timedOut     = txn.Words{ZH: "超时未操作，返回菜单；未发送任何交易", EN: "nobody answered: back to the menu; nothing was sent"}
	newCode      = txn.Words{ZH: "不认识这种付款码：只认 62（银联）、10-15（微信）或 25-30（支付宝）开头；换一种方式付款，新的支付方式要升级终端程序", EN: "a code of an unknown kind: codes begin with 62 (UnionPay), 10 to 15 (WeChat) or 25 to 30 (Alipay); pay by another means, a new way to pay needs a newer program"}
	badCode      = txn.Words{ZH: "付款码不对：16 到 24 位数字，以 62（银联）、10-15（微信）或 25-30（支付宝）开头", EN: "bad payment code: 16 to 24 digits, beginning with 62 (UnionPay), 10 to 15 (WeChat) or 25 to 30 (Alipay)"}
	badRRN       = txn.Words{ZH: "参考号不对：小票上的 12 位", EN: "bad reference number: the 12 characters on the slip"}
	badAuth      = txn.Words{ZH: "授权码不对：小票上的 6 位", EN: "bad authorisation number: the 6 characters on the slip"}
	badDay       = txn.Words{ZH: "日期不对：月日 MMDD，如 1121", EN: "bad day: MMDD, like 1121"}
	cancelled    = txn.Words{ZH: "已取消，未发送", EN: "cancelled, nothing was sent"}
)

// What is told about a transaction. The first three stand before its name.
var (
	lastIs     = txn.Words{ZH: "上一笔: ", EN: "last: "}
	openIs     = txn.Words{ZH: "未了结: ", EN: "open: "}
	originalIs = txn.Words{ZH: "原交易: ", EN: "original: "}
	resultIs   = txn.Words{}
	amountIs   = txn.Words{ZH: "金额", EN: "amount"}
	traceIs    = txn.Words{ZH: "凭证号", EN: "trace"}
	cardIs     = txn.Words{ZH: "卡号", EN: "card"}
	timeIs     = txn.Words{ZH: "时间", EN: "time"}
	cardRead   = txn.Words{ZH: "卡号 %s", EN: "card %s"}
	nextIs     = txn.Words{ZH: "下一步: %s", EN: "next: %s"}
	orIs       = txn.Words{ZH: "或者: %s", EN: "or: %s"}
	warningIs  = txn.Words{ZH: "注意: %s", EN: "warning: %s"}
	paperIs    = txn.Words{ZH: "小票: %s", EN: "paper: %s"}
	notIs      = txn.Words{ZH: "！%s", EN: "! %s"}
)

// Paper.
var (
	merchantCopy   = txn.Words{ZH: "商户联", EN: "merchant"}
	cardholderCopy = txn.Words{ZH: "持卡人联", EN: "cardholder"}
	slipsOwed      = txn.Words{ZH: "欠小票 %d 张：打印机就绪后自动补打，也可选 4 重打印", EN: "slips owed: %d; they print when the printer is ready, or choose 4 reprint"}
	slipsKept      = txn.Words{ZH: "欠小票 %d 张，暂不打印", EN: "slips owed: %d; they will not print now"}
	caughtUp       = txn.Words{ZH: "小票已补打：原欠 %d 张，现欠 %d 张", EN: "slips caught up: %d were owed, now %d"}
	reversalsOwed  = txn.Words{ZH: "待送达冲正 %d 笔：做一笔联机交易，或选 9 冲正", EN: "reversals owed: %d; any online transaction delivers them, or choose 9 reversal"}
	askingOnes     = txn.Words{ZH: "结果未定 %d 笔：做一笔联机交易，会自动查询或重发", EN: "not decided yet: %d; any online transaction asks about them or sends them again"}
	settleOpen     = txn.Words{ZH: "批结算未完成，之前不能交易：选 14 批结算继续", EN: "the settlement is not finished, no sales before: choose 14 settlement to go on"}
	parkedOnes     = txn.Words{ZH: "需人工核实 %d 笔：选 9 冲正查看", EN: "transactions that need a person: %d; see 9 reversal"}
	lineIs         = txn.Words{ZH: "上次未连上收单行（%s）：%s，再选 8 回响测试", EN: "the host was not reached (%s): %s, then choose 8 echo test"}
	printerIs      = txn.Words{ZH: "%s：%s", EN: "%s: %s"}
	rollLow        = txn.Words{ZH: "打印纸将尽，请备好纸卷", EN: "the roll is near its end: have a new one at hand"}
	stillPrinting  = txn.Words{ZH: "小票还在打印", EN: "the slip is still printing"}
)

// The terminal as such.
var (
	noneYet     = txn.Words{ZH: "还没有交易", EN: "no transactions yet"}
	nothingOwed = txn.Words{ZH: "没有待送达的冲正", EN: "no reversal is waiting"}
	inputEnded  = txn.Words{ZH: "输入已结束，菜单关闭，终端继续运行", EN: "the input ended: the menu closes, the terminal goes on"}
	safeMode    = txn.Words{ZH: "安全模式：流水不可信或无法写入，不能交易，只能查询，请联系服务人员（%s）", EN: "safe mode: the journal cannot be relied on or not be written; only queries work, call service (%s)"}
	notRecorded = txn.Words{ZH: "流水无法写入：交易未发送，未扣款", EN: "the journal could not be written: nothing was sent, nobody was charged"}
	unrecorded  = txn.Words{ZH: "已发送，但结果无法登记：将冲正，款项会退回。请勿重复刷卡，请联系服务人员", EN: "sent, but its outcome could not be recorded: it will be reversed, the money goes back. Do not charge again; call service"}
	failed      = txn.Words{ZH: "终端出错：%s", EN: "the terminal failed: %s"}
	lookFirst   = txn.Words{ZH: "！不要重复刷卡：先选 5 交易查询，看最后一笔", EN: "! Do not charge again: choose 5 status and look at the last transaction"}
	stopping    = txn.Words{ZH: "终端正在停止。！不要重复刷卡：重新启动后先看上一笔的结果", EN: "The terminal is stopping. ! Do not charge again: look at the last transaction after the restart"}
)

// What a whole screen says about its keys.
var (
	hintMenu    = txn.Words{ZH: "编号或方向键  回车", EN: "number or arrows  Enter"}
	hintField   = txn.Words{ZH: "回车确认 退格 Esc取消", EN: "Enter Bksp Esc cancels"}
	hintPage    = txn.Words{ZH: "回车继续", EN: "Enter goes on"}
	hintScroll  = txn.Words{ZH: "翻看  回车继续", EN: "scroll  Enter goes on"}
	hintCode    = txn.Words{ZH: "回车看二维码", EN: "Enter: QR code"}
	pleaseWait  = txn.Words{ZH: "请稍候…", EN: "please wait ..."}
	waitOrStop  = txn.Words{ZH: "请稍候…  Esc取消", EN: "please wait ...  Esc cancels"}
	tooSmall    = txn.Words{ZH: "窗口太小，请放大到 40×20", EN: "window too small: make it 40 by 20"}
	notPasted   = txn.Words{ZH: "不接受粘贴：请逐键输入", EN: "pasting is refused: type it key by key"}
	tooEarly    = txn.Words{ZH: "提问之前的按键不算，请重新输入", EN: "keys from before the question do not count: type again"}
	digitsOnly  = txn.Words{ZH: "只能输入半角数字，不用小数点：1 2 3 4 即 12.34", EN: "plain digits only, without a point: 1 2 3 4 is 12.34"}
	fieldIsFull = txn.Words{ZH: "输入太长", EN: "too long"}
)
