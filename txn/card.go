package txn

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrCard marks every card that was refused; the text says why, never the number.
var ErrCard = errors.New("bad card")

// PAN is a card number, 13 to 19 digits. It prints masked wherever it goes;
// Digits is the one way to the real number, easy to find with grep.
type PAN string

// ParsePAN checks length, digits and the Luhn check digit.
func ParsePAN(s string) (PAN, error) {
	if len(s) < 13 || len(s) > 19 || !digits(s) {
		return "", fmt.Errorf("%w: number must have 13 to 19 digits", ErrCard)
	}
	if !Luhn(s) {
		return "", fmt.Errorf("%w: check digit does not match", ErrCard)
	}
	return PAN(s), nil
}

// Digits is the real number. Callers seal it, put it on the wire or hash it; nothing else.
func (p PAN) Digits() string { return string(p) }

// Masked keeps the first six and the last four digits: "622202*********0123".
func (p PAN) Masked() Masked {
	if len(p) < 13 {
		return Masked(strings.Repeat("*", len(p)))
	}
	return Masked(string(p[:6]) + strings.Repeat("*", len(p)-10) + string(p[len(p)-4:]))
}

// String is the masked number.
func (p PAN) String() string { return string(p.Masked()) }

// Format prints the masked number for every verb, so that no %d or %x leaks it.
func (p PAN) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, p.String()) }

// MarshalText is the masked number, for JSON and logs.
func (p PAN) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Masked is a card number with its middle hidden, safe to store and show.
type Masked string

// Track2 is the second track of the stripe: PAN, separator "D" or "=", expiry
// YYMM, service code, discretionary data; at most 37 characters. It never prints.
type Track2 string

// ParseTrack2 reads a raw track, with or without its sentinels ";" and "?".
func ParseTrack2(s string) (Track2, error) {
	s = strings.TrimSuffix(strings.TrimPrefix(s, ";"), "?")
	s = strings.ReplaceAll(strings.ToUpper(s), "D", "=")
	pan, rest, found := strings.Cut(s, "=")
	switch {
	case len(s) > 37 || !found:
		return "", fmt.Errorf("%w: stripe unreadable", ErrCard)
	case len(rest) < 7 || !digits(rest):
		return "", fmt.Errorf("%w: stripe unreadable after the separator", ErrCard)
	}
	if _, err := ParsePAN(pan); err != nil {
		return "", err
	}
	return Track2(s), nil
}

// PAN is the card number on the track.
func (t Track2) PAN() PAN {
	pan, _, _ := strings.Cut(string(t), "=")
	return PAN(pan)
}

// Expiry is the expiry date on the track.
func (t Track2) Expiry() Expiry {
	_, rest, _ := strings.Cut(string(t), "=")
	if len(rest) < 4 {
		return ""
	}
	return Expiry(rest[:4])
}

// Digits is the track as the wire wants it: digits and "=". Nothing else may use it.
func (t Track2) Digits() string { return string(t) }

// String hides the track.
func (t Track2) String() string { return hidden(string(t), "track2") }

// Format hides the track for every verb.
func (t Track2) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.String()) }

// MarshalText hides the track.
func (t Track2) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// PINBlock is an encrypted PIN block: 8 bytes under 3DES for field 52, 16 bytes under
// SM4 for tag A1 of field 59. It never prints.
type PINBlock string

// String hides the block.
func (b PINBlock) String() string { return hidden(string(b), "pin block") }

// Format hides the block for every verb.
func (b PINBlock) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, b.String()) }

// MarshalText hides the block.
func (b PINBlock) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// ChipData is what a chip gave, as BER-TLV (EMV book 3, annex B). It never prints.
type ChipData string

// Bytes are the data as they are. Field 55 is made of them; nothing else may use them.
func (c ChipData) Bytes() []byte { return []byte(c) }

// String hides the data.
func (c ChipData) String() string { return hidden(string(c), "chip data") }

// Format hides the data for every verb.
func (c ChipData) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, c.String()) }

// MarshalText hides the data.
func (c ChipData) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func hidden(s, name string) string {
	if s == "" {
		return ""
	}
	return "(" + name + ")"
}

// Expiry is a card's expiry date as it stands on the card's track, YYMM.
type Expiry string

// ParseExpiry reads YYMM with a month from 01 to 12.
func ParseExpiry(s string) (Expiry, error) {
	if len(s) != 4 || !digits(s) || s[2:] < "01" || s[2:] > "12" {
		return "", fmt.Errorf("%w: expiry must be YYMM", ErrCard)
	}
	return Expiry(s), nil
}

// Card is a card as the reader saw it. PAN is always set; Track2 only when a
// stripe or chip gave one, Chip only when a chip was read. A PIN is never part of a card.
type Card struct {
	PAN      PAN
	Expiry   Expiry
	Track2   Track2
	Sequence string // card sequence number, up to three digits, or empty
	Chip     ChipData
	Entry    Entry
}

// Luhn says whether the last of some digits is the check digit of the others (ISO/IEC 7812, mod 10).
func Luhn[T ~string | ~[]byte](s T) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
