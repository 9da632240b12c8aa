package printer

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/printer/escpos"
	"posterm/receipt"
)

// qrModule is the size of one module of a QR code in dots. Chosen: 0.5 mm, which
// phones read from a hand's breadth away.
const qrModule = 4

// Render gives the bytes of a slip: mode reset, text in GB18030, cut. Torn says
// that an unfinished slip may hang in the printer; it is cut off first. The same
// slip always gives the same bytes. The error is that of a QR code too long.
func Render(s receipt.Slip, columns int, torn bool) ([]byte, error) {
	out := append([]byte{}, escpos.Initialise...)
	if torn {
		out = append(out, escpos.Cut...)
	}
	out = append(out, escpos.HanziOn...)
	out = append(out, escpos.AutoStatus(reports)...) // Initialise may have switched it off
	for _, row := range receipt.Rows(s, columns) {
		line, err := renderRow(row)
		if err != nil {
			return nil, err
		}
		out = append(out, line...)
	}
	return append(out, escpos.Cut...), nil
}

// reports are the changes a printer tells by itself: all but the cash drawer's.
const reports = escpos.OnOnline | escpos.OnError | escpos.OnPaper

func renderRow(r receipt.Row) (out []byte, err error) {
	if r.QR != "" {
		return renderQR(r.QR)
	}
	text, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.TrimRight(r.Text, " ")))
	if err != nil {
		return nil, fmt.Errorf("printer: a line that GB18030 cannot hold: %w", err)
	}
	if r.Bold {
		text = around(text, escpos.Bold)
	}
	if r.Big {
		text = around(text, escpos.Double)
	}
	return append(text, escpos.LineFeed...), nil
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
