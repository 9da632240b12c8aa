package printer

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"posterm/printer/profile"
	"posterm/receipt"
)

var pictured = receipt.Slip{Lines: []receipt.Line{
	{Text: "电子小票 E-SLIP", Align: receipt.Center, Big: true}, {Rule: true}, {Text: "商户名称", Right: "测试商户"},
	{Text: "金额", Right: "RMB 12.34", Big: true, Bold: true}, {Text: ""}, {Text: "keep it, 请妥善保管", Bold: true},
}}

// burnt reads the dots that a rendered slip would burn: GS v 0 and ESC J, nothing else burns.
func burnt(out []byte, width int) (rows []byte) {
	for at := 0; at < len(out); {
		switch rest := out[at:]; {
		case len(rest) >= 8 && string(rest[:4]) == "\x1dv0\x00":
			stride, n := int(binary.LittleEndian.Uint16(rest[4:])), int(binary.LittleEndian.Uint16(rest[6:]))
			for y := range n {
				row := make([]byte, width/8)
				copy(row, rest[8+y*stride:8+(y+1)*stride])
				rows = append(rows, row...)
			}
			at += 8 + n*stride
		case len(rest) >= 3 && rest[0] == 0x1b && rest[1] == 'J':
			rows = append(rows, make([]byte, int(rest[2])*width/8)...)
			at += 3
		default:
			at++
		}
	}
	return rows
}

// TestThePictureIsWhatIsPrinted: dot for dot, on both widths of paper.
func TestThePictureIsWhatIsPrinted(t *testing.T) {
	for _, name := range []string{"58mm-dots", "80mm-dots"} {
		known, err := profile.ByName(name)
		require.NoError(t, err)
		make := *known
		make.Text.Code = profile.Dots
		out, err := Render(pictured, Style{Profile: &make})
		require.NoError(t, err)
		p, err := Draw(pictured, make.Paper.Dots, make.Paper.Columns)
		require.NoError(t, err)
		want := burnt(out, make.Paper.Dots)
		require.Equal(t, want[:len(p.Dots)], p.Dots, name)
		require.Empty(t, bytes.Trim(want[len(p.Dots):], "\x00"), "the feed to the tear bar is no part of the slip")
		require.Equal(t, p.Width*p.Height/8, len(p.Dots))
		require.NotEmpty(t, bytes.Trim(p.Dots, "\x00"))
	}
}

// seen is a picture with white around it, as a camera sees it.
type seen struct{ Picture }

const quiet = 16

func (s seen) ColorModel() color.Model { return color.GrayModel }
func (s seen) Bounds() image.Rectangle {
	return image.Rect(-quiet, -quiet, s.Width+quiet, s.Height+quiet)
}
func (s seen) At(x, y int) color.Color {
	if s.Black(x, y) {
		return color.Black
	}
	return color.White
}

func TestTheCodeInAPictureCanBeRead(t *testing.T) {
	const text = "https://slips.example.com/s/AQAAAAAAKGom8eV1c3VwZXJzZWNyZXRtYWNieXRl"
	for _, width := range []int{384, 576} {
		p, err := Draw(receipt.Slip{Lines: []receipt.Line{{Text: "above"}, {QR: text}, {Text: "below"}}}, width, 32)
		require.NoError(t, err)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(seen{p})
		require.NoError(t, err)
		result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		require.NoError(t, err)
		require.Equal(t, text, result.GetText())
	}
}

func TestPicturesHaveLimits(t *testing.T) {
	_, err := Draw(receipt.Slip{Lines: []receipt.Line{{QR: strings.Repeat("a", 3000)}}}, 384, 32)
	require.ErrorContains(t, err, "does not fit")
	_, err = Draw(receipt.Slip{Lines: []receipt.Line{{Text: strings.Repeat("a", 40_000)}}}, 384, 32)
	require.ErrorContains(t, err, "at most")
	p, err := Draw(receipt.Slip{}, 384, 32)
	require.NoError(t, err)
	require.False(t, p.Black(0, 0))
}
