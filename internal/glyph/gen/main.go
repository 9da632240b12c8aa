// Command gen draws the dot table of package glyph from outline fonts, once, at development time.
//
// Hanzi and the other double-byte GBK characters come from WenQuanYi Micro Hei (24x24 dots), Latin
// characters from Go Mono (12x24 and 9x17 dots). The result is one gzip file; its layout is told in
// package glyph. Run it through go generate; Debian's fonts-wqy-microhei must be installed.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"os"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// ink is the coverage, of 255, from which a dot is burnt. Half a dot gives the cleanest strokes.
const ink = 128

// cell is one size of character: its box in dots, the em size and the baseline that fill it.
type cell struct{ width, height, em, baseline int }

var (
	hanzi  = cell{24, 24, 24, 21}
	latinA = cell{12, 24, 20, 19} // Go Mono advances 0.6 em: exactly 12 dots at 20
	latinB = cell{9, 17, 15, 13}
)

func main() {
	path := flag.String("font", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "WenQuanYi Micro Hei")
	out := flag.String("out", "hanzi24.bin.gz", "file to write, or with -common-only to read")
	small := flag.String("common", "common24.bin.gz", "file of the small table to write")
	only := flag.Bool("common-only", false, "draw nothing: only take the small table out of the large one")
	flag.Parse()
	var err error
	if !*only {
		err = run(*path, *out)
	}
	if err == nil {
		err = common(*out, *small)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(path, out string) error {
	ttc, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the hanzi font: %w", err)
	}
	ttf, err := repack(ttc)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	for _, part := range []struct {
		ttf   []byte
		cell  cell
		runes []rune
	}{{ttf, hanzi, gbkRunes()}, {gomono.TTF, latinA, latinRunes()}, {gomono.TTF, latinB, latinRunes()}} {
		if err := section(&raw, part.ttf, part.cell, part.runes); err != nil {
			return err
		}
	}
	return pack(out, raw.Bytes())
}

// pack writes a table.
func pack(out string, raw []byte) error {
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zip.Write(raw); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, packed.Bytes(), 0o644)
}

// gbkRunes lists every character with a two-byte GBK code, sorted.
func gbkRunes() []rune {
	var runes []rune
	dec := simplifiedchinese.GBK.NewDecoder()
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			s, err := dec.Bytes([]byte{byte(lead), byte(trail)})
			r := []rune(string(s))
			if err == nil && len(r) == 1 && r[0] != '\uFFFD' {
				runes = append(runes, r[0])
			}
		}
	}
	slices.Sort(runes)
	return slices.Compact(runes)
}

// latinRunes lists what the single-byte code pages of receipt printers can name.
func latinRunes() []rune {
	var runes []rune
	for _, span := range [][2]rune{{0x20, 0x7E}, {0xA0, 0x17F}, {0x192, 0x192}, {0x386, 0x3CE}, {0x401, 0x45F}, {0x2010, 0x2044}, {0x207F, 0x207F}, {0x20A7, 0x20AC}, {0x2190, 0x2195}, {0x2200, 0x2265}, {0x2302, 0x2321}, {0x2500, 0x25E6}} {
		for r := span[0]; r <= span[1]; r++ {
			runes = append(runes, r)
		}
	}
	return runes
}

// section draws the runes the font has and appends them: width, height, count, runes, dots.
func section(w *bytes.Buffer, ttf []byte, c cell, runes []rune) error {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return fmt.Errorf("parse the font for %dx%d: %w", c.width, c.height, err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(c.em), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return err
	}
	defer face.Close()
	var have []rune
	var dots []byte
	for _, r := range runes {
		if index, err := parsed.GlyphIndex(nil, r); err != nil || index == 0 {
			continue
		}
		have = append(have, r)
		dots = append(dots, columns(draw(face, c, r), c.height)...)
	}
	write(w, c.width, c.height, have, dots)
	return nil
}

// write appends a section as package glyph reads it.
func write(w *bytes.Buffer, width, height int, runes []rune, cells []byte) {
	w.WriteByte(byte(width))
	w.WriteByte(byte(height))
	w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(runes))))
	last := rune(0)
	for _, r := range runes {
		w.Write(binary.LittleEndian.AppendUint32(nil, uint32(r-last)))
		last = r
	}
	w.Write(cells)
}

// columns turns a cell's rows of bytes into columns.
func columns(rows []byte, height int) []byte {
	stride := len(rows) / height
	out := make([]byte, 0, len(rows))
	for x := range stride {
		for y := range height {
			out = append(out, rows[y*stride+x])
		}
	}
	return out
}

// draw gives one cell, rows from the top, each padded to whole bytes, leftmost dot in the high bit.
func draw(face font.Face, c cell, r rune) []byte {
	stride := (c.width + 7) / 8
	cellDots := make([]byte, stride*c.height)
	box, mask, at, _, ok := face.Glyph(fixed.P(0, c.baseline), r)
	if !ok {
		return cellDots
	}
	area := box.Intersect(image.Rect(0, 0, c.width, c.height))
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if _, _, _, a := mask.At(at.X+x-box.Min.X, at.Y+y-box.Min.Y).RGBA(); a>>8 >= ink {
				cellDots[y*stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return cellDots
}
