package main

import (
	"encoding/hex"
	"regexp"
	"strings"
)

// unhex gives the bytes behind hex digits: plain ones with any white space, those with
// separators and prefixes that programmers and logs put between them, and the lines of
// hexdump, xxd, od and Wireshark with their offsets and characters. Lines that begin with #
// are remarks in all of them. Everything else is the bytes themselves.
func unhex(raw []byte) []byte {
	text := unremarked(string(raw))
	for _, read := range []func(string) ([]byte, bool){dump, plain, listed} {
		if b, ok := read(text); ok {
			return b
		}
	}
	return raw
}

// unremarked is a text without its lines that begin with #.
func unremarked(s string) string {
	if !strings.Contains(s, "#") {
		return s
	}
	var left strings.Builder
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			left.WriteString(line)
		}
	}
	return left.String()
}

// plain is nothing but an even number of hex digits and white space.
func plain(s string) ([]byte, bool) {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	return b, err == nil && len(b) > 0
}

// between is what stands between hex digits in source code and logs: 0x60, 0x00; \x60\x00;
// 60:00; 60-00; {60,00}.
var (
	between = regexp.MustCompile(`0[xX]|\\x|[\s,;:{}()\[\]"'-]`)
	byByte  = regexp.MustCompile(`^[0-9A-Fa-f]+$`)
)

// listed reads such digits, of source code what stands between the first pair of braces.
func listed(s string) ([]byte, bool) {
	if _, inside, found := strings.Cut(s, "{"); found {
		s, _, _ = strings.Cut(inside, "}")
	}
	digits := between.ReplaceAllString(s, "")
	if !byByte.MatchString(digits) {
		return nil, false
	}
	b, err := hex.DecodeString(digits)
	return b, err == nil
}
