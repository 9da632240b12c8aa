package printer

import "posterm/internal/glyph"

// cellText is the text column in dots that gaps are measured in: one character of font A.
const cellText = 12

// run is characters of one style side by side, or a column image.
type run struct {
	style
	x     int // where it begins, from the left margin
	from  int // its first character
	image *bitmap
}

// line is the print buffer: what will leave the head together. It is only noted as the bytes come, and drawn and
// read when it is printed.
type line struct {
	x      int // next position, from the left margin
	count  int // characters and images
	runs   []run
	chars  []*cell // of all runs
	style  *style  // of what was written last, as long as that goes on
	script script
}

func (l *line) empty() bool { return l.count == 0 && l.x == 0 }

func (l *line) clear() {
	l.x, l.count, l.style = 0, 0, nil
	l.runs, l.chars = l.runs[:0], l.chars[:0]
}

// full is true when there is no room for a character.
func (l *line) full(s *style) bool { return l.x > s.last || l.count >= textLimit }

// write puts a character at the next position.
func (l *line) write(c *cell, s *style) {
	if s != l.style {
		l.style = s
		l.runs = append(l.runs, run{style: *s, x: l.x, from: len(l.chars)})
	}
	l.chars = append(l.chars, c)
	l.x += s.width
	l.count++
}

// add puts a column image at the next position.
func (l *line) add(image *bitmap, sx, sy int) {
	s := style{width: image.width * sx, height: image.height * sy, sx: sx, sy: sy}
	l.runs = append(l.runs, run{style: s, x: l.x, from: len(l.chars), image: image})
	l.move(l.x + s.width)
	l.count++
}

// move goes to another position, where another run begins.
func (l *line) move(x int) { l.x, l.style = x, nil }

// of gives the characters of a run.
func (l *line) of(i int) []*cell {
	to := len(l.chars)
	if i+1 < len(l.runs) {
		to = l.runs[i+1].from
	}
	return l.chars[l.runs[i].from:to]
}

// box is the size of what is around everything on the line.
func (l *line) box() (width, height int) {
	for i := range l.runs {
		r, things := &l.runs[i], len(l.of(i))
		if r.image != nil {
			things = 1
		}
		width, height = max(width, r.x+things*r.width), max(height, r.height)
	}
	return width, height
}

// draw burns the line into a block of its height, characters standing on the bottom row. What is turned over lies
// under what comes later.
func (l *line) draw(into *bitmap, offset int) {
	for i := range l.runs {
		r, chars := &l.runs[i], l.of(i)
		x := offset + r.x
		switch {
		case r.image != nil:
			into.paste(r.image, x, into.height-r.height, r.sx, r.sy)
		case r.plain && x+len(chars)*r.width <= into.width:
			r.drawPlain(chars, into, x)
		default:
			for _, c := range chars {
				r.drawStyled(c, into, x)
				x += r.width
			}
		}
	}
}

// drawStyled burns a character that is enlarged, underlined or turned over, or not wholly within the block.
func (s *style) drawStyled(c *cell, into *bitmap, x int) {
	y := into.height - s.height
	if c.shape != nil {
		into.character(c.shape, x+s.indent+s.middle(c.shape)*s.sx, y, s.sx, s.sy, s.bold)
	}
	if s.underline > 0 {
		into.fill(x, into.height-s.underline, s.width, s.underline)
	}
	if s.reverse {
		into.invert(x, y, s.width, s.height)
	}
}

// drawPlain burns characters dot for dot, those within 64 dots at once. They must lie within the block.
func (s *style) drawPlain(chars []*cell, into *bitmap, x int) {
	for x += s.indent; len(chars) > 0; {
		forms, left, n := noForms, x&^7, 0
		for ; n < min(together, len(chars)) && x+s.cell <= left+64; n++ {
			if c := chars[n]; c.shape != nil {
				forms[n] = c.dots(s.bold).form(uint(x + s.middle(c.shape) - left))
			}
			x += s.width
		}
		into.burn(&forms, left/8)
		chars = chars[n:]
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
	width, height := ip.line.box()
	offset := ip.left + ip.aligned(width)
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
		ip.line.move(x)
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
