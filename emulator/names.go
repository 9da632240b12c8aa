package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// namesOnce refuses members that come twice, of which a decoder takes the last, and names in other letters,
// which it takes, too. Whatever else is wrong with the body is the decoder's to say.
func namesOnce(body []byte, t reflect.Type) error {
	return once(json.NewDecoder(bytes.NewReader(body)), t, "")
}

// once reads one value of a type.
func once(d *json.Decoder, t reflect.Type, within string) error {
	token, err := d.Token()
	if err != nil {
		return nil // not JSON
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch token {
	case json.Delim('{'):
		return object(d, t, within)
	case json.Delim('['):
		for d.More() {
			if err := once(d, inner(t), within); err != nil {
				return err
			}
		}
		_, _ = d.Token()
	}
	return nil
}

func object(d *json.Decoder, t reflect.Type, within string) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		name, text := token.(string)
		if err != nil || !text {
			return nil
		}
		if seen[name] {
			return bad(fmt.Sprintf("member %q comes twice", within+name))
		}
		seen[name] = true
		of := inner(t)
		if t != nil && t.Kind() == reflect.Struct {
			known := false
			if of, known = member(t, name); !known {
				return bad(fmt.Sprintf("there is no member %q; valid are %s", within+name, within+strings.Join(members(t), ", "+within)))
			}
		}
		if err := once(d, of, within+name+"."); err != nil {
			return err
		}
	}
	_, _ = d.Token()
	return nil
}

// inner is the type of what a map or a list holds; nil where any will do.
func inner(t reflect.Type) reflect.Type {
	if t != nil && (t.Kind() == reflect.Map || t.Kind() == reflect.Slice) {
		return t.Elem()
	}
	return nil
}

// member finds a member of a struct by its JSON name, letter for letter.
func member(t reflect.Type, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); f.IsExported() && tag == name {
			return f.Type, true
		}
	}
	return nil, false
}
