package printer

import "posterm/internal/glyph"

// shape is a character's dots, unpacked: they are drawn many thousand times.
type shape struct {
	width, height int
	rows          [formHeight]uint32 // leftmost dot in the high bit
	thick         *shape             // the bold one, once it was asked for
	forms         [16]*form          // by a quarter of where they stand, as far as they were asked for
}

// newShape unpacks a glyph; a space has no shape.
func newShape(m glyph.Mask) *shape {
	s := &shape{width: m.Width, height: m.Height}
	for y := range m.Height {
		s.rows[y] = m.Row(y)
	}
	if s.rows == ([formHeight]uint32{}) {
		return nil
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

// dots are its shape, bold or not.
func (c *cell) dots(bold bool) *shape {
	if bold {
		return c.shape.bold()
	}
	return c.shape
}

// alphabet is what chooses the characters of single bytes.
type alphabet struct {
	country, page byte
	font          glyph.Font
}

// alphabetLimit bounds the alphabets that are remembered; foreign bytes choose them.
const alphabetLimit = 16

// pairLimit bounds the two-byte characters that are remembered, for the same reason. Chosen: more than the slips
// of one till use.
const pairLimit = 4096

// cells remember what codes stand for, as far as they were used.
type cells struct {
	chosen alphabet
	latin  *[256]*cell // of the chosen alphabet
	latins map[alphabet]*[256]*cell
	wide   [256]*[256]*cell // two-byte codes, by their first byte
	pairs  int              // of them
}

func newCells() cells {
	return cells{latins: map[alphabet]*[256]*cell{}}
}

// single gives the character of a byte in the chosen alphabet.
func (c *cells) single(b byte) *cell {
	if known := c.latin[b]; known != nil {
		return known
	}
	return c.learn(b)
}

func (c *cells) learn(b byte) *cell {
	c.latin[b] = spell(b, c.chosen)
	return c.latin[b]
}

// pair gives the two-byte character that a text begins with, nil when it is not known yet or not whole.
func (c *cells) pair(text []byte) *cell {
	if row := c.wide[text[0]]; row != nil && len(text) > 1 {
		return row[text[1]]
	}
	return nil
}

func (c *cells) learnPair(first, second byte, is *cell) {
	if c.pairs++; c.pairs > pairLimit {
		c.wide, c.pairs = [256]*[256]*cell{}, 1
	}
	if c.wide[first] == nil {
		c.wide[first] = new([256]*cell)
	}
	c.wide[first][second] = is
}

func (c *cells) choose(a alphabet) {
	if c.latin != nil && c.chosen == a {
		return
	}
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
