package keys

import (
	"crypto/subtle"
	"errors"
	"fmt"
)

const (
	kcvSize  = len(KCV{})
	slotSize = DoubleLength + kcvSize
)

// Errors of a key block. None of them repeats a byte of it.
var (
	// ErrKeyBlock: field 62 has the wrong length or its filler is not zero.
	ErrKeyBlock = errors.New("malformed key block")
	// ErrKCV: a check value is wrong: the sign-in failed, keep the old keys.
	ErrKCV = errors.New("key check value is wrong")
)

// Working holds the keys of one sign-in.
type Working struct {
	PIK Key // encrypts PIN blocks, 16 bytes
	MAK Key // makes the MAC: 8 bytes for unionpay-ecb, 16 for the others
	TDK Key // encrypts tracks, 16 bytes; empty in form 003
}

// Open decrypts the key block of a sign-in under the master key and checks every
// check value. On an error no key is returned.
func Open(form Form, alg Algorithm, tmk Key, block []byte) (Working, error) {
	var w Working
	slots, err := form.slots(alg, &w)
	if err != nil {
		return Working{}, err
	}
	if len(block) != len(slots)*slotSize {
		return Working{}, fmt.Errorf("%w: %d bytes, form %s has %d", ErrKeyBlock, len(block), form, len(slots)*slotSize)
	}
	master, err := form.master(tmk)
	if err != nil {
		return Working{}, err
	}
	for i, s := range slots {
		if *s.key, err = openSlot(master, s.name, block[i*slotSize:(i+1)*slotSize], s.size); err != nil {
			return Working{}, err
		}
	}
	return w, nil
}

// Seal is the other direction, the host's: the key block of the form under the master
// key. The form must have a place for each key, and each place its key.
func (w Working) Seal(form Form, alg Algorithm, tmk Key) ([]byte, error) {
	slots, err := form.slots(alg, &w)
	if err != nil {
		return nil, err
	}
	if !form.track() && len(w.TDK) != 0 {
		return nil, fmt.Errorf("%w: form %s has no place for a TDK", ErrKeyBlock, form)
	}
	master, err := form.master(tmk)
	if err != nil {
		return nil, err
	}
	block := make([]byte, 0, len(slots)*slotSize)
	for _, s := range slots {
		if len(*s.key) != s.size {
			return nil, fmt.Errorf("%w: %s has %d bytes, want %d", ErrKeyLength, s.name, len(*s.key), s.size)
		}
		if block, err = appendSlot(block, master, *s.key); err != nil {
			return nil, err
		}
	}
	return block, nil
}

func openSlot(master wrapper, name string, slot []byte, size int) (Key, error) {
	for _, b := range slot[size:DoubleLength] {
		if b != 0 {
			return nil, fmt.Errorf("%w: %s has %d key bytes but its filler is not zero", ErrKeyBlock, name, size)
		}
	}
	key, err := master.Unwrap(slot[:size])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	kcv, err := master.check(key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {
		return nil, fmt.Errorf("%w: %s", ErrKCV, name)
	}
	return key, nil
}

func appendSlot(block []byte, master wrapper, key Key) ([]byte, error) {
	var slot [slotSize]byte
	wrapped, err := master.Wrap(key)
	if err != nil {
		return nil, err
	}
	kcv, err := master.check(key)
	if err != nil {
		return nil, err
	}
	copy(slot[:DoubleLength], wrapped)
	copy(slot[DoubleLength:], kcv[:])
	return append(block, slot[:]...), nil
}
