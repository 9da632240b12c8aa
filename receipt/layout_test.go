package receipt

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the golden receipts; read the diff before committing it")

// narrow is the paper of the golden receipts, 58 mm.
const narrow = 32

var (
	at   = time.Date(2026, 11, 21, 12, 15, 1, 0, time.UTC)
	now  = at.Add(90 * time.Minute)
	shop = Shop{Name: "测试商户", ServicePhone: "400-000-0000", Version: "posterm 0.1.0"}
)

// sale is an approved sale by stripe, with everything a host may say.
func sale() roll.Txn {
	return roll.Txn{
		ID: 40, Batch: 1, Trace: 12, Kind: txn.Sale, At: at, Is: roll.Approved,
		Intent: roll.Intent{
			Amount: 1234, Card: txn.PAN("6222021234567890123").Masked(), Entry: txn.Swipe, Expiry: "2812", PIN: true,
			Terminal: "00010001", Merchant: "104512541110001", Operator: "01",
		},
		Outcome: roll.Outcome{
			Code: "00", Auth: "123456", RRN: "000000000017", HostTime: "201503", HostDate: "1121",
			SettleDate: "1122", Issuer: "01020000", Acquirer: "48020000",
		},
	}
}

// void is an approved void of that sale.
func void() roll.Txn {
	t := sale()
	t.ID, t.Orig, t.Trace, t.Kind = 50, 40, 13, txn.Void
	t.Intent.Original = &roll.Original{Batch: 1, Trace: 12, RRN: "000000000017", Auth: "123456", Date: "1121"}
	t.Outcome.RRN, t.Outcome.Auth, t.Outcome.HostTime = "000000000018", "", "202210"
	return t
}

// became is a transaction that ended otherwise.
func became(t roll.Txn, is roll.What) roll.Txn {
	t.Is, t.Outcome = is, roll.Outcome{}
	return t
}

func declined() roll.Txn {
	t := became(sale(), roll.Declined)
	t.Outcome = roll.Outcome{Code: "51", HostTime: "201503", HostDate: "1121"}
	return t
}

func reversed(t roll.Txn) roll.Txn {
	t = became(t, roll.Reversed)
	t.RevCode, t.Tries, t.Doubt.Reason = "00", 1, txn.NoReply
	return t
}

func parked() roll.Txn {
	t := became(sale(), roll.Parked)
	t.RevCode, t.Tries, t.Refused, t.Doubt.Reason = "64", 3, 3, txn.BadMAC
	return t
}

func voided() roll.Txn {
	t := sale()
	t.Void, t.VoidIs = 50, roll.Approved
	return t
}

func contactless() roll.Txn {
	t := sale()
	t.Intent.Entry, t.Intent.PIN, t.Intent.Amount = txn.Tap, false, NoSignatureLimit
	return t
}

func largest() roll.Txn {
	t := void()
	t.Intent.Amount = txn.AmountLimit
	return t
}

func talkative() roll.Txn {
	t := sale()
	t.Outcome.Text = "积分100分\x1bi\x10\x14, card 6222021234567890123 at 测试商户"
	return t
}

var (
	slip     = roll.Attempt{Form: txn.FormSlip, N: 1}
	customer = roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 1}
	second   = roll.Attempt{Form: txn.FormSlip, N: 2, Marked: true}
	tenth    = roll.Attempt{Form: txn.FormSlip, For: txn.Cardholder, N: 10, Marked: true}
	undone   = roll.Attempt{Form: txn.FormReversal, N: 1}
	fault    = roll.Attempt{Form: txn.FormFault, N: 1}
	no       = roll.Attempt{Form: txn.FormNotApproved, N: 1}
)

func TestGoldenReceipts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		txn     roll.Txn
		attempt roll.Attempt
		lang    txn.Lang
	}{
		{"sale_merchant_zh", sale(), slip, txn.Chinese},
		{"sale_merchant_en", sale(), slip, txn.English},
		{"sale_cardholder_zh", sale(), customer, txn.Chinese},
		{"sale_cardholder_en", sale(), customer, txn.English},
		{"sale_duplicate_zh", sale(), second, txn.Chinese},
		{"sale_tenth_duplicate_en", sale(), tenth, txn.English},
		{"sale_voided_duplicate_zh", voided(), second, txn.Chinese},
		{"sale_without_signature_zh", contactless(), slip, txn.Chinese},
		{"sale_with_host_text_zh", talkative(), slip, txn.Chinese},
		{"void_merchant_zh", void(), slip, txn.Chinese},
		{"void_cardholder_en", void(), customer, txn.English},
		{"void_largest_amount_zh", largest(), slip, txn.Chinese},
		{"reversal_of_sale_zh", reversed(sale()), undone, txn.Chinese},
		{"reversal_of_void_en", reversed(void()), undone, txn.English},
		{"fault_zh", parked(), fault, txn.Chinese},
		{"fault_en", parked(), fault, txn.English},
		{"declined_zh", declined(), no, txn.Chinese},
		{"declined_en", declined(), no, txn.English},
		{"not_sent_zh", became(sale(), roll.NotSent), no, txn.Chinese},
		{"in_doubt_zh", became(sale(), roll.InDoubt), no, txn.Chinese},
		{"void_in_doubt_en", became(void(), roll.InDoubt), no, txn.English},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join("..", "testdata", "receipts", tt.name+".txt")
			got := Text(Layout(tt.txn, tt.attempt, shop, tt.lang, now), narrow)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

func TestMarksAreFirstAndLast(t *testing.T) {
	for _, form := range []txn.Form{txn.FormSlip, txn.FormReversal, txn.FormFault, txn.FormNotApproved} {
		a := roll.Attempt{Form: form, N: 2, Marked: true}
		lines := strings.Split(strings.TrimSpace(Text(Layout(voided(), a, shop, txn.Chinese, now), narrow)), "\n")
		require.Equal(t, "***重打印凭证 DUPLICATE*** 第2次", lines[0])
		require.Equal(t, lines[0], lines[len(lines)-1])
		a.Marked = false
		require.NotContains(t, Text(Layout(voided(), a, shop, txn.Chinese, now), narrow), "DUPLICATE")
	}
}

func TestNothingButAnApprovalGetsASalesSlip(t *testing.T) {
	for is := roll.Nothing; is <= roll.Closed; is++ {
		x := sale()
		x.Is, x.Decision = is, &roll.Decision{Stands: true}
		text := Text(Layout(x, slip, shop, txn.Chinese, now), narrow)
		require.Equal(t, is != roll.Approved, strings.Contains(text, notApprovedMark), is)
		require.Equal(t, is == roll.Approved, strings.Contains(text, "签购单"), is)
	}
}

func TestTheYearOfTheHostsDate(t *testing.T) {
	for _, tt := range []struct{ name, date, clock, terminal, want string }{
		{"the same day", "1121", "201503", "2026-11-21T20:15:01+08:00", "2026/11/21 20:15:03"},
		{"host in the old year", "1231", "235959", "2027-01-01T00:00:02+08:00", "2026/12/31 23:59:59"},
		{"host in the new year", "0101", "000001", "2026-12-31T23:59:58+08:00", "2027/01/01 00:00:01"},
		{"the terminal's zone does not matter", "0101", "000001", "2026-12-31T16:00:02Z", "2027/01/01 00:00:01"},
		{"leap day", "0229", "120000", "2028-02-29T12:00:00+08:00", "2028/02/29 12:00:00"},
		{"leap day that is none", "0229", "120000", "2030-02-28T12:00:00+08:00", "2030/02/28 12:00:00"},
		{"no time", "", "", "2026-11-21T20:15:01+08:00", "2026/11/21 20:15:01"},
		{"nonsense", "1399", "999999", "2026-11-21T20:15:01+08:00", "2026/11/21 20:15:01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			terminal, err := time.Parse(time.RFC3339, tt.terminal)
			require.NoError(t, err)
			require.Equal(t, tt.want, stamp(hostTime(tt.date, tt.clock, terminal)))
		})
	}
}
