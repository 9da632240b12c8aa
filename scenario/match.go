package scenario

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// pattern checks a node that is held against JSON: members and values, present, absent, or /a regular expression/.
func (n node) pattern() error {
	switch n.Kind {
	case yaml.MappingNode:
		pairs, err := n.saying()
		for _, p := range pairs {
			if err == nil {
				err = p.value.pattern()
			}
		}
		return err
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if err := (node{c, n.src}).pattern(); err != nil {
				return err
			}
		}
		return nil
	}
	if expression, is := n.expression(); is && !n.open() {
		if _, err := regexp.Compile(expression); err != nil {
			return n.because(err)
		}
	}
	return nil
}

func (n node) expression() (string, bool) {
	if n.Kind == yaml.ScalarNode && len(n.Value) > 2 && strings.HasPrefix(n.Value, "/") && strings.HasSuffix(n.Value, "/") {
		return n.Value[1 : len(n.Value)-1], true
	}
	return "", false
}

// fits says whether a value of JSON is as the node says; where it is not, what is there instead.
func (n node) fits(got any, is bool) (ok bool, instead string) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "absent" && n.Tag == "!!str":
		return !is, show(got)
	case n.Kind == yaml.ScalarNode && n.Value == "present" && n.Tag == "!!str":
		return is, "absent"
	case !is:
		return false, "absent"
	case n.isNull():
		return got == nil, show(got)
	case n.Kind == yaml.MappingNode:
		return n.fitsObject(got)
	case n.Kind == yaml.SequenceNode:
		return n.fitsArray(got)
	}
	if expression, is := n.expression(); is {
		re, err := regexp.Compile(expression)
		return err == nil && re.MatchString(plainly(got)), show(got)
	}
	if truth, is := got.(bool); is {
		return n.Value == "yes" && truth || n.Value == "no" && !truth || n.Value == plainly(got), show(got)
	}
	return n.Value == plainly(got), show(got)
}

func (n node) fitsObject(got any) (bool, string) {
	object, is := got.(map[string]any)
	if !is {
		return false, show(got)
	}
	pairs, err := n.pairs()
	if err != nil {
		return false, err.Error()
	}
	for _, p := range pairs {
		value, there := object[p.key]
		if ok, instead := p.value.fits(value, there); !ok {
			return false, p.key + ": " + instead
		}
	}
	return true, ""
}

func (n node) fitsArray(got any) (bool, string) {
	array, is := got.([]any)
	if !is || len(array) != len(n.Content) {
		return false, show(got)
	}
	for i, c := range n.Content {
		if ok, instead := (node{c, n.src}).fits(array[i], true); !ok {
			return false, fmt.Sprintf("[%d] %s", i, instead)
		}
	}
	return true, ""
}

// plainly is a value as a person writes it.
func plainly(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return "null"
	case float64, bool, json.Number:
		return fmt.Sprint(v)
	}
	return show(v)
}

// show is a value as JSON on one line.
func show(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return clipTo(string(text), 400)
}

func clipTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// asJSON turns a value of ours into what its JSON holds.
func asJSON(v any) (out any, err error) {
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	return out, err
}

// written is a node on one line, shortened where it is long.
func (n node) written() string { return clipTo(n.inFlow(), 400) }

func flow(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		n.Style = yaml.FlowStyle
	}
	for i, c := range n.Content {
		own := *c
		flow(&own)
		if i == 0 {
			n.Content = append([]*yaml.Node{}, n.Content...)
		}
		n.Content[i] = &own
	}
}
