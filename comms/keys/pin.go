package keys

import (
	"errors"
	"fmt"
)

// Limits of a PIN, in digits (ISO 9564 format 0).
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
	if len(pin) < MinPIN || len(pin) > MaxPIN || !isDigits(pin) {
		return [BlockSize]byte{}, fmt.Errorf("%w: want %d to %d digits", ErrPIN, MinPIN, MaxPIN)
	}
	block := [BlockSize]byte{byte(len(pin)), 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
	for i := range len(pin) {
		setNibble(&block, 2+i, pin[i]-'0')
	}
	return maskWithPAN(block, pan)
}

// OpenPINBlock reads the PIN back from a clear block, the host's side.
func OpenPINBlock(block [BlockSize]byte, pan string) (string, error) {
	plain, err := maskWithPAN(block, pan)
	if err != nil {
		return "", err
	}
	n := int(plain[0])
	if n < MinPIN || n > MaxPIN {
		return "", ErrPIN
	}
	pin := make([]byte, n)
	for i := range 2*BlockSize - 2 {
		switch v := nibble(plain, 2+i); {
		case i < n && v <= 9:
			pin[i] = '0' + v
		case i < n || v != 0xF:
			return "", ErrPIN
		}
	}
	return string(pin), nil
}

// maskWithPAN XORs the card number into the block, or out of it again.
func maskWithPAN(block [BlockSize]byte, pan string) ([BlockSize]byte, error) {
	if pan == "" {
		return block, nil
	}
	if len(pan) <= panDigits || !isDigits(pan) {
		return [BlockSize]byte{}, fmt.Errorf("%w: the card number needs more than %d digits", ErrPIN, panDigits)
	}
	digits := pan[len(pan)-1-panDigits : len(pan)-1]
	for i := range panDigits {
		at := 4 + i
		setNibble(&block, at, nibble(block, at)^(digits[i]-'0'))
	}
	return block, nil
}

func nibble(block [BlockSize]byte, i int) byte {
	if i%2 == 0 {
		return block[i/2] >> 4
	}
	return block[i/2] & 0x0F
}

func setNibble(block *[BlockSize]byte, i int, v byte) {
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
