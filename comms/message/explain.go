package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Explanation is a frame for people: every field with its name and its masked
// value, as far as the bytes make sense. Its JSON is
//
//	{"tpdu","header","mti","fields":{"3":"000000"},"errors":[{"offset","reason"}]}
//
// with digits for n, decoded text for a, an and ans (hex where it is no text),
// and upper-case hex for b.
type Explanation struct {
	TPDU   string `json:"tpdu"`
	Header string `json:"header"`
	MTI    string `json:"mti"`
	Fields Rows   `json:"fields"`
	Errors []Flaw `json:"errors"`
}

// Row is one field of an Explanation.
type Row struct {
	Field   int
	Offset  int // bytes from the start of the input to the field's first byte
	Chinese string
	English string
	Value   string // masked
}

// Rows are the fields in ascending order.
type Rows []Row

// Flaw is a place where the bytes stop making sense. It is also the error that
// Explain returns.
type Flaw struct {
	Offset int    `json:"offset"` // bytes from the start of the input
	Reason string `json:"reason"`
}

// Error is for example "byte 42: field 35: nibble F is no digit".
func (f Flaw) Error() string { return fmt.Sprintf("byte %d: %s", f.Offset, f.Reason) }

// Explain reads a frame of the default profile: Spec.Explain.
func Explain(input []byte) (Explanation, error) { return UnionPay().Explain(input) }

// Explain reads a frame with or without its 2-byte length: without, the first
// byte is 60 and the first two bytes are not the length of the rest; with, the
// length must match. When the frame does not parse to its last byte, what was
// understood so far is returned together with an error of type Flaw.
func (s *Spec) Explain(input []byte) (Explanation, error) {
	e := Explanation{Fields: Rows{}, Errors: []Flaw{}}
	format := s.profile.Frame
	decode := format.Decode
	if !format.Bare && withoutLength(input) {
		decode = format.DecodePayload
	}
	f, err := decode(input)
	if err != nil {
		return e.fail(Flaw{0, err.Error()})
	}
	if !format.Bare {
		e.TPDU, e.Header = f.TPDU.String(), f.Header.String()
	}
	start := len(input) - len(f.Body)
	m, offsets, err := s.Dissect(f.Body)
	e.MTI = m.MTI
	for _, n := range m.Fields() {
		words := s.profile.Field(n).Words
		e.Fields = append(e.Fields, Row{n, start + offsets[n], words.ZH, words.EN, s.Show(n, m.Get(n))})
	}
	var at *ParseError
	if errors.As(err, &at) {
		return e.fail(Flaw{start + at.Offset, at.what() + ": " + at.Err.Error()})
	}
	return e, nil
}

func (e Explanation) fail(f Flaw) (Explanation, error) {
	e.Errors = append(e.Errors, f)
	return e, f
}

// withoutLength: a TPDU begins with 60, and no frame is 6000 hex bytes long.
func withoutLength(input []byte) bool {
	const tpduStart = 0x60
	return len(input) > 0 && input[0] == tpduStart
}

// MarshalJSON keeps the fields in the order of the message.
func (r Rows) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, row := range r {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(row.Value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s", strconv.Itoa(row.Field), value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// String is a table for a console: offset, field, names, value.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "TPDU %s  报文头 header %s  类型 MTI %s\n", e.TPDU, e.Header, e.MTI)
	for _, row := range e.Fields {
		fmt.Fprintf(&b, "%5d  F%-2d %s %s: %s\n", row.Offset, row.Field, row.Chinese, row.English, row.Value)
	}
	for _, flaw := range e.Errors {
		fmt.Fprintf(&b, "%5d  错误 error: %s\n", flaw.Offset, flaw.Reason)
	}
	return b.String()
}
