package keys

import (
	"errors"
	"fmt"
	"io"
)

// Limits of a PIN, in digits (ISO 9564 format 0; SM4 blocks have the same).
const (
	MinPIN = 4
	MaxPIN = 12
)

// panDigits of the card number enter the PIN block: the rightmost twelve
// without the check digit.
const panDigits = 12

// ErrPIN: not a PIN of 4 to 12 digits, or not a PIN block. The error never says
// which digits.
var ErrPIN = errors.New("invalid PIN")

// PINBlock is the clear format-0 block: 0, length, digits, filled with F; XORed
// with 0000 and twelve digits of the card number. An empty pan gives the block
// without card number (field 53, digit 1 = 1). PIN 123456 without a card number:
// 06 12 34 56 FF FF FF FF.
func PINBlock(pin, pan string) ([BlockSize]byte, error) {
	var block [BlockSize]byte
	err := fillPINBlock(block[:], pin, pan)
	return block, err
}

// OpenPINBlock reads the PIN back from a clear block, the host's side.
func OpenPINBlock(block [BlockSize]byte, pan string) (string, error) {
	return readPINBlock(block[:], pan)
}

// PINKey encrypts PIN blocks under the PIN key of a sign-in, with the cipher and in the
// size of the sign-in's form. Its schedule is computed once; it is safe for use by
// several goroutines. It prints only a check value.
type PINKey struct {
	des *Cipher
	sm4 *SM4 // nil: 3DES
}

// NewPINKey prepares a PIK of 16 bytes.
func NewPINKey(form Form, pik Key) (*PINKey, error) {
	if err := form.Check(); err != nil {
		return nil, err
	}
	if len(pik) != DoubleLength {
		return nil, fmt.Errorf("pik: %w: %d bytes, want %d", ErrKeyLength, len(pik), DoubleLength)
	}
	if form.SM4() {
		c, err := NewSM4(pik)
		return &PINKey{sm4: c}, err
	}
	c, err := NewCipher(pik)
	return &PINKey{des: c}, err
}

// Size is the length of its PIN blocks in bytes: 8 under 3DES, for field 52; 16 under
// SM4, for tag A1 of field 59.
func (k *PINKey) Size() int {
	if k.sm4 != nil {
		return SM4BlockSize
	}
	return BlockSize
}

// Seal makes the encrypted block of a PIN and a card number. Under SM4 the clear block
// is the same one in 16 bytes: F up to its end, and the twelve digits of the card number
// in its last six bytes. PIN 123654 and card 6230606601007726888:
// 06123654FFFFFFFFFFFF99FEFF88D977.
func (k *PINKey) Seal(pin, pan string) ([]byte, error) {
	block := make([]byte, k.Size())
	if err := fillPINBlock(block, pin, pan); err != nil {
		return nil, err
	}
	if k.sm4 != nil {
		sealed := k.sm4.Encrypt([SM4BlockSize]byte(block))
		copy(block, sealed[:])
	} else {
		k.des.block.Encrypt(block, block)
	}
	return block, nil
}

// Open reads the PIN from an encrypted block, the host's side.
func (k *PINKey) Open(block []byte, pan string) (string, error) {
	if len(block) != k.Size() {
		return "", fmt.Errorf("%w: a block of %d bytes, want %d", ErrPIN, len(block), k.Size())
	}
	plain := make([]byte, len(block))
	if k.sm4 != nil {
		opened := k.sm4.Decrypt([SM4BlockSize]byte(block))
		copy(plain, opened[:])
	} else {
		k.des.block.Decrypt(plain, block)
	}
	return readPINBlock(plain, pan)
}

// String says what it is and nothing of the key.
func (k *PINKey) String() string {
	if k.sm4 != nil {
		return "pin key, " + k.sm4.String()
	}
	return "pin key, " + k.des.String()
}

// Format prints String for every verb.
func (k *PINKey) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, k.String()) }

// fillPINBlock writes the clear block of a PIN into block, of 8 or 16 bytes.
func fillPINBlock(block []byte, pin, pan string) error {
	if len(pin) < MinPIN || len(pin) > MaxPIN || !isDigits(pin) {
		return fmt.Errorf("%w: want %d to %d digits", ErrPIN, MinPIN, MaxPIN)
	}
	block[0] = byte(len(pin))
	for i := 1; i < len(block); i++ {
		block[i] = 0xFF
	}
	for i := range len(pin) {
		setNibble(block, 2+i, pin[i]-'0')
	}
	if err := maskWithPAN(block, pan); err != nil {
		clear(block)
		return err
	}
	return nil
}

// readPINBlock reads the PIN of a clear block, which it spends.
func readPINBlock(block []byte, pan string) (string, error) {
	if err := maskWithPAN(block, pan); err != nil {
		return "", err
	}
	n := int(block[0])
	if n < MinPIN || n > MaxPIN {
		return "", ErrPIN
	}
	pin := make([]byte, n)
	for i := range 2*len(block) - 2 {
		switch v := nibble(block, 2+i); {
		case i < n && v <= 9:
			pin[i] = '0' + v
		case i < n || v != 0xF:
			return "", ErrPIN
		}
	}
	return string(pin), nil
}

// maskWithPAN XORs the card number into the end of the block, or out of it again.
func maskWithPAN(block []byte, pan string) error {
	if pan == "" {
		return nil
	}
	if len(pan) <= panDigits || !isDigits(pan) {
		return fmt.Errorf("%w: the card number needs more than %d digits", ErrPIN, panDigits)
	}
	digits := pan[len(pan)-1-panDigits : len(pan)-1]
	for i := range panDigits {
		at := 2*len(block) - panDigits + i
		setNibble(block, at, nibble(block, at)^(digits[i]-'0'))
	}
	return nil
}

func nibble(block []byte, i int) byte {
	if i%2 == 0 {
		return block[i/2] >> 4
	}
	return block[i/2] & 0x0F
}

func setNibble(block []byte, i int, v byte) {
	if i%2 == 0 {
		block[i/2] = block[i/2]&0x0F | v<<4
	} else {
		block[i/2] = block[i/2]&0xF0 | v
	}
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
