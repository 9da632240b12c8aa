package printer

import "strings"

// Industrial symbologies with narrow and wide elements. A wide one is three narrow ones (for ITF and the
// others alike); printers use 2 to 3.
const wideRun = 3

// elements turns n and w into runs.
func elements(pattern string) []int {
	out := make([]int, len(pattern))
	for i := range len(pattern) {
		out[i] = 1
		if pattern[i] == 'w' {
			out[i] = wideRun
		}
	}
	return out
}

// code39Alphabet and code39Patterns: nine elements each, three of them wide. Source: ISO/IEC 16388.
const code39Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*"

var code39Patterns = strings.Fields(`
nnnwwnwnn wnnwnnnnw nnwwnnnnw wnwwnnnnn nnnwwnnnw wnnwwnnnn nnwwwnnnn nnnwnnwnw wnnwnnwnn nnwwnnwnn
wnnnnwnnw nnwnnwnnw wnwnnwnnn nnnnwwnnw wnnnwwnnn nnwnwwnnn nnnnnwwnw wnnnnwwnn nnwnnwwnn nnnnwwwnn
wnnnnnnww nnwnnnnww wnwnnnnwn nnnnwnnww wnnnwnnwn nnwnwnnwn nnnnnnwww wnnnnnwwn nnwnnnwwn nnnnwnwwn
wwnnnnnnw nwwnnnnnw wwwnnnnnn nwnnwnnnw wwnnwnnnn nwwnwnnnn nwnnnnwnw wwnnnnwnn nwwnnnwnn nwnwnwnnn
nwnwnnnwn nwnnnwnwn nnnwnwnwn nwnnwnwnn`)

// code39 adds the start and stop character where the data has none.
func code39(data string) (bars, bool) {
	text := strings.Trim(data, "*")
	if text == "" {
		return bars{}, false
	}
	var runs []int
	for i, r := range "*" + text + "*" {
		at := strings.IndexRune(code39Alphabet, r)
		if at < 0 || r == '*' && i > 0 && i <= len(text) {
			return bars{}, false
		}
		if i > 0 {
			runs = append(runs, 1)
		}
		runs = append(runs, elements(code39Patterns[at])...)
	}
	return bars{"code39", runs, text}, true
}

// itfPatterns: five elements per digit, two wide. Source: ISO/IEC 16390.
var itfPatterns = strings.Fields("nnwwn wnnnw nwnnw wwnnn nnwnw wnwnn nwwnn nnnww wnnwn nwnwn")

// itf takes an even number of digits; the second of each pair is in the spaces.
func itf(data string) (bars, bool) {
	if !onlyDigits(data) || len(data)%2 != 0 {
		return bars{}, false
	}
	pattern := "nnnn"
	for i := 0; i < len(data); i += 2 {
		dark, light := itfPatterns[data[i]-'0'], itfPatterns[data[i+1]-'0']
		for j := range 5 {
			pattern += dark[j:j+1] + light[j:j+1]
		}
	}
	return bars{"itf", elements(pattern + "wnn"), data}, true
}

// codabarAlphabet and codabarPatterns: seven elements. Source: EN 798.
const codabarAlphabet = "0123456789-$:/.+ABCD"

var codabarPatterns = strings.Fields(`
nnnnnww nnnnwwn nnnwnnw wwnnnnn nnwnnwn wnnnnwn nwnnnnw nwnnwnn nwwnnnn wnnwnnn
nnnwwnn nnwwnnn wnnnwnw wnwnnnw wnwnwnn nnwnwnw nnwwnwn nwnwnnw nnnwnww nnnwwwn`)

// codabar needs a start and a stop letter, A to D, in the data.
func codabar(data string) (bars, bool) {
	data = strings.ToUpper(data)
	if len(data) < 3 || !strings.Contains("ABCD", data[:1]) || !strings.Contains("ABCD", data[len(data)-1:]) ||
		strings.ContainsAny(data[1:len(data)-1], "ABCD") {
		return bars{}, false
	}
	var runs []int
	for i, r := range data {
		at := strings.IndexRune(codabarAlphabet, r)
		if at < 0 {
			return bars{}, false
		}
		if i > 0 {
			runs = append(runs, 1)
		}
		runs = append(runs, elements(codabarPatterns[at])...)
	}
	return bars{"codabar", runs, data}, true
}
