// Package explain tells people what the bytes of the acquirer's link mean: every frame of
// a capture, every field, and what stands inside of fields, in Chinese and English side by
// side. It is for engineers with a trace in front of them; nothing decides by it.
//
// What is secret stays so: card numbers and payment codes show six and four digits; tracks,
// PIN blocks and keys show how long they are.
package explain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

// Explanation is a frame for people: every field with its name and its masked
// value, as far as the bytes make sense. Its JSON is
//
//	{"tpdu","header","mti","fields":{"3":"000000"},"errors":[{"offset","reason","missing"}],
//	 "offset","message":{"zh","en"},"explained":[ITEM ...]}
//
// where fields has digits for n, decoded text for a, an and ans (hex where it is no
// text), and upper-case hex for b, and an ITEM is
//
//	{"name":"F22","offset":35,"zh","en","value":"051","means":{"zh","en"},"parts":[ITEM ...]}
type Explanation struct {
	TPDU      string `json:"tpdu"`
	Header    string `json:"header"`
	MTI       string `json:"mti"`
	Fields    Rows   `json:"fields"`
	Errors    []Flaw `json:"errors"`
	Offset    int    `json:"offset"`  // of the frame's first byte in the input
	Message   Words  `json:"message"` // what it is: sale, request
	Explained []Item `json:"explained"`

	title Words // what the message is, without a word about its end
}

// Words are one text in both languages.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

func words(w txn.Words) Words { return Words(w) }

// none says whether there is nothing to say.
func (w Words) none() bool { return w == Words{} }

// and puts one text behind another.
func (w Words) and(more Words) Words {
	if w.none() || more.none() {
		return Words{w.ZH + more.ZH, w.EN + more.EN}
	}
	return Words{w.ZH + "，" + more.ZH, w.EN + ", " + more.EN}
}

// Item is one thing that stands in a frame, and what it consists of.
type Item struct {
	Name   string `json:"name"`             // "TPDU", "F22", "60.1", "9F26"; "" for a bit
	Offset *int   `json:"offset,omitempty"` // bytes from the start of the input; parts of fields have none
	Words         // its name
	Value  string `json:"value"` // masked
	Means  *Words `json:"means,omitempty"`
	Parts  []Item `json:"parts,omitempty"`
}

// at is an offset of an Item.
func at(offset int) *int { return &offset }

// Row is one field of an Explanation.
type Row struct {
	Field int
	Value string // masked
}

// Rows are the fields in ascending order.
type Rows []Row

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

// Flaw is a place where the bytes stop making sense. It is also the error that
// Frames returns.
type Flaw struct {
	Offset int    `json:"offset"` // bytes from the start of the input
	Reason string `json:"reason"`
	// Missing is how many bytes a frame lacks by its own length; 0, and then not in the
	// JSON, where that is not the flaw.
	Missing int `json:"missing,omitempty"`
}

// Error is for example "byte 42: field 35: nibble F is no digit".
func (f Flaw) Error() string { return fmt.Sprintf("byte %d: %s", f.Offset, f.Reason) }

func (e *Explanation) fail(f Flaw) error {
	e.Errors = append(e.Errors, f)
	return f
}

// one explains one frame whose message starts at body bytes from the start of the input.
func one(spec *message.Spec, f frame.Frame, start, body int) (Explanation, error) {
	e := Explanation{Offset: start, Fields: Rows{}, Errors: []Flaw{}}
	if !spec.Profile().Frame.Bare {
		e.TPDU, e.Header = f.TPDU.String(), f.Header.String()
		e.Explained = address(f, body)
	}
	return e.message(spec, f.Body, body)
}

// Message explains one message without the frame around it; its offsets count from the
// message's first byte.
func Message(spec *message.Spec, body []byte) (Explanation, error) {
	return Explanation{Fields: Rows{}, Errors: []Flaw{}}.message(spec, body, 0)
}

// message adds what a message says that starts at body bytes from the start of the input.
func (e Explanation) message(spec *message.Spec, raw []byte, body int) (Explanation, error) {
	m, offsets, err := spec.Dissect(raw)
	l := newLook(spec, m)
	e.MTI, e.title = m.MTI, l.title()
	e.Message = e.title
	if m.MTI != "" {
		e.Explained = append(e.Explained, messageType(m.MTI, body))
	}
	for _, n := range m.Fields() {
		value := l.hide(n, spec.Show(n, m.Get(n)))
		e.Fields = append(e.Fields, Row{n, value})
		e.Explained = append(e.Explained, l.field(n, body+offsets[n], value))
	}
	l.scrub(e.Explained)
	var stop *message.ParseError
	if errors.As(err, &stop) {
		e.title = l.asFarAs()
		e.Message = e.title.but(inPart)
		return e, e.fail(Flaw{Offset: body + stop.Offset, Reason: stop.Where() + ": " + stop.Err.Error()})
	}
	return e, nil
}
