package message

import (
	"fmt"
	"sync"

	"github.com/moov-io/iso8583/encoding"
	"github.com/moov-io/iso8583/field"
	"github.com/moov-io/iso8583/prefix"

	"posterm/comms/profile"
)

// Kind is the type of a field's value.
type Kind = profile.Kind

// The kinds of PROTOCOL.md 2.1.
const (
	Unknown = profile.Unknown // the specification does not have the field
	Numeric = profile.Number  // n: digits
	Track   = profile.Track   // z: digits and the separator '='
	Text    = profile.Text    // a, an, ans: bytes as they are
	Binary  = profile.Bytes   // b: bytes
)

// lastNumber is the highest field number of ISO 8583.
const lastNumber = 128

// Spec is the messages of one profile: its fields, and how they are written. It is safe
// for use by several goroutines.
type Spec struct {
	profile *profile.Profile
	mti     *field.Spec
	fields  []*field.Spec // of the library, by number; nil where there is none
	filled  []int         // to so many bytes a short value is filled with spaces, by number
	bitmap  bitmaps
}

// NewSpec prepares the messages of a profile. It is made once per profile.
func NewSpec(p *profile.Profile) *Spec { return buildSpec(p, ownCodecs(p.Wire)) }

// ByName is the specification of a profile, prepared once.
func ByName(name string) (*Spec, error) {
	p, err := profile.ByName(name)
	if err != nil {
		return nil, err
	}
	mu.Lock()
	defer mu.Unlock()
	if specs[name] == nil {
		specs[name] = NewSpec(p)
	}
	return specs[name], nil
}

var (
	mu    sync.Mutex
	specs = map[string]*Spec{}
)

// UnionPay is the specification of the default profile; New, Unpack and the other
// functions of this package are its methods.
var UnionPay = sync.OnceValue(func() *Spec {
	s, err := ByName(profile.Default)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return s
})

// Profile is what the specification was made of.
func (s *Spec) Profile() *profile.Profile { return s.profile }

// KindOf is the kind of a field, Unknown when the profile does not have it.
func (s *Spec) KindOf(n int) Kind { return s.profile.Field(n).Kind }

// SizeOf is the length of a field's value in digits or bytes: exactly so many when it is
// fixed, at most so many when not. It is 0 when the profile does not have the field.
func (s *Spec) SizeOf(n int) int { return s.profile.Field(n).Length }

// KindOf is the kind of a field of the default profile.
func KindOf(n int) Kind { return UnionPay().KindOf(n) }

// SizeOf is the length of a field of the default profile.
func SizeOf(n int) int { return UnionPay().SizeOf(n) }

// codecs are the parts a specification is built from. The benchmarks build the
// same specification from the library's stock parts, to compare.
type codecs struct {
	left, right, track, text, bytes encoding.Encoder
	prefix                          [4]prefix.Prefixer // by the digits of the length: 0, 2, 3
}

// ownCodecs are ours for the codes of a profile.
func ownCodecs(w profile.Wire) codecs {
	c := codecs{
		left: digits{left: true}, right: digits{}, track: digits{left: true, track: true}, text: raw{}, bytes: raw{},
		prefix: [4]prefix.Prefixer{0: counter(0), 2: counter(1), 3: counter(2)},
	}
	if w.Numbers == profile.ASCII {
		c.left, c.right, c.track = letters{}, letters{}, letters{track: true}
	}
	if w.Lengths == profile.ASCII {
		c.prefix = [4]prefix.Prefixer{0: asciiCounter(0), 2: asciiCounter(2), 3: asciiCounter(3)}
	}
	if w.Bytes == profile.Hex {
		c.bytes = hexed{}
	}
	return c
}

// buildSpec turns the table into specifications of the library's fields. No field is
// padded by the library: its padding strips zeros that belong to a number.
func buildSpec(p *profile.Profile, c codecs) *Spec {
	mti := c.right
	if p.Wire.MTI == profile.ASCII {
		mti = letters{}
	}
	s := &Spec{
		profile: p, mti: field.NewSpec(mtiDigits, "MTI", mti, counter(0)),
		fields: make([]*field.Spec, p.Last()+1), filled: make([]int, p.Last()+1),
		bitmap: bitmaps{hex: p.Wire.Bitmap == profile.Hex, second: p.Last() > half},
	}
	for n := range s.fields {
		if f := p.Field(n); f.Kind != Unknown {
			s.fields[n] = field.NewSpec(f.Length, f.Words.EN, c.encoder(f), c.prefix[f.Prefix])
			if f.Kind == Text && f.Prefix == 0 {
				s.filled[n] = f.Length
			}
		}
	}
	return s
}

func (c codecs) encoder(f profile.Field) encoding.Encoder {
	switch {
	case f.Kind == Track:
		return c.track
	case f.Kind == Numeric && f.Left:
		return c.left
	case f.Kind == Numeric:
		return c.right
	case f.Kind == Binary:
		return c.bytes
	}
	return c.text
}

// packField appends field n on the wire, 0 for the message type. It does what a field of
// the library does, with the same parts, and makes no field for it.
func (s *Spec) packField(dst []byte, n int, value string) ([]byte, error) {
	spec, err := s.fieldSpec(n)
	if err != nil {
		return nil, err
	}
	if dst, err = appendLength(dst, spec, len(value)); err != nil {
		return nil, cause(err)
	}
	switch enc := spec.Enc.(type) {
	case digits:
		return enc.appendTo(dst, value)
	case raw:
		return append(dst, value...), nil
	}
	packed, err := spec.Enc.Encode([]byte(value))
	if err != nil {
		return nil, cause(err)
	}
	return append(dst, packed...), nil
}

func appendLength(dst []byte, spec *field.Spec, length int) ([]byte, error) {
	if c, own := spec.Pref.(counter); own {
		return c.appendTo(dst, spec.Length, length)
	}
	prefixed, err := spec.Pref.EncodeLength(spec.Length, length)
	return append(dst, prefixed...), err
}

// unpackField appends the value of one field at the start of data, and says how long the
// field was.
func (s *Spec) unpackField(dst []byte, n int, data []byte) (values []byte, read int, err error) {
	spec, err := s.fieldSpec(n)
	if err != nil {
		return dst, 0, err
	}
	length, prefixed, err := spec.Pref.DecodeLength(spec.Length, data)
	if err != nil {
		return dst, 0, cause(err)
	}
	if enc, own := spec.Enc.(digits); own {
		values, read, err = enc.decodeTo(dst, data[prefixed:], length)
	} else {
		values, read, err = spec.Enc.Decode(data[prefixed:], length)
		values = append(dst, values...)
	}
	if err != nil {
		return dst, 0, cause(err)
	}
	return values, prefixed + read, nil
}

func (s *Spec) fieldSpec(n int) (*field.Spec, error) {
	switch {
	case n == 0:
		return s.mti, nil
	case n < len(s.fields) && s.fields[n] != nil:
		return s.fields[n], nil
	}
	return nil, codecError("the profile does not have this field")
}

// String names the profile.
func (s *Spec) String() string { return fmt.Sprintf("messages of profile %s", s.profile.Name) }
