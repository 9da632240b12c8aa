package printer

import "posterm/internal/glyph"

// shape is a character's dots, unpacked: they are drawn many thousand times.
type shape struct {
	width, height int
	rows          [24]uint32 // leftmost dot in the high bit
	thick         *shape     // the bold one, once it was asked for
}

func newShape(m glyph.Mask) *shape {
	s := &shape{width: m.Width, height: m.Height}
	for y := range m.Height {
		s.rows[y] = m.Row(y)
	}
	return s
}

// bold widens every stroke by one dot, within the cell.
func (s *shape) bold() *shape {
	if s.thick == nil {
		s.thick = &shape{width: s.width, height: s.height}
		for y, dots := range s.rows {
			s.thick.rows[y] = dots | dots>>1&(^uint32(0)<<(32-s.width))
		}
	}
	return s.thick
}

// cell is what a character code stands for. Without a shape nothing is drawn.
type cell struct {
	char  rune
	shape *shape
}

// alphabet is what chooses the characters of single bytes.
type alphabet struct {
	country, page byte
	font          glyph.Font
}

// alphabetLimit bounds the alphabets that are remembered; foreign bytes choose them.
const alphabetLimit = 16

// cells remember what codes stand for, as far as they were used.
type cells struct {
	chosen alphabet
	latin  *[256]*cell // of the chosen alphabet
	latins map[alphabet]*[256]*cell
	wide   map[uint16]*cell // two-byte codes
}

func newCells() cells {
	return cells{latins: map[alphabet]*[256]*cell{}, wide: map[uint16]*cell{}}
}

// single gives the character of a byte in an alphabet.
func (c *cells) single(b byte, a alphabet) *cell {
	if c.latin == nil || c.chosen != a {
		c.choose(a)
	}
	known := c.latin[b]
	if known == nil {
		known = spell(b, a)
		c.latin[b] = known
	}
	return known
}

func (c *cells) choose(a alphabet) {
	table, ok := c.latins[a]
	if !ok {
		if len(c.latins) >= alphabetLimit {
			clear(c.latins)
		}
		table = new([256]*cell)
		c.latins[a] = table
	}
	c.chosen, c.latin = a, table
}

// spell looks a byte up. What has no dots is printed as a question mark.
func spell(b byte, a alphabet) *cell {
	r := national(a.country, b)
	if b >= 0x80 {
		r = pageRune(a.page, b)
	}
	return latinCell(r, a.font)
}

func latinCell(r rune, font glyph.Font) *cell {
	mask, ok := glyph.Latin(r, font)
	if !ok {
		r = '?'
		mask, ok = glyph.Latin(r, font)
	}
	if !ok {
		return &cell{char: r}
	}
	return &cell{r, newShape(mask)}
}
