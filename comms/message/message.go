// Package message is the ISO 8583 message of the acquirer's interface, profile
// "unionpay" (PROTOCOL.md 2): a message type, a bitmap of 64 fields and the
// fields. It packs and unpacks through github.com/moov-io/iso8583, with encoders
// and prefixers of its own plugged in (codec.go says why).
//
// Values are strings:
//
//   - numbers (n) are their digits: amount "000000001234", entry mode "021";
//   - tracks (z) are digits with '=' as separator; Set also takes 'D';
//   - text (a, an, ans) is its bytes as on the wire, fixed ones filled with
//     spaces to the right; Text(n) gives it decoded and trimmed;
//   - binary (b) is its bytes, not hex.
//
// A Message printed by fmt or a log is masked: card numbers show six and four
// digits; tracks, PIN blocks, chip data and keys show only their length.
package message

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/moov-io/iso8583"
	isoerrors "github.com/moov-io/iso8583/errors"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// MACSize is the length of field 64 in bytes.
const MACSize = 8

const (
	mtiSize    = 2
	bodyStart  = mtiSize + 8 // MTI and bitmap
	macField   = 64
	macPresent = 1 << (64 - macField)
)

// AfterLast is the Field of a ParseError about bytes behind the last field.
const AfterLast = lastField + 1

// ErrField: a field the profile does not have, or a value that does not fit it.
var ErrField = errors.New("field cannot be packed")

// ParseError says where a received message stops making sense. It never quotes
// the bytes.
type ParseError struct {
	Field  int // 0 is the MTI, 1 the bitmap, AfterLast what follows the last field
	Offset int // bytes from the start of the body to the start of the field
	Err    error
}

// Error is for example "field 35 at byte 31: nibble F is no digit".
func (e *ParseError) Error() string {
	what := "field " + strconv.Itoa(e.Field)
	switch e.Field {
	case 0:
		what = "message type"
	case 1:
		what = "bitmap"
	case AfterLast:
		what = "end of message"
	}
	return fmt.Sprintf("%s at byte %d: %v", what, e.Offset, e.Err)
}

// Unwrap gives the reason.
func (e *ParseError) Unwrap() error { return e.Err }

// Message is one message. Create it with New or Unpack. It is not safe for use by
// several goroutines.
type Message struct {
	MTI     string // four digits: 0200 sale, 0210 its answer ...
	present uint64 // bit 63 is field 1, as on the wire
	values  [lastField + 1]string
}

// New starts an empty message of the type.
func New(mti string) *Message { return &Message{MTI: mti} }

// Set gives field n a value. Short fixed text is filled with spaces; every other
// misfit is reported by Pack.
func (m *Message) Set(n int, v string) {
	if n < 0 || n > lastField {
		n = 0 // no field: Pack reports it
	}
	if d := table[n]; d.kind == Text && d.prefix == 0 && len(v) < d.length {
		v += strings.Repeat(" ", d.length-len(v))
	}
	m.values[n] = v
	m.present |= bit(n)
}

// Get is the value of field n, "" when it is absent.
func (m *Message) Get(n int) string {
	if !m.Has(n) {
		return ""
	}
	return m.values[n]
}

// Has tells whether field n is present.
func (m *Message) Has(n int) bool {
	return n > 1 && n <= lastField && m.present&bit(n) != 0
}

// Fields lists the fields that are present, in ascending order.
func (m *Message) Fields() []int {
	fields := make([]int, 0, bits.OnesCount64(m.present))
	for n := 2; n <= lastField; n++ {
		if m.present&bit(n) != 0 {
			fields = append(fields, n)
		}
	}
	return fields
}

// Text is field n decoded from GBK, without the spaces that fill it. It may hold
// anything the host sent: whoever prints it filters control characters.
func (m *Message) Text(n int) string {
	text, err := simplifiedchinese.GBK.NewDecoder().String(m.Get(n))
	if err != nil {
		return ""
	}
	return strings.TrimRight(text, " ")
}

// bit is the presence bit of field n. Field 0 stands for "no such field": it
// shares the bit of the second bitmap, which this profile never has.
func bit(n int) uint64 { return 1 << (lastField - max(n, 1)) }

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

// Unpack reads a body. Every byte must belong to a field: what is left over is an
// error, as is a second bitmap. Errors are of type *ParseError.
func Unpack(body []byte) (*Message, error) {
	m, _, parseErr := unpack(body)
	if parseErr != nil {
		return nil, parseErr
	}
	return m, nil
}

// unpack also returns the fields before the fault, and the offset of every field.
func unpack(body []byte) (*Message, [lastField + 1]int, *ParseError) {
	var offsets [lastField + 1]int
	m := &Message{}
	if len(body) < bodyStart {
		return m, offsets, &ParseError{0, 0, short(bodyStart, len(body))}
	}
	present := binary.BigEndian.Uint64(body[mtiSize:])
	inner := iso8583.NewMessage(unionpay)
	err := inner.Unpack(body)
	failed := failedField(err)
	if failed == 0 {
		return m, offsets, &ParseError{0, 0, cause(err)}
	}
	m.MTI, _ = inner.GetMTI()
	if present&bit(1) != 0 {
		return m, offsets, &ParseError{1, mtiSize, codecError("a second bitmap is announced, the profile has none")}
	}
	at := bodyStart
	for n := 2; n <= lastField; n++ {
		if present&bit(n) == 0 {
			continue
		}
		offsets[n] = at
		if n == failed {
			return m, offsets, &ParseError{n, at, cause(err)}
		}
		m.values[n], _ = inner.GetString(n)
		m.present |= bit(n)
		at += table[n].wireSize(len(m.values[n]))
	}
	if at != len(body) {
		return m, offsets, &ParseError{AfterLast, at, codecErrorf("%d bytes are left over", len(body)-at)}
	}
	return m, offsets, nil
}

// failedField is the field at which the library stopped, AfterLast if at none.
func failedField(err error) int {
	if err == nil {
		return AfterLast
	}
	var unpackErr *isoerrors.UnpackError
	if !errors.As(err, &unpackErr) {
		return 0
	}
	n, convErr := strconv.Atoi(unpackErr.FieldID)
	if convErr != nil {
		return 0
	}
	return n
}

// cause is our own reason inside an error of the library, which would quote more.
func cause(err error) error {
	var own codecError
	if errors.As(err, &own) {
		return own
	}
	return codecError("the profile does not have this field")
}
