package printer

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

// photo is what a scanner sees: the newest rows of the paper with white around them.
func photo(b *bench, from int) image.Image {
	const quiet = 40
	p := b.paper.cur
	img := image.NewGray(image.Rect(0, 0, b.opt.Width+2*quiet, p.rows()-from+2*quiet))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	for y := from; y < p.rows(); y++ {
		for x := range b.opt.Width {
			if p.dots[y*b.paper.stride+x/8]&(0x80>>(x%8)) != 0 {
				img.SetGray(x+quiet, y-from+quiet, color.Gray{})
			}
		}
	}
	return img
}

func scan(t *testing.T, reader gozxing.Reader, b *bench) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(photo(b, b.opt.CutterRows))
	require.NoError(t, err)
	result, err := reader.Decode(bitmap, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_TRY_HARDER: true})
	require.NoError(t, err)
	return result.GetText()
}

func TestBarcodesCanBeScanned(t *testing.T) {
	for _, tt := range []struct {
		m            int
		data, want   string
		kind, marked string
		reader       gozxing.Reader
	}{
		{65, "03600029145", "036000291452", "upca", "", oned.NewUPCAReader()},
		{66, "04252614", "04252614", "upce", "", oned.NewUPCEReader()},
		{66, "042100005264", "04252614", "upce", "", oned.NewUPCEReader()},
		{67, "690123456789", "6901234567892", "ean13", "", oned.NewEAN13Reader()},
		{67, "4006381333931", "4006381333931", "ean13", "", oned.NewEAN13Reader()},
		{68, "9031101", "90311017", "ean8", "", oned.NewEAN8Reader()},
		{69, "P-4 $/+%.", "P-4 $/+%.", "code39", "", oned.NewCode39Reader()},
		{69, "*AZ09*", "AZ09", "code39", "", oned.NewCode39Reader()},
		{70, "0012345678", "0012345678", "itf", "", oned.NewITFReader()},
		{71, "A40156B", "40156", "codabar", "A40156B", oned.NewCodaBarReader()},
		{72, "AZ-09 $", "AZ-09 $", "code93", "", oned.NewCode93Reader()},
		{73, "{BPos{{12", "Pos{12", "code128", "", oned.NewCode128Reader()},
		{73, "{C\x00\x01\x62\x63", "00019899", "code128", "", oned.NewCode128Reader()},
		{73, "{AUP\x09{Blow{C\x2a", "UP\tlow42", "code128", "", oned.NewCode128Reader()},
	} {
		t.Run(fmt.Sprintf("%s %q", tt.kind, tt.data), func(t *testing.T) {
			forms := []string{fmt.Sprintf("\x1dk%c%c%s", tt.m, len(tt.data), tt.data)}
			if tt.m <= 71 {
				forms = append(forms, fmt.Sprintf("\x1dk%c%s\x00", tt.m-65, tt.data))
			}
			for _, bytes := range forms {
				b := newBench(t, Options{})
				b.print([]byte("\x1ba\x01\x1dh\x50\x1dw\x02" + bytes))
				require.Empty(t, b.ip.skipped)
				require.Equal(t, tt.want, scan(t, tt.reader, b))
				marked := tt.marked
				if marked == "" {
					marked = tt.want
				}
				require.Equal(t, []Code{{tt.kind, marked}}, b.slips()[0].Codes)
			}
		})
	}
}

// Every character of each alphabet is drawn right, not only those of the samples.
func TestWholeAlphabetsCanBeScanned(t *testing.T) {
	wide := Options{Width: 832}
	check := func(m int, data, want string, reader gozxing.Reader) {
		t.Helper()
		b := newBench(t, wide)
		b.print([]byte(fmt.Sprintf("\x1dh\x50\x1dw\x01\x1dk%c%c%s", m, len(data), data)))
		require.Empty(t, b.ip.skipped, "%q", data)
		require.Equal(t, want, scan(t, reader, b))
	}
	for i := 0; i+11 <= 43; i += 8 {
		part := code39Alphabet[i : i+11]
		check(69, part, part, oned.NewCode39Reader())
	}
	for c := 32; c < 127; c += 19 {
		var part strings.Builder
		for i := c; i < c+19 && i < 127; i++ {
			part.WriteByte(byte(i))
		}
		data := "{B" + strings.ReplaceAll(part.String(), "{", "{{")
		check(73, data, part.String(), oned.NewCode128Reader())
	}
	for c := 0; c < 128; c += 8 {
		var part strings.Builder
		for i := range 8 {
			part.WriteByte(byte(c + i))
		}
		check(72, part.String(), part.String(), oned.NewCode93Reader())
	}
	for c := 0; c < 100; c += 20 {
		data, want := "{C", ""
		for i := c; i < c+20; i++ {
			data, want = data+string([]byte{byte(i)}), want+fmt.Sprintf("%02d", i)
		}
		check(73, data, want, oned.NewCode128Reader())
	}
	for d := range 10 {
		full, _ := checked(fmt.Sprintf("%d12345678901", d), 13)
		check(67, full, full, oned.NewEAN13Reader())
	}
	check(71, "A0123456789-$:/.+B", "0123456789-$:/.+", oned.NewCodaBarReader())
}

func TestBadBarcodesAreNotPrinted(t *testing.T) {
	for _, bytes := range []string{
		"\x1dkC\x0d4006381333930", "\x1dkF\x03123", "\x1dkE\x02ab", "\x1dkI\x02xx", "\x1dkI\x04{Z12", "\x1dkI\x03{C\x64",
		"\x1dkG\x0312A", "\x1dkB\x0699999", "\x1dkH\x021\x80", "\x1dkx\x01a", "\x1dkI\x04{B{", "\x1dkB\x0715000000",
	} {
		b := newBench(t, Options{})
		b.print([]byte(bytes + "     "))
		b.print([]byte("\n"))
		require.Empty(t, b.paper.cur.codes(), "%q", bytes)
	}
}

func (p *piece) codes() []Code { return p.slip().Codes }

func TestQRCanBeScanned(t *testing.T) {
	for _, data := range []string{"posterm", "https://example.com/r?id=000001000012", strings.Repeat("0123456789", 20), "收据 000012"} {
		for level := byte('0'); level <= '3'; level++ {
			b := newBench(t, Options{})
			n := len(data) + 3
			b.print([]byte("\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k\x03\x001E" + string(rune(level))))
			b.print(append([]byte{0x1D, '(', 'k', byte(n), byte(n >> 8)}, "1P0"+data...))
			b.print([]byte("\x1d(k\x03\x001Q0"))
			require.Empty(t, b.ip.skipped)
			require.Equal(t, data, scan(t, qrcode.NewQRCodeReader(), b))
			require.Equal(t, []Code{{"qr", data}}, b.slips()[0].Codes)
		}
	}
}

func TestHRIStandsWhereAsked(t *testing.T) {
	b := newBench(t, Options{})
	b.print([]byte("\x1dH\x03\x1df\x01\x1dh\x30\x1dkD\x079031101"))
	require.Equal(t, "     90311017\n     90311017", b.slips()[0].Text)
	require.EqualValues(t, 17+48+17, b.paper.used)
}

// A code that the end of the roll tears in two is on neither piece.
func TestTornCodeIsNoCode(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{PaperOutAfterRows: ptr(30)})
	b.print([]byte("\x1dh\x50\x1dkD\x079031101"))
	b.change(b.loadPaper)
	b.run()
	require.Len(t, b.slips(), 2)
	for _, s := range b.slips() {
		require.Empty(t, s.Codes)
	}
}
