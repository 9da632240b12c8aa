package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/comms/profile"
	"posterm/internal/strict"
	"posterm/journal/roll"
	makes "posterm/printer/profile"
	"posterm/txn"
)

// key is one row of the configuration.
type key struct {
	name  string
	value string // the default
	unit  string // what the value counts or which values there are
	doc   txn.Words
	field field
}

// table is every key, in the order of the file.
var table = []key{
	{"lang", "zh", "zh | en", txn.Words{ZH: "屏幕和小票的语言", EN: "language of screens and slips"}, lang},
	{"duplicate", "warn", "warn | ask | refuse", txn.Words{ZH: "十分钟内同卡同金额的交易：提示、询问或拒绝", EN: "same card and amount within ten minutes: warn, ask or refuse"},
		choice(func(c *Config) *Duplicate { return &c.Duplicate }, DuplicateWarn, DuplicateAsk, DuplicateRefuse)},

	{"terminal.id", "00010001", "8 characters", txn.Words{ZH: "终端号（41 域）", EN: "terminal number, field 41"},
		words(func(c *Config) *string { return &c.Terminal.ID }, exactly(8))},
	{"terminal.merchant", "104512541110001", "15 characters", txn.Words{ZH: "商户号（42 域）", EN: "merchant number, field 42"},
		words(func(c *Config) *string { return &c.Terminal.Merchant }, exactly(15))},
	{"terminal.merchant_name", "测试商户", "1-40 characters", txn.Words{ZH: "小票上的商户名称", EN: "merchant's name on the slip"},
		words(func(c *Config) *string { return &c.Terminal.MerchantName }, printable(1, 40))},
	{"terminal.operator", "01", "2 digits", txn.Words{ZH: "操作员号", EN: "operator number"},
		words(func(c *Config) *string { return &c.Terminal.Operator }, checkOperator)},
	{"terminal.operators", OperatorsOff, "off | on", txn.Words{ZH: "菜单是否要求操作员签到，撤销和退货要求主管密码；off 时操作员号为 terminal.operator", EN: "whether the menu asks operators to sign in, and for the supervisor's password before voids and refunds; off: everyone is terminal.operator"},
		choice(func(c *Config) *string { return &c.Terminal.Operators }, OperatorsOff, OperatorsOn)},
	{"terminal.copies", "2", "0-2 slips", txn.Words{ZH: "签购单联数：1 只打商户联，2 加持卡人联，0 不打印", EN: "copies of a purchase slip: 1 for the merchant, 2 with the cardholder's; 0 prints none"},
		number(func(c *Config) *int { return &c.Terminal.Copies }, 0, 2)},
	{"terminal.paper", "always", "always | request", txn.Words{ZH: "持卡人联：总是打印，或按需打印（优先电子小票，重打印时打出原件）", EN: "the cardholder's copy: always on paper, or when it is asked for (e-slip first; a reprint gives the original)"},
		choice(func(c *Config) *Paper { return &c.Terminal.Paper }, PaperAlways, PaperRequest)},
	{"terminal.slip_code", SlipCodeNone, "none | summary | eslip", txn.Words{ZH: "小票上的二维码：不印，带签名的摘要（用 posterm verify 验真），或电子小票链接", EN: "QR code on slips: none, a signed summary that \"posterm verify\" checks, or the link to the e-slip"},
		choice(func(c *Config) *string { return &c.Terminal.SlipCode }, SlipCodeNone, SlipCodeSummary, SlipCodeEslip)},
	{"terminal.goods", "false", "true | false", txn.Words{ZH: "菜单消费时询问商品或服务，打在小票上并记入流水（不上送主机）", EN: "the menu asks what was bought, for slip and record; the host is never told"},
		toggle(func(c *Config) *bool { return &c.Terminal.Goods })},
	{"terminal.customer_display", "", "absolute path | serial://... | none, or empty", txn.Words{ZH: "posterm run 的顾客显示屏（2×20 字符）：tty、管道或文件的绝对路径，或 serial:///dev/ttyUSB1?baud=9600；空或 none 为没有", EN: "display of posterm run that faces the customer, 2 by 20 characters: absolute path of a tty, a pipe or a file, or serial:///dev/ttyUSB1?baud=9600; empty or none: there is none"},
		words(func(c *Config) *string { return &c.Terminal.Customer }, checkDisplay)},
	{"terminal.auto_signin", "true", "true | false", txn.Words{ZH: "需要时自动签到", EN: "sign in by itself when a transaction needs it"},
		toggle(func(c *Config) *bool { return &c.Terminal.AutoSignin })},
	{"terminal.training", "false", "true | false", txn.Words{ZH: "训练模式：另用一份流水，不联系主机，不涉及资金，小票注明；也可用 posterm --training", EN: "training: a journal of its own, no host is contacted, no money moves, and slips say so; as posterm --training does"},
		toggle(func(c *Config) *bool { return &c.Terminal.Training })},
	{"terminal.service_phone", "", "0-20 characters", txn.Words{ZH: "服务电话；空则不显示", EN: "service phone shown to the merchant; empty shows none"},
		words(func(c *Config) *string { return &c.Terminal.ServicePhone }, printable(0, 20))},
	{"terminal.static_code", "", "0-256 characters", txn.Words{ZH: "静态收款码的内容，用 posterm collect --static 显示或打印；空则没有", EN: "text of the shop's static payment code, which \"posterm collect --static\" shows or prints; empty: there is none"},
		words(func(c *Config) *string { return &c.Terminal.StaticCode }, printable(0, txn.CodeTextLimit))},
	{"terminal.device_key", "", "absolute path, or empty", txn.Words{ZH: "封存密钥所依据的本机密钥文件，须在数据目录之外；空则用本机标识 machine-id",
		EN: "file, outside of the data directory, that the stored keys are bound to; empty binds them to the machine's id"},
		words(func(c *Config) *string { return &c.Terminal.DeviceKey }, checkDeviceKey)},
	{"terminal.batch_limit", "500", "1-500 transactions", txn.Words{ZH: "一个批次的最多笔数，满后须结算", EN: "most transactions of a batch; settle when it is full"},
		number(func(c *Config) *int { return &c.Terminal.BatchLimit }, 1, 500)},

	{"host.profile", profile.Default, strings.Join(profile.Names(), " | "), txn.Words{ZH: "收单报文规范", EN: "the acquirer's message profile"},
		choice(func(c *Config) *string { return &c.Host.Profile }, profile.Names()...)},
	{"host.mac", "unionpay-ecb", "unionpay-ecb | x9.19 | sm4", txn.Words{ZH: "报文鉴别算法（MAC）；只写 signin 时按其密钥取值", EN: "message authentication code; sm4 when host.signin alone asks for SM4 keys"},
		words(func(c *Config) *keys.Algorithm { return &c.Host.MAC }, checkMAC)},
	{"host.signin", "003", "003 | 004 | 006 | 005", txn.Words{ZH: "签到方式（60.3 域）：003 双倍长密钥，004 加磁道密钥，006 或 005 国密 SM4；mac 为 sm4 时默认 006",
		EN: "form of the sign-in, field 60.3: 003 double-length keys, 004 with a track key, 006 or 005 SM4 keys; 006 when host.mac alone is sm4"},
		choice(func(c *Config) *keys.Form { return &c.Host.Signin }, keys.Forms...)},
	{"host.tpdu", "6000010000", "10 hex digits", txn.Words{ZH: "TPDU 报文头", EN: "transport address before every message"}, tpdu},
	{"host.primary", "127.0.0.1:8583", "host:port", txn.Words{ZH: "主机地址", EN: "address of the acquirer's host"},
		words(func(c *Config) *string { return &c.Host.Primary }, checkAddress)},
	{"host.backup", "", "host:port, or empty", txn.Words{ZH: "备用主机：主机连不上或无应答时使用；空则没有", EN: "second address, used while the first cannot be reached or does not answer; empty: none"},
		words(func(c *Config) *string { return &c.Host.Backup }, optional(checkAddress))},
	{"host.interfaces", "", "up to 4 names", txn.Words{ZH: "网络接口，依次尝试，如 [\"eth0\", \"wwan0\"]；空则由系统选择（仅 Linux）", EN: "network interfaces, tried in this order for each host, like [\"eth0\", \"wwan0\"]; empty: the system's choice (Linux)"},
		several[string]{func(c *Config) *[]string { return &c.Host.Interfaces }, 4, parseInterface, plainly}},
	{"host.cooldown", "60s", "1s-1h", txn.Words{ZH: "主机或接口失败后暂缓使用的时间，之后恢复原来的次序", EN: "how long a host or interface that failed comes after the others; then the order is as before"},
		span(func(c *Config) *time.Duration { return &c.Host.CoolDown }, time.Second, time.Hour)},
	{"host.connect_timeout", "5s", "100ms-60s", txn.Words{ZH: "连接超时", EN: "longest wait for a connection"},
		span(func(c *Config) *time.Duration { return &c.Host.ConnectTimeout }, 100*time.Millisecond, time.Minute)},
	{"host.response_timeout", "60s", "100ms-120s", txn.Words{ZH: "应答超时，之后冲正", EN: "longest wait for an answer; then a reversal is owed"},
		span(func(c *Config) *time.Duration { return &c.Host.ResponseTimeout }, 100*time.Millisecond, 2*time.Minute)},
	{"host.keep_open", "false", "true | false", txn.Words{ZH: "保持长连接，供下一笔交易使用", EN: "keep the connection open for the next exchange"},
		toggle(func(c *Config) *bool { return &c.Host.KeepOpen })},
	{"host.echo_after", "30s", "1s-10m", txn.Words{ZH: "长连接空闲超过此时间，先做回响测试再发交易", EN: "a kept connection that was silent for longer must answer an echo before it gets a transaction"},
		span(func(c *Config) *time.Duration { return &c.Host.EchoAfter }, time.Second, 10*time.Minute)},
	{"host.wrapper", "none", "none | stx | http", txn.Words{ZH: "报文外层：无、前置 STX（02），或 HTTP POST（tls 时为 HTTPS）", EN: "what is put around a message: nothing, one byte STX (02) before it, or an HTTP POST (with tls: HTTPS)"},
		choice(func(c *Config) *line.WrapperName { return &c.Host.Wrapper }, line.WrapNone, line.WrapSTX, line.WrapHTTP)},
	{"host.path", "/", "path", txn.Words{ZH: "HTTP 路径", EN: "path of the POST, with wrapper = \"http\""},
		words(func(c *Config) *string { return &c.Host.Path }, checkHTTPPath)},
	{"host.tls", "false", "true | false", txn.Words{ZH: "TLS 1.2 以上加密，并校验主机证书的签发机构和名称", EN: "encrypt the link by TLS 1.2 or later, and verify issuer and name of the host's certificate"},
		toggle(func(c *Config) *bool { return &c.Host.TLS })},
	{"host.ca", "", "absolute path, or empty", txn.Words{ZH: "受信任的根证书文件（PEM）；空则用系统的", EN: "file of the root certificates that are trusted, PEM; empty: the system's"},
		words(func(c *Config) *string { return &c.Host.CA }, checkFile)},
	{"host.cert", "", "absolute path, or empty", txn.Words{ZH: "终端证书文件（PEM），主机要求时使用", EN: "file of this terminal's certificate, PEM, for hosts that ask for one"},
		words(func(c *Config) *string { return &c.Host.Cert }, checkFile)},
	{"host.key", "", "absolute path, or empty", txn.Words{ZH: "终端证书的私钥文件（PEM，权限 0600）", EN: "file of its private key, PEM, mode 0600"},
		words(func(c *Config) *string { return &c.Host.Key }, checkFile)},
	{"host.pin", "", "up to 8 SHA-256, hex or base64", txn.Words{ZH: "主机证书链中须有其一的公钥摘要（SubjectPublicKeyInfo 的 SHA-256）；换钥时可写多个", EN: "digests of public keys (SHA-256 of the SubjectPublicKeyInfo), one of which must be in the host's chain; several for a change of keys"},
		several[line.Pin]{func(c *Config) *[]line.Pin { return &c.Host.Pins }, 8, line.ParsePin, line.Pin.String}},
	{"host.name", "", "host name, or empty", txn.Words{ZH: "主机证书上的名称；空则为连接所用的名称", EN: "the name in the host's certificate; empty: the name it is connected by"},
		words(func(c *Config) *string { return &c.Host.Name }, optional(checkHostName))},
	{"host.insecure", "false", "true | false", txn.Words{ZH: "允许以明文连接本机以外的主机", EN: "allow plain TCP to a host beyond this machine"},
		toggle(func(c *Config) *bool { return &c.Host.Insecure })},

	{"printer.port", "tcp://127.0.0.1:9100", "URL | none", txn.Words{ZH: "打印机：tcp://主机:端口、serial:///dev/ttyUSB0?baud=115200&flow=rtscts、usb:///dev/usb/lp0，none 为不打印",
		EN: "the printer: tcp://host:port, serial:///dev/ttyUSB0?baud=115200&flow=rtscts, usb:///dev/usb/lp0, or none"},
		words(func(c *Config) *string { return &c.Printer.Port }, checkPort)},
	{"printer.profile", makes.Default, "name | absolute path", txn.Words{ZH: "打印机类型：内置名称（见下），或自备文件的绝对路径", EN: "the make of the printer: a built-in name, see below, or the absolute path of a file of your own"},
		words(func(c *Config) *string { return &c.Printer.Profile }, checkMake)},
	{"printer.columns", "32", "24-64 characters", txn.Words{ZH: "每行半角字符数；不写则按 profile（58 毫米纸为 32）", EN: "narrow characters on a line; the profile's when left out, 32 on 58 mm paper"},
		number(func(c *Config) *int { return &c.Printer.Columns }, 24, 64)},
	{"printer.temperature", "auto", "auto | none | degrees | path", txn.Words{ZH: "纸张温度：自动查找环境传感器，none 为不查，固定度数如 \"-12\"，或传感器文件（千分之一摄氏度）",
		EN: "the paper's temperature: a sensor of the air that the system has, none, degrees Celsius like \"-12\", or a sensor's file in 1/1000 of a degree"},
		words(func(c *Config) *string { return &c.Printer.Temperature }, printable(1, 4096))},
	{"printer.confirm_timeout", "10s", "100ms-120s", txn.Words{ZH: "打印确认超时，从打印机收下最后一个字节算起", EN: "longest wait for the printer's confirmation, from the last byte it accepted"},
		span(func(c *Config) *time.Duration { return &c.Printer.ConfirmTimeout }, 100*time.Millisecond, 2*time.Minute)},

	{"reversal.attempts", "3", "1-6 sends", txn.Words{ZH: "每次冲正的发送次数；被最终拒绝这么多次后转人工", EN: "sends of a reversal per occasion; after so many final refusals a person decides"},
		number(func(c *Config) *int { return &c.Reversal.Attempts }, 1, 6)},
	{"reversal.when", "next-online", "next-online | at-once", txn.Words{ZH: "何时冲正：下一笔联机交易前，或立即", EN: "when a reversal is sent: before the next online transaction, or also at once"},
		choice(func(c *Config) *When { return &c.Reversal.When }, NextOnline, AtOnce)},
	{"reversal.when_parked", "sell", "sell | block", txn.Words{ZH: "有待人工处理的冲正时：继续收款或停止", EN: "while a reversal waits for a person: go on selling, or stop"},
		choice(func(c *Config) *WhenParked { return &c.Reversal.WhenParked }, ParkedSell, ParkedBlock)},

	{"limits.sale", "", "yuan, or empty", txn.Words{ZH: "一笔消费、扫码、预授权或预授权完成的最高金额，如 \"2000.00\"；空则不限", EN: "most that one sale, payment by code, pre-authorisation or completion may come to, like \"2000.00\"; empty: no limit"},
		yuan(func(c *Config) *txn.Fen { return &c.Limits.Sale })},
	{"limits.sale_day", "", "yuan, or empty", txn.Words{ZH: "本终端一天（北京时间）收款的累计上限，撤销的也算；空则不限", EN: "most that this terminal takes on one day, Beijing time, what is voided later included; empty: no limit"},
		yuan(func(c *Config) *txn.Fen { return &c.Limits.SaleDay })},
	{"limits.refund", "", "yuan, or empty", txn.Words{ZH: "一笔退货的最高金额；空则不限", EN: "most that one refund may give back; empty: no limit"},
		yuan(func(c *Config) *txn.Fen { return &c.Limits.Refund })},
	{"limits.refund_day", "", "yuan, or empty", txn.Words{ZH: "本终端一天（北京时间）退货的累计上限；空则不限", EN: "most that this terminal gives back on one day, Beijing time; empty: no limit"},
		yuan(func(c *Config) *txn.Fen { return &c.Limits.RefundDay })},

	{"flags.declines", "5", "0-50 declines, 0 off", txn.Words{ZH: "连续这么多笔被拒绝时提示异常；异常只提示，不阻止交易", EN: "so many declines in a row are flagged; a flag only tells, it stops nothing"},
		number(func(c *Config) *int { return &c.Flags.Declines }, 0, roll.FlagLookback)},
	{"flags.card", "5", "0-50 times, 0 off", txn.Words{ZH: "同一张卡或付款码在 flags.within 之内交易这么多次时提示", EN: "the same card or code so many times within flags.within is flagged, whatever the amounts"},
		number(func(c *Config) *int { return &c.Flags.Card }, 0, roll.FlagLookback)},
	{"flags.within", "600s", "1m-24h", txn.Words{ZH: "flags.card 的时间", EN: "how far flags.card looks back"},
		span(func(c *Config) *time.Duration { return &c.Flags.Within }, time.Minute, 24*time.Hour)},
	{"flags.amount", "10", "0-1000 times, 0 off", txn.Words{ZH: "金额超过平时（近 50 笔成功收款的中位数）这么多倍时提示", EN: "an amount of more than so many times the usual one is flagged, the median of payments approved among the last 50"},
		number(func(c *Config) *int { return &c.Flags.Times }, 0, 1000)},
	{"flags.refund", "false", "true | false", txn.Words{ZH: "退货而当日本机没有对应消费时提示；隔日退货多的商户不要打开", EN: "a refund of what was not sold here on the same day is flagged; not for shops whose customers come back another day"},
		toggle(func(c *Config) *bool { return &c.Flags.Refund })},

	{"wallet.ask_for", "120s", "1s-600s", txn.Words{ZH: "钱包支付等待顾客确认的时间，之后关闭订单", EN: "longest wait for a wallet's customer; then the order is closed"},
		span(func(c *Config) *time.Duration { return &c.Wallet.AskFor }, time.Second, 10*time.Minute)},

	{"eslip.listen", "", "host:port, or empty", txn.Words{ZH: "posterm run 提供电子小票的地址，如 \"127.0.0.1:8584\"；空则不提供", EN: "where \"posterm run\" serves e-slips, like \"127.0.0.1:8584\"; empty: nowhere"},
		words(func(c *Config) *string { return &c.Eslip.Listen }, optional(checkAddress))},
	{"eslip.base_url", "", "https://..., or empty", txn.Words{ZH: "电子小票链接的开头，如 \"https://slips.example.com\"；空则没有链接", EN: "what links to e-slips begin with, like \"https://slips.example.com\"; empty: there are no links"},
		words(func(c *Config) *string { return &c.Eslip.BaseURL }, optional(checkBaseURL))},
	{"eslip.expiry_days", "90", "1-3650 days", txn.Words{ZH: "电子小票链接的有效天数，从交易时算起", EN: "how long a link lives, counted from its transaction"},
		number(func(c *Config) *int { return &c.Eslip.Days }, 1, 3650)},
	{"eslip.insecure", "false", "true | false", txn.Words{ZH: "允许以明文 HTTP 在本机以外提供电子小票", EN: "allow plain HTTP for e-slips beyond this machine"},
		toggle(func(c *Config) *bool { return &c.Eslip.Insecure })},

	{"void.card", "ask", "ask | stored", txn.Words{ZH: "撤销时：重新刷卡，或用保存的卡号", EN: "a void's card: presented again, or the stored number"},
		choice(func(c *Config) *VoidCard { return &c.Void.Card }, VoidAsk, VoidStored)},

	{"notify.url", "", "URL, or empty", txn.Words{ZH: "事件通知地址（Standard Webhooks，https）；空则不通知", EN: "where events are told, as Standard Webhooks by https; empty: nowhere"},
		words(func(c *Config) *string { return &c.Notify.URL }, optional(checkEndpoint))},
	{"notify.secret_file", "", "absolute path, or empty", txn.Words{ZH: "通知签名密钥文件（权限 0600），内容为 whsec_ 开头的一行", EN: "file of the endpoint's secret, mode 0600: one line that begins with whsec_"},
		words(func(c *Config) *string { return &c.Notify.SecretFile }, checkFile)},
	{"notify.events", "", "names of events", txn.Words{ZH: "只通知这些事件，如 [\"transaction.approved\", \"batch.settled\"]；空则全部", EN: "only these events are told, like [\"transaction.approved\", \"batch.settled\"]; empty: all"},
		several[roll.Event]{func(c *Config) *[]roll.Event { return &c.Notify.Events }, len(roll.Events()), roll.ParseEvent, roll.Event.String}},
	{"notify.timeout", "10s", "1s-60s", txn.Words{ZH: "一次通知的最长时间，超时再发", EN: "longest time of one try; then it is made again later"},
		span(func(c *Config) *time.Duration { return &c.Notify.Timeout }, time.Second, time.Minute)},
	{"notify.insecure", "false", "true | false", txn.Words{ZH: "允许以明文 HTTP 通知本机以外的地址", EN: "allow plain HTTP to a receiver beyond this machine"},
		toggle(func(c *Config) *bool { return &c.Notify.Insecure })},
	{"observe.listen", "", "host:port, or empty", txn.Words{ZH: "posterm run 在此地址提供 /metrics、/healthz、/readyz；空则不提供", EN: "where \"posterm run\" serves /metrics, /healthz and /readyz; empty: nowhere"},
		words(func(c *Config) *string { return &c.Observe.Listen }, optional(checkListen))},
	{"observe.insecure", "false", "true | false", txn.Words{ZH: "允许本机以外访问（不加密）", EN: "serve them beyond this machine, too, unencrypted"},
		toggle(func(c *Config) *bool { return &c.Observe.Insecure })},
}

var lang = value[txn.Lang]{
	at: func(c *Config) *txn.Lang { return &c.Lang }, is: strict.Text,
	parse: func(s string) (txn.Lang, error) {
		l, err := txn.ParseLang(s)
		if err != nil {
			return 0, fmt.Errorf(`%s is not known: want "zh" or "en"`, quote(s))
		}
		return l, nil
	},
	text: txn.Lang.String,
}

var tpdu = value[frame.TPDU]{
	at: func(c *Config) *frame.TPDU { return &c.Host.TPDU }, is: strict.Text,
	parse: func(s string) (frame.TPDU, error) {
		t, err := frame.ParseTPDU(s)
		if err != nil {
			return t, errors.New(`want 10 hex digits, like "6000010000"`)
		}
		return t, nil
	},
	text: frame.TPDU.String,
}

func checkOperator(s string) error {
	if len(s) != 2 || strings.Trim(s, "0123456789") != "" {
		return errors.New(`want two digits in quotes, like "01"`)
	}
	return nil
}

func checkMAC(s string) error {
	if keys.Algorithm(s).Check() != nil {
		return fmt.Errorf("%s is not known: want %q, %q or %q", quote(s), keys.UnionPayECB, keys.X919, keys.SM4MAC)
	}
	return nil
}

// checkMake: a name is looked up, and a file read, when the whole configuration is known.
func checkMake(s string) error {
	if s == "" || strings.Contains(s, "/") && (!filepath.IsAbs(s) || checkFile(s) != nil) {
		return fmt.Errorf("want one of %q, or an absolute path, like %q", makes.Names(), "/etc/posterm/printer.toml")
	}
	return nil
}

// pathLimit is the longest path in bytes that Linux opens, less its end.
const pathLimit = 4095

func checkDeviceKey(s string) error {
	return absolute(s, "/etc/posterm/device.key")
}

// checkFile is for certificates and keys: a relative path would depend on where the
// program was started.
func checkFile(s string) error { return absolute(s, "/etc/posterm/acquirer.pem") }

// checkDisplay: what follows serial:// is the printer driver's to read.
func checkDisplay(s string) error {
	if s == "none" || strings.HasPrefix(s, "serial:///") {
		return nil
	}
	return absolute(s, "/dev/ttyS1")
}

func absolute(s, like string) error {
	if s != "" && (!filepath.IsAbs(s) || len(s) > pathLimit || strings.ContainsFunc(s, unicode.IsControl)) {
		return fmt.Errorf("want an absolute path, like %q", like)
	}
	return nil
}
