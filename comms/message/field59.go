package message

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Tag names one element of field 59: two characters out of 0-9 and A-Z
// (PROTOCOL.md 2.9).
type Tag string

// The tags of field 59.
const (
	TagPINBlock Tag = "A1" // PIN block under SM4, 16 bytes
	TagDevice   Tag = "A2" // the terminal itself, once more tagged: 01 type, 02 serial number ...
	TagCode     Tag = "A3" // the payment code scanned from the customer
	TagVoucher  Tag = "A4" // payment voucher number 付款凭证码, 20 digits
	TagOrder    Tag = "A5" // order number of a wallet payment (RULES.md 5)
	TagWallet   Tag = "A6" // whose customers scan the code of an order: unionpay, wechat or alipay; without it: anybody's
	TagShows    Tag = "A7" // the text of the code that an order's customer scans
	// What an enquiry tells of a transaction that has no field of its own.
	TagKind   Tag = "A8" // its kind: sale
	TagMasked Tag = "A9" // its card or payment code, six and four digits
	TagMoment Tag = "B1" // when it was decided, YYYYMMDDhhmmss in Beijing
	TagNamed  Tag = "B2" // terminal 8, batch 6, trace 6
	TagHeld   Tag = "B3" // how it stands: approved, declined, reversed, voided, refunded, completed, waiting
)

// Sizes of an element, in bytes.
const (
	tagName   = 2
	tagLength = 3 // ASCII digits
	tagHead   = tagName + tagLength
)

// TagsLimit is the most tagged data holds, in bytes: all that fits into field 59.
const TagsLimit = 600

// ErrTags: tagged data that cannot be read. The error says where, and repeats no value.
var ErrTags = errors.New("malformed tagged data")

// Tags is tagged data, as in field 59: each element is its tag, the length of its
// value as three ASCII digits, and the value. Example A30196211111111111111111 holds
// tag A3 with the 19 digits 6211111111111111111. The elements keep their order. The
// zero value holds none; a copy is independent of the original.
//
// Printed by fmt, a log or JSON it shows tags and lengths only: A1 is a PIN block.
// String is the way to the bytes.
type Tags struct{ list []element }

type element struct {
	tag   Tag
	value string
}

// ParseTags reads tagged data to its last byte. No tag may come twice, a value may be
// empty. Whatever it accepts, String gives back byte for byte. Errors are ErrTags.
func ParseTags(s string) (Tags, error) {
	var t Tags
	if len(s) > TagsLimit {
		return Tags{}, fmt.Errorf("%w: %d bytes, at most %d", ErrTags, len(s), TagsLimit)
	}
	for at := 0; at < len(s); {
		e, size, why := cutElement(s[at:])
		if why == "" && t.Has(e.tag) {
			why = fmt.Sprintf("tag %s comes twice", e.tag)
		}
		if why != "" {
			return Tags{}, fmt.Errorf("%w: byte %d: %s", ErrTags, at, why)
		}
		t.list = append(t.list, e)
		at += size
	}
	return t, nil
}

// cutElement reads the first element and tells its size, or what is wrong with it.
func cutElement(s string) (e element, size int, why string) {
	if len(s) < tagHead {
		return e, 0, fmt.Sprintf("%d bytes are left, a tag and its length need %d", len(s), tagHead)
	}
	e.tag = Tag(s[:tagName])
	if !e.tag.fits() {
		return e, 0, "the tag is not two of 0-9 and A-Z"
	}
	digits := s[tagName:tagHead]
	if strings.Trim(digits, "0123456789") != "" {
		return e, 0, fmt.Sprintf("the length of tag %s is not three digits", e.tag)
	}
	length, _ := strconv.Atoi(digits)
	if size = tagHead + length; size > len(s) {
		return e, 0, fmt.Sprintf("tag %s needs %d bytes, %d are left", e.tag, length, len(s)-tagHead)
	}
	e.value = s[tagHead:size]
	return e, size, ""
}

func (t Tag) fits() bool {
	return len(t) == tagName && strings.Trim(string(t), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Set gives a tag its value: in its place when it is there, else at the end. Values
// that are together more than TagsLimit make a field that Pack refuses, like every
// other misfit of a Message. A tag that is not two of 0-9 and A-Z is a defect in the
// program, not a value from outside: Set panics.
func (t *Tags) Set(tag Tag, value string) {
	if !tag.fits() {
		panic(fmt.Sprintf("message: %q is no tag", string(tag)))
	}
	list := slices.Clone(t.list)
	if i := t.index(tag); i >= 0 {
		list[i].value = value
	} else {
		list = append(list, element{tag, value})
	}
	t.list = list
}

// Get is the value of a tag, "" when it is absent.
func (t Tags) Get(tag Tag) string {
	if i := t.index(tag); i >= 0 {
		return t.list[i].value
	}
	return ""
}

// Has tells whether a tag is there, be it with an empty value.
func (t Tags) Has(tag Tag) bool { return t.index(tag) >= 0 }

// Names lists the tags in their order.
func (t Tags) Names() []Tag {
	names := make([]Tag, len(t.list))
	for i, e := range t.list {
		names[i] = e.tag
	}
	return names
}

func (t Tags) index(tag Tag) int {
	return slices.IndexFunc(t.list, func(e element) bool { return e.tag == tag })
}

// String is the bytes of the field, "" without elements.
func (t Tags) String() string {
	var b strings.Builder
	for _, e := range t.list {
		fmt.Fprintf(&b, "%s%0*d%s", string(e.tag), tagLength, len(e.value), e.value)
	}
	return b.String()
}

// Format prints tags and lengths for every verb: "A1(16) A3(19)".
func (t Tags) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.sizes()) }

// MarshalText gives tags and lengths: JSON and logs hold no value either.
func (t Tags) MarshalText() ([]byte, error) { return []byte(t.sizes()), nil }

func (t Tags) sizes() string {
	parts := make([]string, len(t.list))
	for i, e := range t.list {
		parts[i] = fmt.Sprintf("%s(%d)", string(e.tag), len(e.value))
	}
	return strings.Join(parts, " ")
}

// secretTags are hidden wherever tagged data is shown: whoever reads a payment code in time
// can pay with it.
var secretTags = []Tag{TagPINBlock, TagCode}

// maskTags is field 59 as a person may see it: a PIN block shows its length, a payment code
// its first six and last four digits. What is no tagged data is shown as text, unless one
// of them may be in it.
func maskTags(v string) string {
	t, err := ParseTags(v)
	secret := func(tag Tag) bool { return t.Has(tag) || err != nil && strings.Contains(v, string(tag)) }
	switch hides := slices.ContainsFunc(secretTags, secret); {
	case !hides:
		return printable(v)
	case err != nil:
		return fmt.Sprintf("*** %d bytes", len(v))
	}
	var b strings.Builder
	for _, e := range t.list {
		value := printable(e.value)
		switch e.tag {
		case TagPINBlock:
			value = fmt.Sprintf("(*** %d bytes)", len(e.value))
		case TagCode:
			value = maskPAN(value)
		}
		fmt.Fprintf(&b, "%s%0*d%s", string(e.tag), tagLength, len(e.value), value)
	}
	return b.String()
}
