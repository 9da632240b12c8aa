package printer

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"posterm/internal/glyph"
)

// del prints nothing.
const del = 0x7F

// familiar notes text whose characters are known, as far as it stays on the line, and tells how many bytes that is.
// All other text is taken byte by byte, and known afterwards.
func (ip *interpreter) familiar(data []byte) (n int) {
	if len(ip.char) > 0 || !ip.idle() || !ip.styled {
		return 0
	}
	for n < len(data) {
		c, s, size := ip.cells.latin[data[n]], &ip.narrow, 1
		if ip.begins(data[n]) {
			c, s, size = ip.cells.pair(data[n:]), &ip.full, 2
		}
		if c == nil || ip.line.full(s) {
			break
		}
		ip.line.write(c, s)
		n += size
	}
	return n
}

// text takes a byte of printable data.
func (ip *interpreter) text(b byte) {
	if !ip.styled {
		ip.restyle()
	}
	switch {
	case ip.begins(b):
		ip.char = append(ip.char[:0], b)
	case b != del:
		ip.put(ip.cells.single(b), &ip.narrow)
	}
}

// begins is true for the first byte of a GB18030 character.
func (ip *interpreter) begins(b byte) bool { return ip.hanzi && b >= 0x81 && b <= 0xFE }

// tail takes the second, third or fourth byte of a GB18030 character. A byte that cannot follow ends
// the character as unknown and is read anew.
func (ip *interpreter) tail(b byte) {
	ip.char = append(ip.char, b)
	switch n := len(ip.char); {
	case n == 2 && b >= 0x40 && b <= 0xFE && b != 0x7F:
		ip.wideCharacter()
	case n == 2 && b >= '0' && b <= '9', n == 3 && b >= 0x81 && b <= 0xFE:
	case n == 4 && b >= '0' && b <= '9':
		ip.wideCharacter()
	default:
		ip.char = ip.char[:0]
		ip.unknownCharacter()
		ip.take(b)
	}
}

// wideCharacter prints the collected two- or four-byte character in a full-width cell.
func (ip *interpreter) wideCharacter() {
	if len(ip.char) != 2 {
		ip.put(ip.decode(), &ip.full)
		return
	}
	known := ip.cells.pair(ip.char)
	if known == nil {
		first, second := ip.char[0], ip.char[1]
		known = ip.decode()
		ip.cells.learnPair(first, second, known)
	}
	ip.char = ip.char[:0]
	ip.put(known, &ip.full)
}

// decode looks the collected character up and forgets it. What has no dots is printed as a question mark.
func (ip *interpreter) decode() *cell {
	var utf [8]byte
	ip.decoder.Reset()
	n, _, err := ip.decoder.Transform(utf[:], ip.char, true)
	ip.char = ip.char[:0]
	r, size := utf8.DecodeRune(utf[:n])
	if err == nil && size == n {
		if mask, ok := glyph.Hanzi(r); ok {
			return &cell{r, newShape(mask)}
		}
		if r == '\u3000' {
			return &cell{char: r}
		}
	}
	return latinCell('?', glyph.FontA)
}

// unknownCharacter prints a question mark in a full-width cell.
func (ip *interpreter) unknownCharacter() { ip.put(latinCell('?', glyph.FontA), &ip.full) }

// put adds a character to the line; a full line is printed first.
func (ip *interpreter) put(c *cell, s *style) {
	if ip.line.full(s) {
		ip.flush(ip.spacing)
	}
	ip.line.write(c, s)
}

// pages are the code pages of ESC t by number.
var pages = map[byte]*charmap.Charmap{
	0: charmap.CodePage437, 2: charmap.CodePage850, 3: charmap.CodePage860, 4: charmap.CodePage863,
	5: charmap.CodePage865, 16: charmap.Windows1252, 17: charmap.CodePage866, 18: charmap.CodePage852,
	19: charmap.CodePage858,
}

// blocks are places 80 to 9F of page 1 (katakana): bars and lines that receipts draw rules with.
var blocks = []rune("▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯")

// pageRune gives the character of a byte from 80 up. A page this printer does not have is read as PC437.
func pageRune(n, b byte) rune {
	if n == 1 && b <= 0x9F {
		return blocks[b-0x80]
	}
	if page, ok := pages[n]; ok {
		return page.DecodeByte(b)
	}
	return charmap.CodePage437.DecodeByte(b)
}

// replaced are the ASCII places a national set may use otherwise.
const replaced = "#$@[\\]^`{|}~"

// nationals are the sets of ESC R by number, in the order of replaced.
var nationals = map[byte][]rune{
	1:  []rune("#$à°ç§^`éùè¨"),  // France
	2:  []rune("#$§ÄÖÜ^`äöüß"),  // Germany
	3:  []rune("£$@[\\]^`{|}~"), // UK
	4:  []rune("#$@ÆØÅ^`æøå~"),  // Denmark I
	5:  []rune("#¤ÉÄÖÅÜéäöåü"),  // Sweden
	6:  []rune("#$@°\\é^ùàòèì"), // Italy
	7:  []rune("₧$@¡Ñ¿^`¨ñ}~"),  // Spain I
	8:  []rune("#$@[¥]^`{|}~"),  // Japan
	9:  []rune("#¤ÉÆØÅÜéæøåü"),  // Norway
	10: []rune("#$ÉÆØÅÜéæøåü"),  // Denmark II
	15: []rune("#¥@[\\]^`{|}~"), // China
}

// national gives the character of an ASCII byte in the selected national set.
func national(set, b byte) rune {
	chars, ok := nationals[set]
	if !ok {
		return rune(b)
	}
	for i := range len(replaced) {
		if replaced[i] == b {
			return chars[i]
		}
	}
	return rune(b)
}
