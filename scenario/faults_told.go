package scenario

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"posterm/txn"
)

// Story is a story in which the fault happens and the cashier is told what the catalogue says, as a file of "poslab
// scenario run".
func (f *Fault) Story(lang txn.Lang) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n# cause: %s\n# terminal: %s\nname: %q\nlang: %s\n", f.Title.EN, f.Cause, f.Terminal, f.Name+" "+f.Title.ZH, lang)
	for _, p := range f.beside {
		fmt.Fprintf(&b, "%s: %s\n", p.key, p.value.inFlow())
	}
	b.WriteString("steps:\n")
	for _, part := range []struct {
		steps []node
		says  string
	}{{f.before, ""}, {f.inject, "  # it goes wrong\n"}, {f.then, "  # and is felt\n"}} {
		if len(part.steps) > 0 {
			b.WriteString(part.says)
		}
		for _, n := range part.steps {
			fmt.Fprintf(&b, "  - %s\n", strings.Join(n.asStep(), "\n    "))
		}
	}
	fmt.Fprintf(&b, "  - expect: {%s: %q}\n    within: 60s\n", f.Where, f.Words.In(lang))
	return b.String()
}

// Inject is what a story has to have it, a line each: the shop's settings, and the injecting steps.
func (f *Fault) Inject() (lines []string) {
	for _, p := range f.beside {
		if p.key != "ends" {
			lines = append(lines, p.key+": "+p.value.inFlow())
		}
	}
	for _, n := range f.inject {
		lines = append(lines, "- "+strings.Join(n.asStep(), ", "))
	}
	return lines
}

// Calls are the requests to the lab's admin API that do it, in order: `POST /v1/host/faults {"fault":"drop_response"}`.
func (f *Fault) Calls() (lines []string) {
	all, _ := f.calls() // they were read already
	for _, c := range all {
		line := c.method + " " + c.path
		if c.body != nil {
			if body, err := json.Marshal(c.body); err == nil {
				line += " " + string(body)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// asStep is a step as it stands in a story, a line for each of its keys.
func (n node) asStep() (lines []string) {
	pairs, _ := n.pairs() // it was read already
	for _, p := range pairs {
		lines = append(lines, p.key+": "+p.value.inFlow())
	}
	return lines
}

// inFlow is a node on one line, as it could stand in a file.
func (n node) inFlow() string {
	c := *n.Node
	flow(&c)
	text, err := yaml.Marshal(&c)
	if err != nil {
		return n.Value
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
