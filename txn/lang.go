package txn

import (
	"fmt"
	"strings"
)

// Lang is a language for people: Chinese is the default, English stands beside it.
type Lang uint8

// The languages.
const (
	Chinese Lang = iota
	English
)

// ParseLang reads "zh" or "en".
func ParseLang(s string) (Lang, error) {
	switch s {
	case "zh":
		return Chinese, nil
	case "en":
		return English, nil
	}
	return 0, fmt.Errorf("bad language %q: want zh or en", clip(s))
}

// String gives "zh" or "en".
func (l Lang) String() string { return Words{"zh", "en"}.In(l) }

// Words are one text for people in both languages.
type Words struct{ ZH, EN string }

// In picks the text of a language.
func (w Words) In(l Lang) string {
	if l == English {
		return w.EN
	}
	return w.ZH
}

// Capital begins a sentence with it, which only English shows.
func (w Words) Capital() Words {
	if w.EN == "" {
		return w
	}
	return Words{ZH: w.ZH, EN: strings.ToUpper(w.EN[:1]) + w.EN[1:]}
}
