package profile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posterm/comms/frame"
)

// check refuses what is right key by key and cannot work together.
func (r reader) check() error {
	errs := []error{r.checkSecurity()}
	switch w := r.Wire; {
	case r.Name == "" || r.Words.ZH == "" || r.Words.EN == "":
		errs = append(errs, errors.New("name, zh or en is missing"))
	case w.MTI == "" || w.Bitmap == "" || w.Numbers == "" || w.Lengths == "" || w.Bytes == "" || w.Text == "":
		errs = append(errs, errors.New("table [wire] is not complete"))
	case r.Frame.Bare != (r.Header == frame.Header{}):
		errs = append(errs, errors.New("frame.tpdu and frame.header: both, or neither"))
	case len(r.Match) == 0:
		errs = append(errs, errors.New("answer.match: an answer that repeats nothing answers nothing"))
	}
	for n, f := range r.Fields {
		if f != (Field{}) && (f.Kind == Unknown || f.Words.ZH == "" || f.Words.EN == "") {
			errs = append(errs, fmt.Errorf("fields.%d: type, zh or en is missing", n))
		}
	}
	for _, name := range r.Names() {
		errs = append(errs, r.checkMessage(name, r.Messages[name]))
	}
	for n, parts := range r.Parts {
		errs = append(errs, r.checkParts(n, parts))
	}
	for _, n := range slices.Concat(r.Match, r.Carries) {
		if r.Field(n).Kind == Unknown {
			errs = append(errs, fmt.Errorf("answer: there is no field %d", n))
		}
	}
	return errors.Join(errs...)
}

// Where MAC and secrets are in every profile.
const macField = 64

var secret = []int{2, 34, 35, 36, 45, 48, 52, 55, 59, 62, 96, 102, 103}

func (r reader) checkSecurity() error {
	if r.Security.MAC != (r.Security.Form != "") {
		return errors.New("security: a MAC needs the keys of a sign-in, and keys without a MAC protect nothing")
	}
	if f := r.Field(macField); r.Security.MAC && (f.Kind != Bytes || f.Length != 8 || f.Prefix != 0 || r.Wire.Bytes != Raw) {
		return errors.New("security: a MAC needs field 64, 8 bytes, raw")
	}
	for _, n := range secret {
		if f := r.Field(n); f.Kind != Unknown && f.Shown == Whole {
			return fmt.Errorf("fields.%d: it may hold secrets, shown is missing", n)
		}
	}
	return nil
}

func (r reader) checkMessage(name string, m Message) error {
	switch {
	case m.MTI == "" || m.Fields == "":
		return fmt.Errorf("messages.%s: mti or fields is missing", name)
	case m.MAC && !r.Security.MAC:
		return fmt.Errorf("messages.%s: there is no MAC", name)
	}
	before := 1
	for word := range strings.FieldsSeq(m.Fields) {
		n, err := strconv.Atoi(strings.TrimSuffix(word, "C"))
		switch {
		case err != nil || r.Field(n).Kind == Unknown || n == macField:
			return fmt.Errorf("messages.%s: there is no field %s", name, word)
		case n <= before:
			return fmt.Errorf("messages.%s: field %d is out of order", name, n)
		}
		before = n
	}
	return nil
}

func (r reader) checkParts(n int, parts []Part) error {
	width := 0
	for _, p := range parts {
		width += p.Width
	}
	if f := r.Field(n); width > f.Length {
		return fmt.Errorf("parts.%d: %d digits, the field has %d", n, width, f.Length)
	}
	return nil
}
