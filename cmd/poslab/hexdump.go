package main

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// dumpLine is a line of a dump: an offset, bytes in groups, and perhaps what they are as
// characters. The last line of hexdump and od is an offset alone.
var dumpLine = regexp.MustCompile(`^\s*(?:0[xX])?([0-9A-Fa-f]{4,16})(:?)(?:\s+(\S.*))?$`)

const (
	bytesInLine = 256 // the most a line of a dump holds: what xxd does at most
	halfLine    = 8   // behind so many, hexdump and Wireshark leave a gap
)

// dump reads lines whose offsets follow each other; after an empty line the next dump
// begins. One line alone is a dump only if it does not look like plain digits.
func dump(s string) ([]byte, bool) {
	var all []byte
	for _, block := range blocks(s) {
		if _, also := plain(block[0]); also && len(block) == 1 {
			return nil, false
		}
		one, ok := dumpOf(block)
		if !ok {
			return nil, false
		}
		all = append(all, one...)
	}
	return all, len(all) > 0
}

// blocks are the lines between empty ones.
func blocks(s string) (all [][]string) {
	open := false
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case line == "":
			open = false
		case open:
			all[len(all)-1] = append(all[len(all)-1], line)
		default:
			all, open = append(all, []string{line}), true
		}
	}
	return all
}

func dumpOf(lines []string) ([]byte, bool) {
	for _, base := range []int{16, 8, 10} {
		if b, ok := dumpIn(lines, base); ok {
			return b, true
		}
	}
	return nil, false
}

// dumpIn reads lines whose offsets are numbers of a base.
func dumpIn(lines []string, base int) (all []byte, ok bool) {
	var last []byte
	again := false // "*": the last line came again, up to the next offset
	for i, line := range lines {
		if line == "*" {
			again = true
			continue
		}
		p := dumpLine.FindStringSubmatch(line)
		offset, known := offsetOf(p, base)
		if !known {
			return nil, false
		}
		if again && len(last) > 0 && offset > len(all) {
			all = append(all, bytes.Repeat(last, (offset-len(all))/len(last))...)
		}
		again = false
		if offset != len(all) {
			return nil, false
		}
		size := -1
		if i+1 < len(lines) {
			if next, known := offsetOf(dumpLine.FindStringSubmatch(lines[i+1]), base); known {
				size = next - offset
			}
		}
		if last, ok = lineBytes(p, size, len(last)); !ok {
			return nil, false
		}
		all = append(all, last...)
	}
	return all, len(all) > 0
}

// offsetOf is the offset of a line that matched.
func offsetOf(line []string, base int) (int, bool) {
	if line == nil {
		return 0, false
	}
	n, err := strconv.ParseUint(line[1], base, 32)
	return int(n), err == nil && n <= decodeLimit
}

// lineBytes reads the bytes of a line, of which the next line's offset tells the number. Where
// none tells, size is below 0: then there are no more than in the line before, and they end
// where a gap begins or what is no bytes.
func lineBytes(line []string, size, before int) ([]byte, bool) {
	limit := size
	if size < 0 {
		if limit = before; before == 0 {
			limit = bytesInLine
		}
	}
	if limit > bytesInLine {
		return nil, false
	}
	var got []byte
	padded := 0 // bytes of the last number that are none of the line's
	gap := 2    // in front of what is left
	rest := line[3]
	for rest != "" && len(got) < limit && (size >= 0 || gap < 2 || gap == 2 && (len(got) == 0 || len(got) == halfLine)) {
		word, behind := rest, ""
		if end := strings.IndexAny(rest, " \t"); end >= 0 {
			word, behind = rest[:end], strings.TrimLeft(rest[end:], " \t")
		}
		more, ok := wordBytes(word, line[2] == "")
		if !ok {
			break
		}
		got, padded = append(got, more...), len(more)-1
		gap, rest = len(rest)-len(word)-len(behind), behind
	}
	switch numbers := line[2] == ""; {
	case rest != "" && gap < 2 && rest[0] != '|', len(got) < size: // characters stand apart
		return nil, false
	case len(got) > limit && !(numbers && len(got) <= limit+padded):
		return nil, false
	}
	return got[:min(len(got), limit)], true
}

// wordBytes reads a group. Without a colon behind the offset, groups of more than one byte
// are numbers as the machine has them, the lowest byte first: those of hexdump, hexdump -x
// and od -x, and with six octal digits those of od.
func wordBytes(word string, numbers bool) ([]byte, bool) {
	const octal = 6
	if numbers && len(word) == octal {
		n, err := strconv.ParseUint(word, 8, 16)
		return []byte{byte(n), byte(n >> 8)}, err == nil
	}
	b, err := hex.DecodeString(word)
	if err != nil || len(b) == 0 {
		return nil, false
	}
	if numbers {
		slices.Reverse(b)
	}
	return b, true
}
