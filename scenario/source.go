package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Limits of a file. Chosen: a hundred steps of a hand-written story are some kilobytes.
const (
	fileLimit  = 256 << 10 // bytes
	depthLimit = 16        // mappings and lists within each other
	stepLimit  = 1000      // steps of a story, a repeated one counted as often as it is repeated
	rowLimit   = 200       // rows of "with each"
)

// Refusal is why a file is refused: where, what, and the lines around it.
type Refusal struct {
	File         string
	Line, Column int // from 1; 0: the file as such
	Excerpt      string
	Why          error
}

// Error is file:line:column, the reason, and the line with a mark below the place.
func (r *Refusal) Error() string {
	at := r.File
	if r.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", r.File, r.Line, r.Column)
	}
	text := at + ": " + r.Why.Error()
	if r.Excerpt != "" {
		text += "\n" + r.Excerpt
	}
	return text
}

// Unwrap gives the reason.
func (r *Refusal) Unwrap() error { return r.Why }

// source is the text of a file, for excerpts.
type source struct {
	file    string
	lines   []string
	checked bool // all of it was read once
}

// excerptLimit bounds a line that is shown, in characters.
const excerptLimit = 120

func (s *source) refuse(line, column int, why error) *Refusal {
	r := &Refusal{File: s.file, Line: line, Column: column, Why: why}
	if line < 1 || line > len(s.lines) {
		return r
	}
	text := []rune(strings.ReplaceAll(s.lines[line-1], "\t", " "))
	from := 0
	if column > excerptLimit {
		from = column - excerptLimit/2
	}
	shown := text[min(from, len(text)):min(from+excerptLimit, len(text))]
	mark := max(column-1-from, 0)
	r.Excerpt = fmt.Sprintf("%5d | %s\n      | %s^", line, string(shown), padding(shown, mark))
	return r
}

// padding is as wide as the first n characters: hanzi take two columns.
func padding(text []rune, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte(' ')
		if i < len(text) && text[i] >= 0x2E80 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// parse reads YAML into nodes. Nothing of it refers to something else: an alias could make a file of a few lines
// endless.
func parse(file string, doc []byte) (node, error) {
	src := &source{file: file, lines: strings.Split(string(doc), "\n")}
	if len(doc) > fileLimit {
		return node{}, src.refuse(0, 0, fmt.Errorf("a story has at most %d bytes", fileLimit))
	}
	if line, column := notText(doc); line > 0 {
		return node{}, src.refuse(line, column, errors.New("this is no text: a story is UTF-8, without control characters"))
	}
	var root, more yaml.Node
	read := yaml.NewDecoder(bytes.NewReader(doc))
	if err := read.Decode(&root); err != nil && !errors.Is(err, io.EOF) {
		return node{}, src.refuse(lineOf(err), 1, errors.New(reword(err)))
	}
	switch err := read.Decode(&more); {
	case err == nil: // it would never be told
		return node{}, src.refuse(more.Line, max(more.Column, 1), errors.New("a second document begins here: a file is one story"))
	case !errors.Is(err, io.EOF):
		return node{}, src.refuse(lineOf(err), 1, errors.New(reword(err)))
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		return node{}, src.refuse(1, 1, errors.New("there is no story in it: write name: and steps: first"))
	}
	n := node{root.Content[0], src}
	return n, n.plain(0)
}

// notText is the place of the first byte that no text has; 0: there is none.
func notText(doc []byte) (line, column int) {
	line, column = 1, 1
	for len(doc) > 0 {
		r, size := utf8.DecodeRune(doc)
		switch {
		case r == utf8.RuneError && size == 1, unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r):
			return line, column
		case r == '\n':
			line, column = line+1, 0
		}
		doc, column = doc[size:], column+1
	}
	return 0, 0
}

// plain refuses aliases, anchors and depth.
func (n node) plain(depth int) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return n.refuse("& and * are not used in stories: write it twice, or use vars, with each or repeat")
	case depth > depthLimit:
		return n.refuse("too many things within each other: at most %d", depthLimit)
	}
	for _, c := range n.Content {
		if err := (node{c, n.src}).plain(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

// lineOf finds the line in an error of the library: "yaml: line 4: did not find expected ',' or '}'".
func lineOf(err error) (line int) {
	if _, rest, found := strings.Cut(err.Error(), "line "); found {
		_, _ = fmt.Sscanf(rest, "%d", &line)
	}
	return line
}

func reword(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if _, rest, found := strings.Cut(text, ": "); found && strings.HasPrefix(text, "line ") {
		text = rest
	}
	if strings.Contains(text, "cannot start any token") {
		text += " (lines are set in by blanks, never by tabs)"
	}
	return "this is no YAML: " + text
}
