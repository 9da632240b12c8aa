package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// beyond are characters of GBK that names of people and shops often have and GB2312 has not.
// Chosen; a character that no table has is printed as a question mark.
const beyond = "喆堃镕旸翀昇峯囍燚頔玥珺禛祎赟瑄瑀珮玹璟芃晞旻煊垚淏沄澍濬溦珅畯皛昉偲俶佺侲嬅嫘婠妘姮晔烔炘犇骉鱻猋淼焱赑卍兗哿" +
	"劼勍卲喦嘏圳垯埕埠堉堺塱墘墖塭奡妤姈孖宬岽峤嵊嶓嶶巹帆幵廣張陳劉黃趙吳孫馬許鄭謝韓馮蕭東門義興發財國際酒樓飯館商場號"

// common takes the small table out of the large one: GB2312 and what is beyond, ASCII in
// font A, nothing in font B.
func common(from, to string) error {
	packed, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("read the large table: %w", err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(zip)
	if err != nil {
		return err
	}
	ascii := func(r rune) bool { return r < 0x7F }
	var out bytes.Buffer
	for _, keep := range []func(rune) bool{isCommon, ascii, func(rune) bool { return false }} {
		raw = filter(&out, raw, keep)
	}
	return pack(to, out.Bytes())
}

// isCommon: GB2312 codes are those of GBK with both bytes from A1 up, lead to F7.
func isCommon(r rune) bool {
	code, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	inside := err == nil && len(code) == 2 && code[0] >= 0xA1 && code[0] <= 0xF7 && code[1] >= 0xA1
	return inside || slices.Contains([]rune(beyond), r)
}

// filter appends the kept cells of the first section of raw, and gives the rest of raw.
func filter(out *bytes.Buffer, raw []byte, keep func(rune) bool) []byte {
	width, height, n := int(raw[0]), int(raw[1]), int(binary.LittleEndian.Uint32(raw[2:]))
	size := (width + 7) / 8 * height
	codes, cells := raw[6:6+4*n], raw[6+4*n:]
	var runes []rune
	var dots []byte
	last := rune(0)
	for i := range n {
		last += rune(binary.LittleEndian.Uint32(codes[4*i:]))
		if keep(last) {
			runes, dots = append(runes, last), append(dots, cells[i*size:(i+1)*size]...)
		}
	}
	write(out, width, height, runes, dots)
	return cells[n*size:]
}
