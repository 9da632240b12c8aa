package printer

import "strings"

// code93Alphabet: the value of a character is its place. The last four, written here as a to d, are the
// shifts ($), (%), (/) and (+) that make the full ASCII set.
const code93Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%abcd"

// code93Runs: three bars and three spaces of nine modules for each value, then start and stop.
// Source: AIM BC5, USS Code 93.
var code93Runs = strings.Fields(`
131112 111213 111312 111411 121113 121212 121311 111114 131211 141111
211113 211212 211311 221112 221211 231111 112113 112212 112311 122112
132111 111123 111222 111321 121122 131121 212112 212211 211122 211221
221121 222111 112122 112221 122121 123111 121131 311112 311211 321111
112131 113121 211131 121221 312111 311121 122211 111141`)

const start93 = 47

// code93 takes ASCII text, adds both check characters and the bar that ends the stop.
func code93(data string) (bars, bool) {
	var values []int
	for i := range len(data) {
		c := data[i]
		if c >= 0x80 {
			return bars{}, false
		}
		for _, part := range full93(c) {
			values = append(values, strings.IndexRune(code93Alphabet, part))
		}
	}
	if len(values) == 0 {
		return bars{}, false
	}
	values = append(values, check93(values, 20))
	values = append(values, check93(values, 15))
	runs := widths(code93Runs[start93])
	for _, v := range values {
		runs = append(runs, widths(code93Runs[v])...)
	}
	runs = append(append(runs, widths(code93Runs[start93])...), 1)
	return bars{"code93", runs, data}, true
}

// full93 spells an ASCII character: itself, or a shift and a letter.
func full93(c byte) string {
	letter := func(shift string, first, from byte) string { return shift + string(rune(from+c-first)) }
	switch {
	case strings.IndexByte(code93Alphabet[:43], c) >= 0:
		return string(rune(c))
	case c == 0:
		return "bU"
	case c <= 26:
		return letter("a", 1, 'A')
	case c <= 31:
		return letter("b", 27, 'A')
	case c <= ',':
		return letter("c", '!', 'A')
	case c == ':':
		return "cZ"
	case c <= '?':
		return letter("b", ';', 'F')
	case c == '@':
		return "bV"
	case c <= '_':
		return letter("b", '[', 'K')
	case c == '`':
		return "bW"
	case c <= 'z':
		return letter("d", 'a', 'A')
	}
	return letter("b", '{', 'P')
}

// check93 is a check character: weights 1 to most from the right, modulo 47.
func check93(values []int, most int) int {
	sum := 0
	for i := range values {
		sum += values[len(values)-1-i] * (i%most + 1)
	}
	return sum % 47
}
