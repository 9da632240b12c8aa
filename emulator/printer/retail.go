package printer

import "strings"

// EAN and UPC: every digit is four runs of seven modules together.
// Source: GS1 General Specifications, symbol character encodation, number set A as run lengths.
var eanRuns = [10]string{"3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"}

// eanParity tells for the first digit of an EAN-13 which of the left digits are mirrored (set B).
var eanParity = [10]string{"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"}

// upcEParity tells for the check digit which of a UPC-E's digits are of set A (number system 0).
var upcEParity = [10]string{"BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA", "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"}

// widths turns run lengths written as digits into numbers.
func widths(runs string) []int {
	out := make([]int, len(runs))
	for i := range len(runs) {
		out[i] = int(runs[i] - '0')
	}
	return out
}

func mirror(runs string) string {
	b := []byte(runs)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func onlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// checked completes or checks the last digit: weights 3 and 1 from the right.
func checked(data string, length int) (string, bool) {
	if !onlyDigits(data) || len(data) != length && len(data) != length-1 {
		return "", false
	}
	sum := 0
	for i := range length - 1 {
		weight := 1
		if (length-i)%2 == 0 {
			weight = 3
		}
		sum += weight * int(data[i]-'0')
	}
	full := data[:length-1] + string(rune('0'+(10-sum%10)%10))
	return full, len(data) < length || full == data
}

// ean13: 12 digits get their check digit, 13 must have the right one.
func ean13(data string) (bars, bool) {
	full, ok := checked(data, 13)
	if !ok {
		return bars{}, false
	}
	return bars{"ean13", widths(ean13Runs(full)), full}, true
}

func ean13Runs(full string) string {
	runs := "111"
	for i, set := range eanParity[full[0]-'0'] {
		digit := eanRuns[full[1+i]-'0']
		if set == 'B' {
			digit = mirror(digit)
		}
		runs += digit
	}
	runs += "11111"
	for _, d := range full[7:] {
		runs += eanRuns[d-'0']
	}
	return runs + "111"
}

// upcA is an EAN-13 that begins with 0.
func upcA(data string) (bars, bool) {
	full, ok := checked(data, 12)
	if !ok {
		return bars{}, false
	}
	return bars{"upca", widths(ean13Runs("0" + full)), full}, true
}

func ean8(data string) (bars, bool) {
	full, ok := checked(data, 8)
	if !ok {
		return bars{}, false
	}
	runs := "111"
	for i, d := range full {
		if i == 4 {
			runs += "11111"
		}
		runs += eanRuns[d-'0']
	}
	return bars{"ean8", widths(runs + "111"), full}, true
}

// upcE takes the 11 or 12 digits of a UPC-A with number system 0 that has enough zeros to leave out, or
// the 6 to 8 digits that remain.
func upcE(data string) (bars, bool) {
	if !onlyDigits(data) {
		return bars{}, false
	}
	var short string
	switch len(data) {
	case 6:
		short = data
	case 7, 8:
		short = data[1:7]
	case 11, 12:
		short = squeeze(data)
	}
	if len(short) != 6 || len(data) > 6 && data[0] != '0' {
		return bars{}, false
	}
	full, ok := checked(expand(short), 12)
	if !ok || len(data)%4 == 0 && data[len(data)-1] != full[11] {
		return bars{}, false
	}
	runs := "111"
	for i, set := range upcEParity[full[11]-'0'] {
		digit := eanRuns[short[i]-'0']
		if set == 'B' {
			digit = mirror(digit)
		}
		runs += digit
	}
	return bars{"upce", widths(runs + "111111"), "0" + short + full[11:]}, true
}

// expand gives the 11 digits of the UPC-A behind six digits of a UPC-E.
func expand(s string) string {
	switch last := s[5]; {
	case last <= '2':
		return "0" + s[:2] + s[5:] + "0000" + s[2:5]
	case last == '3':
		return "0" + s[:3] + "00000" + s[3:5]
	case last == '4':
		return "0" + s[:4] + "00000" + s[4:5]
	}
	return "0" + s[:5] + "0000" + s[5:]
}

// squeeze finds the six digits whose expansion is the given UPC-A, or nothing.
func squeeze(data string) string {
	d := data[1:11]
	for _, s := range []string{
		d[:2] + d[7:10] + d[2:3], d[:3] + d[8:10] + "3", d[:4] + d[9:10] + "4", d[:5] + d[9:10],
	} {
		if expand(s) == data[:11] {
			return s
		}
	}
	return ""
}
