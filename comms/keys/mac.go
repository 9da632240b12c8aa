package keys

import (
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
)

// Algorithm names a way to authenticate a message; the values are those of the
// configuration key host.mac.
type Algorithm string

// The algorithms of this release.
const (
	// UnionPayECB folds the body by XOR and encrypts its hex text twice
	// (PROTOCOL.md 5.3). The MAC is eight ASCII hex characters.
	UnionPayECB Algorithm = "unionpay-ecb"
	// X919 is ANSI X9.19: CBC under the left half, the last block decrypted
	// under the right and encrypted under the left. The MAC is eight bytes.
	X919 Algorithm = "x9.19"
	// SM4MAC is UnionPayECB with SM4 in the place of DES: blocks of 16 bytes, the
	// first eight ASCII hex characters of the last one.
	SM4MAC Algorithm = "sm4"
)

// ErrAlgorithm: a MAC algorithm this release does not have.
var ErrAlgorithm = errors.New("mac algorithm not supported")

func (a Algorithm) unsupported() error {
	return fmt.Errorf("%w: %q, choose %q, %q or %q", ErrAlgorithm, string(a), UnionPayECB, X919, SM4MAC)
}

// Check is nil when the algorithm can be used.
func (a Algorithm) Check() error {
	switch a {
	case UnionPayECB, X919, SM4MAC:
		return nil
	}
	return a.unsupported()
}

// Sealer makes and checks MACs under one key whose schedule is computed once.
// It is safe for use by several goroutines.
type Sealer struct {
	sum func(body []byte) [BlockSize]byte
}

// NewSealer prepares a MAK: 8 or 16 bytes for unionpay-ecb, 16 for x9.19 and sm4.
func NewSealer(alg Algorithm, mak Key) (*Sealer, error) {
	switch alg {
	case UnionPayECB:
		c, err := NewCipher(mak)
		if err != nil {
			return nil, fmt.Errorf("mak: %w", err)
		}
		return &Sealer{c.unionPayECB}, nil
	case X919:
		if len(mak) != DoubleLength {
			return nil, fmt.Errorf("mak: %w: %d bytes, x9.19 needs 16", ErrKeyLength, len(mak))
		}
		left, err := NewCipher(mak[:8])
		if err != nil {
			return nil, err
		}
		right, err := NewCipher(mak[8:])
		if err != nil {
			return nil, err
		}
		return &Sealer{func(body []byte) [BlockSize]byte { return x919(left, right, body) }}, nil
	case SM4MAC:
		c, err := NewSM4(mak)
		if err != nil {
			return nil, fmt.Errorf("mak: %w", err)
		}
		return &Sealer{c.unionPayECB}, nil
	}
	return nil, alg.unsupported()
}

// Sum is the MAC of a body: everything from the MTI up to, not including, field 64.
func (s *Sealer) Sum(body []byte) [8]byte { return s.sum(body) }

// Verify compares in constant time.
func (s *Sealer) Verify(body []byte, mac [8]byte) bool { return Equal(s.sum(body), mac) }

// MAC is the MAC of one body, for callers that have only one.
func MAC(alg Algorithm, mak Key, body []byte) ([8]byte, error) {
	s, err := NewSealer(alg, mak)
	if err != nil {
		return [8]byte{}, err
	}
	return s.Sum(body), nil
}

// Equal compares two MACs in constant time.
func Equal(a, b [8]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }

// unionPayECB: XOR of all blocks, as 16 hex characters; the first 8 encrypted,
// XORed with the last 8, encrypted again; the first 8 hex characters of that.
func (c *Cipher) unionPayECB(body []byte) [BlockSize]byte {
	var folded [BlockSize]byte
	for i, b := range body {
		folded[i%BlockSize] ^= b
	}
	text := hexText(folded)
	block := c.Encrypt([BlockSize]byte(text[:BlockSize]))
	xor(block[:], text[BlockSize:])
	text = hexText(c.Encrypt(block))
	return [BlockSize]byte(text[:BlockSize])
}

// x919 zero-fills the last block, as PROTOCOL.md 5.3 does for every algorithm.
func x919(left, right *Cipher, body []byte) [BlockSize]byte {
	var chain [BlockSize]byte
	for len(body) > 0 {
		n := min(len(body), BlockSize)
		xor(chain[:], body[:n])
		chain = left.Encrypt(chain)
		body = body[n:]
	}
	return left.Encrypt(right.Decrypt(chain))
}

func xor(dst, src []byte) {
	for i, b := range src {
		dst[i] ^= b
	}
}

// hexText writes a block as 16 upper-case hex characters.
func hexText(block [BlockSize]byte) [2 * BlockSize]byte {
	var text [2 * BlockSize]byte
	upperHex(text[:], block[:])
	return text
}

func upperHex(text, block []byte) {
	hex.Encode(text, block)
	for i, c := range text {
		if c >= 'a' {
			text[i] = c - 'a' + 'A'
		}
	}
}
