package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"posterm/internal/strict"
	"posterm/txn"
)

// field is one value of a Config: it is set from a file, or from its default,
// and shown again.
type field interface {
	set(c *Config, v strict.Value) error
	show(c *Config) string
	kind() strict.Kind
}

// value is a field of type T: at finds it, parse reads and checks its text.
type value[T any] struct {
	at    func(*Config) *T
	parse func(string) (T, error)
	text  func(T) string
	is    strict.Kind
}

func (f value[T]) set(c *Config, v strict.Value) error {
	if err := v.Want(f.is); err != nil {
		return err
	}
	got, err := f.parse(v.Text)
	if err != nil {
		return err
	}
	*f.at(c) = got
	return nil
}

func (f value[T]) show(c *Config) string { return f.text(*f.at(c)) }

func (f value[T]) kind() strict.Kind { return f.is }

// several is some texts, each with its check, in the order of the file. One alone may
// stand without brackets.
type several[T any] struct {
	at    func(*Config) *[]T
	most  int
	parse func(string) (T, error)
	text  func(T) string
}

func (f several[T]) set(c *Config, v strict.Value) error {
	if v.Kind != strict.Text {
		if err := v.Want(strict.List); err != nil {
			return err
		}
	}
	var all []T
	for text := range strings.SplitSeq(v.Text, "\n") {
		if v.Text == "" {
			break
		}
		one, err := f.parse(text)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	if len(all) > f.most {
		return fmt.Errorf("want at most %d", f.most)
	}
	*f.at(c) = all
	return nil
}

func (f several[T]) show(c *Config) string {
	var texts []string
	for _, one := range *f.at(c) {
		texts = append(texts, f.text(one))
	}
	return strings.Join(texts, ", ")
}

func (f several[T]) kind() strict.Kind { return strict.List }

// words is a text with a check of its own.
func words[T ~string](at func(*Config) *T, check func(string) error) field {
	return value[T]{at: at, is: strict.Text,
		parse: func(s string) (T, error) { return T(s), check(s) },
		text:  func(v T) string { return string(v) },
	}
}

// choice is a text out of a list.
func choice[T ~string](at func(*Config) *T, of ...T) field {
	return words(at, func(s string) error {
		if slices.Contains(of, T(s)) {
			return nil
		}
		return fmt.Errorf("%s is not known: want %s", quote(s), list(of))
	})
}

func list[T ~string](of []T) string {
	quoted := make([]string, len(of))
	for i, v := range of {
		quoted[i] = strconv.Quote(string(v))
	}
	return strings.Join(quoted, " or ")
}

// number is a whole number from low to high.
func number(at func(*Config) *int, low, high int) field {
	return value[int]{at: at, is: strict.Integer,
		parse: func(s string) (int, error) {
			n, err := strconv.Atoi(s)
			if err != nil || n < low || n > high {
				return 0, fmt.Errorf("want %d to %d", low, high)
			}
			return n, nil
		},
		text: strconv.Itoa,
	}
}

// yuan is an amount in yuan, in quotes, "2000.00"; empty is zero.
func yuan(at func(*Config) *txn.Fen) field {
	return value[txn.Fen]{at: at, is: strict.Text,
		parse: func(s string) (txn.Fen, error) {
			if s == "" {
				return 0, nil
			}
			return txn.ParseFen(s)
		},
		text: func(v txn.Fen) string {
			if v == 0 {
				return ""
			}
			return v.String()
		},
	}
}

// span is a duration from low to high, written with its unit.
func span(at func(*Config) *time.Duration, low, high time.Duration) field {
	return value[time.Duration]{at: at, is: strict.Text,
		parse: func(s string) (time.Duration, error) {
			d, err := time.ParseDuration(s)
			if err != nil {
				return 0, fmt.Errorf(`%s is not a duration: want a number with its unit, like "5s" or "500ms"`, quote(s))
			}
			if d < low || d > high {
				return 0, fmt.Errorf("want %s to %s", short(low), short(high))
			}
			return d, nil
		},
		text: short,
	}
}

// short writes a duration as people do: "60s" or "500ms".
func short(d time.Duration) string {
	if d%time.Second == 0 {
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	return d.String()
}

// toggle is true or false.
func toggle(at func(*Config) *bool) field {
	return value[bool]{at: at, is: strict.Bool, parse: strconv.ParseBool, text: strconv.FormatBool}
}

// exactly checks n visible ASCII characters.
func exactly(n int) func(string) error {
	return func(s string) error {
		if len(s) != n || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return fmt.Errorf("want exactly %d letters or digits, in quotes", n)
		}
		return nil
	}
}

// printable checks low to high printable characters.
func printable(low, high int) func(string) error {
	return func(s string) error {
		n := len([]rune(s))
		if n < low || n > high || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return fmt.Errorf("want %d to %d printable characters", low, high)
		}
		return nil
	}
}

// quote shows a refused value, shortened, without control bytes.
func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}
