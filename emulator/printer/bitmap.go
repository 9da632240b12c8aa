package printer

import "encoding/binary"

// bitmap is a block of dots: rows of stride bytes, leftmost dot in the high bit.
type bitmap struct {
	width, height, stride int
	bits                  []byte
}

// wordBytes is room behind the last row, so that a whole word can be drawn at its end.
const wordBytes = 8

func newBitmap(width, height int) *bitmap {
	stride := (width + 7) / 8
	size := stride * height
	return &bitmap{width, height, stride, make([]byte, size, size+wordBytes)}
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
func (b *bitmap) character(s *shape, x, y, sx, sy int, bold bool) {
	thick := 0
	if bold {
		thick = 1
	}
	for gy := range s.height {
		dots := s.rows[gy]
		if sx == 1 && x >= 0 {
			dots |= dots >> thick & (^uint32(0) << (32 - s.width))
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

// noShape has no dots.
var noShape = new(shape)

// burn draws plain characters at once, each some dots right of x, all rows high and within the bitmap.
func (b *bitmap) burn(shapes *[together]*shape, right *[together]uint, x, y, rows int) {
	g0, g1, g2, g3 := &shapes[0].rows, &shapes[1].rows, &shapes[2].rows, &shapes[3].rows
	by := uint(x & 7)
	s0, s1, s2, s3 := right[0]+by, right[1]+by, right[2]+by, right[3]+by
	bits, stride := b.bits[y*b.stride+x/8:cap(b.bits)], b.stride
	for i := range g0[:rows] {
		word := uint64(g0[i])<<32>>(s0&63) | uint64(g1[i])<<32>>(s1&63) | uint64(g2[i])<<32>>(s2&63) | uint64(g3[i])<<32>>(s3&63)
		into := bits[i*stride:][:wordBytes]
		binary.BigEndian.PutUint64(into, binary.BigEndian.Uint64(into)|word)
	}
}
