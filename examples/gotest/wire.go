package till

import (
	"bytes"
	"crypto/des" // the acquirer prescribes it
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
)

// The acquirer's ISO 8583 as far as this till speaks it: docs/design/PROTOCOL.md.

// kind is how a field stands on the wire.
type kind struct {
	size int  // bytes; 0: its length is before it
	text bool // ASCII or bytes; otherwise two digits to the byte
	long bool // the length has two bytes
}

var kinds = map[int]kind{
	2: {}, 3: {size: 3}, 4: {size: 6}, 11: {size: 3}, 12: {size: 3}, 13: {size: 2}, 14: {size: 2}, 15: {size: 2}, 22: {size: 2}, 25: {size: 1}, 32: {}, 35: {},
	37: {size: 12, text: true}, 38: {size: 6, text: true}, 39: {size: 2, text: true}, 41: {size: 8, text: true}, 42: {size: 15, text: true}, 44: {text: true},
	49: {size: 3, text: true}, 53: {size: 8}, 55: {text: true, long: true}, 60: {long: true}, 61: {long: true}, 62: {text: true, long: true}, 63: {text: true, long: true}, 64: {size: 8, text: true},
}

// message is a message whose fields stand as on the wire, lengths apart.
type message struct {
	mti    string
	fields map[int][]byte
	counts map[int]int // digits of those of which two are a byte
}

func (m *message) set(n int, value string) *message {
	if kinds[n].text {
		m.fields[n] = []byte(value)
		return m
	}
	if m.counts == nil {
		m.counts = map[int]int{}
	}
	m.counts[n] = len(value)
	m.fields[n], _ = hex.DecodeString(value + strings.Repeat("0", len(value)%2)) // the till's own digits
	return m
}

func (m message) text(n int) string   { return string(m.fields[n]) }
func (m message) digits(n int) string { return hex.EncodeToString(m.fields[n]) }

// reversal undoes a request that was not answered.
func (m message) reversal() message {
	r := message{mti: "0400", fields: maps.Clone(m.fields), counts: maps.Clone(m.counts)}
	delete(r.fields, 64)
	r.set(39, "98")
	return r
}

// pack writes the message up to where its MAC stands.
func (m message) pack(withMAC bool) []byte {
	numbers := slices.Sorted(maps.Keys(m.fields))
	var bits uint64
	for _, n := range numbers {
		bits |= 1 << (64 - n)
	}
	if withMAC {
		bits |= 1
	}
	out, _ := hex.DecodeString(m.mti)
	out = binary.BigEndian.AppendUint64(out, bits)
	for _, n := range numbers {
		if k := kinds[n]; k.size == 0 {
			count := len(m.fields[n])
			if !k.text {
				count = m.counts[n]
			}
			length, _ := hex.DecodeString(fmt.Sprintf("%04d", count))
			if !k.long {
				length = length[1:]
			}
			out = append(out, length...)
		}
		out = append(out, m.fields[n]...)
	}
	return out
}

var errCut = errors.New("the message ends within a field")

// unpack reads a message, and gives what its MAC is made of.
func unpack(body []byte) (m message, signed []byte, err error) {
	if len(body) < 10 {
		return m, nil, errCut
	}
	m = message{mti: hex.EncodeToString(body[:2]), fields: map[int][]byte{}}
	bits, rest := binary.BigEndian.Uint64(body[2:10]), body[10:]
	for n := 1; n <= 64; n++ {
		if bits>>(64-n)&1 == 0 {
			continue
		}
		k, known := kinds[n]
		if !known {
			return m, nil, fmt.Errorf("field %d is not known here", n)
		}
		signed = body[:len(body)-len(rest)]
		size := k.size
		if size == 0 {
			prefix := 1
			if k.long {
				prefix = 2
			}
			if len(rest) < prefix {
				return m, nil, errCut
			}
			if size, err = strconv.Atoi(hex.EncodeToString(rest[:prefix])); err != nil {
				return m, nil, fmt.Errorf("length of field %d: %w", n, err)
			}
			if rest = rest[prefix:]; !k.text {
				size = (size + 1) / 2
			}
		}
		if len(rest) < size {
			return m, nil, errCut
		}
		m.fields[n], rest = rest[:size], rest[size:]
	}
	return m, signed, nil
}

// route stands before every message: TPDU and header.
const route = "\x60\x06\x60\x10\x00\x06\x13\x10\x03\x11\x10"

func send(conn net.Conn, m message, mac *cipher) error {
	body := m.pack(mac != nil)
	if mac != nil {
		body = append(body, mac.sum(body)...)
	}
	frame := binary.BigEndian.AppendUint16(nil, uint16(len(route)+len(body)))
	_, err := conn.Write(slices.Concat(frame, []byte(route), body))
	return err
}

func receive(conn net.Conn, mac *cipher) (m message, err error) {
	var length [2]byte
	if _, err = io.ReadFull(conn, length[:]); err != nil {
		return m, err
	}
	frame := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err = io.ReadFull(conn, frame); err != nil {
		return m, err
	}
	if len(frame) < len(route) {
		return m, errCut
	}
	m, signed, err := unpack(frame[len(route):])
	if err == nil && mac != nil && !bytes.Equal(mac.sum(signed), m.fields[64]) {
		err = errors.New("the answer's MAC is wrong")
	}
	return m, err
}

// cipher is single DES, which makes the MAC.
type cipher struct{ block func(dst, src []byte) }

// testTMK is the lab's public master key.
const testTMK = "0123456789ABCDEFFEDCBA9876543210"

// openMAK takes the MAC key out of a sign-in's field 62: 16 bytes of another key and its check value are before it.
func openMAK(block []byte) (*cipher, error) {
	if len(block) != 40 {
		return nil, fmt.Errorf("%d bytes of keys, want 40", len(block))
	}
	tmk, _ := hex.DecodeString(testTMK)
	master, err := des.NewTripleDESCipher(append(tmk, tmk[:8]...))
	if err != nil {
		return nil, err
	}
	mak := make([]byte, 8)
	master.Decrypt(mak, block[20:28])
	single, err := des.NewCipher(mak)
	if err != nil {
		return nil, err
	}
	return &cipher{single.Encrypt}, nil
}

// sum: all blocks over each other, as 16 hex characters; the first 8 encrypted, over the last 8, encrypted again.
func (c *cipher) sum(body []byte) []byte {
	folded := make([]byte, 8)
	for i, b := range body {
		folded[i%8] ^= b
	}
	text := []byte(strings.ToUpper(hex.EncodeToString(folded)))
	block := make([]byte, 8)
	c.block(block, text[:8])
	for i := range block {
		block[i] ^= text[8+i]
	}
	c.block(block, block)
	return []byte(strings.ToUpper(hex.EncodeToString(block)))[:8]
}
