package printer

import (
	"encoding/hex"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

const encoders = "../../testdata/escpos"

// encoded reads what somebody else's encoder made; encode.js beside it tells how.
func encoded(t testing.TB, name string) []byte {
	raw, err := os.ReadFile(filepath.Join(encoders, name))
	require.NoError(t, err)
	_, digits, found := strings.Cut(string(raw), "\n")
	require.True(t, found)
	data, err := hex.DecodeString(strings.Join(strings.Fields(digits), ""))
	require.NoError(t, err)
	return data
}

// found reads every code of one kind that a scanner finds when it looks at the paper piece by piece.
func found(t testing.TB, b *bench, reader gozxing.Reader) string {
	const window = 400
	whole := photo(b, 0).(*image.Gray)
	for y := 0; y < whole.Bounds().Dy(); y += 40 {
		view := whole.SubImage(image.Rect(0, y, whole.Bounds().Dx(), min(y+window, whole.Bounds().Dy())))
		bitmap, err := gozxing.NewBinaryBitmapFromImage(view)
		require.NoError(t, err)
		if result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true}); err == nil {
			return result.GetText()
		}
	}
	return ""
}

// Receipts of other people's encoders come out as what they say: text, and codes that a scanner reads off the dots.
func TestOtherPeoplesEncoders(t *testing.T) {
	const url = "https://example.com/o?n=20261121000012"
	text := []string{"小吃店 SNACK BAR", "卡号 622202*********0128", "交易类型 消费", "金额 RMB 12.34"}
	for name, tt := range map[string]struct {
		rule, hri bool // it prints a rule, and the numbers below the EAN
		order     string
		image     bool // it draws the QR code itself: a picture to the printer
	}{
		"point-of-sale_receipt-printer-encoder": {rule: true, hri: true, order: "PT-12"},
		"esc-pos-encoder":                       {order: "PT-12"},
		"node-thermal-printer":                  {hri: true, order: "PT-12"},
		"receiptline":                           {rule: true, hri: true, order: "PT-12", image: true},
		"escpos":                                {hri: true, order: "PT-00000000012"},
		"node-escpos_core":                      {hri: true, order: "PT-00000000012"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Options{})
			b.print(encoded(t, name+".hex"))
			require.Empty(t, b.ip.skipped)
			s := b.slips()[0]
			want := append([]string(nil), text...)
			if tt.rule {
				want = append(want, strings.Repeat("─", 32))
			}
			if tt.hri {
				want = append(want, "6901234567892")
			}
			var got []string
			for line := range strings.Lines(s.Text) {
				if line = strings.TrimSpace(line); line != "" {
					got = append(got, line)
				}
			}
			require.Equal(t, want, got)
			codes := []Code{{"qr", url}, {"ean13", "6901234567892"}, {"code128", tt.order}}
			if tt.image {
				codes = codes[1:]
			}
			require.Equal(t, codes, s.Codes)
			// The same by somebody else's reader, before the cut took the paper away.
			b = newBench(t, Options{TearBar: true})
			b.print(encoded(t, name+".hex"))
			require.Equal(t, url, found(t, b, qrcode.NewQRCodeReader()))
			require.Equal(t, "6901234567892", found(t, b, oned.NewEAN13Reader()))
			require.Equal(t, tt.order, found(t, b, oned.NewCode128Reader()))
		})
	}
	files, err := filepath.Glob(filepath.Join(encoders, "*.hex"))
	require.NoError(t, err)
	require.Len(t, files, 6, "every capture is looked at")
}
