package printer

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/internal/glyph"
)

// barStyle is what GS h, w, H and f set up.
type barStyle struct {
	height, module int // dots
	hri            int // 0 none, 1 above, 2 below, 3 both
	fontB          bool
}

func defaultBars() barStyle { return barStyle{height: 162, module: 3} }

// setModule is GS w. 2 to 6; 1 is taken too, as many clones do.
func (s *barStyle) setModule(n int) {
	if n >= 1 && n <= 6 {
		s.module = n
	}
}

// bars is a barcode ready to draw: dark and light runs in modules, dark first.
type bars struct {
	kind string
	runs []int
	text string // what a reader says, and what is printed beside it
}

// symbologies by the number of GS k: form A and the same from 65 up in form B.
var symbologies = []func(data string) (bars, bool){upcA, upcE, ean13, ean8, code39, itf, codabar, code93, code128}

// barcodeSize: m data 00 for m up to 6, m n data from 65 up.
func barcodeSize(a []byte) int {
	switch {
	case len(a) == 0:
		return 1
	case a[0] <= 6:
		return 1 + untilNUL(255)(a[1:])
	case len(a) < 2:
		return 2
	}
	return 2 + int(a[1])
}

// barcode is GS k. Bytes: 1D 6B m data 00 (m 0 to 6) or 1D 6B m n data (m 41 to 49 hex).
// Data that the symbology cannot hold, or that is too wide, is not printed.
func (ip *interpreter) barcode(a []byte) {
	which, data := int(a[0]), ""
	if which <= 6 {
		data = strings.TrimSuffix(string(a[1:]), "\x00")
	} else {
		which, data = which-65, string(a[2:])
	}
	if which < 0 || which >= len(symbologies) {
		ip.unsupported("GS k symbology")
		return
	}
	code, ok := symbologies[which](data)
	if !ok {
		ip.unsupported("GS k data")
		return
	}
	if ip.clear() {
		ip.drawBars(code)
	}
}

// drawBars prints a barcode and its text.
func (ip *interpreter) drawBars(code bars) {
	width := 0
	for _, run := range code.runs {
		width += run * ip.bars.module
	}
	if width > ip.room() {
		ip.unsupported("barcode too wide")
		ip.queue(&strip{rows: ip.bars.height})
		return
	}
	img := newBitmap(width, ip.bars.height)
	x := 0
	for i, run := range code.runs {
		if i%2 == 0 {
			img.fill(x, 0, run*ip.bars.module, ip.bars.height)
		}
		x += run * ip.bars.module
	}
	indent := ip.indent(width)
	if ip.bars.hri&1 != 0 {
		ip.caption(code.text, indent, width)
	}
	ip.printBlock(img, indent, &block{code: &Code{Type: code.kind, Data: code.text}})
	if ip.bars.hri&2 != 0 {
		ip.caption(code.text, indent, width)
	}
}

// caption prints the human-readable text, centred over or under the bars.
func (ip *interpreter) caption(text string, indent, width int) {
	var l line
	s := style{width: 12, height: 24, cell: 12, sx: 1, sy: 1}
	f := glyph.FontA
	if ip.bars.fontB {
		f, s.width, s.height, s.cell, s.look.fontB = glyph.FontB, 9, 17, 9, true
	}
	for _, r := range text {
		c := &cell{char: ' '} // control characters of Code 128 and 93
		if mask, ok := glyph.Latin(r, f); ok {
			c = &cell{r, newShape(mask)}
		}
		l.write(c, &s)
	}
	offset := max(0, indent+(width-l.x)/2)
	dots := newBitmap(ip.span(), s.height)
	l.draw(dots, offset)
	ip.queue(&strip{rows: s.height, dots: dots, whole: true, block: &block{reading: l.read(offset, false), left: s.height}})
}

// readable gives the data of a code as text: UTF-8 as it is, else GB18030.
func readable(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "?")
	}
	return string(text)
}
