package console

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/front/operator"
	"posterm/terminal"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the transcripts; read the diff before committing it")

const (
	keyedPAN = "6222020000072345"
	swipeA   = "%B6222020000031234^TEST/CARD^30121200000000?;6222020000031234=30121200000000001?"
	pin      = "908172"

	paymentCode = "6212345678901234567"
)

// answers is an input that also writes what it hands out into a transcript, with
// the card numbers and PINs of this test by name.
type answers struct {
	rest       []byte
	transcript io.Writer
	fresh      bool
}

func newAnswers(text string, transcript io.Writer) *answers {
	return &answers{[]byte(text), transcript, true}
}

var named = strings.NewReplacer(swipeA, "(swipe of A)", keyedPAN, "(number of B)", pin, "(PIN)", paymentCode, "(code)", "\x00\xff\x1b[2J", "(garbage)")

func (a *answers) Read(p []byte) (int, error) {
	if len(a.rest) == 0 {
		return 0, io.EOF
	}
	if a.fresh {
		line, _, _ := strings.Cut(string(a.rest), "\n")
		if len(line) > 200 {
			line = "(long line)"
		}
		_, _ = io.WriteString(a.transcript, "‹"+named.Replace(line)+"›")
	}
	n := copy(p[:1], a.rest)
	a.fresh, a.rest = a.rest[0] == '\n', a.rest[n:]
	return n, nil
}

// stories are people at the menu; each answer is one line.
var stories = []struct {
	name    string
	prepare func(*device)
	config  func(*Config)
	answers []string
	staff   bool // operators sign in
	leaves  bool // by 退出; otherwise the input ends
}{
	{name: "sale", answers: []string{"1", "12.34", "A", "", "0"}, leaves: true},
	{name: "sale_by_name_swiped_with_pin", answers: []string{"sale", "5", swipeA, pin, "退出"}, leaves: true},
	{name: "sale_keyed", answers: []string{"消费", "0.01", keyedPAN, "3012", "", "0"}, leaves: true},
	{name: "bad_amount", answers: []string{"1", "1.234", "０１", "0", "1", "-5", "7.00", "A", "0", "0"}, leaves: true},
	{name: "bad_card", answers: []string{"1", "5", "6222020000072346", "bad-track", "nosuch", "1", "5", keyedPAN, "3013", "", "0"}, leaves: true},
	{name: "bad_pin", answers: []string{"3", "A", "123", "12a4", pin, "0"}, leaves: true},
	{name: "no_test_keys", config: func(c *Config) { c.TestKeys = false }, answers: []string{"3", "A", swipeA, "0"}, leaves: true},
	{name: "declined", answers: []string{"1", "5.00", "C", "", "0"}, leaves: true},
	{name: "in_doubt", prepare: func(d *device) { d.loseAnswer = true }, answers: []string{"1", "123.45", "A", "", "9", "1", "5", "0", "0"}, leaves: true},
	{name: "in_doubt_healed_by_balance", prepare: func(d *device) { d.loseAnswer = true }, answers: []string{"1", "123.45", "A", "", "3", "A", "", "5", "11", "0"}, leaves: true},
	{name: "undelivered", prepare: undelivered, answers: []string{"9", "1", "9", "2", "0"}, leaves: true},
	{name: "in_doubt_at_power_on", prepare: func(d *device) { d.sold(500).end(0, txn.BeingReversed, notKnown) }, answers: []string{"0"}, leaves: true},
	{name: "parked", prepare: parked, answers: []string{"9", "0"}, leaves: true},
	{name: "slip_owed", prepare: func(d *device) { d.paperOut = true }, answers: []string{"1", "12.34", "A", "", "4", "0"}, leaves: true},
	{name: "slip_faint", prepare: faint, answers: []string{"4", "", "4", "1", "0"}, leaves: true},
	{name: "slip_owed_at_power_on", prepare: func(d *device) { d.paperOut = true; d.sold(1234) }, answers: []string{"4", "0"}, leaves: true},
	{name: "slip_owed_without_printer", prepare: func(d *device) { d.paperOut, d.paperless = true, true; d.sold(1234) }, answers: []string{"0"}, leaves: true},
	{name: "roll_low", prepare: func(d *device) { d.low = true }, answers: []string{"1", "12.34", "A", "", "4", "0"}, leaves: true},
	{name: "reprint_nothing", answers: []string{"4", "9", "5", "0", "", "0"}, leaves: true},
	{name: "void", prepare: sold, answers: []string{"2", "12/", "99", "11", "A", "", "1", "0"}, leaves: true},
	{name: "void_not_confirmed", prepare: sold, answers: []string{"2", "11", "A", pin, "n", "0"}, leaves: true},
	{name: "void_stored_card", prepare: sold, config: func(c *Config) { c.StoredVoid = true }, answers: []string{"2", "11", "1", "0"}, leaves: true},
	{name: "duplicate_confirmed", prepare: sold, answers: []string{"1", "12.34", "A", "", "1", "", "0"}, leaves: true},
	{name: "duplicate_not_confirmed", prepare: sold, answers: []string{"1", "12.34", "A", pin, "", "0"}, leaves: true},
	{name: "sign_in_sign_off_echo", answers: []string{"6", "签退", "ECHO", "0"}, leaves: true},
	{name: "preauth", answers: []string{"10", "1", "100", "A", "", "预授权完成", "11", "80", "A", "", "1", "10", "2", "11", "A", "", "n", "10", "4", "12", "A", "", "1", "0"}, leaves: true},
	{name: "preauth_by_its_slip", answers: []string{"preauth-void", "0", "abc", "ABC123", "1340", "1121", "100", "A", "", "1", "10", "0", "10", "", "0"}, leaves: true},
	{name: "goods", config: asksGoods, answers: []string{
		"1", "12.34", "咖啡 x2 8.00", "tea\x1b@", "4111111111111111", "tea 4.33", "", "咖啡 x2 8.00", "tea 4.34", "外带", "", "A", "", // does not add up, then does
		"11", "5", "", paymentCode, "10", "1", "100", "A", "", "0",
	}, leaves: true},
	{name: "pay", answers: []string{"11", "12.34", "99123456789012345678", paymentCode, "0"}, leaves: true},
	{name: "refund", prepare: sold, answers: []string{"12", "11", "5", "A", "", "1", "refund", "0", "short", "000000000017", "1121", "1", "5", "A", "", "1", "退货", "0", "000000000018", "1121", "2", "5", "1", "0"}, leaves: true},
	{name: "enquiry", answers: []string{"13", "x", "000007", "0"}, leaves: true},
	{name: "settle", prepare: sold, answers: []string{"14", "n", "批结算", "1", "0"}, leaves: true},
	{name: "print", prepare: sold, answers: []string{"15", "1", "15", "2", "11", "2", "15", "3", "15", "4", "15", "5", "15", "0", "字迹不清", "11", "2", "eslip", "11", "0"}, leaves: true},
	{name: "paper_on_request", prepare: onRequest, answers: []string{"4", "电子小票", "11", "0"}, leaves: true},
	{name: "print_without_printer", prepare: func(d *device) { d.paperless = true; d.sold(1234) }, answers: []string{"明细", "汇总", "16", "2", "0"}, leaves: true},
	{name: "static_code", config: hasStaticCode, answers: []string{"15", "9", "静态收款码", "0"}, leaves: true},
	{name: "static_code_without_printer", prepare: func(d *device) { d.paperless = true }, config: hasStaticCode, answers: []string{"static", "0"}, leaves: true},
	{name: "static_code_in_training", config: func(c *Config) { hasStaticCode(c); c.Training = true }, answers: []string{"static", "0"}, leaves: true},
	{name: "no_static_code", answers: []string{"static", "0"}, leaves: true},
	{name: "manage", answers: []string{"16", "1", "16", "2", "16", "3", "16", "4", "16", "5", "16", "6", "1", "16", "7", "16", "9", "16", "17", "0", "0"}, leaves: true},
	{name: "first_day", staff: true, answers: []string{
		"01", "1234", "0000", "471", "0000", "4711", "4712", "4711", "2", "0000", "123456", "", // a cashier, but no supervisor yet
		"更换操作员", "00", "123456", "471147", "471147", "更换操作员", "1", "4711", "2", "471147", "11", "A", "", "1", "exit",
	}, prepare: sold, leaves: true},
	{name: "administrator", staff: true, answers: []string{
		"99", "12345678", "12344321", "12344321", "1", "16", "6", "1", "16", "6", "2", "7", "16", "6", "2", "07", "16", "6", "3", "00", "16", "6", "3", "07",
		"16", "6", "4", "01", "16", "6", "5", "01", "16", "6", "5", "55", "16", "7", "12344321", "43211234", "43211234", "0",
	}, leaves: true},
	{name: "locked", staff: true, answers: []string{"01", "1", "2", "3", "01", "4", "5", "01", "0000", "01", "", "exit"}, leaves: true},
	{name: "no_host", prepare: func(d *device) { d.noHost = true }, answers: []string{"6", "0"}, leaves: true},
	{name: "safe_mode", prepare: func(d *device) { d.sold(1234).safe = terminal.ErrSafe }, answers: []string{"6", "5", "0", "0"}, leaves: true},
	{name: "not_recorded", prepare: func(d *device) { d.failAfter = terminal.ErrNotRecorded }, answers: []string{"1", "5", "A", "", "0"}, leaves: true},
	{name: "failed_after_money", prepare: func(d *device) { d.failAfter = errors.New("disk on fire") }, answers: []string{"1", "5", "A", "", "0"}, leaves: true},
	{name: "end_of_input", answers: []string{"1", "5"}},
	{name: "garbage", answers: []string{"\x00\xff\x1b[2J", strings.Repeat("7", 3*lineLimit), "77", "1", "", "0"}, leaves: true},
}

// onRequest is a sale whose customer wanted no paper.
func onRequest(d *device) {
	d.sold(1234)
	v := &d.done[0].view
	v.Eslip = "http://127.0.0.1:8584/s/TOKEN"
	v.Paper = terminal.Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperNotDue, OnRequest: true}
}

func hasStaticCode(c *Config) { c.StaticCode = "https://pay.example/shop/7" }

func asksGoods(c *Config) { c.Goods = true }

func sold(d *device) { d.sold(1234) }

func faint(d *device) {
	d.sold(1234)
	d.done[0].view.Faint = true
	d.done[0].view.Paper = terminal.Copies{Merchant: txn.PaperPrinted, Cardholder: txn.PaperPrinted}
}

func undelivered(d *device) {
	d.sold(500)
	d.end(0, txn.BeingReversed, notKnown)
	d.sold(1234).noHost = true
}

var notKnown = words{"结果不明，正在冲正。", "Not known, being reversed."}

func parked(d *device) {
	d.sold(500).sold(1234)
	d.end(0, txn.NeedsPerson, words{"收单行拒绝冲正。", "The host refused the reversal."})
	d.done[0].view.Slips = []terminal.SlipState{{Form: txn.FormFault, State: txn.PaperDue}}
}

func TestTranscripts(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for _, s := range stories {
			t.Run(s.name+"_"+lang.String(), func(t *testing.T) {
				d := newDevice(lang)
				if s.prepare != nil {
					s.prepare(d)
				}
				var transcript, out bytes.Buffer
				c := config(d, newAnswers(strings.Join(s.answers, "\n")+"\n", &transcript), io.MultiWriter(&transcript, &out))
				if s.staff {
					staff := operator.Of(t.TempDir())
					c.Staff = &staff
				}
				if s.config != nil {
					s.config(&c)
				}
				err := Run(context.Background(), c)
				if s.leaves {
					require.ErrorIs(t, err, ErrExit)
				} else {
					require.NoError(t, err)
				}
				for _, secret := range []string{cardA.PAN.Digits(), keyedPAN, "6222020000003456", pin, paymentCode, "4711", "12344321"} {
					require.NotContains(t, out.String(), secret)
				}
				for _, pad := range d.pads {
					require.False(t, pad.(*card.SoftPad).Entered(), "a PIN outlived its order")
				}
				golden(t, s.name+"_"+lang.String(), transcript.String())
			})
		}
	}
}

func config(d *device, in io.Reader, out io.Writer) Config {
	return Config{
		Terminal: d, Screens: d.screens, In: in, Out: out, Lang: d.lang,
		TerminalID: "00010001", ServicePhone: "400-000-0000", TestKeys: true, Now: func() time.Time { return monday },
		About: About{Settings: "lang = zh", Keys: "KCV 08D7B4FB", Version: "posterm v0.1.0"},
	}
}

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
