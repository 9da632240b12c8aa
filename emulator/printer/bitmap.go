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
	b := bitmap{}.blank(width, height)
	return &b
}

// blank gives a bitmap without dots, in the memory of b when that is enough.
func (b bitmap) blank(width, height int) bitmap {
	stride := (width + 7) / 8
	size := stride * height
	if cap(b.bits) < size+wordBytes {
		return bitmap{width, height, stride, make([]byte, size, size+wordBytes)}
	}
	clear(b.bits[:size+wordBytes])
	return bitmap{width, height, stride, b.bits[:size]}
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

// burn draws forms onto the bottom rows, from a byte of each row on. Their dots must lie within.
func (b *bitmap) burn(forms *[together]*form, at int) {
	top, end := formHeight, 0
	for _, f := range forms {
		top, end = min(top, f.top), max(end, f.end)
	}
	if top >= end {
		return
	}
	f0, f1, f2, f3, f4 := forms[0].rows[top:end], forms[1].rows[top:end], forms[2].rows[top:end], forms[3].rows[top:end], forms[4].rows[top:end]
	f1, f2, f3, f4 = f1[:len(f0)], f2[:len(f0)], f3[:len(f0)], f4[:len(f0)]
	bits, stride := b.bits[:cap(b.bits)], b.stride
	at += (b.height - formHeight + top) * stride
	for i := range f0 {
		word := f0[i] | f1[i] | f2[i] | f3[i] | f4[i]
		into := bits[at : at+wordBytes]
		binary.LittleEndian.PutUint64(into, binary.LittleEndian.Uint64(into)|word)
		at += stride
	}
}
