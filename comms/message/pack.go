package message

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/moov-io/iso8583"
)

// MACSize is the length of field 64 in bytes.
const MACSize = 8

const (
	mtiSize    = 2
	bodyStart  = mtiSize + 8 // MTI and bitmap
	macField   = 64
	macPresent = 1 << (64 - macField)
)

// ErrField: a field the profile does not have, or a value that does not fit it.
var ErrField = errors.New("field cannot be packed")

// Pack gives the body's bytes: MTI, bitmap, fields.
func (m *Message) Pack() ([]byte, error) {
	inner, err := m.library()
	if err != nil {
		return nil, err
	}
	body, err := inner.Pack()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrField, m.MTI, err)
	}
	return body, nil
}

// library copies the message into one of the ISO 8583 library.
func (m *Message) library() (*iso8583.Message, error) {
	if m.present&bit(1) != 0 {
		return nil, fmt.Errorf("%w: a field number outside 2 to %d was set", ErrField, lastField)
	}
	inner := iso8583.NewMessage(unionpay)
	inner.MTI(m.MTI)
	for n := 2; n <= lastField; n++ {
		if m.present&bit(n) == 0 {
			continue
		}
		if err := inner.Field(n, m.values[n]); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrField, err)
		}
	}
	return inner, nil
}

// Seal packs the message with a MAC: field 64 is packed as zeros, mac gets all
// bytes before it, and its result takes their place.
func (m *Message) Seal(mac func(body []byte) [MACSize]byte) ([]byte, error) {
	m.Set(macField, string(make([]byte, MACSize)))
	body, err := m.Pack()
	if err != nil {
		return nil, err
	}
	sum := mac(body[:len(body)-MACSize])
	copy(body[len(body)-MACSize:], sum[:])
	m.Set(macField, string(sum[:]))
	return body, nil
}

// MACInput splits a packed body into what the MAC covers and the MAC itself,
// without unpacking anything. It reports false when there is no field 64.
func MACInput(body []byte) (input []byte, mac [MACSize]byte, ok bool) {
	if len(body) < bodyStart+MACSize || binary.BigEndian.Uint64(body[mtiSize:])&macPresent == 0 {
		return nil, mac, false
	}
	at := len(body) - MACSize
	return body[:at], [MACSize]byte(body[at:]), true
}
