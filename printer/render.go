package printer

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"posterm/printer/escpos"
	"posterm/printer/profile"
	"posterm/receipt"
)

// qrModule is the size of one module of a QR code in dots. Chosen: 0.5 mm, which
// phones read from a hand's breadth away.
const qrModule = 4

// slipSize is what most slips fit into as text. Chosen; a longer one only costs a copy.
const slipSize = 1536

// Style is how a slip is to be rendered.
type Style struct {
	Profile *profile.Profile // nil: the default
	Columns int              // narrow characters on a line; 0: the profile's
	Torn    bool             // an unfinished slip may hang in the printer; it is cut off first
	Cold    bool             // the paper is colder than it is given for
}

// Render gives the bytes of a slip: mode reset, heat, lines, cut. The same slip in the same
// style always gives the same bytes. The error is that of a QR code too long.
func Render(s receipt.Slip, style Style) ([]byte, error) {
	w, err := newWriter(style)
	if err != nil {
		return nil, err
	}
	w.head()
	if style.Cold {
		s = receipt.Faint(s)
	}
	for _, row := range receipt.Rows(s, w.style.Columns) {
		if err := w.row(row); err != nil {
			return nil, err
		}
	}
	w.sever()
	return w.out, nil
}

// writer collects the bytes of one slip.
type writer struct {
	style   Style
	out     []byte
	encoder *encoding.Encoder
}

func newWriter(style Style) (*writer, error) {
	if style.Profile == nil {
		usual, err := profile.ByName(profile.Default)
		if err != nil {
			return nil, err
		}
		style.Profile = usual
	}
	if style.Columns == 0 {
		style.Columns = style.Profile.Paper.Columns
	}
	return &writer{style: style, out: make([]byte, 0, slipSize), encoder: simplifiedchinese.GB18030.NewEncoder()}, nil
}

func (w *writer) add(commands ...[]byte) {
	for _, c := range commands {
		w.out = append(w.out, c...)
	}
}

// reports are the changes a printer tells by itself: all but the cash drawer's.
const reports = escpos.OnOnline | escpos.OnError | escpos.OnPaper

// head is what comes before the first line.
func (w *writer) head() {
	p := w.style.Profile
	w.add(escpos.Initialise)
	if w.style.Torn {
		w.sever()
	}
	switch p.Text.Code {
	case profile.GB18030:
		w.add(escpos.HanziOn)
	case profile.ASCII:
		w.add(escpos.HanziOff, escpos.CodePage(p.Text.Page))
	}
	w.add(escpos.AutoStatus(reports)) // Initialise may have switched it off
	w.heat()
}

// sever ends a slip: the cutter cuts, or the paper comes out as far as the bar.
func (w *writer) sever() {
	if p := w.style.Profile.Paper; p.Cut == profile.Bar {
		w.add(escpos.FeedDots(p.Feed))
		return
	}
	w.add(escpos.Cut)
}

func (w *writer) row(r receipt.Row) error {
	switch {
	case r.QR != "":
		return w.qr(r.QR)
	case r.Ramp:
		w.ramp()
	case w.drawn(r.Text):
		w.draw(r)
	default:
		return w.text(r)
	}
	return nil
}

// drawn says whether a text goes to the paper as dots.
func (w *writer) drawn(text string) bool {
	switch w.style.Profile.Text.Code {
	case profile.Dots:
		return true
	case profile.ASCII:
		return strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
	}
	return false
}

func (w *writer) text(r receipt.Row) error {
	if r.Big {
		w.add(escpos.Double(true))
	}
	if r.Bold {
		w.add(escpos.Bold(true))
	}
	var err error
	w.out, err = appendText(w.out, strings.TrimRight(r.Text, " "), w.encoder)
	if r.Bold {
		w.add(escpos.Bold(false))
	}
	if r.Big {
		w.add(escpos.Double(false))
	}
	w.add(escpos.LineFeed)
	return err
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
			return out, fmt.Errorf("printer: a line that GB18030 cannot hold: %w", err)
		}
		text = text[hanzi:]
	}
	return out, nil
}

// qr is a command of the printer whatever its letters are: those that have no hanzi have it too.
func (w *writer) qr(data string) error {
	code, err := escpos.StoreQR([]byte(receipt.Clean(data)), qrModule)
	if err != nil {
		return err
	}
	w.add(escpos.Centre(true), code, escpos.PrintQR, escpos.Centre(false))
	return nil
}
