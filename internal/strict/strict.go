// Package strict reads small TOML files for people: every value comes with the
// line it stands on, and everything refused is refused in plain words with file
// and line. It knows no key; who reads a file brings the list of its keys.
//
// It is shared by the terminal's configuration and the card files.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Kind is what a value is in the file.
type Kind uint8

// The kinds. Table is a heading, so that a misspelt one is noticed even when it
// is empty; Other is everything no file of ours has: dates, fractions, lists of
// anything but text.
const (
	Text Kind = iota
	Integer
	Bool
	List
	Table
	Other
)

// words name a kind to the person who wrote the file.
var words = map[Kind]string{
	Text:    `text in quotes`,
	Integer: `a whole number without quotes`,
	Bool:    `true or false without quotes`,
	List:    `a list of texts in quotes, like ["a", "b"]`,
	Table:   `a table`,
	Other:   `something else`,
}

// Value is one key of a file with its value as text.
type Value struct {
	Key  string // with its table: "host.mac"
	Line int    // counted from 1
	Kind Kind
	Text string // of a List: its texts, one per line
}

// Want refuses a value of another kind, in words: "want text in quotes".
func (v Value) Want(k Kind) error {
	if v.Kind == k {
		return nil
	}
	return fmt.Errorf("want %s", words[k])
}

// Error is a refusal: which file, which line, and why.
type Error struct {
	File string
	Line int // 0 when the whole file is meant
	Err  error
}

// Error reads "posterm.toml:12: unknown key ...".
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
}

// Unwrap gives the reason.
func (e *Error) Unwrap() error { return e.Err }

// ErrSyntax marks a file that is not TOML. Its text never repeats the file.
var ErrSyntax = errors.New(`not valid TOML: check quotes, "=" and brackets on this line (numbers that begin with 0 need quotes)`)

// Parse reads a document into its values, in the order of the file. Tables are
// flattened into dotted keys. The file's name is only for the error.
func Parse(file string, doc []byte) ([]Value, error) {
	doc = bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf")) // some editors begin a file with a byte order mark
	var whole map[string]any
	if err := toml.Unmarshal(doc, &whole); err != nil {
		return nil, syntax(file, err)
	}
	w := walker{doc: doc, line: 1}
	w.parser.Reset(doc)
	for w.parser.NextExpression() {
		w.expression(w.parser.Expression())
	}
	if w.parser.Error() != nil {
		return nil, &Error{File: file, Err: ErrSyntax}
	}
	return w.values, nil
}

func syntax(file string, err error) error {
	var at *toml.DecodeError
	if !errors.As(err, &at) {
		return &Error{File: file, Err: ErrSyntax}
	}
	line, _ := at.Position()
	if strings.Contains(at.Error(), "already") {
		return &Error{File: file, Line: line, Err: errors.New("this key or table was set before in the file")}
	}
	return &Error{File: file, Line: line, Err: ErrSyntax}
}

// walker flattens the expressions of a document.
type walker struct {
	parser unstable.Parser
	doc    []byte
	at     int // where the counting of lines has come to
	line   int // and the line it stands on
	table  []string
	values []Value
}

// lineOf counts on from where it was: the parser itself counts from the start each time.
func (w *walker) lineOf(offset int) int {
	if offset < w.at {
		w.at, w.line = 0, 1
	}
	w.line += bytes.Count(w.doc[w.at:offset], []byte("\n"))
	w.at = offset
	return w.line
}

func (w *walker) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		key, line := w.path(nil, n)
		w.table = key
		w.values = append(w.values, Value{Key: strings.Join(key, "."), Line: line, Kind: kindOf(n.Kind)})
	case unstable.KeyValue:
		w.keyValue(w.table, n)
	}
}

func (w *walker) keyValue(table []string, n *unstable.Node) {
	key, line := w.path(table, n)
	value := n.Value()
	kind, text := kindOf(value.Kind), textOf(value)
	if value.Kind == unstable.Array {
		kind, text = listOf(value)
	}
	w.values = append(w.values, Value{Key: strings.Join(key, "."), Line: line, Kind: kind, Text: text})
	if value.Kind == unstable.InlineTable {
		for inner := value.Children(); inner.Next(); {
			if node := inner.Node(); node.Kind == unstable.KeyValue {
				w.keyValue(key, node)
			}
		}
	}
}

// path is the node's key under a table, and the line its first part stands on.
func (w *walker) path(table []string, n *unstable.Node) ([]string, int) {
	key, line := append([]string(nil), table...), 0
	for parts := n.Key(); parts.Next(); {
		part := parts.Node()
		if line == 0 {
			line = w.lineOf(int(part.Raw.Offset))
		}
		key = append(key, string(part.Data))
	}
	return key, line
}

// textOf is the value as text, whole numbers in plain decimal: TOML also allows
// 1_000 and 0xFF.
func textOf(value *unstable.Node) string {
	if n, err := strconv.ParseInt(string(value.Data), 0, 64); err == nil && value.Kind == unstable.Integer {
		return strconv.FormatInt(n, 10)
	}
	return string(value.Data)
}

// listOf is a list of texts, or something else.
func listOf(value *unstable.Node) (Kind, string) {
	var texts []string
	for items := value.Children(); items.Next(); {
		item := items.Node()
		if item.Kind == unstable.Comment {
			continue
		}
		if item.Kind != unstable.String {
			return Other, ""
		}
		texts = append(texts, string(item.Data))
	}
	return List, strings.Join(texts, "\n")
}

func kindOf(k unstable.Kind) Kind {
	switch k {
	case unstable.String:
		return Text
	case unstable.Integer:
		return Integer
	case unstable.Bool:
		return Bool
	case unstable.Table, unstable.InlineTable:
		return Table
	}
	return Other
}
