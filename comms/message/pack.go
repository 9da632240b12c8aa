package message

import (
	"errors"
	"fmt"

	"posterm/comms/profile"
)

// MACSize is the length of field 64 in bytes.
const MACSize = 8

// noMAC stands where the MAC comes.
const noMAC = "\x00\x00\x00\x00\x00\x00\x00\x00"

const (
	mtiDigits = 4
	macField  = 64
	roomSize  = 256 // most messages are shorter
)

// ErrField: a field the profile does not have, or a value that does not fit it.
var ErrField = errors.New("field cannot be packed")

// Pack gives the body's bytes: MTI, bitmap, fields.
func (m *Message) Pack() ([]byte, error) {
	if m.misfit {
		return nil, fmt.Errorf("%w: a field number outside 2 to %d was set", ErrField, m.Spec().profile.Last())
	}
	s := m.Spec()
	body, err := s.packField(make([]byte, 0, roomSize), 0, m.MTI)
	if err != nil {
		return nil, fmt.Errorf("%w: message type: %w", ErrField, err)
	}
	body = s.bitmap.append(body, m.present)
	at := 0
	for n := range m.present.all() {
		if body, err = s.packField(body, n, m.values[at]); err != nil {
			return nil, fmt.Errorf("%w: %s: field %d: %w", ErrField, m.MTI, n, err)
		}
		at++
	}
	return body, nil
}

// Seal packs the message with a MAC: field 64 is packed as zeros, mac gets all
// bytes before it, and its result takes their place. A profile without MAC has none.
func (m *Message) Seal(mac func(body []byte) [MACSize]byte) ([]byte, error) {
	if !m.Spec().profile.Security.MAC {
		return nil, fmt.Errorf("%w: profile %s has no MAC", ErrField, m.Spec().profile.Name)
	}
	m.Set(macField, noMAC)
	body, err := m.Pack()
	if err != nil {
		return nil, err
	}
	sum := mac(body[:len(body)-MACSize])
	copy(body[len(body)-MACSize:], sum[:])
	m.Set(macField, string(sum[:]))
	return body, nil
}

// MACInput splits a packed body of the default profile: Spec.MACInput.
func MACInput(body []byte) (input []byte, mac [MACSize]byte, ok bool) {
	return UnionPay().MACInput(body)
}

// MACInput splits a packed body into what the MAC covers and the MAC itself,
// without unpacking anything. It reports false when there is no field 64.
func (s *Spec) MACInput(body []byte) (input []byte, mac [MACSize]byte, ok bool) {
	start := s.mtiSize()
	if !s.profile.Security.MAC || len(body) < start {
		return nil, mac, false
	}
	fields, size, err := s.bitmap.read(body[start:])
	if err != nil || len(body) < start+size+MACSize || fields.has(1) || !fields.has(macField) {
		return nil, mac, false
	}
	at := len(body) - MACSize
	return body[:at], [MACSize]byte(body[at:]), true
}

// mtiSize is the length of the message type on the wire.
func (s *Spec) mtiSize() int {
	if s.profile.Wire.MTI == profile.ASCII {
		return mtiDigits
	}
	return mtiDigits / 2
}
