package printer

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"posterm/internal/glyph"
)

// cellText is the text column in dots that gaps are measured in: one character of font A.
const cellText = 12

// item is one thing on a print line that is not drawn as it is: an enlarged, underlined or reversed
// character, or a column image.
type item struct {
	x, width, height int    // box in dots, spacing included in width
	shape            *shape // nil: nothing to draw
	image            *bitmap
	sx, sy           int // scale of the dots
	indent           int // dots left of the glyph
	bold, reverse    bool
	underline        int
}

// letter is a character that is drawn as it is, at its place on the line: most of all text.
type letter struct {
	shape *shape
	x     int
}

// line is the print buffer: what will leave the head together.
type line struct {
	x             int // next position, from the left margin
	width, height int // the box around everything on it
	count         int // characters and images
	reversed      bool
	plain         []letter
	items         []item // the rest
	text          []byte // what can be read, as a person would type it, without the indent
	start, end    int    // where it begins and ends
	style         *style // of what was written last, as long as it is the same
	look          look   // of that
	onsets        []onset
}

func (l *line) empty() bool { return l.count == 0 && l.x == 0 }

func (l *line) clear() {
	l.x, l.width, l.height, l.count, l.reversed = 0, 0, 0, 0, false
	l.plain, l.items, l.text = l.plain[:0], l.items[:0], l.text[:0]
	l.style, l.look, l.onsets = nil, look{}, l.onsets[:0]
}

// add puts a column image, or a character by itself, at the next position.
func (l *line) add(it *item) {
	it.x = l.x
	l.advance(it.width, it.height)
	l.items = append(l.items, *it)
	l.reversed = l.reversed || it.reverse
}

// advance makes the line longer by one thing, and as high.
func (l *line) advance(width, height int) {
	l.x += width
	l.width, l.height = max(l.width, l.x), max(l.height, height)
	l.count++
}

// write puts a character at the next position. One that is within the room and needs nothing done to it is
// a letter, unless something on the line is turned over: what lies under that must be there before.
func (l *line) write(c *cell, s *style, room int) {
	x, indent := l.x, s.indent
	if x-l.end >= cellText || len(l.text) == 0 {
		l.gap(x)
	}
	if s != l.style {
		l.change(s, s.look)
	}
	l.text = utf8.AppendRune(l.text, c.char)
	l.end = x + s.width
	if c.shape != nil && c.shape.width < s.cell { // a Latin stand-in sits in the middle
		indent += (s.cell - c.shape.width) / 2 * s.sx
	}
	if s.plain && !l.reversed && x+s.width <= room {
		l.advance(s.width, s.height)
		if c.shape != nil {
			l.plain = append(l.plain, letter{c.dots(s.bold), x + indent})
		}
		return
	}
	it := s.item
	it.shape, it.indent = c.shape, indent
	l.add(&it)
}

// gap brings the text to the character at x: a space for each column between.
func (l *line) gap(x int) {
	if len(l.text) == 0 {
		l.start, l.end = x, x
		return
	}
	l.change(nil, look{align: l.look.align})
	for ; x-l.end >= cellText; l.end += cellText {
		l.text = append(l.text, ' ')
	}
}

// read gives the text with its indent.
func (l *line) read(offset int, upside bool) reading {
	text := bytes.TrimRight(l.text, " ")
	if len(text) == 0 {
		return reading{}
	}
	indent := (offset + l.start) / cellText
	return reading{strings.Repeat(" ", indent) + string(text), l.looks(len(text), indent, upside)}
}

// draw burns the line into a block of its height, characters standing on the bottom row.
func (l *line) draw(into *bitmap, offset int) {
	l.drawPlain(into, offset)
	for i := range l.items {
		it := &l.items[i]
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

// together is how many letters are drawn at once.
const together = 4

// drawPlain burns the letters, those that stand side by side within 64 dots at once.
func (l *line) drawPlain(into *bitmap, offset int) {
	for rest := l.plain; len(rest) > 0; {
		x := (offset + rest[0].x) / 8 * 8
		forms, n := [together]*form{noForm, noForm, noForm, noForm}, 0
		for ; n < min(together, len(rest)); n++ {
			right := offset + rest[n].x - x
			if right < 0 || right+rest[n].shape.width > 64 {
				break
			}
			forms[n] = rest[n].shape.form(uint(right))
		}
		into.burn(&forms, x/8)
		rest = rest[n:]
	}
}

// lineFeed is LF: print the line and feed one line. Byte: 0A.
func (ip *interpreter) lineFeed() {
	if ip.enabled {
		ip.flush(ip.spacing)
	}
}

// flush prints the line and feeds so that the paper moves at least rows.
func (ip *interpreter) flush(rows int) {
	if ip.line.count == 0 {
		ip.line.clear()
		ip.queue(&strip{rows: rows})
		return
	}
	height, offset := ip.line.height, ip.left+ip.aligned(ip.line.width)
	p := ip.lent.line(ip.span(), height)
	ip.line.draw(&p.dots, offset)
	if ip.upside {
		turn(&p.dots)
	}
	p.block.reading, p.block.left = ip.line.read(offset, ip.upside), height
	p.strip.rows, p.strip.dots, p.strip.whole, p.strip.block = height, &p.dots, true, &p.block
	ip.queue(&p.strip)
	if rows > height {
		p.feed.rows = rows - height
		ip.queue(&p.feed)
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
