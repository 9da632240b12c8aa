package profile

import (
	"fmt"
	"regexp"
	"strconv"

	"posterm/txn"
)

// Kind is the type of a field's value.
type Kind uint8

// The kinds of PROTOCOL.md 2.1.
const (
	Unknown Kind = iota // the profile does not have the field
	Number              // n: digits
	Track               // z: digits and the separator '='
	Text                // a, an, ans: bytes as they are
	Bytes               // b: bytes
)

// Field is one row of the field table.
type Field struct {
	Kind   Kind
	Length int  // digits or bytes: exactly so many, or the most when there is a prefix
	Prefix int  // digits of the length before the value: 0, 2 or 3
	Left   bool // digits of a fixed field are left-justified; variable ones always are
	Words  txn.Words
	Shown  Shown
	Signs  bool   // ans: of a text, not only letters, digits and blanks
	Inside string // what stands inside of it, by the names of package explain; "" is nothing that it knows
}

// Shown is how a person may see a value.
type Shown string

// The ways. All but Whole are for values that hold secrets.
const (
	Whole  Shown = ""       // as it is
	PAN    Shown = "pan"    // a card number: first six and last four digits
	Length Shown = "length" // only how long it is
	List   Shown = "list"   // a batch list without its card numbers
	Tags   Shown = "tags"   // tagged data without its secret values
)

var (
	notation = regexp.MustCompile(`^(n|z|a|an|ans|b)(\.\.|\.\.\.)?([1-9][0-9]{0,2})( left)?$`)
	kinds    = map[string]Kind{"n": Number, "z": Track, "a": Text, "an": Text, "ans": Text, "b": Bytes}
)

// parseType reads the notation of the field tables: "n..19", "ans15", "n3 left".
func (f *Field) parseType(s string) error {
	p := notation.FindStringSubmatch(s)
	if p == nil {
		return fmt.Errorf("type %q is none: want a kind and a length, like n6, n..19, ans...999 or n3 left", s)
	}
	f.Kind, f.Prefix, f.Signs = kinds[p[1]], len(p[2]), p[1] == "ans"
	f.Length, _ = strconv.Atoi(p[3])
	f.Left = f.Prefix > 0 || p[4] != ""
	if f.Prefix == 2 && f.Length > 99 {
		return fmt.Errorf("type %q: a length of two digits ends at 99", s)
	}
	return nil
}
