package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"posterm/internal/strict"
)

// node is a value in a file, with the place where it stands. Text is taken as it is written: 00010001 stays a
// terminal's number, and no is a word.
type node struct {
	*yaml.Node
	src *source
}

func (n node) refuse(format string, args ...any) error {
	return n.because(fmt.Errorf(format, args...))
}

func (n node) because(why error) error { return n.src.refuse(n.Line, n.Column, why) }

// unlike refuses what is not what is wanted here.
func (n node) unlike(want string) error {
	is := map[yaml.Kind]string{yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list"}[n.Kind]
	if is == "" {
		is = strconv.Quote(clip(n.Value))
	}
	return n.refuse("%s is not possible here: want %s", is, want)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// open says whether the value depends on something that is not known before the story runs.
func (n node) open() bool { return n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "${") }

func (n node) isNull() bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style == 0 }

func (n node) isText() bool { return n.Kind == yaml.ScalarNode && !n.isNull() }

func (n node) text() (string, error) {
	if !n.isText() {
		return "", n.unlike("text")
	}
	return n.Value, nil
}

// word is one of some words.
func (n node) word(known ...string) (string, error) {
	text, err := n.text()
	if err != nil || n.open() || slices.Contains(known, text) {
		return text, err
	}
	if near := strict.Nearest(text, known); near != "" {
		return "", n.refuse("%q is not possible here: did you mean %q?", clip(text), near)
	}
	return "", n.refuse("%q is not possible here: want %s", clip(text), strings.Join(known, ", "))
}

func (n node) number(least, most int) (int, error) {
	if n.open() {
		return least, nil
	}
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
		return 0, n.unlike(fmt.Sprintf("a number from %d to %d", least, most))
	}
	return v, nil
}

func (n node) yes() (bool, error) {
	switch {
	case n.open():
		return true, nil
	case n.Kind == yaml.ScalarNode && (n.Value == "true" || n.Value == "yes"):
		return true, nil
	case n.Kind == yaml.ScalarNode && (n.Value == "false" || n.Value == "no"):
		return false, nil
	}
	return false, n.unlike("yes or no")
}

// durationLimit bounds a wait. Chosen: a year of virtual time is enough for any expiry.
const durationLimit = 366 * 24 * time.Hour

func (n node) duration() (time.Duration, error) {
	if n.open() {
		return 0, nil
	}
	d, err := time.ParseDuration(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || d < 0 || d > durationLimit {
		return 0, n.unlike("a time like 500ms, 35s, 10m or 24h")
	}
	return d, nil
}

func (n node) list() (all []node, err error) {
	if n.Kind != yaml.SequenceNode {
		return nil, n.unlike("a list")
	}
	for _, c := range n.Content {
		all = append(all, node{c, n.src})
	}
	return all, nil
}

// some is a list, or one thing that stands for a list of one.
func (n node) some() []node {
	if all, err := n.list(); err == nil {
		return all
	}
	return []node{n}
}

// texts are some texts.
func (n node) texts() (all []string, err error) {
	if len(n.some()) == 0 {
		return nil, n.because(errNothing)
	}
	for _, one := range n.some() {
		text, err := one.text()
		if err != nil {
			return nil, err
		}
		if text == "" {
			return nil, one.refuse("an empty text is everywhere: it proves nothing")
		}
		all = append(all, text)
	}
	return all, nil
}

// pair is a key of a mapping with its value.
type pair struct {
	key   string
	at    node // the key
	value node
}

// pairs are the members of a mapping, in order; a key stands in it once.
func (n node) pairs() (all []pair, err error) {
	if n.Kind != yaml.MappingNode {
		return nil, n.unlike("a mapping like {key: value}")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		p := pair{n.Content[i].Value, node{n.Content[i], n.src}, node{n.Content[i+1], n.src}}
		if !p.at.isText() {
			return nil, p.at.unlike("a word")
		}
		if slices.ContainsFunc(all, func(q pair) bool { return q.key == p.key }) {
			return nil, p.at.refuse("%q stands here twice", clip(p.key))
		}
		all = append(all, p)
	}
	return all, nil
}

// known are the members of a mapping that has only these keys.
func (n node) known(keys ...string) ([]pair, error) {
	all, err := n.pairs()
	for _, p := range all {
		if !slices.Contains(keys, p.key) {
			return nil, p.at.because(strict.UnknownKey(p.key, keys))
		}
	}
	return all, err
}

// saying are the members of a mapping that must have some, and, where keys are given, only these: an empty one would hold whatever
// happens.
func (n node) saying(keys ...string) (all []pair, err error) {
	if all, err = n.pairs(); len(keys) > 0 {
		all, err = n.known(keys...)
	}
	if err == nil && len(all) == 0 {
		err = n.because(errNothing)
	}
	return all, err
}

// expanded is the node with what is known put in for every ${name}. What is not known stays, if it may.
func (n node) expanded(values map[string]variable, may func(name string) bool) (node, error) {
	c := *n.Node
	c.Content = nil
	if n.open() {
		text, quoted, missing := expand(n.Value, values)
		for _, name := range missing {
			if !may(name) {
				if near := strict.Nearest(name, sortedKeys(values)); near != "" {
					return n, n.refuse("nothing is called ${%s}: did you mean ${%s}?", clip(name), near)
				}
				return n, n.refuse("nothing is called ${%s}: name it under vars, in with each, or by remember", clip(name))
			}
		}
		c.Value, c.Tag = text, "!!str"
		if len(missing) == 0 && !quoted {
			c.Tag = tagOf(text)
		}
	}
	for _, child := range n.Content {
		e, err := node{child, n.src}.expanded(values, may)
		if err != nil {
			return n, err
		}
		c.Content = append(c.Content, e.Node)
	}
	return node{&c, n.src}, nil
}

// tagOf is what a text would be if it stood in the file.
func tagOf(text string) string {
	var n yaml.Node
	if yaml.Unmarshal([]byte(text), &n) == nil && n.Kind == yaml.DocumentNode && n.Content[0].Kind == yaml.ScalarNode {
		return n.Content[0].Tag
	}
	return "!!str"
}

// variable is what a name stands for.
type variable struct {
	text   string
	quoted bool // it is text whatever it looks like: "25", and not 25
}

// expand puts values in. A $ without a { is a $. Quoted says that one of them is text in any case.
func expand(text string, values map[string]variable) (done string, quoted bool, missing []string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String(), quoted, missing
		}
		name, after, closed := strings.Cut(rest, "}")
		put, known := values[name]
		value := put.text
		quoted = quoted || put.quoted
		switch {
		case !closed:
			missing = append(missing, rest)
			return b.String() + "${" + rest, quoted, missing
		case !known:
			missing = append(missing, name)
			value = "${" + name + "}"
		}
		b.WriteString(value)
		text = after
	}
}

// json is the value as JSON has it: numbers and truth values where they are written without quotes.
func (n node) json() (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		all, err := n.pairs()
		object := make(map[string]any, len(all))
		for _, p := range all {
			if err == nil {
				object[p.key], err = p.value.json()
			}
		}
		return object, err
	case yaml.SequenceNode:
		array := []any{}
		for _, c := range n.Content {
			v, err := node{c, n.src}.json()
			if err != nil {
				return nil, err
			}
			array = append(array, v)
		}
		return array, nil
	}
	switch n.Tag {
	case "!!null":
		return nil, nil
	case "!!bool":
		return n.Value == "true", nil
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) { // 00010001 is a text
			return json.Number(n.Value), nil
		}
	}
	return n.Value, nil
}

// errNothing: a mapping without anything in it.
var errNothing = errors.New("nothing is said here")
