package keys

import (
	"fmt"
	"io"
)

// SM4BlockSize is the block of SM4 in bytes.
const SM4BlockSize = 16

// SM4 is an SM4 key (GB/T 32907) with its schedule computed once, as Cipher is for
// DES; it is safe for use by several goroutines.
type SM4 struct{ block sm4Block }

// NewSM4 prepares a 16-byte key.
func NewSM4(k Key) (*SM4, error) {
	if len(k) != DoubleLength {
		return nil, fmt.Errorf("%w: %d bytes, SM4 needs 16", ErrKeyLength, len(k))
	}
	return &SM4{newSM4Block([SM4BlockSize]byte(k))}, nil
}

// String says what it is and nothing of the key.
func (c *SM4) String() string { return "sm4 kcv " + c.KCV().String() }

// Format prints String for every verb.
func (c *SM4) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, c.String()) }

// KCV is the check value of the key under SM4.
func (c *SM4) KCV() KCV {
	out := c.Encrypt([SM4BlockSize]byte{})
	return KCV(out[:4])
}

// Encrypt encrypts one block.
func (c *SM4) Encrypt(in [SM4BlockSize]byte) [SM4BlockSize]byte {
	return c.block.crypt(in, false)
}

// Decrypt decrypts one block.
func (c *SM4) Decrypt(in [SM4BlockSize]byte) [SM4BlockSize]byte {
	return c.block.crypt(in, true)
}

// Wrap encrypts a key under this one. SM4 keys are one block long.
func (c *SM4) Wrap(k Key) ([]byte, error) {
	return c.one(k, c.Encrypt)
}

// Unwrap decrypts a key that was wrapped under this one.
func (c *SM4) Unwrap(wrapped []byte) (Key, error) {
	k, err := c.one(wrapped, c.Decrypt)
	return Key(k), err
}

func (c *SM4) one(in []byte, block func([SM4BlockSize]byte) [SM4BlockSize]byte) ([]byte, error) {
	if len(in) != DoubleLength {
		return nil, fmt.Errorf("%w: %d bytes, SM4 needs 16", ErrKeyLength, len(in))
	}
	out := block([SM4BlockSize]byte(in))
	return out[:], nil
}

// unionPayECB is Cipher.unionPayECB in blocks of 16 bytes: 32 hex characters, of which the first
// 16 are encrypted, XORed with the last 16 and encrypted again.
func (c *SM4) unionPayECB(body []byte) [BlockSize]byte {
	var folded [SM4BlockSize]byte
	for i, b := range body {
		folded[i%SM4BlockSize] ^= b
	}
	var text [2 * SM4BlockSize]byte
	upperHex(text[:], folded[:])
	block := c.Encrypt([SM4BlockSize]byte(text[:SM4BlockSize]))
	xor(block[:], text[SM4BlockSize:])
	block = c.Encrypt(block)
	upperHex(text[:], block[:])
	return [BlockSize]byte(text[:BlockSize])
}
