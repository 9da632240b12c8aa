package main

import (
	"encoding/binary"
	"errors"
)

// repack copies the first font of a TrueType collection into a font file of its own with every table
// on a four-byte boundary. The tables of both WenQuanYi collections are not aligned, which
// golang.org/x/image refuses.
func repack(ttc []byte) ([]byte, error) {
	if len(ttc) < 16 || string(ttc[:4]) != "ttcf" {
		return nil, errors.New("the hanzi font is not a TrueType collection")
	}
	u32 := binary.BigEndian.Uint32
	head := int(u32(ttc[12:]))
	if head+12 > len(ttc) {
		return nil, errors.New("the hanzi font is cut short")
	}
	count := int(binary.BigEndian.Uint16(ttc[head+4:]))
	directory := 12 + 16*count
	if head+directory > len(ttc) {
		return nil, errors.New("the hanzi font's table directory is cut short")
	}
	out := append([]byte(nil), ttc[head:head+directory]...)
	for i := range count {
		entry := out[12+16*i:]
		from, size := int(u32(entry[8:])), int(u32(entry[12:]))
		if from+size > len(ttc) {
			return nil, errors.New("a table of the hanzi font is cut short")
		}
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		binary.BigEndian.PutUint32(out[12+16*i+8:], uint32(len(out)))
		out = append(out, ttc[from:from+size]...)
	}
	return out, nil
}
