package message

import (
	"errors"
	"fmt"
	"strconv"
)

// AfterLast is the Field of a ParseError about bytes behind the last field.
const AfterLast = lastNumber + 1

// ParseError says where a received message stops making sense. It never quotes
// the bytes.
type ParseError struct {
	Field  int // 0 is the MTI, 1 the bitmap, AfterLast what follows the last field
	Offset int // bytes from the start of the body to the start of the field
	Err    error
}

// Error is for example "field 35 at byte 31: nibble F is no digit".
func (e *ParseError) Error() string {
	return fmt.Sprintf("%s at byte %d: %v", e.Where(), e.Offset, e.Err)
}

// Where is the place in words: "field 35".
func (e *ParseError) Where() string {
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

// Unpack reads a body of the default profile: Spec.Unpack.
func Unpack(body []byte) (*Message, error) { return UnionPay().Unpack(body) }

// Unpack reads a body. Every byte must belong to a field: what is left over is an
// error, as is a second bitmap where the profile has none. Errors are of type
// *ParseError.
func (s *Spec) Unpack(body []byte) (*Message, error) {
	m, parseErr := s.unpack(body, nil)
	if parseErr != nil {
		return nil, parseErr
	}
	return m, nil
}

// Dissect reads a body as far as it makes sense: it gives the fields before the fault,
// and for every field present the offset of its first byte. The fault is an error of
// type *ParseError.
func (s *Spec) Dissect(body []byte) (m *Message, offsets []int, err error) {
	offsets = make([]int, len(s.fields))
	m, parseErr := s.unpack(body, offsets)
	if parseErr != nil {
		err = parseErr
	}
	return m, offsets, err
}

// unpack also returns the fields before the fault.
//
// The fields are the library's; the loop over them is not, which accepts bytes left
// over, reads past a second bitmap and does not say at which byte it stopped.
func (s *Spec) unpack(body []byte, offsets []int) (*Message, *ParseError) {
	m := &Message{spec: s}
	if least := s.mtiSize() + s.bitmap.size(); len(body) < least {
		return m, &ParseError{0, 0, short(least, len(body))}
	}
	var room [2 * roomSize]byte
	text, at, err := s.unpackField(room[:0], 0, body)
	if err != nil {
		return m, &ParseError{0, 0, err}
	}
	m.MTI = string(text)
	fields, size, err := s.bitmap.read(body[at:])
	if err != nil {
		return m, &ParseError{1, at + size, err}
	}
	at += size
	text = text[:0]
	var ends [lastNumber]int // of the values, in text
	defer func() { m.values = cutAt(string(text), ends[:m.present.count()]) }()
	for n := range fields.all() {
		if n == 1 { // announces the second bitmap
			continue
		}
		var read int
		if text, read, err = s.unpackField(text, n, body[at:]); err != nil {
			return m, &ParseError{n, at, err}
		}
		ends[m.present.count()] = len(text)
		m.present.add(n)
		if offsets != nil {
			offsets[n] = at
		}
		at += read
	}
	if at != len(body) {
		return m, &ParseError{AfterLast, at, codecErrorf("%d bytes are left over", len(body)-at)}
	}
	return m, nil
}

// cutAt gives the parts of a text that end at the places; they share its memory.
func cutAt(text string, ends []int) []string {
	parts, start := make([]string, len(ends)), 0
	for i, end := range ends {
		parts[i], start = text[start:end], end
	}
	return parts
}

// cause is our own reason inside an error of the library.
func cause(err error) error {
	var own codecError
	if errors.As(err, &own) {
		return own
	}
	return err
}
