package explain

// The tables of codes, PROTOCOL.md 2 to 5 unless another source is named.

// processes are the first two digits of field 3.
var processes = map[string]Words{
	"00": {"消费", "purchase"},
	"01": {"取现", "cash"},
	"02": {"撤销、调整", "void or adjustment"},
	"03": {"预授权", "pre-authorisation"},
	"09": {"消费返现", "purchase with cashback"},
	"19": {"扫码支付（方言）", "code payment (a dialect)"},
	"20": {"撤销、退货", "void or refund"},
	"30": {"可用余额查询", "available funds"},
	"31": {"余额查询", "balance"},
	"40": {"转账", "transfer"},
	"45": {"钱包支付", "wallet payment"},
	"67": {"钱包订单查询（方言）", "wallet order query (a dialect)"},
	"68": {"钱包订单关闭", "wallet order close"},
	"69": {"查询", "enquiry"},
}

// accounts are two digits of field 3 or 54 (ISO 8583).
var accounts = map[string]Words{
	"00": {"默认账户", "default account"},
	"10": {"储蓄账户", "savings account"},
	"20": {"支票账户", "cheque account"},
	"30": {"信用账户", "credit account"},
	"40": {"通用账户", "universal account"},
}

// amountTypes are digits 3 and 4 of field 54 (ISO 8583).
var amountTypes = map[string]Words{
	"01": {"账面余额", "ledger balance"},
	"02": {"可用余额", "available balance"},
	"40": {"返现金额", "cash amount"},
	"53": {"批准金额", "approved amount"},
	"57": {"原始金额", "original amount"},
}

// readers are the first two digits of field 22.
var readers = map[string]Words{
	"00": {"未指明", "not specified"},
	"01": {"手工输入", "keyed"},
	"02": {"磁条", "magnetic stripe"},
	"03": {"扫码", "code scanned"},
	"05": {"接触式IC卡", "chip, inserted"},
	"07": {"非接触IC卡", "chip, contactless"},
	"80": {"降级磁条", "stripe after a chip that failed"},
	"90": {"磁条，全磁道", "magnetic stripe, whole track"},
	"91": {"非接触磁条", "contactless stripe"},
	"96": {"其他", "other"},
	"98": {"其他", "other"},
}

// pins are the third digit of field 22.
var pins = map[string]Words{
	"0": {"未指明密码", "PIN not specified"},
	"1": {"有密码", "PIN entered"},
	"2": {"无密码", "no PIN"},
}

var conditions = map[string]Words{
	"00": {"正常", "normal"},
	"01": {"持卡人不在场；钱包（方言）", "cardholder not present; wallet (a dialect)"},
	"06": {"预授权类", "pre-authorisation"},
	"08": {"邮购、电话", "mail or telephone order"},
	"64": {"分期付款", "instalment"},
	"65": {"积分", "points"},
	"91": {"扫码（方言）", "code payment (a dialect)"},
}

// reasons are field 39 of a 0400.
var reasons = map[string]Words{
	"98": {"未收到应答", "no answer in time"},
	"96": {"终端未能完成或记录", "the terminal could not finish or record it"},
	"A0": {"应答的 MAC 错", "the MAC of the answer was wrong"},
	"06": {"其他：应答不符或无法解读", "anything else: the answer did not match or could not be read"},
	"17": {"持卡人取消", "cancelled by the cardholder"},
}

var currencies = map[string]Words{
	"156": {"人民币", "CNY"},
	"344": {"港元", "HKD"},
	"446": {"澳门元", "MOP"},
	"702": {"新加坡元", "SGD"},
	"840": {"美元", "USD"},
	"978": {"欧元", "EUR"},
	"392": {"日元", "JPY"},
	"901": {"新台币", "TWD"},
}

// managementCodes are field 70 of ISO 8583:1987.
var managementCodes = map[string]Words{
	"001": {"签到", "sign-on"},
	"002": {"签退", "sign-off"},
	"101": {"密钥更换", "key change"},
	"161": {"密钥更换", "key change"},
	"201": {"日切", "cut-over"},
	"301": {"回响测试", "echo test"},
}

// transactionTypes are field 60.1.
var transactionTypes = map[string]Words{
	"00": {"管理、脚本", "management or script"},
	"01": {"余额查询", "balance"},
	"02": {"查单", "enquiry"},
	"03": {"积分查询", "points"},
	"10": {"预授权", "pre-authorisation"},
	"11": {"预授权撤销", "pre-authorisation void"},
	"20": {"预授权完成（请求）", "completion, request"},
	"21": {"预授权完成撤销", "completion void"},
	"22": {"消费", "sale"},
	"23": {"消费撤销", "sale void"},
	"24": {"预授权完成（通知）", "completion, advice"},
	"25": {"退货", "refund"},
	"27": {"IC卡脱机退货", "chip refund, offline"},
	"30": {"离线结算", "offline settlement"},
	"32": {"结算调整", "adjustment"},
	"34": {"结算调整（小费）", "tip"},
	"36": {"脱机消费", "sale, offline"},
	"45": {"圈存", "load"},
	"46": {"圈存", "load"},
	"47": {"圈存", "load"},
	"51": {"现金充值撤销", "cash load void"},
	"70": {"钱包支付", "wallet payment"},
	"71": {"钱包订单查询", "wallet order query"},
	"72": {"钱包订单关闭", "wallet order close"},
	"73": {"钱包退款", "wallet refund"},
}

// networkCodes are field 60.3.
var networkCodes = map[string]Words{
	"000": {"金融交易", "financial"},
	"001": {"签到，单倍长密钥", "sign-in, single-length keys"},
	"002": {"签退", "sign-off"},
	"003": {"签到，双倍长密钥", "sign-in, double-length keys"},
	"004": {"签到，双倍长密钥和磁道密钥", "sign-in, double-length keys and track key"},
	"005": {"签到，国密 SM4（方言）", "sign-in, SM4 keys (a dialect)"},
	"006": {"签到，国密 SM4", "sign-in, SM4 keys"},
	"201": {"批结算、批上送", "settlement and batch list"},
	"202": {"批上送结束，对账不平", "batch end, unbalanced"},
	"203": {"IC卡 TC 上送，对账平", "chip TC upload, balanced"},
	"204": {"IC卡上送", "chip upload"},
	"205": {"IC卡上送，对账不平", "chip upload, unbalanced"},
	"206": {"IC卡通知，对账不平", "chip notice, unbalanced"},
	"207": {"批上送结束，对账平", "batch end, balanced"},
	"301": {"回响测试", "echo test"},
	"360": {"磁条卡参数下载", "stripe parameters, download"},
	"361": {"磁条卡参数下载结束", "stripe parameters, end"},
	"362": {"终端状态上送", "terminal status"},
	"364": {"TMS", "TMS"},
	"370": {"公钥下载", "CA public keys, download"},
	"371": {"公钥下载结束", "CA public keys, end"},
	"372": {"公钥查询", "CA public keys, query"},
	"373": {"国密公钥查询下载", "SM CA public keys, query and download"},
	"380": {"IC卡参数下载", "chip parameters, download"},
	"381": {"IC卡参数下载结束", "chip parameters, end"},
	"382": {"IC卡参数查询", "chip parameters, query"},
	"394": {"非接参数下载", "contactless parameters, download"},
	"395": {"非接参数下载结束", "contactless parameters, end"},
	"396": {"免密 BIN 表下载", "no-PIN BIN table, download"},
	"397": {"免密 BIN 表下载结束", "no-PIN BIN table, end"},
	"398": {"黑名单下载", "BIN blacklist, download"},
	"399": {"黑名单下载结束", "BIN blacklist, end"},
	"800": {"电子签名", "electronic signature"},
	"951": {"脚本结果通知", "script result"},
}

// capabilities are field 60.4.
var capabilities = map[string]Words{
	"0": {"不明", "unknown"},
	"2": {"磁条", "stripe"},
	"5": {"磁条、接触式IC卡", "stripe and contact chip"},
	"6": {"磁条、接触式和非接触IC卡", "stripe, contact and contactless chip"},
}

// chipConditions are field 60.5.
var chipConditions = map[string]Words{
	"0": {"正常", "normal"},
	"1": {"上一笔不是IC卡，或为首次", "last read was not by chip, or first"},
	"2": {"上一笔IC卡读取失败，降级", "last read of a chip failed: fallback"},
}

// supports are field 60.6.
var supports = map[string]Words{
	"0": {"不支持", "not supported"},
	"1": {"支持", "supported"},
}

// authorisations are field 61.4.
var authorisations = map[string]Words{
	"00": {"POS 联机", "POS"},
	"01": {"电话", "telephone"},
	"02": {"代授权", "stand-in"},
}

// pinFormats, algorithms and trackEncryptions are the digits of field 53.
var (
	pinFormats = map[string]Words{
		"0": {"无 PIN", "no PIN"},
		"1": {"ANSI X9.8，不带主账号", "ANSI X9.8 without card number"},
		"2": {"ANSI X9.8，带主账号", "ANSI X9.8 with card number"},
	}
	algorithms = map[string]Words{
		"0": {"单倍长 DES", "single DES"},
		"4": {"国密 SM4", "SM4"},
		"6": {"双倍长 3DES", "double-length 3DES"},
	}
	trackEncryptions = map[string]Words{
		"0": {"不加密", "none"},
		"1": {"加密", "encrypted"},
	}
)

// organisations are field 63.1 of an answer.
var organisations = map[string]Words{
	"CUP": {"中国银联", "China UnionPay"},
	"VIS": {"威士", "Visa"},
	"MCC": {"万事达", "Mastercard"},
	"JCB": {"吉士美", "JCB"},
	"AMX": {"美国运通", "American Express"},
	"DCC": {"大来", "Diners Club"},
}
