package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
)

// bodyLimit is the largest request body in bytes.
const bodyLimit = 64 << 10

// readJSON reads a request's one JSON object into v, strictly: a member that v
// does not have is refused with the names of those it has.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return refusal(http.StatusUnsupportedMediaType, "send JSON, with Content-Type: application/json")
	}
	return decode(http.MaxBytesReader(w, r.Body, bodyLimit), v)
}

func decode(r io.Reader, v any) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return explain(err, v)
	}
	if err := namesOnce(body, reflect.TypeOf(v)); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return explain(err, v)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return bad("want exactly one JSON object")
	}
	return nil
}

// noBody refuses a body where none has a meaning.
func noBody(r *http.Request) error {
	if n, _ := r.Body.Read(make([]byte, 1)); n > 0 {
		return bad("this request takes no body")
	}
	return nil
}

// explain turns a decoder's error into one that helps.
func explain(err error, v any) error {
	var big *http.MaxBytesError
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &big):
		return refusal(http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d bytes", bodyLimit))
	case errors.As(err, &wrong) && wrong.Field == "" && jsonName(wrong.Type) == "object":
		return bad("want a JSON object, not " + valueName(wrong.Value))
	case errors.As(err, &wrong) && wrong.Field == "":
		return bad(fmt.Sprintf("want %s as the value of each member, not %s", article(jsonName(wrong.Type)), valueName(wrong.Value)))
	case errors.As(err, &wrong):
		return bad(fmt.Sprintf("member %q: want %s, not %s", wrong.Field, article(jsonName(wrong.Type)), valueName(wrong.Value)))
	case errors.Is(err, io.EOF):
		return bad("the body is empty: want a JSON object")
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return bad(fmt.Sprintf("there is no member %s; valid are %s", name, strings.Join(members(reflect.TypeOf(v)), ", ")))
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return bad("not valid JSON: it ends too early, a quote, brace or bracket is not closed")
	case errors.As(err, &syntax):
		return bad(fmt.Sprintf("not valid JSON: it makes no sense at byte %d: look at quotes, commas, colons and braces there", syntax.Offset))
	}
	return bad("a value does not fit: " + strings.TrimPrefix(err.Error(), "json: "))
}

// article puts a or an before a word.
func article(word string) string {
	if strings.ContainsAny(word[:1], "aeiou") {
		return "an " + word
	}
	return "a " + word
}

// valueName is what a decoder calls a value of JSON, in our words: "number 1.5" is 1.5.
func valueName(value string) string {
	if number, isNumber := strings.CutPrefix(value, "number "); isNumber {
		return number
	}
	if value == "bool" {
		value = "boolean"
	}
	return article(value)
}

// jsonName is what JSON calls values of a Go type.
func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Uint8:
		return "whole number from 0 to 255"
	}
	return "whole number"
}

// members lists the JSON names of a struct, those of structs within it after a dot.
func members(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
		if f.Type.Kind() == reflect.Struct {
			for _, inner := range members(f.Type) {
				names = append(names, name+"."+inner)
			}
		}
	}
	return names
}
