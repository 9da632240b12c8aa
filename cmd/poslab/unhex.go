package main

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
)

// unhex gives the bytes behind hex digits: plain ones with any white space, those with
// separators and prefixes that programmers and logs put between them, and the lines of
// hexdump, xxd, od and Wireshark with their offsets and characters. Everything else is
// the bytes themselves.
func unhex(raw []byte) []byte {
	for _, read := range []func(string) ([]byte, bool){dump, plain, listed} {
		if b, ok := read(string(raw)); ok {
			return b
		}
	}
	return raw
}

// plain is nothing but an even number of hex digits and white space; lines that begin with
// # are remarks.
func plain(s string) ([]byte, bool) {
	var digits strings.Builder
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			for word := range strings.FieldsSeq(line) {
				digits.WriteString(word)
			}
		}
	}
	b, err := hex.DecodeString(digits.String())
	return b, err == nil && len(b) > 0
}

// between is what stands between hex digits in source code and logs: 0x60, 0x00; \x60\x00;
// 60:00; 60-00; {60,00}.
var (
	between = regexp.MustCompile(`0[xX]|\\x|[\s,;:{}()\[\]"'-]`)
	byByte  = regexp.MustCompile(`^[0-9A-Fa-f]+$`)
)

func listed(s string) ([]byte, bool) {
	digits := between.ReplaceAllString(s, "")
	if !byByte.MatchString(digits) {
		return nil, false
	}
	b, err := hex.DecodeString(digits)
	return b, err == nil
}

// dumpLine is an offset, with or without a colon, bytes in groups, and behind two spaces or
// a bar what they are as characters. A line of od's end has no bytes.
var dumpLine = regexp.MustCompile(`^\s*(?:0[xX])?([0-9A-Fa-f]{4,16}):?((?:\s{1,3}(?:[0-9A-Fa-f]{2}){1,16})*)(?:\s{2,}.*|\s*\|.*)?\s*$`)

// bytesInLine is the most a line of a dump holds.
const bytesInLine = 32

// dump reads lines whose offsets follow each other. One line alone is a dump only if
// it does not look like plain digits.
func dump(s string) ([]byte, bool) {
	lines := strings.Split(strings.TrimRight(s, " \t\r\n"), "\n")
	if _, also := plain(s); also && len(lines) == 1 {
		return nil, false
	}
	for _, base := range []int{16, 8, 10} {
		if b, ok := dumpIn(lines, base); ok {
			return b, true
		}
	}
	return nil, false
}

func dumpIn(lines []string, base int) ([]byte, bool) {
	var all, last []byte
	again := false // "*": the last line came again, up to the next offset
	for _, line := range lines {
		if line = strings.TrimRight(line, "\r"); strings.TrimSpace(line) == "*" {
			again = true
			continue
		}
		p := dumpLine.FindStringSubmatch(line)
		if p == nil {
			return nil, false
		}
		offset, err := strconv.ParseUint(p[1], base, 32)
		if err != nil || offset > decodeLimit {
			return nil, false
		}
		if again && len(last) > 0 && int(offset) > len(all) {
			all = append(all, bytes.Repeat(last, (int(offset)-len(all))/len(last))...)
		}
		again = false
		bytesOfLine, err := hex.DecodeString(strings.Join(strings.Fields(p[2]), ""))
		if err != nil || int(offset) != len(all) || len(bytesOfLine) > bytesInLine {
			return nil, false
		}
		all, last = append(all, bytesOfLine...), bytesOfLine
	}
	return all, len(all) > 0
}
