// Package link makes and reads the links to e-slips 电子小票: a web address that nobody can guess and that
// names one transaction of one terminal, as it will be found whenever somebody opens it.
//
//	https://slips.example.com/s/AQAAAAAAKGsC3MWuXc2RjKIo7RexDsjVL2d8
//
// The last part is the token: 27 bytes in base64url, 36 characters without padding. Big endian:
//
//	1 byte   version, 1
//	6 bytes  the transaction: seq of its intent row
//	4 bytes  expiry: seconds since 1970
//	16 bytes HMAC-SHA256 over "posterm e-slip" and the 11 bytes before, cut to 128 bits
//
// The key is the journal's own and never leaves it. A link depends on nothing but the transaction and how
// long links live: the same slip printed twice carries the same link, and nothing has to be remembered.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"posterm/journal/roll"
)

// Errors of Read. ErrForged: this terminal never made it. ErrExpired: it did, and its time is over.
var (
	ErrForged  = errors.New("no link of this terminal")
	ErrExpired = errors.New("the link has expired")
)

const (
	version  = 1
	idSize   = 6
	timeSize = 4
	headSize = 1 + idSize + timeSize
	macSize  = 16

	// TokenLength is how many characters a token has.
	TokenLength = (headSize + macSize) * 4 / 3

	// Path is what stands between the base address and the token.
	Path = "/s/"
)

// Key is the secret that links are made with. It prints nothing.
type Key []byte

// String hides the key.
func (Key) String() string { return "(link key)" }

// GoString hides the key.
func (Key) GoString() string { return "(link key)" }

// Maker makes links, and believes only its own.
type Maker struct {
	Key  Key
	Base string        // "https://slips.example.com", without a slash at its end; empty: there are no links
	For  time.Duration // how long a link lives, counted from its transaction
}

// Of is the link to a transaction; empty when there are none, or none any more because nobody knows the key.
func (m Maker) Of(t roll.Txn) string {
	if m.Base == "" || len(m.Key) == 0 {
		return ""
	}
	return m.Base + Path + m.Token(t.ID, m.Until(t))
}

// Until is when the link to a transaction expires, in whole seconds.
func (m Maker) Until(t roll.Txn) time.Time { return t.At.Add(m.For).UTC().Truncate(time.Second) }

// Token is the last part of a link.
func (m Maker) Token(id roll.ID, until time.Time) string {
	head := make([]byte, 0, headSize+macSize)
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(id))
	head = append(append(head, version), number[8-idSize:]...)
	head = binary.BigEndian.AppendUint32(head, uint32(until.Unix()))
	return base64.RawURLEncoding.EncodeToString(append(head, m.mac(head)...))
}

func (m Maker) mac(head []byte) []byte {
	h := hmac.New(sha256.New, m.Key)
	h.Write([]byte("posterm e-slip"))
	h.Write(head)
	return h.Sum(nil)[:macSize]
}

// Read finds the transaction that a token names. What is wrong with a token that is not this terminal's
// is not told, and takes the same time whatever it is.
func (m Maker) Read(token string, now time.Time) (roll.ID, error) {
	if len(token) != TokenLength || len(m.Key) == 0 {
		return 0, ErrForged
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != headSize+macSize {
		return 0, ErrForged
	}
	head, mac := raw[:headSize], raw[headSize:]
	if !hmac.Equal(mac, m.mac(head)) || head[0] != version {
		return 0, ErrForged
	}
	if until := binary.BigEndian.Uint32(head[1+idSize:]); now.Unix() >= int64(until) {
		return 0, ErrExpired
	}
	var number [8]byte
	copy(number[8-idSize:], head[1:])
	return roll.ID(binary.BigEndian.Uint64(number[:])), nil
}
