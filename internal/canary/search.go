package canary

import "bytes"

// needle is a form of a secret.
type needle struct {
	secret   string
	encoding string
	bytes    []byte
}

// table finds many needles at once, after Wu and Manber (1994): it looks at the last
// three bytes of a window as long as the shortest needle, and skips as far as no needle
// could begin.
type table struct {
	least   int // length of the shortest needle
	longest int
	shift   []uint8             // by hash of three bytes
	ends    map[uint32][]needle // needles whose first least bytes end with these three
}

const (
	block     = 3
	hashBits  = 16
	shiftMost = 255
)

func hashOf(b []byte) uint32 {
	_ = b[block-1]
	return (uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])) * 2654435761 >> (32 - hashBits)
}

func threeOf(b []byte) uint32 { return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]) }

func newTable(needles []needle) *table {
	t := &table{least: shiftMost, shift: make([]uint8, 1<<hashBits), ends: map[uint32][]needle{}}
	for _, n := range needles {
		t.least, t.longest = min(t.least, len(n.bytes)), max(t.longest, len(n.bytes))
	}
	for i := range t.shift {
		t.shift[i] = uint8(t.least - block + 1)
	}
	for _, n := range needles {
		for at := 0; at+block <= t.least; at++ {
			h := hashOf(n.bytes[at:])
			t.shift[h] = min(t.shift[h], uint8(t.least-block-at))
		}
		last := threeOf(n.bytes[t.least-block:])
		t.ends[last] = append(t.ends[last], n)
	}
	return t
}

// search tells every needle in data and where it begins, until found says no.
func (t *table) search(data []byte, found func(n needle, at int) bool) {
	for end := t.least; end <= len(data); {
		last := data[end-block : end]
		if skip := t.shift[hashOf(last)]; skip > 0 {
			end += int(skip)
			continue
		}
		begin := end - t.least
		for _, n := range t.ends[threeOf(last)] {
			if bytes.HasPrefix(data[begin:], n.bytes) && !found(n, begin) {
				return
			}
		}
		end++
	}
}
