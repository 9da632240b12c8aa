package printer

import "posterm/internal/glyph"

// bitmap is a block of dots: rows of stride bytes, leftmost dot in the high bit.
type bitmap struct {
	width, height, stride int
	bits                  []byte
}

func newBitmap(width, height int) *bitmap {
	stride := (width + 7) / 8
	return &bitmap{width, height, stride, make([]byte, stride*height)}
}

func (b *bitmap) row(y int) []byte { return b.bits[y*b.stride : (y+1)*b.stride] }

func (b *bitmap) set(x, y int) {
	if x >= 0 && y >= 0 && x < b.width && y < b.height {
		b.bits[y*b.stride+x/8] |= 0x80 >> (x % 8)
	}
}

func (b *bitmap) at(x, y int) bool { return b.bits[y*b.stride+x/8]&(0x80>>(x%8)) != 0 }

// fill blackens a rectangle.
func (b *bitmap) fill(x, y, width, height int) {
	for dy := range height {
		for dx := range width {
			b.set(x+dx, y+dy)
		}
	}
}

// invert turns a rectangle's dots over.
func (b *bitmap) invert(x, y, width, height int) {
	for yy := max(y, 0); yy < min(y+height, b.height); yy++ {
		for xx := max(x, 0); xx < min(x+width, b.width); xx++ {
			b.bits[yy*b.stride+xx/8] ^= 0x80 >> (xx % 8)
		}
	}
}

// paste draws another bitmap, every dot sx by sy.
func (b *bitmap) paste(from *bitmap, x, y, sx, sy int) {
	for fy := range from.height {
		for fx := range from.width {
			if from.at(fx, fy) {
				b.fill(x+fx*sx, y+fy*sy, sx, sy)
			}
		}
	}
}

// character draws a glyph, every dot sx by sy. Bold widens every stroke by one dot of the head, however
// large the character, so that dense hanzi do not run together.
func (b *bitmap) character(m glyph.Mask, x, y, sx, sy int, bold bool) {
	thick := 0
	if bold {
		thick = 1
	}
	for gy := range m.Height {
		dots := m.Row(gy)
		if sx == 1 && x >= 0 {
			dots |= dots >> thick & (^uint32(0) << (32 - m.Width))
			for dy := range sy {
				b.blit(dots, x, y+gy*sy+dy)
			}
			continue
		}
		for gx := 0; dots != 0; gx, dots = gx+1, dots<<1 {
			if dots>>31 != 0 {
				b.fill(x+gx*sx, y+gy*sy, sx+thick, sy)
			}
		}
	}
}

// blit ORs up to 32 dots into one row, a byte at a time: the common case of plain text.
func (b *bitmap) blit(dots uint32, x, y int) {
	if y < 0 || y >= b.height {
		return
	}
	row := b.row(y)
	wide := uint64(dots) << 32 >> (x % 8)
	for i := x / 8; wide != 0 && i < len(row); i, wide = i+1, wide<<8 {
		row[i] |= byte(wide >> 56)
	}
}
