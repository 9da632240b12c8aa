package main

import (
	"posterm/txn"
)

// seen is a character that a stream brings onto paper, and the byte it comes from.
type seen struct {
	c    byte
	at   int
	pair bool // the byte is two digits
}

// covered stands for two digits of a barcode that are not told.
const covered = 0xFF

// maskCards gives the same stream with card numbers covered, wherever they are printed: in text, also with
// commands between their digits, and in barcodes and two-dimensional codes. Lengths stay.
func maskCards(in []byte, lengths []int) []byte {
	var stream []seen
	at := 0
	for _, n := range lengths {
		stream = append(stream, visible(in[at:at+n], at)...)
		at += n
	}
	digits := make([]byte, len(stream))
	for i, s := range stream {
		digits[i] = s.c
	}
	out := append([]byte(nil), in...)
	for _, i := range cardDigits(digits) {
		if stream[i].pair {
			out[stream[i].at] = covered
		} else {
			out[stream[i].at] = '*'
		}
	}
	return out
}

// visible is what one piece brings onto paper: text as it is, the data of codes with a gap around it, nothing of
// commands that only change how text looks, a gap for all others.
func visible(p []byte, at int) []seen {
	gap := []seen{{c: '\n', at: at}}
	switch {
	case p[0] >= ' ':
		return plainly(p, at)
	case p[0] == gs && len(p) > 3 && p[1] == 'k' && (p[2] < 4 || p[2] >= 65 && p[2] <= 68): // UPC and EAN: goods, no cards
	case p[0] == gs && len(p) > 3 && p[1] == 'k':
		from, set128 := 3, false
		if p[2] >= 65 {
			from, set128 = 4, p[2] == 73
		}
		if set128 {
			return append(append(gap, code128(p[from:], at+from)...), gap...)
		}
		return append(append(gap, plainly(p[from:], at+from)...), gap...)
	case p[0] == gs && len(p) > 8 && string(p[1:3]) == "(k" && p[6] == 'P':
		return append(append(gap, plainly(p[8:], at+8)...), gap...)
	case p[0] == esc && len(p) > 7 && p[1] == 'Z':
		return append(append(gap, plainly(p[7:], at+7)...), gap...)
	case len(p) > 1 && looks[[2]byte(p[:2])]:
		return nil
	}
	return gap
}

// looks are commands that may stand within a line of text.
var looks = map[[2]byte]bool{
	{esc, '!'}: true, {esc, 'E'}: true, {esc, 'G'}: true, {esc, '-'}: true, {esc, 'M'}: true, {esc, ' '}: true, {esc, '{'}: true,
	{gs, '!'}: true, {gs, 'B'}: true, {fs, '&'}: true, {fs, '.'}: true, {fs, '!'}: true, {fs, '-'}: true, {esc, 't'}: true, {esc, 'R'}: true,
	{dle, 0x04}: true,
}

func plainly(p []byte, at int) []seen {
	out := make([]seen, len(p))
	for i, c := range p {
		out[i] = seen{c: c, at: at + i}
	}
	return out
}

// code128 reads the data of a CODE128 code: {A, {B and {C choose a set, {{ is a brace, a byte of set C two digits.
func code128(data []byte, at int) (out []seen) {
	pairs := false
	for i := 0; i < len(data); i++ {
		switch b := data[i]; {
		case b == '{' && i+1 < len(data):
			i++
			if data[i] == '{' {
				out = append(out, seen{c: '{', at: at + i})
			} else {
				pairs = data[i] == 'C'
			}
		case pairs && b == covered:
			out = append(out, seen{c: '*', at: at + i, pair: true}, seen{c: '*', at: at + i, pair: true})
		case pairs && b < 100:
			out = append(out, seen{c: '0' + b/10, at: at + i, pair: true}, seen{c: '0' + b%10, at: at + i, pair: true})
		default:
			out = append(out, seen{c: b, at: at + i})
		}
	}
	return out
}

// cardDigits finds card numbers, whole or in groups of at least four digits with one space or dash between, and
// gives the places of the digits that are not shown: all but the first six and the last four.
func cardDigits(s []byte) (hidden []int) {
	for i := 0; i < len(s); i++ {
		if !isDigit(s, i) || isDigit(s, i-1) {
			continue
		}
		if at := cardAt(s, i); at != nil {
			hidden = append(hidden, at[6:len(at)-4]...)
			i = at[len(at)-1]
		}
	}
	return hidden
}

// cardAt gives the places of the digits of the longest card number that begins at a place; nil: none does.
func cardAt(s []byte, i int) (best []int) {
	var at []int
	number, group := "", 0
	for ; i < len(s) && len(at) < 20; i++ {
		switch {
		case isDigit(s, i):
			at, number, group = append(at, i), number+string(s[i]), group+1
			if _, err := txn.ParsePAN(number); err == nil && !isDigit(s, i+1) {
				best = append([]int(nil), at...)
			}
		case (s[i] == ' ' || s[i] == '-') && group >= 4:
			group = 0
		default:
			return best
		}
	}
	return best
}

func isDigit(s []byte, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
