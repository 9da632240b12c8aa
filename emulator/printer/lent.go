package printer

// printed is a line on its way to the head, with the feed that follows it.
type printed struct {
	strip, feed strip
	block       block
	dots        bitmap
}

// lent is the memory of the lines that the device has. It comes back with the next byte, because a device takes
// that only when it has done everything before; so text costs no memory, however much there is.
type lent struct {
	lines []*printed
	out   int
}

func (l *lent) comesBack() { l.out = 0 }

// line lends a line with blank dots.
func (l *lent) line(width, height int) *printed {
	if l.out == len(l.lines) {
		l.lines = append(l.lines, new(printed))
	}
	p := l.lines[l.out]
	l.out++
	dots := p.dots
	*p = printed{}
	p.dots = dots.blank(width, height)
	return p
}
