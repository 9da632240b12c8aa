package card

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"posterm/txn"
)

// Limits of a chip's data. A tag has one to three bytes (EMV book 3, annex B);
// a value fits a one-byte length of field 55; tagLimit is far above what a chip gives.
const (
	tagBytes   = 3
	valueLimit = 252
	tagLimit   = 64
)

// Chip is what a chip gave: values by EMV tag ("9F26", upper-case hex). It holds
// the card number and therefore never prints.
type Chip struct{ values map[string][]byte }

// Value is the value of a tag in upper-case hex, and whether the chip gave it.
func (c Chip) Value(tag string) ([]byte, bool) {
	v, ok := c.values[tag]
	return v, ok
}

// Empty says whether there was no chip.
func (c Chip) Empty() bool { return len(c.values) == 0 }

// Format prints "(chip)" for every verb, and nothing for no chip.
func (c Chip) Format(s fmt.State, _ rune) {
	if !c.Empty() {
		_, _ = io.WriteString(s, "(chip)")
	}
}

// chipOf makes a chip of tags and values in hex that are known to be right.
func chipOf(tags map[string]string) Chip {
	c := Chip{values: make(map[string][]byte, len(tags))}
	for tag, value := range tags {
		c.values[tag] = unhex(value)
	}
	return c
}

// add reads one tag and its value, both in hex.
func (c *Chip) add(tag, value string) error {
	name, err := hex.DecodeString(tag)
	if err != nil || !isTag(name) {
		return fmt.Errorf("%s is not an EMV tag: want hex like 9F26", hide(tag))
	}
	raw, err := hex.DecodeString(value)
	if err != nil {
		return fmt.Errorf("tag %s: the value is not pairs of hex digits", strings.ToUpper(tag))
	}
	if len(raw) > valueLimit {
		return fmt.Errorf("tag %s: %d bytes, at most %d", strings.ToUpper(tag), len(raw), valueLimit)
	}
	if c.values == nil {
		c.values = map[string][]byte{}
	}
	if _, twice := c.values[strings.ToUpper(tag)]; twice || len(c.values) == tagLimit {
		return fmt.Errorf("tag %s: given twice, or more than %d tags", strings.ToUpper(tag), tagLimit)
	}
	c.values[strings.ToUpper(tag)] = raw
	return nil
}

// isTag checks the coding of a BER tag: 1F in the low bits of the first byte
// means that more follow, bit 8 of each of them that yet another does.
func isTag(b []byte) bool {
	if len(b) == 0 || len(b) > tagBytes || b[0] == 0 {
		return false
	}
	if b[0]&0x1F != 0x1F {
		return len(b) == 1
	}
	for i, v := range b[1:] {
		if last := i == len(b)-2; last == (v&0x80 != 0) {
			return false
		}
	}
	return len(b) > 1
}

// agrees compares the chip with what the card says elsewhere: number (5A),
// track 2 (57), expiry YYMMDD (5F24) and sequence number (5F34).
func (c Chip) agrees(with txn.Card) error {
	for _, check := range []struct{ tag, want, name string }{
		{"5A", with.PAN.Digits(), "number"},
		{"57", strings.ReplaceAll(with.Track2.Digits(), "=", "D"), "track 2"},
		{"5F24", string(with.Expiry), "expiry"},
		{"5F34", with.Sequence, "sequence number"},
	} {
		value, given := c.values[check.tag]
		if !given || check.want == "" {
			continue
		}
		got := strings.ToUpper(hex.EncodeToString(value))
		switch check.tag {
		case "5F24":
			got = got[:min(4, len(got))] // the day is not on the stripe
		case "5F34":
			got, check.want = strings.TrimLeft(got, "0"), strings.TrimLeft(check.want, "0")
		default:
			got = strings.TrimRight(got, "F")
		}
		if got != check.want {
			return fmt.Errorf("%w: the chip (tag %s) has another %s", ErrMismatch, check.tag, check.name)
		}
	}
	return nil
}

// track2 is tag 57 as a track: D for the separator, filled with F.
func (c Chip) track2() string {
	return strings.TrimRight(strings.ToUpper(hex.EncodeToString(c.values["57"])), "F")
}
