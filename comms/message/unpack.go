package message

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/moov-io/iso8583/field"
)

// AfterLast is the Field of a ParseError about bytes behind the last field.
const AfterLast = lastField + 1

// ParseError says where a received message stops making sense. It never quotes
// the bytes.
type ParseError struct {
	Field  int // 0 is the MTI, 1 the bitmap, AfterLast what follows the last field
	Offset int // bytes from the start of the body to the start of the field
	Err    error
}

// Error is for example "field 35 at byte 31: nibble F is no digit".
func (e *ParseError) Error() string {
	return fmt.Sprintf("%s at byte %d: %v", e.what(), e.Offset, e.Err)
}

func (e *ParseError) what() string {
	switch e.Field {
	case 0:
		return "message type"
	case 1:
		return "bitmap"
	case AfterLast:
		return "end of message"
	}
	return "field " + strconv.Itoa(e.Field)
}

// Unwrap gives the reason.
func (e *ParseError) Unwrap() error { return e.Err }

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
//
// The fields are those of the library's specification; the loop over them is not
// the library's, which accepts bytes left over, reads past a second bitmap and
// does not say at which byte it stopped.
func unpack(body []byte) (*Message, [lastField + 1]int, *ParseError) {
	var offsets [lastField + 1]int
	m := &Message{}
	if len(body) < bodyStart {
		return m, offsets, &ParseError{0, 0, short(bodyStart, len(body))}
	}
	mti, _, err := unpackField(0, body)
	if err != nil {
		return m, offsets, &ParseError{0, 0, err}
	}
	m.MTI = mti
	present := binary.BigEndian.Uint64(body[mtiSize:])
	if present&bit(1) != 0 {
		return m, offsets, &ParseError{1, mtiSize, codecError("a second bitmap is announced, the profile has none")}
	}
	at := bodyStart
	for n := 2; n <= lastField; n++ {
		if present&bit(n) == 0 {
			continue
		}
		value, read, err := unpackField(n, body[at:])
		if err != nil {
			return m, offsets, &ParseError{n, at, err}
		}
		m.values[n], offsets[n] = value, at
		m.present |= bit(n)
		at += read
	}
	if at != len(body) {
		return m, offsets, &ParseError{AfterLast, at, codecErrorf("%d bytes are left over", len(body)-at)}
	}
	return m, offsets, nil
}

// unpackField reads one field at the start of data and says how long it was.
func unpackField(n int, data []byte) (value string, read int, err error) {
	spec, known := unionpay.Fields[n]
	if !known {
		return "", 0, codecError("the profile does not have this field")
	}
	f := field.NewInstanceOf(spec)
	if read, err = f.Unpack(data); err != nil {
		return "", 0, cause(err)
	}
	value, err = f.String()
	return value, read, err
}

// cause is our own reason inside an error of the library.
func cause(err error) error {
	var own codecError
	if errors.As(err, &own) {
		return own
	}
	return err
}
