package message

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/comms/profile"
)

// The batch list of field 48: a count of 2 digits, then records of 40 digits in
// which 20 digits of card number start at the 8th (PROTOCOL.md 2.6).
const (
	listCount  = 2
	listRecord = 40
	listPAN    = 8
	listPANEnd = listPAN + 20
)

// String is the message on one line, masked: "0200 3=000000 4=000000001234 ...".
func (m *Message) String() string {
	var b strings.Builder
	b.WriteString(printable(m.MTI))
	for _, n := range m.Fields() {
		fmt.Fprintf(&b, " %d=%s", n, m.Spec().Show(n, m.Get(n)))
	}
	return b.String()
}

// GoString is String: %#v shows no secret either.
func (m *Message) GoString() string { return m.String() }

// Format prints String for every verb.
func (m *Message) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(m.String())) }

// MarshalText is String: a message inside JSON is masked too.
func (m *Message) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Show is a value of field n as a person may see it: digits, decoded text, or hex;
// secrets as the profile says.
func (s *Spec) Show(n int, v string) string {
	f := s.profile.Field(n)
	switch f.Shown {
	case profile.PAN:
		return maskPAN(v)
	case profile.Length:
		if f.Kind == Track {
			return fmt.Sprintf("*** %d digits", len(v))
		}
		return fmt.Sprintf("*** %d bytes", len(v))
	case profile.List:
		return maskList(v)
	case profile.Tags:
		return maskTags(v)
	}
	switch f.Kind {
	case Text:
		return printable(v)
	case Binary:
		return upperHex(v)
	}
	return v
}

// maskPAN leaves the first six and the last four digits of a card number.
func maskPAN(pan string) string {
	const first, last = 6, 4
	if len(pan) <= first+last {
		return strings.Repeat("*", len(pan))
	}
	return pan[:first] + strings.Repeat("*", len(pan)-first-last) + pan[len(pan)-last:]
}

// maskList masks the card numbers of a batch list and leaves totals as they are.
func maskList(v string) string {
	if len(v) < listCount+listRecord || (len(v)-listCount)%listRecord != 0 {
		return v
	}
	var b strings.Builder
	b.WriteString(v[:listCount])
	for rest := v[listCount:]; rest != ""; rest = rest[listRecord:] {
		pan := rest[listPAN:listPANEnd]
		number := strings.TrimLeft(pan, "0")
		b.WriteString(rest[:listPAN])
		b.WriteString(pan[:len(pan)-len(number)])
		b.WriteString(maskPAN(number))
		b.WriteString(rest[listPANEnd:listRecord])
	}
	return b.String()
}

// printable decodes GBK; what is not text that can be shown on a line is hex.
func printable(v string) string {
	text, err := simplifiedchinese.GBK.NewDecoder().String(v)
	if err != nil {
		return upperHex(v)
	}
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return upperHex(v)
		}
	}
	return text
}

func upperHex(v string) string { return strings.ToUpper(hex.EncodeToString([]byte(v))) }
