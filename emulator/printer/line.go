package printer

import (
	"bytes"
	"unicode/utf8"

	"posterm/internal/glyph"
)

// cellText is the text column in dots that gaps are measured in: one character of font A.
const cellText = 12

// item is one thing on a print line: a character, or a column image.
type item struct {
	x, width, height int    // box in dots, spacing included in width
	shape            *shape // nil: nothing to draw
	image            *bitmap
	sx, sy           int // scale of the dots
	indent           int // dots left of the glyph
	bold, reverse    bool
	underline        int
	char             rune
}

// line is the print buffer: what will leave the head together.
type line struct {
	items []item
	x     int // next position, from the left margin
}

func (l *line) empty() bool { return len(l.items) == 0 && l.x == 0 }

func (l *line) clear() { l.items, l.x = l.items[:0], 0 }

func (l *line) add(it *item) {
	it.x = l.x
	l.items = append(l.items, *it)
	l.x += it.width
}

// plain is true for a character that is drawn as it is: most of all text.
func (it *item) plain() bool {
	return it.shape != nil && it.sx == 1 && it.sy == 1 && it.underline == 0 && !it.reverse
}

// dots are those of a plain character.
func (it *item) dots() *shape {
	if it.bold {
		return it.shape.bold()
	}
	return it.shape
}

// size is the box around everything on the line.
func (l *line) size() (width, height int) {
	for i := range l.items {
		it := &l.items[i]
		width, height = max(width, it.x+it.width), max(height, it.height)
	}
	return width, height
}

// draw burns the line into a block of its height, characters standing on the bottom row.
func (l *line) draw(into *bitmap, offset int) {
	for at := 0; at < len(l.items); {
		n := l.drawPlain(into, offset, at)
		if n > 0 {
			at += n
			continue
		}
		it := &l.items[at]
		at++
		x, y := offset+it.x, into.height-it.height
		switch {
		case it.image != nil:
			into.paste(it.image, x, y, it.sx, it.sy)
		case it.shape != nil:
			into.character(it.shape, x+it.indent, y, it.sx, it.sy, it.bold)
		}
		if it.underline > 0 {
			into.fill(x, into.height-it.underline, it.width, it.underline)
		}
		if it.reverse {
			into.invert(x, y, it.width, it.height)
		}
	}
}

// together is how many plain characters are drawn at once, and the dots from the first to the last
// that fit into a word beside its up to 7 dots of shift.
const (
	together     = 4
	togetherDots = 56
)

// drawPlain burns up to four plain characters that stand side by side, from item at. It returns how many,
// 0 when the first is none or does not lie wholly within the print area.
func (l *line) drawPlain(into *bitmap, offset, at int) (n int) {
	var shapes [together]*shape
	var shift [together]uint
	first := &l.items[at]
	x := offset + first.x + first.indent
	if x < 0 {
		return 0
	}
	for i := range shapes {
		shapes[i] = noShape
		if n < i || at+i >= len(l.items) {
			continue
		}
		it := &l.items[at+i]
		from := offset + it.x + it.indent - x
		if !it.plain() || it.height != first.height || from < 0 || from+it.shape.width > togetherDots ||
			x+from+it.shape.width > into.width {
			continue
		}
		shapes[i], shift[i] = it.dots(), uint(from)
		n++
	}
	if n > 0 {
		into.burn(&shapes, &shift, x, into.height-first.height, first.shape.height)
	}
	return n
}

// read gives the line as a person would type it: gaps become spaces, a column per 12 dots.
func (l *line) read(offset int) string {
	b := make([]byte, 0, 128)
	end := 0
	for i := range l.items {
		it := &l.items[i]
		if it.char == 0 {
			continue
		}
		for x := offset + it.x; x-end >= cellText; end += cellText {
			b = append(b, ' ')
		}
		b = utf8.AppendRune(b, it.char)
		end = offset + it.x + it.width
	}
	return string(bytes.TrimRight(b, " "))
}

// lineFeed is LF: print the line and feed one line. Byte: 0A.
func (ip *interpreter) lineFeed() {
	if ip.enabled {
		ip.flush(ip.spacing)
	}
}

// flush prints the line and feeds so that the paper moves at least rows.
func (ip *interpreter) flush(rows int) {
	if ip.line.empty() || len(ip.line.items) == 0 {
		ip.line.clear()
		ip.queue(&strip{rows: rows})
		return
	}
	width, height := ip.line.size()
	offset := ip.left + ip.aligned(width)
	dots := newBitmap(ip.span(), height)
	ip.line.draw(dots, offset)
	if ip.upside {
		turn(dots)
	}
	ip.queue(&strip{rows: height, dots: dots, whole: true, block: &block{text: ip.line.read(offset), left: height}})
	if rows > height {
		ip.queue(&strip{rows: rows - height})
	}
	ip.line.clear()
}

// aligned is the indent of something width dots wide.
func (ip *interpreter) aligned(width int) int {
	return max(0, (ip.room()-width)*ip.align/2)
}

// indent is where something width dots wide begins: aligned, or in page mode where the position is.
func (ip *interpreter) indent(width int) int {
	if ip.paged != nil {
		return ip.line.x
	}
	return ip.left + ip.aligned(width)
}

// backFeed is ESC K and ESC e: the line is printed; the motor of this printer does not turn back.
// Bytes: 1B 4B n, 1B 65 n.
func (ip *interpreter) backFeed([]byte) {
	ip.flush(0)
	ip.unsupported("feed backwards")
}

// turn rotates a line by 180 degrees.
func turn(b *bitmap) {
	out := newBitmap(b.width, b.height)
	for y := range b.height {
		for x := range b.width {
			if b.at(x, y) {
				out.set(b.width-1-x, b.height-1-y)
			}
		}
	}
	b.bits = out.bits
}

// absolute is ESC $: the next position from the left margin. Bytes: 1B 24 nL nH.
func (ip *interpreter) absolute(a []byte) { ip.move(ip.horizontal(word(a))) }

// relative is ESC \: the next position from here, signed. Bytes: 1B 5C nL nH.
func (ip *interpreter) relative(a []byte) {
	ip.move(ip.line.x + ip.horizontal(int(int16(word(a)))))
}

// move goes to a position on the line; one outside the print area is ignored.
func (ip *interpreter) move(x int) {
	if x >= 0 && x <= ip.room() {
		ip.line.x = x
	}
}

// setTabs is ESC D: columns in characters, ascending, ended by NUL. Bytes: 1B 44 n1 .. nk 00.
func (ip *interpreter) setTabs(a []byte) {
	ip.tabs = nil
	for _, column := range a {
		if column == 0 || len(ip.tabs) > 0 && column <= ip.tabs[len(ip.tabs)-1] {
			break
		}
		ip.tabs = append(ip.tabs, column)
	}
}

// tab is HT: to the next tab stop; without one it is ignored. Byte: 09.
func (ip *interpreter) tab() {
	if !ip.enabled {
		return
	}
	column := 12*ip.wide + ip.gap
	if ip.font == glyph.FontB {
		column = 9*ip.wide + ip.gap
	}
	for _, stop := range ip.tabs {
		if x := int(stop) * column; x > ip.line.x {
			ip.move(x)
			return
		}
	}
}
