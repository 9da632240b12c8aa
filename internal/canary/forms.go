package canary

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// form is a byte string that gives a secret away, and the encoding it is.
type form struct {
	encoding string
	bytes    []byte
}

// forms are all byte strings that give a secret away.
func (s Secret) forms() (all []form) {
	for _, f := range s.bodies() {
		all = append(all, f)
		for _, as := range written(f.bytes) {
			all = append(all, form{strings.TrimSuffix(as.encoding+" of "+f.encoding, " of bytes"), as.bytes})
		}
	}
	for _, f := range s.texts() {
		var little, big []byte
		for _, unit := range utf16.Encode([]rune(string(f.bytes))) {
			little, big = append(little, byte(unit), byte(unit>>8)), append(big, byte(unit>>8), byte(unit))
		}
		all = append(all, f, form{"UTF-16LE " + f.encoding, little}, form{"UTF-16BE " + f.encoding, big})
	}
	return all
}

// bodies are the ways in which the secret itself is bytes.
func (s Secret) bodies() []form {
	switch s.kind {
	case octets:
		return []form{{"bytes", s.bytes}}
	case text:
		return []form{{"text", s.bytes}}
	}
	nibbles := strings.ReplaceAll(string(s.bytes), "=", "D")
	all := []form{
		{"ASCII", s.bytes},
		{"BCD", pack(nibbles)}, {"BCD after a half byte", pack(nibbles[1:])},
		{"BCD, low half first", swap(pack(nibbles))}, {"BCD after a half byte, low half first", swap(pack(nibbles[1:]))},
	}
	if nibbles != string(s.bytes) {
		all = append(all, form{"ASCII with D", []byte(nibbles)}, form{"ASCII with d", []byte(strings.ToLower(nibbles))})
	}
	return all
}

// texts are the ways in which people write it.
func (s Secret) texts() (all []form) {
	switch s.kind {
	case octets:
		return []form{{"hex text", []byte(hex.EncodeToString(s.bytes))}, {"HEX text", []byte(strings.ToUpper(hex.EncodeToString(s.bytes)))}}
	case text:
		return []form{{"text", s.bytes}}
	}
	all = []form{{"text", s.bytes}}
	for _, sign := range []string{" ", "-"} {
		all = append(all, form{"groups of four", []byte(grouped(string(s.bytes), sign))},
			form{"six and the rest", []byte(string(s.bytes[:6]) + sign + string(s.bytes[6:]))})
	}
	return all
}

// written are the ways in which bytes are written down. Base64 is looked for by what
// stays the same wherever in a group of three the bytes begin.
func written(b []byte) []form {
	small, capital := hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b))
	all := []form{{"hex", []byte(small)}, {"HEX", []byte(capital)}, {"decimal list", listed(b, " ")}, {"decimal list with commas", listed(b, ",")}, {"Go bytes", goBytes(b)}}
	for _, sign := range []string{" ", ":"} {
		all = append(all, form{"spaced hex", []byte(paired(small, sign))}, form{"spaced HEX", []byte(paired(capital, sign))})
	}
	for shift := range 3 {
		padded := append(make([]byte, shift), b...)
		from, to := (shift*8+5)/6, (shift+len(b))*8/6
		all = append(all,
			form{fmt.Sprintf("base64+%d", shift), []byte(base64.StdEncoding.EncodeToString(padded)[from:to])},
			form{fmt.Sprintf("base64url+%d", shift), []byte(base64.URLEncoding.EncodeToString(padded)[from:to])})
	}
	return all
}

// pack puts two hex digits into a byte, the first in its high half. A last one alone is
// left out: what stands beside it is not known.
func pack(nibbles string) []byte {
	packed, err := hex.DecodeString(nibbles[:len(nibbles)&^1])
	if err != nil {
		return nil
	}
	return packed
}

// swap turns the halves of every byte round.
func swap(b []byte) []byte {
	swapped := make([]byte, len(b))
	for i, v := range b {
		swapped[i] = v<<4 | v>>4
	}
	return swapped
}

func grouped(s, sign string) string {
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), sign)
}

func paired(s, sign string) string {
	var parts []string
	for len(s) > 2 {
		parts, s = append(parts, s[:2]), s[2:]
	}
	return strings.Join(append(parts, s), sign)
}

// goBytes is what %#v prints, and a stack trace: 0x1, 0x23, 0x45.
func goBytes(b []byte) []byte {
	var parts []string
	for _, v := range b {
		parts = append(parts, fmt.Sprintf("%#x", v))
	}
	return []byte(strings.Join(parts, ", "))
}

func listed(b []byte, sign string) []byte {
	var parts []string
	for _, v := range b {
		parts = append(parts, strconv.Itoa(int(v)))
	}
	return []byte(strings.Join(parts, sign))
}
