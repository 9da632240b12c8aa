package txn

import "fmt"

// Entry is how the card's data entered the terminal.
type Entry uint8

// The entry modes. EntryNone is a transaction without a card, such as sign-in.
const (
	EntryNone Entry = iota
	Manual
	Swipe
	Insert
	Tap
	Scan      // a payment code on a phone
	Presented // the customer scanned a code that the merchant showed
	entryCount
)

// entries: name in files and JSON, first two digits of field 22, letter after the card number on the slip.
var entries = [entryCount]struct{ name, mode, letter string }{
	EntryNone: {"", "", ""},
	Manual:    {"manual", "01", "M"},
	Swipe:     {"swipe", "02", "S"},
	Insert:    {"insert", "05", "I"},
	Tap:       {"tap", "07", "C"},
	Scan:      {"scan", "03", "Q"},
	Presented: {"presented", "03", "P"},
}

// String is the name used in files and JSON: "swipe".
func (e Entry) String() string { return entries[e].name }

// Mode is the first two digits of field 22: "02" for a stripe.
func (e Entry) Mode() string { return entries[e].mode }

// Letter follows the card number on the slip: S stripe, I chip, C contactless, M manual, Q code, P a code of ours.
func (e Entry) Letter() string { return entries[e].letter }

// MarshalText writes the name.
func (e Entry) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads a name.
func (e *Entry) UnmarshalText(b []byte) error {
	for i, row := range entries {
		if row.name == string(b) {
			*e = Entry(i)
			return nil
		}
	}
	return fmt.Errorf("bad entry mode %q: want swipe, insert, tap or manual", clip(string(b)))
}
