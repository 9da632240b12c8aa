package redact

import (
	"bytes"

	"posterm/txn"
)

// Lengths in digits. Given, ISO/IEC 7812 and 7813.
const (
	shortest  = 13 // of a card number
	longest   = 19
	trackHead = 12 // the least before a track's separator
	trackTail = 7  // behind it stand at least expiry and service code
)

// orderTail is what stands behind the terminal's number in a wallet order's: date and counter.
const orderTail = 8 + 6

// piece is what must be hidden: b[from:to]. Its number ends before the index number; what
// follows is the rest of a track.
type piece struct {
	kind             Kind
	from, number, to int
}

// find gives the first piece at or after an index, which is not within digits.
func (g *Guard) find(b []byte, at int) (piece, bool) {
	for at < len(b) {
		if at = leap(b, at); at == len(b) || !digit(b[at]) {
			at++
			continue
		}
		if end := escape(b, at); end > at {
			at = end
			continue
		}
		end := run(b, at)
		p, found := whole(b, at, end)
		if found && !g.passes(b, at, end) {
			return p, true
		}
		if p, found = g.grouped(b, at); found {
			return p, true
		}
		at = end
	}
	return piece{}, false
}

// leap passes over bytes at which no piece begins. A piece is a body of at least trackHead bytes:
// where the last byte of so many is none, it begins at none of them.
func leap(b []byte, at int) int {
	for at+trackHead <= len(b) && !body(b, at+trackHead-1) {
		at += trackHead
	}
	return at
}

// body says whether the byte at i can be within a number.
func body(b []byte, i int) bool {
	return digit(b[i]) || (b[i] == ' ' || b[i] == '-') && i > 0 && digit(b[i-1])
}

// escape is where the escape of JSON ends, like \u0019, in which the digit at i is; i when it is in
// none. Its digits are no part of a number behind it.
func escape(b []byte, i int) int {
	for from := max(0, i-5); from < i-1; from++ {
		if b[from] == '\\' && b[from+1] == 'u' && from+6 <= len(b) && hex(b[from+2:from+6]) && !quotedBackslash(b, from) {
			return from + 6
		}
	}
	return i
}

// quotedBackslash says whether the backslash at i stands for itself.
func quotedBackslash(b []byte, i int) bool {
	n := 0
	for i--; i >= 0 && b[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

// whole looks at digits in one piece that are more than a card number; grouped finds those that are one.
func whole(b []byte, at, end int) (piece, bool) {
	n := end - at
	if n < trackHead {
		return piece{}, false
	}
	if to, found := track(b, end); found {
		return piece{Track, at, end, to}, true
	}
	switch {
	case n > longest:
		return piece{Digits, at, end, end}, true
	case n >= shortest+2 && int(b[at]-'0')*10+int(b[at+1]-'0') == n-2 && txn.Luhn(b[at+2:end]): // behind its length
		return piece{Card, at + 2, end, end}, true
	}
	return piece{}, false
}

// track says where the stripe ends whose number ends at i.
func track(b []byte, i int) (end int, found bool) {
	if i >= len(b) || !separates(b[i]) {
		return 0, false
	}
	end = run(b, i+1)
	if end-i-1 < trackTail {
		return 0, false
	}
	for end < len(b) && (digit(b[end]) || separates(b[end])) {
		end++
	}
	return end, true
}

// grouped looks at what the group of digits at an index makes with those behind it. A number
// that may pass belongs to no other.
func (g *Guard) grouped(b []byte, at int) (piece, bool) {
	var digits [longest]byte
	n, from := 0, at
	for {
		end := run(b, at)
		if n+end-at > longest {
			return piece{}, false
		}
		n += copy(digits[n:], b[at:end])
		if n >= shortest && txn.Luhn(digits[:n]) && !g.within(b, from, end) {
			return piece{Card, from, end, end}, true
		}
		if end+1 >= len(b) || b[end] != ' ' && b[end] != '-' || !digit(b[end+1]) {
			return piece{}, false
		}
		at = end + 1
	}
}

// within says whether one of the groups of digits in b[from:to] may pass.
func (g *Guard) within(b []byte, from, to int) bool {
	for from < to {
		end := run(b, from)
		if g.passes(b, from, end) {
			return true
		}
		from = end + 1
	}
	return false
}

// passes says whether digits are part of a number that is no card.
func (g *Guard) passes(b []byte, at, end int) bool {
	return covers(b, at, end, len(g.known.Merchant), g.merchant) ||
		covers(b, at, end, len(g.known.Terminal), g.terminal) ||
		covers(b, at, end, len(g.known.Terminal)+orderTail, g.order)
}

// covers looks for something of a length that holds all the digits.
func covers(b []byte, at, end, length int, is func([]byte) bool) bool {
	for from := max(0, end-length); from <= at && from+length <= len(b); from++ {
		if is(b[from : from+length]) {
			return true
		}
	}
	return false
}

func (g *Guard) merchant(b []byte) bool { return len(b) > 0 && string(b) == g.known.Merchant }

func (g *Guard) terminal(b []byte) bool { return len(b) > 0 && string(b) == g.known.Terminal }

// order: terminal, date, counter. The century keeps a longer number from passing for one.
func (g *Guard) order(b []byte) bool {
	rest, found := bytes.CutPrefix(b, []byte(g.known.Terminal))
	return found && g.known.Terminal != "" && bytes.HasPrefix(rest, []byte("20")) && run(rest, 0) == orderTail
}

// run is where the digits that begin at i end.
func run(b []byte, i int) int {
	for i < len(b) && digit(b[i]) {
		i++
	}
	return i
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func hex(b []byte) bool {
	for _, c := range b {
		if !digit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

func separates(c byte) bool { return c == '=' || c == 'D' || c == 'd' }
