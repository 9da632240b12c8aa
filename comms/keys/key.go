// Package keys is the cryptography of the acquirer link (PROTOCOL.md 5): keys
// that cannot be printed by accident, their check values, the working keys that
// come with a sign-in, the PIN blocks and the message authentication codes. All of
// it exists twice: under DES and 3DES (blocks of 8 bytes), and under SM4 (16 bytes).
// Which one a terminal uses follows from the form of its sign-in (Form).
//
// DES and 3DES are old; they are what the acquirer's interface prescribes. The
// package holds no key of its own: they are handed in, and only the test key of
// the lab stands here (TestTMK).
package keys

import (
	"crypto/cipher"
	"crypto/des"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Key lengths in bytes.
const (
	SingleLength = 8  // DES
	DoubleLength = 16 // 3DES with the halves K1, K2, K1; SM4
)

// BlockSize is the block of DES and 3DES in bytes.
const BlockSize = des.BlockSize

// TestTMK is the test master key (RULES.md 4.4), KCV 08D7B4FB. It is public and
// protects nothing: it exists so that a lab works without provisioning.
const TestTMK = "0123456789ABCDEFFEDCBA9876543210"

// ErrKeyLength: a key is neither 8 nor 16 bytes, or not the length asked for.
var ErrKeyLength = errors.New("wrong key length")

// Key is a DES key of 8 or 16 bytes, or an SM4 key of 16. Wherever it is printed, by
// fmt, a log or JSON, only its check value under 3DES appears: "key kcv 08D7B4FB".
type Key []byte

// ParseKey reads 16 or 32 hex digits. The error never repeats them.
func ParseKey(s string) (Key, error) {
	raw, err := hex.DecodeString(s)
	if err != nil {
		return nil, errors.New("key is not hexadecimal")
	}
	if len(raw) != SingleLength && len(raw) != DoubleLength {
		return nil, fmt.Errorf("%w: %d bytes, want 8 or 16", ErrKeyLength, len(raw))
	}
	return Key(raw), nil
}

// KCV is a key check value: the first four bytes of a block of zeros encrypted under
// the key, eight bytes of zeros with 3DES, sixteen with SM4. It may be shown and stored.
type KCV [4]byte

// String gives eight upper-case hex digits.
func (c KCV) String() string { return strings.ToUpper(hex.EncodeToString(c[:])) }

// KCV computes the check value under 3DES. It fails only with ErrKeyLength.
func (k Key) KCV() (KCV, error) {
	c, err := NewCipher(k)
	if err != nil {
		return KCV{}, err
	}
	return c.KCV(), nil
}

// String is "key kcv 08D7B4FB", or "key invalid" for a key of wrong length.
func (k Key) String() string {
	kcv, err := k.KCV()
	if err != nil {
		return "key invalid"
	}
	return "key kcv " + kcv.String()
}

// GoString is String: %#v prints no key either.
func (k Key) GoString() string { return k.String() }

// Format prints String for every verb, so that %x and %d show no key either.
func (k Key) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, k.String()) }

// MarshalText is String: JSON and TOML hold no key either.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Cipher is a key with its schedule computed once; it is safe for use by several
// goroutines. Computing the schedule costs ten times as much as using it.
type Cipher struct{ block cipher.Block }

// NewCipher prepares an 8-byte (DES) or 16-byte (3DES) key.
func NewCipher(k Key) (*Cipher, error) {
	switch len(k) {
	case SingleLength:
		block, err := des.NewCipher(k)
		return &Cipher{block}, err
	case DoubleLength:
		triple := append(append(make([]byte, 0, 24), k...), k[:8]...)
		block, err := des.NewTripleDESCipher(triple)
		return &Cipher{block}, err
	}
	return nil, fmt.Errorf("%w: %d bytes, want 8 or 16", ErrKeyLength, len(k))
}

// String says what it is and nothing of the key.
func (c *Cipher) String() string { return "cipher kcv " + c.KCV().String() }

// Format prints String for every verb.
func (c *Cipher) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, c.String()) }

// KCV is the check value of the cipher's key.
func (c *Cipher) KCV() KCV {
	out := c.Encrypt([BlockSize]byte{})
	return KCV(out[:4])
}

// Encrypt encrypts one block.
func (c *Cipher) Encrypt(in [BlockSize]byte) [BlockSize]byte {
	c.block.Encrypt(in[:], in[:])
	return in
}

// Decrypt decrypts one block.
func (c *Cipher) Decrypt(in [BlockSize]byte) [BlockSize]byte {
	c.block.Decrypt(in[:], in[:])
	return in
}

// Wrap encrypts a key under this one, block by block (ECB).
func (c *Cipher) Wrap(k Key) ([]byte, error) {
	return c.ecb(k, c.block.Encrypt)
}

// Unwrap decrypts a key that was wrapped under this one.
func (c *Cipher) Unwrap(wrapped []byte) (Key, error) {
	k, err := c.ecb(wrapped, c.block.Decrypt)
	return Key(k), err
}

func (c *Cipher) ecb(in []byte, block func(dst, src []byte)) ([]byte, error) {
	if len(in) != SingleLength && len(in) != DoubleLength {
		return nil, fmt.Errorf("%w: %d bytes, want 8 or 16", ErrKeyLength, len(in))
	}
	out := make([]byte, len(in))
	for i := 0; i < len(in); i += BlockSize {
		block(out[i:], in[i:])
	}
	return out, nil
}
