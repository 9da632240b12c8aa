package scenario

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/strict"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// A member that is misspelt is absent from everything, and a word that does not exist is never met: what is held against
// JSON of ours is therefore held against its Go type first.

// Types whose words are no constants of a number.
var stringWords = map[reflect.Type][]string{
	reflect.TypeFor[host.State]():         texts(host.Approved, host.Declined, host.Reversed, host.Voided, host.Refunded, host.Completed, host.Waiting),
	reflect.TypeFor[printer.Legibility](): texts(printer.Good, printer.Pale, printer.Marginal, printer.Illegible),
}

func texts[T ~string](all ...T) (words []string) {
	for _, v := range all {
		words = append(words, string(v))
	}
	return words
}

// statusShape is what posterm status says.
type statusShape struct {
	terminal.View
	Notifications any `json:"notifications"`
}

// rowShape is a row as posterm journal rows has it; its body depends on what it is.
type rowShape struct {
	Seq   int       `json:"seq"`
	Batch int       `json:"batch"`
	Txn   int       `json:"txn"`
	Orig  int       `json:"orig"`
	Trace int       `json:"trace"`
	What  roll.What `json:"what"`
	Kind  txn.Kind  `json:"kind"`
	At    string    `json:"at"`
	Body  any       `json:"body"`
}

// row checks what is looked for among the journal's rows.
func (n node) row() error {
	if err := n.like(reflect.TypeFor[rowShape]()); err != nil {
		return err
	}
	pairs, err := n.pairs()
	var body, what node
	for _, p := range pairs {
		switch p.key {
		case "body":
			body = p.value
		case "what":
			what = p.value
		}
	}
	if err != nil || body.Node == nil {
		return err
	}
	if what.Node == nil {
		return body.refuse("say what: beside body:, every row has its own")
	}
	w, err := roll.ParseWhat(what.Value)
	if err != nil {
		return nil // open, or a regular expression
	}
	empty, err := roll.Decode(w, []byte("{}"))
	if err != nil {
		return body.because(err)
	}
	return body.like(reflect.TypeOf(empty))
}

// entry checks what is looked for in the ledger.
func (n node) entry() error { return n.like(reflect.TypeFor[host.Entry]()) }

// like checks a node that is held against JSON of a type.
func (n node) like(t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	_, expression := n.expression()
	switch {
	case n.Kind == yaml.ScalarNode && (n.open() || expression || n.isNull() || n.Value == "absent" || n.Value == "present"):
		return n.pattern()
	case t.Kind() == reflect.Interface || t.Kind() == reflect.Map:
		return n.pattern()
	case scalar(t):
		return n.oneOf(t)
	case t.Kind() == reflect.Slice:
		list, err := n.list()
		for _, one := range list {
			if err == nil {
				err = one.like(t.Elem())
			}
		}
		return err
	}
	pairs, err := n.saying()
	members := membersOf(t)
	for _, p := range pairs {
		member, is := members[p.key]
		if err == nil && !is {
			err = p.at.because(strict.UnknownKey(p.key, sortedKeys(members)))
		}
		if err == nil {
			err = p.value.like(member)
		}
	}
	return err
}

// names are the words of a type that writes itself as text, in its order.
func names[T interface{ MarshalText() ([]byte, error) }](all ...T) (words []string) {
	for _, v := range all {
		text, _ := v.MarshalText()
		words = append(words, string(text))
	}
	return words
}

// scalar says whether a type is a text, a number or a truth value in JSON.
func scalar(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Slice:
		text, value := reflect.TypeFor[encoding.TextMarshaler](), reflect.TypeFor[json.Marshaler]()
		return t.Implements(text) || t.Implements(value)
	}
	return true
}

// oneOf checks a word, where the type has only some.
func (n node) oneOf(t reflect.Type) error {
	if _, err := n.text(); err != nil {
		return err
	}
	words := wordsOf(t)
	if t.Kind() == reflect.Bool {
		words = []string{"yes", "no", "true", "false"}
	}
	if len(words) == 0 {
		return nil
	}
	_, err := n.word(words...)
	return err
}

// wordsOf are all words that a type has; none: it can be anything.
func wordsOf(t reflect.Type) (words []string) {
	if known, is := stringWords[t]; is {
		return known
	}
	if t.Kind() != reflect.Uint8 || !t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return nil
	}
	defer func() { _ = recover() }() // behind its last word a type has no name
	for i := range uint64(1 << 8) {
		v := reflect.New(t).Elem()
		v.SetUint(i)
		word, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil || strings.Contains(string(word), "(") {
			break
		}
		if len(word) > 0 && !slices.Contains(words, string(word)) {
			words = append(words, string(word))
		}
	}
	return words
}

// membersOf are the members of a struct's JSON, embedded ones among them.
func membersOf(t reflect.Type) map[string]reflect.Type {
	members := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			for k, v := range membersOf(inner) {
				if _, outer := members[k]; !outer {
					members[k] = v
				}
			}
		case name != "" && name != "-":
			members[name] = f.Type
		}
	}
	return members
}
