package printer

import "slices"

// pageRows is the height of the page buffer in dots. Chosen: 300 mm, more than any receipt in page mode.
const pageRows = 2400

// pageMarks is how many lines and codes of a page are kept as text. Chosen: more than fit on it.
const pageMarks = 1000

// page is page mode: everything is drawn into a buffer, and nothing moves until it is printed as a whole.
// Positions are within the area and turn with the print direction. Text stands on its base line.
type page struct {
	canvas                   *bitmap
	x, y, width, height      int // area, dots on the canvas
	direction                int // ESC T: 0 left to right, 1 bottom to top, 2 right to left, 3 top to bottom
	set                      bool
	deep                     int    // lowest row that is printed
	top                      int    // where the next line begins, along the feed of the direction
	base                     int    // base line that GS $ has set, -1: none
	marks                    []mark // what can be read, in rows of the canvas
	saveLeft, saveArea, save int    // left margin, print area and alignment of standard mode
}

// enterPage is ESC L. It works at the beginning of a line only. Bytes: 1B 4C.
func (ip *interpreter) enterPage([]byte) {
	if ip.paged != nil || !ip.line.empty() {
		return
	}
	ip.paged = &page{canvas: newBitmap(ip.width, pageRows), base: -1, saveLeft: ip.left, saveArea: ip.area, save: ip.align}
	ip.left, ip.align = 0, 0
	ip.placeArea(0, 0, ip.width, pageRows)
}

// leavePage is ESC S: back to standard mode; what was not printed is lost. Bytes: 1B 53.
func (ip *interpreter) leavePage([]byte) {
	if ip.paged == nil {
		return
	}
	ip.line.clear()
	ip.left, ip.area, ip.align = ip.paged.saveLeft, ip.paged.saveArea, ip.paged.save
	ip.paged, ip.styled = nil, false
}

// placeArea sets the area and begins at its start.
func (ip *interpreter) placeArea(x, y, width, height int) {
	p := ip.paged
	p.x, p.y, p.width, p.height = x, y, width, height
	ip.startOfArea()
}

// startOfArea goes to the first line of the area in the direction of printing.
func (ip *interpreter) startOfArea() {
	p := ip.paged
	p.top, p.base = 0, -1
	ip.line.x = 0
	ip.area, _ = p.extent()
}

// extent is the area as lines see it: their room, and the room for them.
func (p *page) extent() (along, across int) {
	if p.direction&1 != 0 {
		return p.height, p.width
	}
	return p.width, p.height
}

// pageArea is ESC W. Bytes: 1B 57 xL xH yL yH dxL dxH dyL dyH in motion units. An empty area is ignored.
func (ip *interpreter) pageArea(a []byte) {
	if ip.paged == nil {
		return
	}
	x, y := ip.horizontal(word(a)), ip.vertical(word(a[2:]))
	width, height := min(ip.horizontal(word(a[4:])), ip.width-x), min(ip.vertical(word(a[6:])), pageRows-y)
	if width <= 0 || height <= 0 {
		return
	}
	ip.settle()
	ip.paged.set, ip.paged.deep = true, max(ip.paged.deep, y+height)
	ip.placeArea(x, y, width, height)
}

// pageDirection is ESC T. Bytes: 1B 54 n.
func (ip *interpreter) pageDirection(a []byte) {
	if ip.paged == nil {
		return
	}
	ip.settle()
	ip.paged.direction = digit(a[0], 3, ip.paged.direction)
	ip.startOfArea()
}

// pageDown is GS $ and GS \: the base line, from the start of the area or from here, signed.
// Bytes: 1D 24 nL nH, 1D 5C nL nH.
func (ip *interpreter) pageDown(n int, relative bool) {
	p := ip.paged
	if p == nil {
		return
	}
	ip.settle()
	switch {
	case relative && p.base >= 0:
		n += p.base
	case relative:
		n += p.top
	}
	if _, across := p.extent(); n >= 0 && n <= across {
		p.base = n
	}
}

// settle draws what stands on the line, and goes nowhere.
func (ip *interpreter) settle() {
	x := ip.line.x
	if ip.line.count > 0 {
		top, base := ip.paged.top, ip.paged.base
		ip.flush(0)
		ip.paged.top, ip.paged.base = top, base
	}
	ip.line.x = x
}

// printPage is ESC FF: the page goes to the head and stays. Bytes: 1B 0C.
func (ip *interpreter) printPage([]byte) {
	p := ip.paged
	if p == nil {
		return
	}
	ip.settle()
	rows := p.deep
	if !p.set {
		rows = p.inked()
	}
	marks := slices.Clone(p.marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.from - b.from })
	dots := &bitmap{p.canvas.width, rows, p.canvas.stride, slices.Clone(p.canvas.bits[:rows*p.canvas.stride])}
	what := &block{inner: marks, left: rows}
	for at := 0; at < rows; at += bandRows {
		ip.dev.queue(&strip{rows: min(bandRows, rows-at), dots: dots, from: at, whole: true, block: what})
	}
}

// formFeed is FF: in page mode it prints the page and ends the mode, in standard mode it prints the line. Byte: 0C.
func (ip *interpreter) formFeed() {
	switch {
	case !ip.enabled:
	case ip.paged != nil:
		ip.printPage(nil)
		ip.leavePage(nil)
	case !ip.line.empty():
		ip.lineFeed()
	}
}

// cancel is CAN: the area is empty again. In standard mode it does nothing. Byte: 18.
func (ip *interpreter) cancel() {
	p := ip.paged
	if p == nil || !ip.enabled {
		return
	}
	ip.line.clear()
	for y, end := p.y, min(p.y+p.height, p.inked()); y < end; y++ {
		for x := p.x; x < p.x+p.width; x++ {
			p.canvas.bits[y*p.canvas.stride+x/8] &^= 0x80 >> (x % 8)
		}
	}
	p.marks = slices.DeleteFunc(p.marks, func(m mark) bool { return m.from >= p.y && m.to <= p.y+p.height })
	ip.startOfArea()
}

// inked is the height of the canvas down to its last dot.
func (p *page) inked() int {
	last := len(p.canvas.bits) - 1
	for last >= 0 && p.canvas.bits[last] == 0 {
		last--
	}
	return last/p.canvas.stride + min(1, last+1)
}

// place takes what standard mode would burn and draws it on the page. It stands on the base line that was set,
// or begins where the last line ended.
func (p *page) place(s *strip) {
	if s.dots == nil {
		p.top, p.base = p.top+s.rows, -1
		return
	}
	if p.base >= 0 {
		p.top, p.base = p.base-s.rows, -1
	}
	first, last := pageRows, 0
	for y := range s.rows {
		for x := range s.dots.width {
			if s.dots.at(x, s.from+y) {
				cx, cy, inside := p.turn(x, p.top+y)
				if inside {
					p.canvas.set(cx, cy)
					first, last = min(first, cy), max(last, cy)
				}
			}
		}
	}
	p.top += s.rows
	if b := s.block; b != nil && first <= last && len(p.marks) < pageMarks && (b.text != "" || b.code != nil) {
		p.marks = append(p.marks, mark{from: first, to: last + 1, reading: b.reading, code: b.code})
	}
}

// turn brings a place of the area onto the canvas.
func (p *page) turn(x, y int) (cx, cy int, inside bool) {
	along, across := p.extent()
	if x < 0 || y < 0 || x >= along || y >= across {
		return 0, 0, false
	}
	switch p.direction {
	case 1:
		x, y = y, p.height-1-x
	case 2:
		x, y = p.width-1-x, p.height-1-y
	case 3:
		x, y = p.width-1-y, x
	}
	return p.x + x, p.y + y, true
}

// queue hands a strip to the mechanism, or in page mode to the page.
func (ip *interpreter) queue(s *strip) {
	if ip.paged != nil {
		ip.paged.place(s)
		return
	}
	ip.dev.queue(s)
}

// span is how wide a line can be drawn.
func (ip *interpreter) span() int {
	if ip.paged != nil {
		return ip.area
	}
	return ip.width
}

// clear is true where images and codes may begin: at the beginning of a line, in page mode anywhere.
func (ip *interpreter) clear() bool {
	return ip.line.empty() || ip.paged != nil && ip.line.count == 0
}
