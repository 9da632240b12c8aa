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
	"math/bits"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

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
