package card

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"posterm/comms/keys"
	"posterm/txn"
)

// PIN is a cardholder's PIN on its way into a PIN pad; the zero value is none.
// It has no String, and every fmt verb prints "(pin)".
type PIN struct{ digits []byte }

// ParsePIN reads 4 to 12 ASCII digits. The error never repeats them.
func ParsePIN(s string) (PIN, error) {
	if len(s) < keys.MinPIN || len(s) > keys.MaxPIN || strings.Trim(s, "0123456789") != "" {
		return PIN{}, ErrPIN
	}
	return PIN{[]byte(s)}, nil
}

// ReadPIN reads a PIN from one line, as "--pin -" does. It takes no byte beyond
// the line, so that a swipe may follow on the same input.
func ReadPIN(in io.Reader) (PIN, error) {
	line, err := readLine(in, keys.MaxPIN)
	if err != nil {
		return PIN{}, fmt.Errorf("%w, alone on one line of the input", ErrPIN)
	}
	return ParsePIN(line)
}

// Clone is the same PIN in memory of its own: a pad wipes the one it is given.
func (p PIN) Clone() PIN { return PIN{slices.Clone(p.digits)} }

// Empty says whether there is no PIN.
func (p PIN) Empty() bool { return len(p.digits) == 0 }

// Digits is the PIN itself, for the lab's host, which must know it. The
// terminal has no use for it.
func (p PIN) Digits() string { return string(p.digits) }

// Format prints "(pin)" for every verb, and nothing for no PIN.
func (p PIN) Format(s fmt.State, _ rune) {
	if !p.Empty() {
		_, _ = io.WriteString(s, "(pin)")
	}
}

// MarshalText hides the PIN from JSON, TOML and logs.
func (p PIN) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%v", p), nil }

// Pad is a PIN pad: it returns a PIN block, never a PIN.
type Pad interface {
	// Block encrypts the PIN that was entered into an ISO 9564 format-0 block for
	// this card under the PIN key of the current sign-in: 8 bytes under 3DES, the
	// same drawn out to 16 under SM4. ErrNoPIN when none was entered.
	Block(pan txn.PAN, pik *keys.PINKey) (txn.PINBlock, error)
	// Clear forgets the PIN. It may be called twice.
	Clear()
}

// SoftPad is a PIN pad without hardware: the PIN stands in this process's
// memory, therefore it works with test keys only. One caller at a time.
type SoftPad struct{ pin PIN }

var _ Pad = (*SoftPad)(nil)

// NewSoftPad holds a PIN, or none; testKeys says what keys the terminal holds.
// The pad owns the PIN from now on and wipes it in Clear.
func NewSoftPad(pin PIN, testKeys bool) (*SoftPad, error) {
	if !testKeys {
		return nil, fmt.Errorf("the software PIN pad: %w", ErrTestKeysOnly)
	}
	return &SoftPad{pin}, nil
}

// Format prints "(pin pad)" for every verb: fmt would look into the struct otherwise.
func (s SoftPad) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "(pin pad)") }

// Entered says whether the pad holds a PIN.
func (s *SoftPad) Entered() bool { return !s.pin.Empty() }

// Block implements Pad.
func (s *SoftPad) Block(pan txn.PAN, pik *keys.PINKey) (txn.PINBlock, error) {
	if s.pin.Empty() {
		return "", ErrNoPIN
	}
	if pan == "" {
		return "", fmt.Errorf("PIN pad: %w: a PIN block needs a card number", keys.ErrPIN)
	}
	block, err := pik.Seal(string(s.pin.digits), pan.Digits())
	return txn.PINBlock(block), err
}

// Clear implements Pad: the digits are overwritten, as far as Go lets one (the
// runtime may have moved or copied them before).
func (s *SoftPad) Clear() {
	clear(s.pin.digits)
	s.pin = PIN{}
}
