package txn

import (
	"errors"
	"fmt"
	"strings"
)

// Fen is an amount of money in fen, 1/100 yuan. It is never a float.
type Fen int64

// AmountLimit is the largest amount of one transaction, 9,999,999.99 yuan.
//
// Chosen: a full batch (500 transactions) of this size still fits the twelve
// digits that settlement totals have on the wire.
const AmountLimit Fen = 999_999_999

// ErrAmount marks every amount that was refused; the text says why.
var ErrAmount = errors.New("bad amount")

// ParseFen reads an amount in yuan as people key it: "12", "12.3" or "12.34".
// ASCII digits only, at most two decimals, from 0.01 to AmountLimit.
func ParseFen(s string) (Fen, error) {
	whole, cents, dotted := strings.Cut(s, ".")
	if whole == "" || (dotted && cents == "") || !digits(whole) || !digits(cents) {
		return 0, fmt.Errorf("%w %q: want yuan like 12.34", ErrAmount, clip(s))
	}
	if len(cents) > 2 {
		return 0, fmt.Errorf("%w %q: at most two decimals", ErrAmount, clip(s))
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 7 {
		return 0, fmt.Errorf("%w %q: more than %s yuan", ErrAmount, clip(s), AmountLimit)
	}
	var f Fen
	for _, c := range whole + (cents + "00")[:2] {
		f = f*10 + Fen(c-'0')
	}
	if f == 0 {
		return 0, fmt.Errorf("%w %q: must be more than zero", ErrAmount, clip(s))
	}
	return f, nil
}

// String gives yuan with two decimals: "12.34", "-0.05".
func (f Fen) String() string {
	sign, u := "", uint64(f)
	if f < 0 {
		sign, u = "-", uint64(-f)
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// Digits12 gives the twelve digits of ISO 8583 field 4: "000000001234".
// f must not be negative.
func (f Fen) Digits12() string { return fmt.Sprintf("%012d", int64(f)) }

// FenFromDigits reads the digits of an ISO 8583 amount field, at most twelve.
func FenFromDigits(s string) (Fen, error) {
	if s == "" || len(s) > 12 || !digits(s) {
		return 0, fmt.Errorf("%w: want up to 12 digits", ErrAmount)
	}
	var f Fen
	for _, c := range s {
		f = f*10 + Fen(c-'0')
	}
	return f, nil
}

// digits says whether s holds ASCII digits only; the empty string does.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// clip shortens foreign text before it enters an error.
func clip(s string) string {
	const most = 24
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
