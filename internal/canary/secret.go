package canary

import (
	"errors"
	"fmt"
	"strings"
)

// Secret is something that must stand nowhere. It prints as its name.
type Secret struct {
	name  string
	kind  kind
	bytes []byte // digits and "=", or octets, or text
}

type kind uint8

const (
	digits kind = iota
	octets
	text // searched as it stands, in the encodings of text
)

// String is the secret's name, never the secret.
func (s Secret) String() string { return s.name }

// GoString is its name, too.
func (s Secret) GoString() string { return s.name }

// Digits is a secret made of digits, at least twelve: a card number, a track with "=" or
// "D" as separator, a long PIN.
func Digits(name, value string) Secret {
	return Secret{name: name, kind: digits, bytes: []byte(strings.ReplaceAll(strings.ToUpper(value), "D", "="))}
}

// Octets is a secret made of bytes, at least eight: a key, an encrypted PIN block.
func Octets(name string, value []byte) Secret {
	return Secret{name: name, kind: octets, bytes: append([]byte(nil), value...)}
}

// PIN gives the secrets of a PIN of four to twelve digits and the card number it belongs
// to: its clear PIN blocks, and the PIN behind a word that means PIN.
func PIN(name, pin, pan string) []Secret {
	secrets := []Secret{
		Octets(name+" in a clear PIN block", pinBlock(pin, "")),
		Octets(name+" in a clear PIN block with its card", pinBlock(pin, pan)),
	}
	for _, word := range pinWords {
		for _, between := range pinBetween {
			secrets = append(secrets, Secret{name: name, kind: text, bytes: []byte(word + between + pin)})
		}
	}
	return secrets
}

// The words, and what stands between one and the PIN: logs, TOML, JSON, a command line, Go's %v and %q.
var (
	pinWords   = []string{"pin", "PIN", "Pin", "密码"}
	pinBetween = []string{" ", "=", ":", ": ", "：", " = ", `="`, ` "`, `:"`, `: "`, ` = "`, `":"`, `": "`, `":`, `": `, ":[", ":{"}
)

// pinBlock is ISO 9564 format 0: 0, length, PIN, filled with F, and XORed with 0000 and
// the twelve digits of the card number before its check digit. PIN 1234 without a card:
// 04 12 34 FF FF FF FF FF.
func pinBlock(pin, pan string) []byte {
	plain := []byte(fmt.Sprintf("0%X%s", len(pin), pin) + strings.Repeat("F", 14))[:16]
	block := pack(string(plain))
	if len(pan) > 12 {
		for i, b := range pack("0000" + pan[len(pan)-13:len(pan)-1]) {
			block[i] ^= b
		}
	}
	return block
}

// ErrShort: what stands everywhere by chance cannot be looked for.
var ErrShort = errors.New("secret is too short to be looked for")

// The least that is not there by chance. Chosen: five bytes are the whole bytes of twelve
// digits that begin in the middle of one; 1 GB of random bytes holds such a string by
// chance once in a thousand times, those of sixteen digits once in 65 million.
const (
	leastDigits = 12
	leastOctets = 8
	leastNeedle = 5 // bytes
)

func (s Secret) check() error {
	switch {
	case s.kind == digits && len(s.bytes) < leastDigits, s.kind == octets && len(s.bytes) < leastOctets, len(s.bytes) < leastNeedle:
		return fmt.Errorf("%w: %s", ErrShort, s.name)
	case s.kind == digits && strings.Trim(string(s.bytes), "0123456789=") != "":
		return fmt.Errorf("%s has something else than digits", s.name)
	}
	return nil
}
