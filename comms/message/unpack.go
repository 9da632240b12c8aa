package message

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/moov-io/iso8583"
	isoerrors "github.com/moov-io/iso8583/errors"
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
