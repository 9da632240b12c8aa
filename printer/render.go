package printer

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"posterm/printer/escpos"
	"posterm/receipt"
)

// qrModule is the size of one module of a QR code in dots. Chosen: 0.5 mm, which
// phones read from a hand's breadth away.
const qrModule = 4

// slipSize is what most slips fit into. Chosen; a longer one only costs a copy.
const slipSize = 1536

// Render gives the bytes of a slip: mode reset, text in GB18030, cut. Torn says
// that an unfinished slip may hang in the printer; it is cut off first. The same
// slip always gives the same bytes. The error is that of a QR code too long.
func Render(s receipt.Slip, columns int, torn bool) ([]byte, error) {
	out := append(make([]byte, 0, slipSize), escpos.Initialise...)
	if torn {
		out = append(out, escpos.Cut...)
	}
	out = append(out, escpos.HanziOn...)
	out = append(out, escpos.AutoStatus(reports)...) // Initialise may have switched it off
	encoder := simplifiedchinese.GB18030.NewEncoder()
	for _, row := range receipt.Rows(s, columns) {
		var err error
		if out, err = appendRow(out, row, encoder); err != nil {
			return nil, err
		}
	}
	return append(out, escpos.Cut...), nil
}

// reports are the changes a printer tells by itself: all but the cash drawer's.
const reports = escpos.OnOnline | escpos.OnError | escpos.OnPaper

func appendRow(out []byte, r receipt.Row, encoder *encoding.Encoder) ([]byte, error) {
	if r.QR != "" {
		qr, err := renderQR(r.QR)
		return append(out, qr...), err
	}
	if r.Big {
		out = append(out, escpos.Double(true)...)
	}
	if r.Bold {
		out = append(out, escpos.Bold(true)...)
	}
	out, err := appendText(out, strings.TrimRight(r.Text, " "), encoder)
	if r.Bold {
		out = append(out, escpos.Bold(false)...)
	}
	if r.Big {
		out = append(out, escpos.Double(false)...)
	}
	return append(out, escpos.LineFeed...), err
}

// appendText encodes hanzi; most of a slip is ASCII, which stands for itself.
func appendText(out []byte, text string, encoder *encoding.Encoder) ([]byte, error) {
	for text != "" {
		plain := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
		if plain < 0 {
			return append(out, text...), nil
		}
		out, text = append(out, text[:plain]...), text[plain:]
		hanzi := strings.IndexFunc(text, func(r rune) bool { return r < utf8.RuneSelf })
		if hanzi < 0 {
			hanzi = len(text)
		}
		var err error
		if out, _, err = transform.Append(encoder, out, []byte(text[:hanzi])); err != nil {
			return nil, fmt.Errorf("printer: a line that GB18030 cannot hold: %w", err)
		}
		text = text[hanzi:]
	}
	return out, nil
}

func renderQR(data string) ([]byte, error) {
	out, err := escpos.StoreQR([]byte(receipt.Clean(data)), qrModule)
	if err != nil {
		return nil, err
	}
	return around(append(out, escpos.PrintQR...), escpos.Centre), nil
}

// around puts a mode's on and off commands around bytes.
func around(text []byte, mode func(on bool) []byte) []byte {
	return append(append(mode(true), text...), mode(false)...)
}
