package message

import (
	"fmt"
	"strings"
)

// Field60 is the private field 60 (PROTOCOL.md 2.4). Example 22000001000 + 60:
// sale, batch 000001, network code 000, capability 6, chip condition 0.
type Field60 struct {
	Type       string // 60.1, n2: 22 sale, 23 void, 01 balance, 00 management
	Batch      string // 60.2, n6
	Network    string // 60.3, n3: 000 financial, 003 sign-in ...
	Capability string // 60.4, n1: 2 magnetic stripe, 5 and contact, 6 and contactless
	Chip       string // 60.5, n1: 0 normal, 1 last read was not by chip, 2 fallback
	Partial    string // 60.6, n1: 0 partial approval not supported
	Account    string // 60.7, n3
}

// Field61 is the reference to the original transaction (PROTOCOL.md 2.4). What is
// not known is zeros, what is not needed at the end is left out.
type Field61 struct {
	Batch       string // 61.1, n6
	Trace       string // 61.2, n6
	Date        string // 61.3, n4 MMDD
	AuthMode    string // 61.4, n2: 00 POS, 01 phone, 02 stand-in
	Institution string // 61.5, n11
}

// part is one sub-field: where its value is and how many digits it has.
type part struct {
	value *string
	width int
}

func (f *Field60) parts() []part {
	return []part{{&f.Type, 2}, {&f.Batch, 6}, {&f.Network, 3}, {&f.Capability, 1}, {&f.Chip, 1}, {&f.Partial, 1}, {&f.Account, 3}}
}

func (f *Field61) parts() []part {
	return []part{{&f.Batch, 6}, {&f.Trace, 6}, {&f.Date, 4}, {&f.AuthMode, 2}, {&f.Institution, 11}}
}

// String joins the sub-fields up to the first empty one. Their widths are the
// caller's business; a wrong one does not parse.
func (f Field60) String() string { return join(f.parts()) }

// Private reads field 60 as the profile lays it out.
func (m *Message) Private() (Field60, error) {
	var f Field60
	parts := m.Spec().parts60(&f)
	err := cutParts("field 60", m.Get(60), parts, min(2, len(parts)))
	return f, err
}

// Join60 writes field 60 as the profile lays it out, up to the first empty sub-field.
func (s *Spec) Join60(f Field60) string { return join(s.parts60(&f)) }

// parts60 are the sub-fields that the profile has.
func (s *Spec) parts60(f *Field60) (list []part) {
	at := map[string]*string{
		"type": &f.Type, "batch": &f.Batch, "network": &f.Network, "capability": &f.Capability, "chip": &f.Chip,
		"partial": &f.Partial, "account": &f.Account,
	}
	for _, p := range s.profile.Parts[60] {
		if value := at[p.Name]; value != nil {
			list = append(list, part{value, p.Width})
		}
	}
	return list
}

// ParseField60 splits a value of 8 to 17 digits at a sub-field's end.
func ParseField60(s string) (Field60, error) {
	var f Field60
	err := cutParts("field 60", s, f.parts(), 2)
	return f, err
}

// String joins the sub-fields up to the first empty one.
func (f Field61) String() string { return join(f.parts()) }

// ParseField61 splits a value of 12 to 29 digits at a sub-field's end.
func ParseField61(s string) (Field61, error) {
	var f Field61
	err := cutParts("field 61", s, f.parts(), 2)
	return f, err
}

func join(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if *p.value == "" {
			break
		}
		b.WriteString(*p.value)
	}
	return b.String()
}

// cutParts needs at least the first least parts and nothing half.
func cutParts(name, s string, parts []part, least int) error {
	rest := s
	for i, p := range parts {
		if rest == "" && i >= least {
			return nil
		}
		if len(rest) < p.width {
			return fmt.Errorf("%s: %d digits end inside a sub-field", name, len(s))
		}
		*p.value, rest = rest[:p.width], rest[p.width:]
	}
	if rest != "" {
		return fmt.Errorf("%s: %d digits are too many", name, len(s))
	}
	return nil
}
