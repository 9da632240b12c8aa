package printer

import "strings"

// code128Runs: six runs of eleven modules for values 0 to 105, the stop has seven. Source: ISO/IEC 15417.
var code128Runs = strings.Fields(`
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112`)

// Values of Code 128 that are not characters.
const (
	startA128 = 103 // start B and C follow
	stop128   = 106
)

// switch128 is the value that changes to set A, B or C from another set.
var switch128 = map[byte]int{'A': 101, 'B': 100, 'C': 99}

// functions128 are {1 to {4; FNC4 differs between sets A and B.
var functions128 = map[byte]map[byte]int{
	'A': {'1': 102, '2': 97, '3': 96, '4': 101},
	'B': {'1': 102, '2': 97, '3': 96, '4': 100},
	'C': {'1': 102},
}

// code128 takes the printer's notation: {A, {B or {C first, then characters; {{ is a brace, {1 to {4
// functions. In set C every byte is the value of a pair of digits, 0 to 99.
func code128(data string) (bars, bool) {
	if len(data) < 3 || data[0] != '{' || switch128[data[1]] == 0 {
		return bars{}, false
	}
	set := data[1]
	values, text := []int{startA128 + int(set-'A')}, ""
	for i := 2; i < len(data); {
		v, s, n, next, ok := next128(data[i:], set)
		if !ok {
			return bars{}, false
		}
		values, text, i, set = append(values, v), text+s, i+n, next
	}
	sum := values[0]
	for i, v := range values {
		sum += i * v
	}
	values = append(values, sum%103, stop128)
	var runs []int
	for _, v := range values {
		runs = append(runs, widths(code128Runs[v])...)
	}
	return bars{"code128", runs, text}, true
}

// next128 reads one value: its text, the bytes it took, and the set that follows.
func next128(data string, set byte) (value int, text string, n int, next byte, ok bool) {
	c := data[0]
	if c == '{' && len(data) > 1 && data[1] != '{' {
		if v, found := functions128[set][data[1]]; found {
			return v, "", 2, set, true
		}
		v := switch128[data[1]]
		return v, "", 2, data[1], v != 0 && data[1] != set
	}
	n = 1
	if c == '{' {
		n = min(2, len(data))
	}
	switch {
	case set == 'C':
		return int(c), string([]byte{'0' + c/10, '0' + c%10}), 1, set, c < 100
	case c < 32:
		return int(c) + 64, string(rune(c)), n, set, set == 'A'
	case set == 'A':
		return int(c) - 32, string(rune(c)), n, set, c < 96
	}
	return int(c) - 32, string(rune(c)), n, set, c < 128
}
