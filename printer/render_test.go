package printer

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/journal/roll"
	"posterm/printer/escpos"
	"posterm/receipt"
	"posterm/txn"
)

const (
	goldenHead = "\x1b@" + "\x1c&" + "\x1da\x0e" // reset, hanzi, automatic status
	goldenCut  = "\x1dVB\x00"
)

func TestRender(t *testing.T) {
	for _, tt := range []struct {
		name string
		line receipt.Line
		want string
	}{
		{"text", receipt.Line{Text: "posterm"}, "posterm\n"},
		{"hanzi in GB18030", receipt.Line{Text: "签购单"}, "\xc7\xa9\xb9\xba\xb5\xa5\n"},
		{"a hanzi of four bytes", receipt.Line{Text: "𠀀"}, "\x95\x32\x82\x36\n"},
		{"centre", receipt.Line{Text: "金额", Align: receipt.Center}, strings.Repeat(" ", 14) + "\xbd\xf0\xb6\xee\n"},
		{"pair", receipt.Line{Text: "金额", Right: "1.00"}, "\xbd\xf0\xb6\xee" + strings.Repeat(" ", 24) + "1.00\n"},
		{"bold", receipt.Line{Text: "a", Bold: true}, "\x1bE\x01a\x1bE\x00\n"},
		{"big", receipt.Line{Text: "a", Big: true, Align: receipt.Right}, "\x1d!\x11" + strings.Repeat(" ", 15) + "a\x1d!\x00\n"},
		{"rule", receipt.Line{Rule: true}, strings.Repeat("-", 32) + "\n"},
		{"empty", receipt.Line{}, "\n"},
		{"a command in the text", receipt.Line{Text: "\x1b@\x1dV\x00\x10\x04\x01ok"}, "@Vok\n"},
		{"QR", receipt.Line{QR: "A"}, "\x1ba\x01" +
			"\x1d(k\x04\x001A2\x00" + "\x1d(k\x03\x001C\x04" + "\x1d(k\x03\x001E1" + "\x1d(k\x04\x001P0A" + "\x1d(k\x03\x001Q0" + "\x1ba\x00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Render(receipt.Slip{Lines: []receipt.Line{tt.line}}, Style{})
			require.NoError(t, err)
			require.Equal(t, goldenHead+tt.want+goldenCut, string(got))
		})
	}
}

func TestATornSlipIsCutOffFirst(t *testing.T) {
	got, err := Render(receipt.Slip{}, Style{Torn: true})
	require.NoError(t, err)
	require.Equal(t, "\x1b@"+goldenCut+"\x1c&\x1da\x0e"+goldenCut, string(got))
}

func TestAQRCodeTooLongIsRefused(t *testing.T) {
	_, err := Render(receipt.Slip{Lines: []receipt.Line{{QR: strings.Repeat("x", escpos.QRLimit+1)}}}, Style{})
	require.Error(t, err)
}

// TestNoTextBecomesACommand: whatever a text holds, the only bytes below 20 on
// the line are the line feed's and those of the modes we set.
func TestNoTextBecomesACommand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := receipt.Line{Text: rapid.String().Draw(t, "text"), Right: rapid.String().Draw(t, "right")}
		got, err := Render(receipt.Slip{Lines: []receipt.Line{line}}, Style{Columns: rapid.IntRange(minColumns, 64).Draw(t, "columns")})
		require.NoError(t, err)
		body := bytes.TrimSuffix(bytes.TrimPrefix(got, []byte(goldenHead)), []byte(goldenCut))
		for _, b := range body {
			require.True(t, b == '\n' || b >= 0x20 && b != 0x7F, "%02X in % X", b, body)
		}
	})
}

func TestProcessIDs(t *testing.T) {
	seen := map[escpos.ID]uint64{}
	for job := range uint64(5000) {
		id := jobID(1<<63+12345, job)
		require.NotContains(t, seen, id)
		seen[id] = job
		for _, c := range id {
			require.True(t, c >= 0x20 && c <= 0x7E)
		}
		require.NotEqual(t, byte(barrierMark), id[0])
	}
	require.Equal(t, "0007", jobID(0, 7).String())
	require.Equal(t, byte(barrierMark), freshID()[0])
}

// BenchmarkRender lays out and renders an ordinary slip.
func BenchmarkRender(b *testing.B) {
	sale := roll.Txn{
		Batch: 1, Trace: 12, Kind: txn.Sale, At: time.Date(2026, 11, 21, 12, 15, 1, 0, time.UTC), Is: roll.Approved,
		Intent: roll.Intent{
			Amount: 1234, Card: txn.PAN("6222021234567890128").Masked(), Entry: txn.Swipe, Expiry: "2812", PIN: true,
			Terminal: "00010001", Merchant: "104512541110001", Operator: "01",
		},
		Outcome: roll.Outcome{Code: "00", Auth: "123456", RRN: "000000000017", HostTime: "201503", HostDate: "1121", SettleDate: "1122"},
	}
	b.ReportAllocs()
	for b.Loop() {
		slip := receipt.Layout(sale, roll.Attempt{Form: txn.FormSlip, N: 1}, receipt.Shop{Name: "测试商户", Version: "posterm"}, txn.Chinese, sale.At)
		_, err := Render(slip, Style{})
		require.NoError(b, err)
	}
}
