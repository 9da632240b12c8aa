// Package message is the ISO 8583 message of the acquirer's interface: a message type,
// one or two bitmaps, and fields. Which fields there are and how they are written is
// the profile's (package profile); a Spec is a profile made ready for work. Fields are
// packed and unpacked by github.com/moov-io/iso8583, with encoders and prefixers of our
// own plugged in (codec.go says why).
//
// Values are strings, the same in every profile:
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
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/comms/profile"
)

// Message is one message. Create it with New or Unpack of a Spec. It is not safe for
// use by several goroutines. The zero value is an empty message of the default profile.
type Message struct {
	MTI     string // four digits: 0200 sale, 0210 its answer ...
	spec    *Spec
	present present
	values  []string // of the fields that are present, in ascending order
	misfit  bool     // a number that no field can have was set: Pack reports it
}

// usualFields is how many fields most messages have at most.
const usualFields = 20

// New starts an empty message of the default profile.
func New(mti string) *Message { return UnionPay().New(mti) }

// New starts an empty message of the type.
func (s *Spec) New(mti string) *Message {
	return &Message{MTI: mti, spec: s, values: make([]string, 0, usualFields)}
}

// Spec is the message's format.
func (m *Message) Spec() *Spec {
	if m.spec == nil {
		return UnionPay()
	}
	return m.spec
}

// Set gives field n a value. Short fixed text is filled with spaces; every other
// misfit is reported by Pack.
func (m *Message) Set(n int, v string) {
	s := m.Spec()
	if n < 2 || n >= len(s.fields) {
		m.misfit = true
		return
	}
	if width := s.filled[n]; len(v) < width {
		v += strings.Repeat(" ", width-len(v))
	}
	at := m.present.before(n)
	if m.present.has(n) {
		m.values[at] = v
		return
	}
	m.values = slices.Insert(m.values, at, v)
	m.present.add(n)
}

// Get is the value of field n, "" when it is absent.
func (m *Message) Get(n int) string {
	if !m.Has(n) {
		return ""
	}
	return m.values[m.present.before(n)]
}

// Has tells whether field n is present.
func (m *Message) Has(n int) bool { return n > 1 && n <= lastNumber && m.present.has(n) }

// Fields lists the fields that are present, in ascending order.
func (m *Message) Fields() []int {
	fields := make([]int, 0, m.present.count())
	for n := range m.present.all() {
		fields = append(fields, n)
	}
	return fields
}

// Text is field n decoded, without the spaces that fill it. It may hold anything the
// host sent: whoever prints it filters control characters.
func (m *Message) Text(n int) string { return strings.TrimRight(m.Spec().decode(m.Get(n)), " ") }

// decode is text in the profile's character set; what is none is empty.
func (s *Spec) decode(v string) string {
	if s.profile.Wire.Text == profile.ASCII {
		if strings.ContainsFunc(v, func(r rune) bool { return r > '~' }) {
			return ""
		}
		return v
	}
	text, err := simplifiedchinese.GBK.NewDecoder().String(v)
	if err != nil {
		return ""
	}
	return text
}
