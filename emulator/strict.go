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
	switch {
	case errors.As(err, &big):
		return refusal(http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d bytes", bodyLimit))
	case errors.As(err, &wrong) && wrong.Field == "" && jsonName(wrong.Type) == "object":
		return bad("want a JSON object, not a " + wrong.Value)
	case errors.As(err, &wrong) && wrong.Field == "":
		return bad(fmt.Sprintf("want a %s as the value of each member, not a %s", jsonName(wrong.Type), wrong.Value))
	case errors.As(err, &wrong):
		return bad(fmt.Sprintf("member %q: want a %s, not a %s", wrong.Field, jsonName(wrong.Type), wrong.Value))
	case errors.Is(err, io.EOF):
		return bad("the body is empty: want a JSON object")
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return bad(fmt.Sprintf("there is no member %s; valid are %s", name, strings.Join(members(reflect.TypeOf(v)), ", ")))
	}
	return bad("not valid JSON: " + err.Error())
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
	}
	return "number"
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
