package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/comms/profile"
	"posterm/internal/strict"
	"posterm/journal/roll"
	"posterm/txn"
)

// promised is the file of INTERFACE.md 3.
const promised = `
lang = "zh"
duplicate = "warn"
[terminal]
id = "00010001"
merchant = "104512541110001"
merchant_name = "测试商户"
copies = 2
auto_signin = true
service_phone = ""
[host]
profile = "unionpay"
mac = "unionpay-ecb"
primary = "127.0.0.1:8583"
backup = ""
connect_timeout = "5s"
response_timeout = "60s"
keep_open = false
tls = false
[printer]
port = "tcp://127.0.0.1:9100"
columns = 32
confirm_timeout = "10s"
[reversal]
attempts = 3
when = "next-online"
when_parked = "sell"
[void]
card = "ask"
`

func TestThePromisedFileIsTheDefault(t *testing.T) {
	c, err := Parse("posterm.toml", []byte(promised))
	require.NoError(t, err)
	want := Default()
	c.sources, want.sources = nil, nil
	require.Equal(t, want, c)
	require.Equal(t, time.Minute, c.Host.ResponseTimeout)
	require.Equal(t, "6000010000", c.Host.TPDU.String())
	require.Equal(t, 500, c.Terminal.BatchLimit)
	require.Equal(t, "01", c.Terminal.Operator)
}

func TestLimitsAndFlagsCanBeSet(t *testing.T) {
	c, err := Parse("f", []byte(`
		limits = {sale = "2000", sale_day = "50000.00", refund = "500.5", refund_day = "1000"}
		flags = {declines = 0, card = 4, within = "1h", amount = 20, refund = true}`))
	require.NoError(t, err)
	require.Equal(t, Limits{Sale: 200_000, SaleDay: 5_000_000, Refund: 50_050, RefundDay: 100_000}, c.Limits)
	require.Equal(t, roll.FlagRules{Card: 4, Within: time.Hour, Times: 20, Refund: true}, c.Flags)
	require.Equal(t, Limits{}, Default().Limits)
}

func TestEveryKeyCanBeSet(t *testing.T) {
	c, err := Parse("f", []byte(`
		lang = "en"
		duplicate = "refuse"
		terminal = {device_key = "/k", id = "T1234567", merchant = "M12345678901234", merchant_name = "Café 中文", operator = "07", operators = "on", copies = 0, goods = true, customer_display = "serial:///dev/ttyUSB1?baud=9600", auto_signin = false, training = true, service_phone = "400-123 4567", static_code = "https://pay.example/7", slip_code = "summary", paper = "request", batch_limit = 3}
		host.mac = "x9.19"
		host.signin = "004"
		host.tpdu = "6000020000"
		host.primary = "pos.example.com:443"
		host.connect_timeout = "250ms"
		host.response_timeout = "1m30s"
		host.insecure = true
		host.backup = "192.0.2.7:443"
		host.interfaces = ["eth0", "wwan0"]
		host.cooldown = "5m"
		host.keep_open = true
		host.echo_after = "45s"
		host.wrapper = "http"
		host.path = "/pos?x=1"
		host.tls = true
		host.ca = "/ca.pem"
		host.cert = "/c.pem"
		host.key = "/c.key"
		host.pin = ["0000000000000000000000000000000000000000000000000000000000000001", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
		host.name = "pos.bank.cn"
		printer.port = "serial:///dev/ttyUSB0?baud=9600&flow=rtscts"
		printer.profile = "80mm"
		printer.columns = 47
		printer.temperature = "-5"
		printer.confirm_timeout = "2s"
		wallet.ask_for = "30s"
		eslip = {listen = "0.0.0.0:8584", base_url = "http://192.0.2.9/slips", expiry_days = 7, insecure = true}
		reversal.attempts = 6
		reversal.when = "at-once"
		reversal.when_parked = "block"
		notify = {url = "https://shop.example.com/pos?shop=7", secret_file = "/etc/posterm/notify.secret", events = ["transaction.approved", "slip.owed"], timeout = "3s", insecure = true}
		void.card = "stored"
		limits = {sale = "2000", sale_day = "50000.00", refund = "500.5", refund_day = "1000"}
		flags = {declines = 0, card = 4, within = "1h", amount = 20, refund = true}
		observe = {listen = "127.0.0.1:0", insecure = true}`))
	require.NoError(t, err)
	require.Equal(t, txn.English, c.Lang)
	require.Equal(t, DuplicateRefuse, c.Duplicate)
	require.Equal(t, Terminal{ID: "T1234567", Merchant: "M12345678901234", MerchantName: "Café 中文", Operator: "07", Operators: OperatorsOn, ServicePhone: "400-123 4567", StaticCode: "https://pay.example/7", BatchLimit: 3, Training: true, Paper: PaperRequest, SlipCode: SlipCodeSummary, Goods: true, Customer: "serial:///dev/ttyUSB1?baud=9600", DeviceKey: "/k"}, c.Terminal)
	require.Equal(t, Eslip{Listen: "0.0.0.0:8584", BaseURL: "http://192.0.2.9/slips", Days: 7, Insecure: true}, c.Eslip)
	require.Equal(t, keys.X919, c.Host.MAC)
	require.Equal(t, keys.FormTrack, c.Host.Signin)
	require.Equal(t, 90*time.Second, c.Host.ResponseTimeout)
	require.Equal(t, []string{"eth0", "wwan0"}, c.Host.Interfaces)
	require.Equal(t, line.Settings{
		Primary: "pos.example.com:443", Backup: "192.0.2.7:443", Interfaces: []string{"eth0", "wwan0"}, UserTimeout: 90 * time.Second,
		TLS:     &line.TLS{CA: "/ca.pem", Cert: "/c.pem", Key: "/c.key", Pins: []line.Pin{{31: 1}, {}}, Name: "pos.bank.cn"},
		Wrapper: line.WrapHTTP, HTTPPath: "/pos?x=1", Agent: "posterm/test", KeepOpen: true,
	}, c.Host.Line("posterm/test"))
	require.Equal(t, Reversal{Attempts: 6, When: AtOnce, WhenParked: ParkedBlock}, c.Reversal)
	require.Equal(t, []roll.Event{roll.TxnApproved, roll.SlipOwed}, c.Notify.Wanted())
	for _, k := range c.Keys() {
		if k.Name != "host.profile" {
			require.NotEqual(t, k.Default, k.Value, k.Name)
			require.Regexp(t, `^f:\d+$`, k.Source, k.Name)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct{ name, doc, want string }{
		{"unknown key", "lnag = 'zh'", `f:1: unknown key "lnag": did you mean "lang"?`},
		{"unknown key in a table", "\n[host]\nprimray = 'x'", `f:3: unknown key "host.primray": did you mean "host.primary"?`},
		{"key in the wrong table", "columns = 32", `f:1: unknown key "columns": did you mean "printer.columns"?`},
		{"unknown table", "[hots]", `f:1: unknown key "hots": did you mean "host"?`},
		{"list of tables", "[[host]]\nmac = 'x9.19'", `f:1: unknown key "host"`},
		{"key twice", "lang = 'zh'\nlang = 'en'", "f:2: this key or table was set before in the file"},
		{"base address without a scheme", "eslip.base_url = 'slips.example.com'", "f:1: eslip.base_url: want an address"},
		{"base address with a slash at its end", "eslip.base_url = 'https://slips.example.com/'", "f:1: eslip.base_url: want an address"},
		{"base address with a query", "eslip.base_url = 'https://slips.example.com/?a'", "f:1: eslip.base_url: want an address"},
		{"base address with a password", "eslip.base_url = 'https://a:b@slips.example.com'", "f:1: eslip.base_url: want an address"},
		{"base address in plain HTTP", "eslip.base_url = 'http://slips.example.com'", "f:1: eslip.base_url: plain HTTP beyond this machine"},
		{"e-slips served in plain HTTP", "eslip.base_url = 'https://slips.example.com'\neslip.listen = '0.0.0.0:8584'", "f:2: eslip.listen: plain HTTP beyond this machine"},
		{"e-slips that nobody finds", "eslip.listen = '127.0.0.1:8584'", "f:1: eslip.listen: nobody finds"},
		{"links that lead nowhere", "terminal.slip_code = 'eslip'", "f:1: terminal.slip_code: links need base_url"},
		{"no paper and no e-slip", "terminal.paper = 'request'", "f:1: terminal.paper: without paper the customer needs the e-slip"},
		{"number without quotes", "[terminal]\nid = 10001", "f:2: terminal.id: want text in quotes"},
		{"leading zeros without quotes", "[terminal]\nid = 00010001", "f:2: not valid TOML"},
		{"text for a number", "terminal.copies = '2'", "f:1: terminal.copies: want a whole number without quotes"},
		{"text for a switch", "host.keep_open = 'yes'", "f:1: host.keep_open: want true or false without quotes"},
		{"a list", "lang = ['zh']", "f:1: lang: want text in quotes"},
		{"a table for a value", "lang = {}", "f:1: lang: want text in quotes"},
		{"a fraction", "terminal.copies = 1.5", "f:1: terminal.copies: want a whole number without quotes"},
		{"lang", "lang = 'de'", `f:1: lang: "de" is not known: want "zh" or "en"`},
		{"duplicate", "duplicate = 'no'", `f:1: duplicate: "no" is not known: want "warn" or "ask" or "refuse"`},
		{"terminal number short", "terminal.id = '0001001'", "f:1: terminal.id: want exactly 8 letters or digits, in quotes"},
		{"terminal number with a space", "terminal.id = '0001 001'", "want exactly 8"},
		{"terminal number full-width", "terminal.id = '０００１０００１'", "want exactly 8"},
		{"merchant number long", "terminal.merchant = '1045125411100011'", "f:1: terminal.merchant: want exactly 15"},
		{"merchant name empty", "terminal.merchant_name = ''", "want 1 to 40 printable characters"},
		{"merchant name with control bytes", `terminal.merchant_name = "a\u001bb"`, "want 1 to 40 printable characters"},
		{"merchant name endless", "terminal.merchant_name = '" + strings.Repeat("店", 41) + "'", "want 1 to 40"},
		{"phone with a line end", `terminal.service_phone = "1\n2"`, "want 0 to 20 printable characters"},
		{"operator", "terminal.operator = '1'", `want two digits in quotes, like "01"`},
		{"copies", "terminal.copies = 3", "f:1: terminal.copies: want 0 to 2"},
		{"copies negative", "terminal.copies = -1", "want 0 to 2"},
		{"copies huge", "terminal.copies = 99999999999999999999", "f:1: "},
		{"batch limit", "terminal.batch_limit = 501", "want 1 to 500"},
		{"profile", "host.profile = 'visa'", `"visa" is not known: want "unionpay"`},
		{"mac", "host.mac = 'hmac'", `f:1: host.mac: "hmac" is not known: want "unionpay-ecb", "x9.19" or "sm4"`},
		{"signin", "host.signin = '001'", `f:1: host.signin: "001" is not known: want "003" or "004" or "006" or "005"`},
		{"signin as a number", "host.signin = 6", "f:1: host.signin: want text in quotes"},
		{"3DES keys for an SM4 MAC", "[host]\nmac = 'sm4'\nsignin = '003'", `f:3: host.signin: "003" and host.mac = "sm4" contradict each other`},
		{"SM4 keys for a 3DES MAC", "[host]\nsignin = '006'\nmac = 'unionpay-ecb'", `f:2: host.signin: "006" and host.mac = "unionpay-ecb" contradict each other`},
		{"the other SM4 form", "[host]\nsignin = '005'\nmac = 'x9.19'", `leave one of the two keys out`},
		{"notify without a secret", "notify.url = 'https://a.example'", `f:1: notify.url needs notify.secret_file: a file, mode 0600`},
		{"notify in the clear", "notify.secret_file = '/s'\nnotify.url = 'http://a.example/x'", `f:2: notify.url: plain HTTP beyond this machine`},
		{"notify by another way", "notify.url = 'ftp://a.example/x'", `want https:// and a host`},
		{"notify nobody", "notify.url = 'https:///x'", `want https:// and a host`},
		{"notify with a password", "notify.url = 'https://u:p@a.example/'", `want no user, password or fragment`},
		{"notify, no URL", `notify.url = "https://a.example/\u4e00"`, `is no URL`},
		{"notify, endless", "notify.url = 'https://a.example/" + strings.Repeat("x", 2000) + "'", `is no URL`},
		{"notify of nothing known", "notify.events = ['transaction.paid']", `f:1: notify.events: "transaction.paid" is no event: want one of transaction.approved, `},
		{"notify secret, relative", "notify.secret_file = 'secret'", `want an absolute path`},
		{"notify for an hour", "notify.timeout = '1h'", `want 1s to 60s`},
		{"device key, relative", "terminal.device_key = 'device.key'", `f:1: terminal.device_key: want an absolute path, like "/etc/posterm/device.key"`},
		{"device key with a line end", `terminal.device_key = "/a\nb"`, "want an absolute path"},
		{"device key, endless", "terminal.device_key = '/" + strings.Repeat("x", 5000) + "'", "want an absolute path"},
		{"tpdu", "host.tpdu = '60'", `want 10 hex digits, like "6000010000"`},
		{"host empty", "host.primary = ''", `want "host:port"`},
		{"host without port", "host.primary = '127.0.0.1'", `f:1: host.primary: "127.0.0.1" is no address: want "host:port", like "127.0.0.1:8583"`},
		{"host port 0", "host.primary = '127.0.0.1:0'", "the port must be 1 to 65535"},
		{"host port too large", "host.primary = '127.0.0.1:65536'", "the port must be 1 to 65535"},
		{"host without a name", "host.primary = ':8583'", "no valid host"},
		{"host with a space", "host.primary = 'a b:1'", "no valid host"},
		{"host with a scheme", "host.primary = 'tcp://h:1'", "is no address"},
		{"host beyond this machine", "[host]\n\nprimary = '192.0.2.1:8583'", "f:3: host.primary: plain TCP beyond this machine"},
		{"backup", "host.backup = '127.0.0.1'", `f:1: host.backup: "127.0.0.1" is no address`},
		{"backup beyond this machine", "[host]\nbackup = '192.0.2.1:8583'", "f:2: host.backup: plain TCP beyond this machine"},
		{"backup is the primary", "[host]\nbackup = '127.0.0.1:8583'", "f:2: host.backup: it is the same as host.primary"},
		{"kept connection", "host.keep_open = 1", "f:1: host.keep_open: want true or false without quotes"},
		{"interface", "host.interfaces = ['eth0', 'e th']", `f:1: host.interfaces: "e th" is no network interface: want a name like "eth0"`},
		{"interface twice", "host.interfaces = ['eth0', 'eth0']", `f:1: host.interfaces: "eth0" stands there twice`},
		{"too many interfaces", "host.interfaces = ['a', 'b', 'c', 'd', 'e']", "f:1: host.interfaces: want at most 4"},
		{"interfaces that are numbers", "host.interfaces = [0]", `f:1: host.interfaces: want a list of texts in quotes, like ["a", "b"]`},
		{"limit without a number", "limits.sale = 'much'", `f:1: limits.sale: bad amount "much": want yuan like 12.34`},
		{"limit as a number", "limits.sale = 2000", "f:1: limits.sale: want"},
		{"cooldown", "host.cooldown = '500ms'", "f:1: host.cooldown: want 1s to 3600s"},
		{"echo", "host.echo_after = '0s'", "f:1: host.echo_after: want 1s to 600s"},
		{"wrapper", "host.wrapper = 'soap'", `f:1: host.wrapper: "soap" is not known: want "none" or "stx" or "http"`},
		{"path without http", "host.path = '/pos'", "f:1: host.path: only HTTP has one"},
		{"path with a line end", `host.path = "/a\r\nX: y"`, `f:1: host.path: want a path like "/pos"`},
		{"path without a slash", "host.path = 'pos'", `want a path like "/pos"`},
		{"timeout without unit", "host.response_timeout = '60'", `f:1: host.response_timeout: "60" is not a duration: want a number with its unit, like "5s" or "500ms"`},
		{"timeout as a number", "host.response_timeout = 60", "want text in quotes"},
		{"timeout zero", "host.response_timeout = '0s'", "want 100ms to 120s"},
		{"timeout negative", "host.connect_timeout = '-5s'", "want 100ms to 60s"},
		{"timeout endless", "printer.confirm_timeout = '1h'", "want 100ms to 120s"},
		{"tls", "host.tls = 'yes'", "f:1: host.tls: want true or false without quotes"},
		{"authority without tls", "host.ca = '/ca.pem'", "f:1: host.ca: it protects nothing without TLS: set tls = true under [host], or leave it out"},
		{"certificate without tls", "host.cert = '/c.pem'", "f:1: host.cert: it protects nothing without TLS"},
		{"key without tls", "host.key = '/c.key'", "f:1: host.key: it protects nothing without TLS"},
		{"pin without tls", "host.pin = '" + strings.Repeat("0", 64) + "'", "f:1: host.pin: it protects nothing without TLS"},
		{"name without tls", "host.name = 'pos.example.com'", "f:1: host.name: it protects nothing without TLS"},
		{"authority, relative", "host.ca = 'ca.pem'", `f:1: host.ca: want an absolute path, like "/etc/posterm/acquirer.pem"`},
		{"certificate without key", "[host]\ntls = true\ncert = '/c.pem'", "f:3: host.cert: its private key is missing: set host.key"},
		{"key without certificate", "[host]\ntls = true\nkey = '/c.key'", "f:3: host.key: its certificate is missing: set host.cert"},
		{"pin", "[host]\ntls = true\npin = 'abc'", "f:3: host.pin: want the SHA-256 of a public key: 64 hex digits, or 44 characters of base64"},
		{"name", "[host]\ntls = true\nname = 'a b'", `f:3: host.name: "a b" is no host name: want a name like "pos.example.com"`},
		{"printer", "printer.port = '/dev/lp0'", `f:1: printer.port: "/dev/lp0" is no printer: want "tcp://host:port", "serial:///dev/...", "usb:///dev/..." or "none"`},
		{"printer scheme", "printer.port = 'http://h:1'", "is no printer"},
		{"printer tcp without port", "printer.port = 'tcp://h'", "is no printer"},
		{"printer serial, two slashes", "printer.port = 'serial://dev/ttyUSB0'", `want three slashes and a device, like "serial:///dev/..."`},
		{"printer usb without device", "printer.port = 'usb:///'", "want three slashes and a device"},
		{"columns", "printer.columns = 80", "want 24 to 64"},
		{"attempts", "reversal.attempts = 0", "want 1 to 6"},
		{"when", "reversal.when = 'later'", `want "next-online" or "at-once"`},
		{"when parked", "reversal.when_parked = 'stop'", `want "sell" or "block"`},
		{"void", "void.card = 'none'", `want "ask" or "stored"`},
		{"not utf-8", "lang = '\xff'", "f:1: not valid TOML"},
		{"binary", "\x7fELF\x00", "f:1: not valid TOML"},
		{"too long", strings.Repeat("#", 70_000), "f: a configuration has at most 65536 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse("f", []byte(tt.doc))
			require.ErrorContains(t, err, tt.want)
			require.Equal(t, Config{}, c)
			var at *strict.Error
			require.ErrorAs(t, err, &at)
		})
	}
}

// Of MAC and sign-in one implies the other; together they must fit.
func TestSignInAndMAC(t *testing.T) {
	for _, tt := range []struct {
		doc    string
		mac    keys.Algorithm
		signin keys.Form
	}{
		{"", keys.UnionPayECB, keys.FormDouble},
		{"host.mac = 'x9.19'", keys.X919, keys.FormDouble},
		{"host.mac = 'sm4'", keys.SM4MAC, keys.FormSM4},
		{"host.signin = '004'", keys.UnionPayECB, keys.FormTrack},
		{"host.signin = '006'", keys.SM4MAC, keys.FormSM4},
		{"host.signin = '005'", keys.SM4MAC, keys.FormSM4Dialect},
		{"host.mac = 'sm4'\nhost.signin = '005'", keys.SM4MAC, keys.FormSM4Dialect},
		{"host.signin = '004'\nhost.mac = 'x9.19'", keys.X919, keys.FormTrack},
	} {
		c, err := Parse("f", []byte(tt.doc))
		require.NoError(t, err, tt.doc)
		require.Equal(t, tt.mac, c.Host.MAC, tt.doc)
		require.Equal(t, tt.signin, c.Host.Signin, tt.doc)
	}
}

func TestLoopbackNeedsNoPermission(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "localhost:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true,
		"10.0.0.1:1": false, "localhost.example:1": false, "[::]:1": false, "0.0.0.0:1": false,
	} {
		_, err := Parse("f", []byte("host.primary = '"+address+"'"))
		require.Equal(t, want, err == nil, address)
		if !want {
			require.ErrorIs(t, err, ErrInsecure)
			_, err = Parse("f", []byte("host.insecure = true\nhost.primary = '"+address+"'"))
			require.NoError(t, err)
		}
	}
}

func TestLoad(t *testing.T) {
	c, err := Load("")
	require.NoError(t, err)
	require.Equal(t, Default(), c)

	dir := t.TempDir()
	file := filepath.Join(dir, "posterm.toml")
	_, err = Load(file)
	require.EqualError(t, err, file+": no such file or directory")
	_, err = Load(dir)
	require.EqualError(t, err, dir+": not a regular file")

	require.NoError(t, os.WriteFile(file, []byte("lang = \"en\"\n"), 0o600))
	c, err = Load(file)
	require.NoError(t, err)
	require.Equal(t, Key{Name: "lang", Value: "en", Source: file + ":1", Default: "zh", Unit: "zh | en", Doc: Doc{"屏幕和小票的语言", "language of screens and slips"}}, c.Keys()[0])
	require.Equal(t, "default", c.Keys()[1].Source)
	doc, err := json.Marshal(c.Keys()[1])
	require.NoError(t, err)
	require.Contains(t, string(doc), `{"key":"duplicate","value":"warn","source":"default","default":"warn","unit":`)
}

func TestDataDir(t *testing.T) {
	env := map[string]string{"HOME": "/home/u"}
	get := func(k string) string { return env[k] }
	for _, step := range []struct{ name, value, want string }{
		{"", "", "/home/u/.local/state/posterm"},
		{"XDG_STATE_HOME", "relative", "/home/u/.local/state/posterm"},
		{"XDG_STATE_HOME", "/state", "/state/posterm"},
		{"POSTERM_DATA", "/data", "/data"},
	} {
		env[step.name] = step.value
		got, err := DataDir("", get)
		require.NoError(t, err)
		require.Equal(t, step.want, got)
	}
	got, err := DataDir("mine", get)
	require.NoError(t, err)
	require.Equal(t, "mine", got)
	_, err = DataDir("", func(string) string { return "" })
	require.ErrorIs(t, err, ErrNoHome)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(promised))
	f.Add([]byte("host.insecure = true\nhost.primary = 'h:1'\n[[x]]\n"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, err := Parse("f", doc)
		if err != nil {
			require.Equal(t, Config{}, c)
			return
		}
		require.Len(t, c.Terminal.ID, 8)
		require.Len(t, c.Terminal.Merchant, 15)
		require.NoError(t, checkAddress(c.Host.Primary))
		require.Len(t, c.Keys(), len(table))
		require.NoError(t, c.Host.Signin.Fits(c.Host.MAC))
	})
}

// TLS needs no permission to leave the machine, and both hosts are looked at.
func TestTLSLeavesTheMachine(t *testing.T) {
	c, err := Parse("f", []byte("[host]\nprimary = '192.0.2.1:8583'\nbackup = 'pos.example.com:8583'\ntls = true\npin = '"+strings.Repeat("ab", 32)+"'"))
	require.NoError(t, err)
	require.Len(t, c.Host.Pins, 1, "one alone needs no brackets")
	require.Nil(t, Default().Host.Line("x").TLS)
	_, err = Parse("f", []byte("[host]\ninsecure = true\nprimary = '192.0.2.1:8583'\nbackup = '192.0.2.2:8583'"))
	require.NoError(t, err)
}

// What a profile does not have must not be asked for in vain.
func TestProfiles(t *testing.T) {
	c, err := Parse("f", []byte("[host]\nprofile = \"ascii87\"\n"))
	require.NoError(t, err)
	require.Equal(t, "ascii87", c.Host.Profile)
	for doc, says := range map[string]string{
		"[host]\nprofile = \"visa\"\n":                           `f:2: host.profile: "visa" is not known: want "` + strings.Join(profile.Names(), `" or "`) + `"`,
		"[host]\nprofile = \"ascii87\"\nmac = \"x9.19\"\n":       `f:3: host.mac: profile "ascii87" has none: leave this key out`,
		"[host]\nprofile = \"ascii87\"\nsignin = \"003\"\n":      `f:3: host.signin: profile "ascii87" has none: leave this key out`,
		"[host]\ntpdu = \"6000020000\"\nprofile = \"ascii87\"\n": `f:2: host.tpdu: profile "ascii87" has none: leave this key out`,
	} {
		_, err := Parse("f", []byte(doc))
		require.EqualError(t, err, says)
	}
}
