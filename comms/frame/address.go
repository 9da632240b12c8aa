package frame

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// TPDU is the transport address: 60, destination (2 bytes), source (2 bytes).
// Example: 60 00 01 00 00, from source 0000 to destination 0001. A terminal
// never refuses a frame because of it (PROTOCOL.md 1.2).
type TPDU [tpduSize]byte

// ParseTPDU reads ten hex digits, for example "6000010000".
func ParseTPDU(s string) (TPDU, error) {
	var t TPDU
	err := parseHex("tpdu", t[:], s)
	return t, err
}

// String gives the ten hex digits.
func (t TPDU) String() string { return upperHex(t[:]) }

// Reply is the address of the answer: destination and source change places.
// 60 AA BB 00 00 becomes 60 00 00 AA BB.
func (t TPDU) Reply() TPDU {
	return TPDU{t[0], t[3], t[4], t[1], t[2]}
}

// Header is the 6-byte application header, twelve nibbles (PROTOCOL.md 1.3).
// Example: 60 31 00 31 00 00. It is opaque but for nibble 6; some hosts put hex
// letters into it.
type Header [headerSize]byte

// Requirement is what the host asks the terminal to do next: nibble 6 of the
// header of an answer. The list is PROTOCOL.md 1.3.
type Requirement uint8

// The requirements the first release knows. Others are kept as they came.
const (
	RequireNothing Requirement = 0
	RequireSignIn  Requirement = 3 // 重新签到: sign in again
)

// ParseHeader reads twelve hex digits, for example "603100310000".
func ParseHeader(s string) (Header, error) {
	var h Header
	err := parseHex("header", h[:], s)
	return h, err
}

// String gives the twelve hex digits.
func (h Header) String() string { return upperHex(h[:]) }

// Requirement reads nibble 6, the low half of the third byte.
func (h Header) Requirement() Requirement { return Requirement(h[2] & 0x0F) }

// WithRequirement is the header with nibble 6 set to r, the one change a host
// makes to the header it echoes.
func (h Header) WithRequirement(r Requirement) Header {
	h[2] = h[2]&0xF0 | byte(r)&0x0F
	return h
}

// chipClass is the application class of a message that carries field 55.
const chipClass = 0x61

// ForChip is the header with application class 61, IC financial.
func (h Header) ForChip() Header {
	h[0] = chipClass
	return h
}

func parseHex(what string, dst []byte, s string) error {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(dst) {
		return fmt.Errorf("%s %q: want %d hex digits", what, s, 2*len(dst))
	}
	copy(dst, raw)
	return nil
}

func upperHex(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }
