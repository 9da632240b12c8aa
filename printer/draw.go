package printer

import (
	"bytes"
	"unicode/utf8"

	"posterm/internal/glyph"
	"posterm/printer/escpos"
	"posterm/printer/profile"
	"posterm/receipt"
)

// Sizes of drawn lines in dots, those of printers with hanzi at 203 dpi.
const (
	cellWidth  = 12 // of a narrow character, font A
	cellHeight = 24
	lineRows   = 30 // from one line to the next. Source: PRINTER.md 1.1, 30 to 34; 30 is common
)

// canvas is a strip of dots as wide as the paper: rows of stride bytes, leftmost dot in the high bit.
type canvas struct {
	stride int
	dots   []byte
}

func newCanvas(width, rows int) canvas {
	stride := width / 8
	return canvas{stride, make([]byte, stride*rows)}
}

func (c canvas) rows() int { return len(c.dots) / c.stride }

// put burns up to 64 dots into row y from x on; those beyond the paper are lost.
func (c canvas) put(dots uint64, x, y int) {
	row := c.dots[y*c.stride : (y+1)*c.stride]
	at, shift := x/8, x%8
	for high := dots >> shift; high != 0 && at < len(row); high, at = high<<8, at+1 {
		row[at] |= byte(high >> 56)
	}
	if low := dots << (64 - shift); shift > 0 && low != 0 && x/8+8 < len(row) {
		row[x/8+8] |= byte(low >> 56)
	}
}

// draw prints a line as dots, as a printer with hanzi would print it as text.
func (w *writer) draw(r receipt.Row) {
	c := rowDots(r, w.style.Profile.Paper.Dots)
	w.raster(c)
	if rest := lineRows - c.rows(); rest > 0 {
		w.add(escpos.FeedDots(rest))
	}
}

// rowDots is a row of text as dots, as high as its characters.
func rowDots(r receipt.Row, width int) canvas {
	scale := 1
	if r.Big {
		scale = 2
	}
	c := newCanvas(width, cellHeight*scale)
	x := 0
	for _, char := range r.Text {
		x += c.character(char, x, scale, r.Bold)
	}
	return c
}

// character draws one in its cell and gives the cell's width: narrow for ASCII, wide for all
// others. One that the table has not is a question mark.
func (c canvas) character(char rune, x, scale int, bold bool) int {
	width, indent := cellWidth, 0
	find := glyph.CommonLatin
	if char >= utf8.RuneSelf {
		width, find = 2*cellWidth, glyph.CommonHanzi
	}
	mask, known := find(char)
	if !known && char != '\u3000' { // the wide blank has no dots
		indent = (width - cellWidth) / 2
		mask, known = glyph.CommonLatin('?')
	}
	if known {
		c.mask(mask, x+indent*scale, scale, bold)
	}
	return width * scale
}

// Missing are the characters of a text that cannot be drawn, in its order.
func Missing(text string) string {
	var missing []rune
	for _, char := range receipt.Clean(text) {
		_, latin := glyph.CommonLatin(char)
		if _, hanzi := glyph.CommonHanzi(char); !latin && !hanzi && char != '\u3000' {
			missing = append(missing, char)
		}
	}
	return string(missing)
}

// mask draws a shape, every dot scale by scale. Bold makes each stroke one dot wider, within the cell
// at ordinary size.
func (c canvas) mask(m glyph.Mask, x, scale int, bold bool) {
	for y := range m.Height {
		dots := uint64(m.Row(y)) << 32
		if scale == 2 {
			dots = doubled(m.Row(y))
		}
		if bold {
			dots |= dots >> 1
		}
		if scale == 1 {
			dots &= ^uint64(0) << (64 - m.Width)
		}
		for i := range scale {
			c.put(dots, x, y*scale+i)
		}
	}
}

// doubled makes every dot two.
func doubled(row uint32) (out uint64) {
	for i := range 32 {
		if row&(1<<i) != 0 {
			out |= 3 << (2 * i)
		}
	}
	return out
}

// bandRows is how many rows of dots leave in one command: few enough for the NULs that end a command
// which was cut short (see pad), at least one.
func (w *writer) bandRows(stride int) int { return max(1, rasterOf(w.style.Profile)/stride) }

// rasterOf is the most bytes of dots in one command to this make of printer. One that gets its
// slips as text sees dots seldom, and then in small bands, so that the NULs of every opening stay few.
func rasterOf(p *profile.Profile) int {
	if p.Text.Code == profile.GB18030 {
		return escpos.RasterInPad
	}
	return p.Paper.Dots / 8 * cellHeight
}

// raster prints a canvas in bands. What is blank at the right is left out, and blank bands are fed.
func (w *writer) raster(c canvas) {
	stride := c.used()
	rows := c.rows()
	if stride == 0 {
		w.add(escpos.FeedDots(rows))
		return
	}
	for from := 0; from < rows; {
		n := min(w.bandRows(stride), rows-from)
		band := make([]byte, 0, n*stride)
		for y := from; y < from+n; y++ {
			band = append(band, c.dots[y*c.stride:y*c.stride+stride]...)
		}
		w.add(escpos.Raster(stride, band))
		from += n
	}
}

// used is how many bytes of a row have dots.
func (c canvas) used() (n int) {
	for at := 0; at < len(c.dots); at += c.stride {
		n = max(n, len(bytes.TrimRight(c.dots[at:at+c.stride], "\x00")))
	}
	return n
}
