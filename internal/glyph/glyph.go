// Package glyph holds the dot shapes a 203 dpi receipt printer burns: GBK characters in 24x24 dots and
// Latin characters in 12x24 (font A) and 9x17 dots (font B).
//
// The shapes were drawn once by the tool in gen/ and are kept compressed in hanzi24.bin.gz; no outline
// font is read at run time. The table is unpacked on first use (about 2 MB, some milliseconds), so a
// program that prints nothing pays nothing. NOTICE names the fonts and their licences.
//
// There is a second, small table in common24.bin.gz for programs that must stay small: GB2312, some
// characters of names beyond it, and ASCII, a third of the size. A program holds only the table that it
// calls for.
//
// A table is three sections, one per size, each:
//
//	1 byte width, 1 byte height, 4 bytes count n (little endian),
//	n x 4 bytes code points, ascending, each as its distance from the one before (little endian),
//	n cells: ceil(width/8) columns of height bytes, leftmost dot in the high bit.
//
// Distances and columns are a fifth smaller when they are packed than code points and rows.
package glyph

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"io"
	"slices"
	"sync"
)

//go:generate go run ./gen

//go:embed hanzi24.bin.gz
var packed []byte

//go:embed common24.bin.gz
var packedCommon []byte

// Mask is one character cell. The dots belong to the table: do not change them.
type Mask struct {
	Width, Height int    // in dots
	bits          []byte // Height rows of ceil(Width/8) bytes
}

// Row gives row y, 0 at the top, as 32 bits with the leftmost dot in the highest.
func (m Mask) Row(y int) uint32 {
	if m.Width > 16 {
		row := m.bits[y*3:]
		return uint32(row[0])<<24 | uint32(row[1])<<16 | uint32(row[2])<<8
	}
	row := m.bits[y*2:]
	return uint32(row[0])<<24 | uint32(row[1])<<16
}

// Font is a size of Latin characters.
type Font uint8

// The fonts of ESC M.
const (
	FontA Font = iota // 12x24 dots, 32 columns on 384 dots
	FontB             // 9x17 dots, 42 columns
)

// Hanzi gives the 24x24 cell of a character that has a two-byte GBK code.
func Hanzi(r rune) (Mask, bool) { return table()[0].find(r) }

// Latin gives the cell of a single-byte character: ASCII, Latin-1 and what else the usual code pages name.
func Latin(r rune, f Font) (Mask, bool) {
	if f == FontB {
		return table()[2].find(r)
	}
	return table()[1].find(r)
}

// section is one size of the table.
type section struct {
	width, height int
	runes         []rune
	bits          []byte
}

func (s *section) find(r rune) (Mask, bool) {
	i, ok := slices.BinarySearch(s.runes, r)
	if !ok {
		return Mask{}, false
	}
	size := s.cellSize()
	return Mask{Width: s.width, Height: s.height, bits: s.bits[i*size : (i+1)*size]}, true
}

func (s *section) cellSize() int { return (s.width + 7) / 8 * s.height }

// CommonHanzi is Hanzi in the small table: the characters of GB2312, and names beyond it.
func CommonHanzi(r rune) (Mask, bool) { return common()[0].find(r) }

// CommonLatin is Latin, font A, in the small table: ASCII only.
func CommonLatin(r rune) (Mask, bool) { return common()[1].find(r) }

// A table unpacks on first use. No variable is set up by a call, so that the linker drops the table
// that a program does not use.
var (
	tableOnce, commonOnce sync.Once
	tableIs, commonIs     [3]section
)

func table() *[3]section {
	tableOnce.Do(func() { tableIs = unpack(packed) })
	return &tableIs
}

func common() *[3]section {
	commonOnce.Do(func() { commonIs = unpack(packedCommon) })
	return &commonIs
}

// unpack reads a table. The data is compiled in and checked by the tests, so a defect in it is
// a defect of the program and stops it.
func unpack(packed []byte) (t [3]section) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("glyph: the built-in table is damaged: " + err.Error())
	}
	raw, err := io.ReadAll(zip)
	if err != nil {
		panic("glyph: the built-in table is damaged: " + err.Error())
	}
	for i := range t {
		raw = t[i].read(raw)
	}
	return t
}

// read takes one section off the front of raw and returns the rest.
func (s *section) read(raw []byte) []byte {
	s.width, s.height = int(raw[0]), int(raw[1])
	n := int(binary.LittleEndian.Uint32(raw[2:]))
	raw = raw[6:]
	s.runes = make([]rune, n)
	last := rune(0)
	for i := range s.runes {
		last += rune(binary.LittleEndian.Uint32(raw[4*i:]))
		s.runes[i] = last
	}
	raw = raw[4*n:]
	size, stride := s.cellSize(), (s.width+7)/8
	s.bits = make([]byte, n*size)
	for i := range s.bits {
		cell, x, y := i/size*size, i%size%stride, i%size/stride
		s.bits[i] = raw[cell+x*s.height+y]
	}
	return raw[len(s.bits):]
}
