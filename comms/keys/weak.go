package keys

import (
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrWeakKey: a key that protects less than its length promises. It is a slip of the
// hand (a row of zeros, one half twice) or a key somebody chose badly.
var ErrWeakKey = errors.New("weak key")

// weakHalves are the weak and the semi-weak keys of DES (NIST SP 800-67, 3.4.2), their
// parity bits cleared: encrypting twice under one, or under the two of a pair, gives
// the text back.
var weakHalves = func() map[[SingleLength]byte]bool {
	all := map[[SingleLength]byte]bool{}
	for _, text := range []string{
		"0000000000000000", "FEFEFEFEFEFEFEFE", "E0E0E0E0F0F0F0F0", "1E1E1E1E0E0E0E0E",
		"001E001E000E000E", "1E001E000E000E00", "00E000E000F000F0", "E000E000F000F000",
		"00FE00FE00FE00FE", "FE00FE00FE00FE00", "1EE01EE00EF00EF0", "E01EE01EF00EF00E",
		"1EFE1EFE0EFE0EFE", "FE1EFE1EFE0EFE0E", "E0FEE0FEF0FEF0FE", "FEE0FEE0FEF0FEF0",
	} {
		raw, err := hex.DecodeString(text)
		if err != nil {
			panic(err) // the list stands above
		}
		all[[SingleLength]byte(raw)] = true
	}
	return all
}()

// CheckMaster refuses a master key that is not 16 bytes, and one that is weak: a half
// that is a weak key of DES, or both halves the same (3DES is then DES). It is as strict
// with SM4 keys, whose halves mean nothing: no key that was drawn by lot is refused. Parity bits do not matter. The error tells nothing of
// the key.
func CheckMaster(k Key) error {
	if len(k) != DoubleLength {
		return fmt.Errorf("%w: %d bytes, a master key has %d", ErrKeyLength, len(k), DoubleLength)
	}
	left, right := withoutParity(k[:SingleLength]), withoutParity(k[SingleLength:])
	switch {
	case left == right:
		return fmt.Errorf("%w: both halves are the same", ErrWeakKey)
	case weakHalves[left]:
		return fmt.Errorf("%w: the left half is a weak DES key", ErrWeakKey)
	case weakHalves[right]:
		return fmt.Errorf("%w: the right half is a weak DES key", ErrWeakKey)
	}
	return nil
}

func withoutParity(half Key) (out [SingleLength]byte) {
	for i, b := range half {
		out[i] = b &^ 1
	}
	return out
}
