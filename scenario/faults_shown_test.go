package scenario

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// marks are what a step does, without its numbers: "host drop_response", "printer paper out", "power cut at request". Of the
// acquirer's faults the name says all: which message is struck, and how often, is the story's affair.
func marks(verb string, n *yaml.Node) (all []string) {
	switch {
	case verb == "host" || strings.HasPrefix(verb, "host knobs"):
	case strings.HasPrefix(verb, "host "):
		return []string{verb}
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			all = append(all, marks(verb+" "+n.Content[i].Value, n.Content[i+1])...)
		}
		return all
	case yaml.ScalarNode:
		if regexp.MustCompile(`^[a-z]`).MatchString(n.Value) {
			return []string{verb + " " + n.Value}
		}
	}
	return []string{verb}
}

// done are the marks of steps, and of the steps within them.
func done(n *yaml.Node, into map[string]bool) {
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			if _, is := verbs[key]; is && key != "repeat" {
				for _, m := range marks(key, value) {
					into[m] = true
				}
				continue
			}
			done(value, into)
		}
		return
	}
	for _, c := range n.Content {
		done(c, into)
	}
}

// missing says what a fault's entry does that no row of a story does.
func missing(f Fault, s *Story) (what []string) {
	did := map[string]bool{}
	for _, t := range s.Tellings {
		for _, step := range t.steps {
			done(step.Node, did)
		}
		for _, line := range strings.Split(t.words, "\n") {
			key, _, _ := strings.Cut(line, " = ")
			did["config "+key] = true
		}
	}
	want := map[string]bool{}
	for _, n := range f.inject {
		done(n.Node, want)
	}
	for _, p := range f.beside {
		if pairs, _ := p.value.pairs(); p.key == "config" {
			for _, one := range pairs {
				want["config "+one.key] = true
			}
		}
	}
	for _, m := range sortedKeys(want) {
		if !did[m] {
			what = append(what, fmt.Sprintf("%s says that it shows %s, and has no step %q", s.File, f.Name, m))
		}
	}
	return what
}

// TestStoriesDoWhatTheyShow: a story that says that it shows a fault makes it happen as the catalogue does.
func TestStoriesDoWhatTheyShow(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	told, err := Find([]string{stories})
	require.NoError(t, err)
	var wrong []string
	for _, f := range all {
		for _, s := range f.ShownBy(told) {
			wrong = append(wrong, missing(f, s)...)
		}
	}
	require.Empty(t, wrong, strings.Join(wrong, "\n"))
}

// TestAnEmptyClaimIsFound: a story that says that it shows a fault and has another one, or none.
func TestAnEmptyClaimIsFound(t *testing.T) {
	f, err := FindFault("power-cut-before-row")
	require.NoError(t, err)
	s, err := Parse("a.yaml", []byte("name: a\nshows: [power-cut-before-row]\nsteps:\n  - power: {cut: {after: approved}}\n  - expect: {power: on}\n"))
	require.NoError(t, err)
	require.Equal(t, []string{`a.yaml says that it shows power-cut-before-row, and has no step "power cut before approved"`}, missing(f, s))
	s, err = Parse("a.yaml", []byte("name: a\nwith each: [{row: intent}, {row: approved}]\nsteps:\n  - repeat: 2\n    steps: [{power: {cut: {before: \"${row}\"}}}]\n"))
	require.NoError(t, err)
	require.Empty(t, missing(f, s))
}

// TestEveryKindOfFault: the catalogue has one of everything around a terminal that can go wrong, cards and people among it.
func TestEveryKindOfFault(t *testing.T) {
	all, err := Faults()
	require.NoError(t, err)
	did, groups := map[string]bool{}, map[string]bool{}
	for _, f := range all {
		groups[f.Group.EN] = true
		for _, n := range f.inject {
			done(n.Node, did)
		}
	}
	kinds := map[string]bool{}
	for m := range did {
		verb, _, _ := strings.Cut(m, " ")
		kinds[verb] = true
	}
	for _, verb := range []string{"host", "line", "cable", "printer", "climate", "power", "clock", "disk", "receiver"} {
		require.True(t, kinds[verb], "no fault is injected by %s:", verb)
	}
	require.True(t, did["host account"], "no card is bad")
	require.True(t, groups["people"])
}
