package keys

import (
	"crypto/subtle"
	"errors"
	"fmt"
)

// Form is the layout of the key block in field 62 of a sign-in answer; its value
// is field 60.3 of the sign-in (PROTOCOL.md 5.2).
type Form string

// FormDouble is the sign-in with double-length keys, 40 bytes:
// PIK 16 + KCV 4 + MAK 16 + KCV 4. For unionpay-ecb the MAK is 8 key bytes and
// 8 zero bytes of filler, its KCV is that of the 8 bytes; for x9.19 all 16 are
// key and the KCV covers both halves (RULES.md 4.4).
const FormDouble Form = "003"

const (
	kcvSize      = len(KCV{})
	slotSize     = DoubleLength + kcvSize
	doubleLength = 2 * slotSize // 40 bytes
)

// Errors of a key block. None of them repeats a byte of it.
var (
	// ErrForm: a form this release does not open (001, 004, 006 ...).
	ErrForm = errors.New("key form not supported")
	// ErrKeyBlock: field 62 has the wrong length or its filler is not zero.
	ErrKeyBlock = errors.New("malformed key block")
	// ErrKCV: a check value is wrong: the sign-in failed, keep the old keys.
	ErrKCV = errors.New("key check value is wrong")
)

// Working holds the keys of one sign-in.
type Working struct {
	PIK Key // encrypts PIN blocks, 16 bytes
	MAK Key // makes the MAC: 8 bytes for unionpay-ecb, 16 for x9.19
	TDK Key // encrypts tracks; empty in form 003
}

// Open decrypts the key block of a sign-in under the master key and checks both
// check values. On an error no key is returned.
func Open(form Form, alg Algorithm, tmk Key, block []byte) (Working, error) {
	makSize, err := makSize(form, alg)
	if err != nil {
		return Working{}, err
	}
	if len(block) != doubleLength {
		return Working{}, fmt.Errorf("%w: %d bytes, form %s has %d", ErrKeyBlock, len(block), form, doubleLength)
	}
	master, err := NewCipher(tmk)
	if err != nil {
		return Working{}, fmt.Errorf("master key: %w", err)
	}
	pik, err := openSlot(master, "PIK", block[:slotSize], DoubleLength)
	if err != nil {
		return Working{}, err
	}
	mak, err := openSlot(master, "MAK", block[slotSize:], makSize)
	if err != nil {
		return Working{}, err
	}
	return Working{PIK: pik, MAK: mak}, nil
}

// Seal is the other direction, the host's: the key block of the form under the
// master key.
func (w Working) Seal(form Form, alg Algorithm, tmk Key) ([]byte, error) {
	makSize, err := makSize(form, alg)
	if err != nil {
		return nil, err
	}
	if len(w.PIK) != DoubleLength || len(w.MAK) != makSize {
		return nil, fmt.Errorf("%w: PIK %d bytes, MAK %d; want 16 and %d", ErrKeyLength, len(w.PIK), len(w.MAK), makSize)
	}
	master, err := NewCipher(tmk)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	block := make([]byte, 0, doubleLength)
	for _, key := range []Key{w.PIK, w.MAK} {
		if block, err = appendSlot(block, master, key); err != nil {
			return nil, err
		}
	}
	return block, nil
}

// makSize is the number of key bytes in the MAK slot.
func makSize(form Form, alg Algorithm) (int, error) {
	if form != FormDouble {
		return 0, fmt.Errorf("%w: %q, only %q is", ErrForm, form, FormDouble)
	}
	switch alg {
	case UnionPayECB:
		return SingleLength, nil
	case X919:
		return DoubleLength, nil
	}
	return 0, alg.unsupported()
}

func openSlot(master *Cipher, name string, slot []byte, size int) (Key, error) {
	for _, b := range slot[size:DoubleLength] {
		if b != 0 {
			return nil, fmt.Errorf("%w: %s has %d key bytes but its filler is not zero", ErrKeyBlock, name, size)
		}
	}
	key, err := master.Unwrap(slot[:size])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	kcv, err := key.KCV()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {
		return nil, fmt.Errorf("%w: %s", ErrKCV, name)
	}
	return key, nil
}

func appendSlot(block []byte, master *Cipher, key Key) ([]byte, error) {
	var slot [slotSize]byte
	wrapped, err := master.Wrap(key)
	if err != nil {
		return nil, err
	}
	kcv, err := key.KCV()
	if err != nil {
		return nil, err
	}
	copy(slot[:DoubleLength], wrapped)
	copy(slot[DoubleLength:], kcv[:])
	return append(block, slot[:]...), nil
}
