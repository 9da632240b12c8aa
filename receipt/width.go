package receipt

import (
	"strings"
	"unicode"
)

// Clean makes foreign text fit for paper: everything that is not a character to
// be seen goes, so that no text can carry a printer command, turn the direction
// of writing or hide behind what a reader sees. White space of any kind becomes one
// blank each; control, format, private and combining characters vanish.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case ' ' <= r && r <= '~', '一' <= r && r <= '龥': // nearly all of a slip, without a look into the tables
			return r
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), unicode.Is(unicode.M, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// Width is the number of columns a clean text takes: a hanzi, and on a Chinese
// printer everything that is not ASCII, takes two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

// comma ends a part of a Chinese sentence: the only good place to break one.
const comma = "，"

// wrap breaks a clean text into lines of at most so many columns: a word is kept
// whole where it fits on a line, hanzi break anywhere unless a blank or a comma
// offers itself shortly before.
func wrap(s string, columns int, line func(string)) {
	for {
		s = strings.TrimLeft(s, " ")
		head := fit(s, columns)
		if head == len(s) {
			line(strings.TrimRight(s, " "))
			return
		}
		offer := strings.LastIndexByte(s[:head+1], ' ')
		if at := strings.LastIndex(s[:head], comma); at >= 0 {
			offer = max(offer, at+len(comma))
		}
		if offer > 0 && (s[head] < 0x80 || Width(s[:offer]) > columns/2) {
			head = offer
		}
		line(strings.TrimRight(s[:head], " "))
		s = s[head:]
	}
}

// fit is how many bytes of s take at most so many columns, one character at least.
func fit(s string, columns int) int {
	used := 0
	for i, r := range s {
		if used += runeWidth(r); used > columns && i > 0 {
			return i
		}
	}
	return len(s)
}
