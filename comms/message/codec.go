package message

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/moov-io/iso8583/encoding"
	"github.com/moov-io/iso8583/prefix"
)

// The encoders and prefixers below do what the library's own BCD ones do, without
// building a conversion table for every field, and they know the two things the
// library does not: left-justified numbers and the track separator. They have no
// state; one value serves all fields.

// codecError says what is wrong with a value or with its bytes, never which value.
type codecError string

func (e codecError) Error() string { return string(e) }

func codecErrorf(format string, args ...any) error {
	return codecError(fmt.Sprintf(format, args...))
}

var (
	_ encoding.Encoder = digits{}
	_ encoding.Encoder = letters{}
	_ encoding.Encoder = raw{}
	_ encoding.Encoder = hexed{}
	_ prefix.Prefixer  = counter(0)
	_ prefix.Prefixer  = asciiCounter(0)
)

// digits packs two digits into a byte. Left-justified numbers have their spare
// nibble behind (variable fields, 22), right-justified ones before (3, 4, 11,
// 23 ...). The spare nibble is sent as 0 and ignored when received.
type digits struct {
	left  bool
	track bool // the nibble D is the separator '='
}

// Encode: "00123" left is 00 12 30, right is 00 01 23.
func (d digits) Encode(src []byte) ([]byte, error) {
	return d.appendTo(make([]byte, 0, (len(src)+1)/2), string(src))
}

// appendTo is Encode behind other bytes.
func (d digits) appendTo(dst []byte, v string) ([]byte, error) {
	at := 2 * len(dst)
	if !d.left {
		at += len(v) % 2
	}
	dst = append(dst, make([]byte, (len(v)+1)/2)...)
	for i := range len(v) {
		n, ok := d.nibble(v[i])
		if !ok {
			return nil, codecError("holds something else than digits")
		}
		dst[at/2] |= n << (4 * uint(1-at%2))
		at++
	}
	return dst, nil
}

func (d digits) nibble(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case d.track && (c == '=' || c == 'D'):
		return 0xD, true
	}
	return 0, false
}

// Decode reads length digits from (length+1)/2 bytes.
func (d digits) Decode(src []byte, length int) ([]byte, int, error) {
	return d.decodeTo(make([]byte, 0, length), src, length)
}

// decodeTo is Decode behind other bytes.
func (d digits) decodeTo(dst, src []byte, length int) ([]byte, int, error) {
	read := (length + 1) / 2
	if len(src) < read {
		return nil, 0, short(read, len(src))
	}
	at := 0
	if !d.left {
		at = length % 2
	}
	for range length {
		v := src[at/2] >> (4 * uint(1-at%2)) & 0x0F
		switch {
		case v <= 9:
			dst = append(dst, '0'+v)
		case d.track && v == 0xD:
			dst = append(dst, '=')
		default:
			return nil, 0, codecErrorf("nibble %X is no digit", v)
		}
		at++
	}
	return dst, read, nil
}

// raw carries bytes as they are. The caller of Decode copies them (a field of the
// library keeps a string), so they are not copied here.
type raw struct{}

// Encode hands the value on.
func (raw) Encode(src []byte) ([]byte, error) { return src, nil }

// Decode takes length bytes.
func (raw) Decode(src []byte, length int) ([]byte, int, error) {
	if len(src) < length {
		return nil, 0, short(length, len(src))
	}
	return src[:length], length, nil
}

// letters are digits as ASCII characters, one per digit.
type letters struct{ track bool }

// Encode hands digits on.
func (l letters) Encode(src []byte) ([]byte, error) {
	dst := make([]byte, len(src))
	for i, c := range src {
		switch {
		case '0' <= c && c <= '9':
			dst[i] = c
		case l.track && (c == '=' || c == 'D'):
			dst[i] = '='
		default:
			return nil, codecError("holds something else than digits")
		}
	}
	return dst, nil
}

// Decode takes length digits. A track's separator may come as '=' or 'D'.
func (l letters) Decode(src []byte, length int) ([]byte, int, error) {
	if len(src) < length {
		return nil, 0, short(length, len(src))
	}
	dst, err := l.Encode(src[:length])
	return dst, length, err
}

// hexed is bytes as hex digits, two per byte.
type hexed struct{}

// Encode writes upper-case digits.
func (hexed) Encode(src []byte) ([]byte, error) {
	return bytes.ToUpper(hex.AppendEncode(nil, src)), nil
}

// Decode reads length bytes from twice as many digits.
func (hexed) Decode(src []byte, length int) ([]byte, int, error) {
	if len(src) < 2*length {
		return nil, 0, short(2*length, len(src))
	}
	dst, err := hex.AppendDecode(nil, src[:2*length])
	if err != nil {
		return nil, 0, codecError("holds something else than hex digits")
	}
	return dst, 2 * length, nil
}

func short(want, have int) error {
	return codecErrorf("needs %d bytes, %d are left", want, have)
}

// counter is a length of so many BCD bytes before the value: 0 for fixed fields,
// 1 for LLVAR (19 is 19), 2 for LLLVAR (322 is 03 22). It counts digits or bytes
// of the value, never packed bytes.
type counter int

// EncodeLength fails when a fixed value has not exactly its length or a variable
// one is longer than allowed.
func (c counter) EncodeLength(limit, length int) ([]byte, error) {
	return c.appendTo(nil, limit, length)
}

// appendTo is EncodeLength behind other bytes.
func (c counter) appendTo(dst []byte, limit, length int) ([]byte, error) {
	if err := fits(c == 0, limit, length); err != nil {
		return nil, err
	}
	switch c {
	case 0:
		return dst, nil
	case 1:
		return append(dst, bcd(length)), nil
	default:
		return append(dst, bcd(length/100), bcd(length%100)), nil
	}
}

// fits: a fixed value has exactly its length.
func fits(fixed bool, limit, length int) error {
	if length > limit || fixed && length != limit {
		return codecErrorf("length is %d, the field has %d", length, limit)
	}
	return nil
}

func bcd(v int) byte { return byte(v/10<<4 | v%10) }

// DecodeLength reads the length and refuses one above the limit.
func (c counter) DecodeLength(limit int, data []byte) (int, int, error) {
	if c == 0 {
		return limit, 0, nil
	}
	if len(data) < int(c) {
		return 0, 0, short(int(c), len(data))
	}
	length := 0
	for _, b := range data[:c] {
		if b>>4 > 9 || b&0x0F > 9 {
			return 0, 0, codecErrorf("length byte %02X is not BCD", b)
		}
		length = 100*length + 10*int(b>>4) + int(b&0x0F)
	}
	return below(limit, length, int(c))
}

func below(limit, length, size int) (int, int, error) {
	if length > limit {
		return 0, 0, codecErrorf("length is %d, the field has at most %d", length, limit)
	}
	return length, size, nil
}

// Inspect names the prefixer as the library's specifications do.
func (c counter) Inspect() string {
	return [...]string{"BCD.Fixed", "BCD.LL", "BCD.LLL"}[c]
}

// asciiCounter is a length of so many ASCII digits before the value: 0 for fixed fields,
// 2 for LLVAR, 3 for LLLVAR.
type asciiCounter int

// EncodeLength fails as counter's does.
func (c asciiCounter) EncodeLength(limit, length int) ([]byte, error) {
	if err := fits(c == 0, limit, length); err != nil || c == 0 {
		return nil, err
	}
	return fmt.Appendf(nil, "%0*d", int(c), length), nil
}

// DecodeLength reads the length and refuses one above the limit.
func (c asciiCounter) DecodeLength(limit int, data []byte) (int, int, error) {
	if c == 0 {
		return limit, 0, nil
	}
	if len(data) < int(c) {
		return 0, 0, short(int(c), len(data))
	}
	length := 0
	for _, b := range data[:c] {
		if b < '0' || b > '9' {
			return 0, 0, codecError("the length is not digits")
		}
		length = 10*length + int(b-'0')
	}
	return below(limit, length, int(c))
}

// Inspect names the prefixer as the library's specifications do.
func (c asciiCounter) Inspect() string { return "ASCII" + "." + strings.Repeat("L", int(c)) }
