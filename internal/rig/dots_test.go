package rig

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	paper "posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/printer/profile"
	"posterm/receipt"
	"posterm/txn"
)

// onPaper gives the picture of what the stand-in printer makes of bytes that end by a cut.
func onPaper(t *testing.T, width int, data []byte) image.Image {
	t.Helper()
	p, err := paper.New(paper.Options{Width: width, Buffer: 65536})
	require.NoError(t, err)
	defer p.Close()
	near, far := net.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go p.Serve(ctx, far)
	said := make(chan []byte)
	go func() { // the printer waits for nobody, but its answers must be taken
		all, _ := io.ReadAll(near)
		said <- all
	}()
	_, err = near.Write(append(slices.Clone(data), "\x1dr\x01"...))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(p.Slips()) > 0 && p.Slips()[0].Cut }, 5*time.Second, time.Millisecond)
	require.NoError(t, near.Close())
	for _, b := range <-said {
		require.NotEqual(t, byte(0x12), b&0x93, "an answer to DLE EOT, which nobody asked")
	}
	require.Empty(t, p.Unsupported())
	picture, err := p.SlipPNG(p.Slips()[0].ID)
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	return img
}

// slips are papers with everything that a slip can have but codes, which are commands everywhere.
func slips() map[string]receipt.Slip {
	sale := roll.Txn{
		Batch: 1, Trace: 12, Kind: txn.Sale, At: time.Date(2026, 11, 21, 12, 15, 1, 0, time.UTC), Is: roll.Approved,
		Intent: roll.Intent{Amount: 1234, Card: txn.PAN("6222021234567890128").Masked(), Entry: txn.Swipe, Expiry: "2812",
			Terminal: "00010001", Merchant: "104512541110001", Operator: "01"},
		Outcome: roll.Outcome{Code: "00", Auth: "123456", RRN: "000000000017", HostTime: "201503", HostDate: "1121", SettleDate: "1122"},
	}
	shop := receipt.Shop{Name: "测试商户（北京）囍", ServicePhone: "95516", Version: "posterm", Test: true}
	all := map[string]receipt.Slip{"styles": {Lines: []receipt.Line{
		{Text: "签购单 Mg", Align: receipt.Center, Big: true, Bold: true}, {Text: "金额", Right: "RMB 12.34", Big: true}, {Text: "粗 bold", Bold: true},
		{}, {Rule: true}, {Text: "右 right", Align: receipt.Right}, {Text: "全角　空格 é £ 𠀀"}, {Text: "Every one of `~!@#$%^&*()_+-=[]{}|;':,./<>?"},
	}}}
	for name, lang := range map[string]txn.Lang{"Chinese": txn.Chinese, "English": txn.English} {
		all[name] = receipt.Layout(sale, roll.Attempt{Form: txn.FormSlip, N: 2, Marked: true, Unreadable: true}, shop, lang, sale.At)
	}
	return all
}

// TestDotsAreWhatTextWouldBe: a slip drawn by the driver and the same slip sent as text to a
// printer with hanzi have the same dots, on both widths of paper, in the cold too.
func TestDotsAreWhatTextWouldBe(t *testing.T) {
	for _, slip := range slips() {
		for _, make := range []string{"58mm", "80mm"} {
			for _, cold := range []bool{false, true} {
				text, err := profile.ByName(make)
				require.NoError(t, err)
				dots := *text
				dots.Text.Code = profile.Dots
				sameDots(t, picture(t, text, slip, cold), picture(t, &dots, slip, cold))
			}
		}
	}
}

// altered is how many dots of a slip may be black for the sake of the line only: those that keep
// a pattern of dots from being read as a real-time command.
const altered = 12

func sameDots(t *testing.T, text, dots image.Image) {
	t.Helper()
	require.Equal(t, text.Bounds(), dots.Bounds())
	more := 0
	for y := range text.Bounds().Dy() {
		for x := range text.Bounds().Dx() {
			if text.At(x, y) == dots.At(x, y) {
				continue
			}
			want, _, _, _ := text.At(x, y).RGBA()
			got, _, _, _ := dots.At(x, y).RGBA()
			require.Less(t, got, want, "a dot is missing at %d, %d", x, y)
			more++
		}
	}
	require.LessOrEqual(t, more, altered)
}

func picture(t *testing.T, p *profile.Profile, slip receipt.Slip, cold bool) image.Image {
	t.Helper()
	data, err := printer.Render(slip, printer.Style{Profile: p, Cold: cold})
	require.NoError(t, err)
	return onPaper(t, p.Paper.Dots, data)
}

// TestEveryMakePrints: the stand-in printer knows every command of every built-in profile.
func TestEveryMakePrints(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.ByName(name)
		require.NoError(t, err)
		bar := *p
		bar.Paper.Cut = profile.Cutter // a tear bar needs a hand
		slip := slips()["Chinese"]
		slip.Lines = append(slip.Lines, receipt.Line{Ramp: true}, receipt.Line{QR: "a"})
		picture(t, &bar, slip, true)
	}
}
