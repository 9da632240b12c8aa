package message

import (
	"encoding/binary"
	"encoding/hex"
	"iter"
	"math/bits"
	"strings"
)

// half is how many fields one bitmap has.
const half = 64

// present is a set of field numbers: the first bitmap and the second, as on the wire,
// where the highest bit is field 1 and field 65.
type present [2]uint64

func (p *present) add(n int) { p[(n-1)/half] |= 1 << (half - 1 - (n-1)%half) }

func (p present) has(n int) bool { return p[(n-1)/half]&(1<<(half-1-(n-1)%half)) != 0 }

func (p present) count() int { return bits.OnesCount64(p[0]) + bits.OnesCount64(p[1]) }

// before counts the fields that come before field n.
func (p present) before(n int) int {
	word, at := (n-1)/half, (n-1)%half
	count := bits.OnesCount64(p[word] &^ (^uint64(0) >> at))
	if word > 0 {
		count += bits.OnesCount64(p[0])
	}
	return count
}

// all gives the fields in ascending order.
func (p present) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for word, v := range p {
			for v != 0 {
				at := bits.LeadingZeros64(v)
				if !yield(word*half + at + 1) {
					return
				}
				v &^= 1 << (half - 1 - at)
			}
		}
	}
}

// bitmaps is how a profile writes them.
type bitmaps struct {
	hex    bool // as hex digits instead of bytes
	second bool // there are fields above 64
}

// size is that of one bitmap on the wire.
func (b bitmaps) size() int {
	if b.hex {
		return 2 * half / 8
	}
	return half / 8
}

// append writes the first bitmap, and the second when a field needs it.
func (b bitmaps) append(dst []byte, p present) []byte {
	if p[1] != 0 {
		p.add(1)
	}
	dst = b.one(dst, p[0])
	if p[1] != 0 {
		dst = b.one(dst, p[1])
	}
	return dst
}

func (b bitmaps) one(dst []byte, v uint64) []byte {
	var raw [half / 8]byte
	binary.BigEndian.PutUint64(raw[:], v)
	if !b.hex {
		return append(dst, raw[:]...)
	}
	return append(dst, strings.ToUpper(hex.EncodeToString(raw[:]))...)
}

// read takes the bitmaps at the start of data and says how long they were. The bit that
// announces the second one is not among the fields.
func (b bitmaps) read(data []byte) (p present, size int, err error) {
	for i := range p {
		if len(data)-size < b.size() {
			return p, size, short(b.size(), len(data)-size)
		}
		if p[i], err = b.parse(data[size : size+b.size()]); err != nil {
			return p, size, err
		}
		size += b.size()
		switch {
		case i == 1:
			return p, size, nil
		case !p.has(1):
			return p, size, nil
		case !b.second:
			return p, 0, codecError("a second bitmap is announced, the profile has none")
		}
	}
	return p, size, nil
}

func (b bitmaps) parse(raw []byte) (uint64, error) {
	if !b.hex {
		return binary.BigEndian.Uint64(raw), nil
	}
	var v [half / 8]byte
	if _, err := hex.Decode(v[:], raw); err != nil {
		return 0, codecError("holds something else than hex digits")
	}
	return binary.BigEndian.Uint64(v[:]), nil
}
