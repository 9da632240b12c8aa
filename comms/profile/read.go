package profile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"posterm/comms/frame"
	"posterm/internal/strict"
)

// lastNumber is the highest field number of ISO 8583.
const lastNumber = 128

// Parse reads a profile. What it refuses it refuses with file and line.
func Parse(file string, doc []byte) (*Profile, error) {
	values, err := strict.Parse(file, doc)
	if err != nil {
		return nil, err
	}
	r := reader{Profile: &Profile{Parts: map[int][]Part{}, Messages: map[string]Message{}}}
	for _, v := range values {
		if v.Kind == strict.Table {
			continue // what stands in it is looked at key by key
		}
		if err := r.set(v); err != nil {
			return nil, &strict.Error{File: file, Line: v.Line, Err: err}
		}
	}
	if err := r.check(); err != nil {
		return nil, &strict.Error{File: file, Err: err}
	}
	return r.Profile, nil
}

// reader is a profile that is being read.
type reader struct{ *Profile }

// setter puts the value of one key into a profile.
type setter func(*Profile, strict.Value) error

// keys are those that do not belong to a list.
var keys = map[string]setter{
	"name": text(func(p *Profile) *string { return &p.Name }, `^[a-z0-9]+$`),
	"zh":   text(func(p *Profile) *string { return &p.Words.ZH }, `.`),
	"en":   text(func(p *Profile) *string { return &p.Words.EN }, `.`),

	"frame.length": length,
	"frame.tpdu":   tpdu,
	"frame.header": header,

	"wire.mti":     code(func(w *Wire) *Code { return &w.MTI }, BCD, ASCII),
	"wire.bitmap":  code(func(w *Wire) *Code { return &w.Bitmap }, Binary, Hex),
	"wire.numbers": code(func(w *Wire) *Code { return &w.Numbers }, BCD, ASCII),
	"wire.lengths": code(func(w *Wire) *Code { return &w.Lengths }, BCD, ASCII),
	"wire.bytes":   code(func(w *Wire) *Code { return &w.Bytes }, Raw, Hex),
	"wire.text":    code(func(w *Wire) *Code { return &w.Text }, GBK, ASCII),

	"security.mac":        mac,
	"security.form":       text(func(p *Profile) *string { return &p.Security.Form }, `^([0-9]{3})?$`),
	"security.max_pin":    text(func(p *Profile) *string { return &p.Security.MaxPIN }, `^([0-9]{2})?$`),
	"security.with_pin":   text(func(p *Profile) *string { return &p.Security.WithPIN }, `^([0-9]{16})?$`),
	"security.with_track": text(func(p *Profile) *string { return &p.Security.WithTrack }, `^([0-9]{16})?$`),

	"terminal.capability": text(func(p *Profile) *string { return &p.Terminal.Capability }, `^[0-9]*$`),
	"terminal.currency":   text(func(p *Profile) *string { return &p.Terminal.Currency }, `^[0-9]{3}$`),
	"terminal.operator":   text(func(p *Profile) *string { return &p.Terminal.Operator }, `^[0-9]{1,3}$`),

	"answer.match":   numbers(func(p *Profile) *[]int { return &p.Match }),
	"answer.carries": numbers(func(p *Profile) *[]int { return &p.Carries }),

	"limits.completion_percent": limit(func(l *Limits) *int { return &l.CompletionPercent }),
	"limits.completion_days":    limit(func(l *Limits) *int { return &l.CompletionDays }),
	"limits.refund_days":        limit(func(l *Limits) *int { return &l.RefundDays }),
}

func (r reader) set(v strict.Value) error {
	if set := keys[v.Key]; set != nil {
		return set(r.Profile, v)
	}
	path := strings.Split(v.Key, ".")
	switch {
	case len(path) == 3 && path[0] == "fields":
		return r.setField(path[1], path[2], v)
	case len(path) == 3 && path[0] == "messages":
		return r.setMessage(path[1], path[2], v)
	case len(path) == 2 && path[0] == "parts":
		return r.setParts(path[1], v)
	}
	known := make([]string, 0, len(keys))
	for k := range keys {
		known = append(known, k)
	}
	slices.Sort(known)
	return strict.UnknownKey(v.Key, known)
}

func (r reader) setField(number, key string, v strict.Value) error {
	n, err := fieldNumber(number)
	if err == nil {
		err = v.Want(strict.Text)
	}
	if err != nil {
		return err
	}
	for len(r.Fields) <= n {
		r.Fields = append(r.Fields, Field{})
	}
	f := &r.Fields[n]
	switch key {
	case "type":
		return f.parseType(v.Text)
	case "zh":
		f.Words.ZH = v.Text
	case "en":
		f.Words.EN = v.Text
	case "shown":
		f.Shown = Shown(v.Text)
		if !slices.Contains([]Shown{PAN, Length, List, Tags}, f.Shown) {
			return fmt.Errorf("shown %q is not known", v.Text)
		}
	case "inside":
		f.Inside = v.Text
	default:
		return strict.UnknownKey(key, []string{"type", "zh", "en", "shown", "inside"})
	}
	return nil
}

// messageKeys are the texts of a message, with what they must look like.
var messageKeys = map[string]struct {
	at   func(*Message) *string
	like *regexp.Regexp
}{
	"mti":        {func(m *Message) *string { return &m.MTI }, regexp.MustCompile(`^[0-9]{2}[02468][0-9]$`)},
	"processing": {func(m *Message) *string { return &m.Processing }, regexp.MustCompile(`^[0-9]{6}$`)},
	"condition":  {func(m *Message) *string { return &m.Condition }, regexp.MustCompile(`^[0-9]{2}$`)},
	"type":       {func(m *Message) *string { return &m.Type }, regexp.MustCompile(`^[0-9]{2}$`)},
	"network":    {func(m *Message) *string { return &m.Network }, regexp.MustCompile(`^[0-9]{3}$`)},
	"fields":     {func(m *Message) *string { return &m.Fields }, regexp.MustCompile(`^[0-9]+C?( [0-9]+C?)*$`)},
}

func (r reader) setMessage(name, key string, v strict.Value) error {
	m := r.Messages[name]
	defer func() { r.Messages[name] = m }()
	flags := map[string]*bool{"mac": &m.MAC, "by_day": &m.ByDay}
	if flag := flags[key]; flag != nil {
		*flag = v.Text == "true"
		return v.Want(strict.Bool)
	}
	row, known := messageKeys[key]
	if !known {
		return strict.UnknownKey(key, []string{"mti", "processing", "condition", "type", "network", "fields", "mac", "by_day"})
	}
	*row.at(&m) = v.Text
	return matches(v, row.like)
}

var partNotation = regexp.MustCompile(`^([a-z]+) ([1-9][0-9]?)$`)

// setParts reads "type 2, batch 6".
func (r reader) setParts(number string, v strict.Value) error {
	n, err := fieldNumber(number)
	if err == nil {
		err = v.Want(strict.Text)
	}
	if err != nil {
		return err
	}
	for word := range strings.SplitSeq(v.Text, ", ") {
		p := partNotation.FindStringSubmatch(word)
		if p == nil {
			return fmt.Errorf("part %q: want a name and a number of digits", word)
		}
		width, _ := strconv.Atoi(p[2])
		r.Parts[n] = append(r.Parts[n], Part{p[1], width})
	}
	return nil
}

func fieldNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 2 || n > lastNumber || strconv.Itoa(n) != s {
		return 0, fmt.Errorf("%q is no field number: want 2 to %d", s, lastNumber)
	}
	return n, nil
}

func matches(v strict.Value, like *regexp.Regexp) error {
	if err := v.Want(strict.Text); err != nil {
		return err
	}
	if !like.MatchString(v.Text) {
		return fmt.Errorf("%q does not look like %s", v.Text, like)
	}
	return nil
}

func text(at func(*Profile) *string, like string) setter {
	pattern := regexp.MustCompile(like)
	return func(p *Profile, v strict.Value) error {
		*at(p) = v.Text
		return matches(v, pattern)
	}
}

func code(at func(*Wire) *Code, of ...Code) setter {
	return func(p *Profile, v strict.Value) error {
		*at(&p.Wire) = Code(v.Text)
		if !slices.Contains(of, Code(v.Text)) {
			return fmt.Errorf("%q is not known: there are %q", v.Text, of)
		}
		return v.Want(strict.Text)
	}
}

func limit(at func(*Limits) *int) setter {
	return func(p *Profile, v strict.Value) error {
		n, err := strconv.Atoi(v.Text)
		if err != nil || n < 1 {
			return errors.New("want a whole number above 0")
		}
		*at(&p.Limits) = n
		return v.Want(strict.Integer)
	}
}

func numbers(at func(*Profile) *[]int) setter {
	return func(p *Profile, v strict.Value) error {
		for word := range strings.FieldsSeq(v.Text) {
			n, err := fieldNumber(word)
			if err != nil {
				return err
			}
			*at(p) = append(*at(p), n)
		}
		return v.Want(strict.Text)
	}
}

func length(p *Profile, v strict.Value) error {
	p.Frame.Digits = v.Text == "ascii"
	if v.Text != "ascii" && v.Text != "binary" {
		return fmt.Errorf(`%q is not known: there are "binary" and "ascii"`, v.Text)
	}
	return v.Want(strict.Text)
}

// tpdu: a profile without an address has no header either; check sees to it.
func tpdu(p *Profile, v strict.Value) (err error) {
	if p.Frame.Bare = v.Text == ""; !p.Frame.Bare {
		p.TPDU, err = frame.ParseTPDU(v.Text)
	}
	return errors.Join(err, v.Want(strict.Text))
}

func header(p *Profile, v strict.Value) (err error) {
	if v.Text != "" {
		p.Header, err = frame.ParseHeader(v.Text)
	}
	return errors.Join(err, v.Want(strict.Text))
}

func mac(p *Profile, v strict.Value) error {
	p.Security.MAC = v.Text == "session"
	if v.Text != "session" && v.Text != "none" {
		return fmt.Errorf(`%q is not known: there are "session" and "none"`, v.Text)
	}
	return v.Want(strict.Text)
}
