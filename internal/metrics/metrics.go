// Package metrics writes what a program counts in the text format of Prometheus, version
// 0.0.4, so that any scraper reads it.
//
//	f := metrics.Family{Name: "posterm_slips_owed", Help: "Slips that are owed.", Type: metrics.Gauge, Samples: []metrics.Sample{{Value: 2}}}
//	err := metrics.Write(w, []metrics.Family{f})
//
// The output is sorted, so that two scrapes of the same state are the same bytes. Names and labels are
// checked: what a scraper would refuse is an error here.
package metrics

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ContentType is that of the output.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// SeriesLimit is how many samples a family may have; Write refuses more. Chosen: every kind of
// transaction with every outcome, and nothing that grows with trade.
const SeriesLimit = 400

// Type is what a family's numbers mean.
type Type string

// The types.
const (
	Counter Type = "counter" // only grows, until the program ends; its name ends in _total
	Gauge   Type = "gauge"   // is what it is now
	Timings Type = "histogram"
)

// Label is a name and a value. Values come from small fixed lists only: never a card, an amount, a trace.
type Label struct{ Name, Value string }

// Sample is one number of a family.
type Sample struct {
	Labels []Label
	Value  float64
	Spread Spread // of Timings, instead of Value
}

// Family is a metric with all its samples.
type Family struct {
	Name, Help string
	Type       Type
	Samples    []Sample
}

// ErrRefused marks families that no scraper would take; the text says why.
var ErrRefused = errors.New("bad metric")

var (
	metricName = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)
	labelName  = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

// Write writes families, sorted by name, and their samples, sorted by labels. Nothing is written
// when one of them is refused.
func Write(w io.Writer, families []Family) error {
	families = slices.Clone(families)
	slices.SortFunc(families, func(a, b Family) int { return cmp.Compare(a.Name, b.Name) })
	for i, f := range families {
		if err := f.check(); err != nil {
			return fmt.Errorf("%w %q: %w", ErrRefused, f.Name, err)
		}
		if i > 0 && families[i-1].Name == f.Name {
			return fmt.Errorf("%w %q: it is there twice", ErrRefused, f.Name)
		}
	}
	out := bufio.NewWriter(w)
	for _, f := range families {
		f.write(out)
	}
	return out.Flush()
}

func (f Family) check() error {
	switch {
	case !metricName.MatchString(f.Name):
		return errors.New("no name for a metric")
	case f.Type != Counter && f.Type != Gauge && f.Type != Timings:
		return fmt.Errorf("no type %q", f.Type)
	case (f.Type == Counter) != strings.HasSuffix(f.Name, "_total"):
		return errors.New("counters, and nothing else, end in _total")
	case len(f.Samples) > SeriesLimit:
		return fmt.Errorf("%d samples, at most %d", len(f.Samples), SeriesLimit)
	}
	seen := map[string]bool{}
	for _, s := range f.Samples {
		id := labels(sorted(s.Labels))
		if seen[id] {
			return fmt.Errorf("the labels {%s} are there twice", id)
		}
		seen[id] = true
		if err := s.check(f.Type); err != nil {
			return err
		}
	}
	return nil
}

func (s Sample) check(t Type) error {
	names := map[string]bool{}
	for _, l := range s.Labels {
		if !labelName.MatchString(l.Name) || strings.HasPrefix(l.Name, "__") || l.Name == "le" || names[l.Name] {
			return fmt.Errorf("no label %q", l.Name)
		}
		names[l.Name] = true
	}
	if t == Counter && !(s.Value >= 0) {
		return fmt.Errorf("%v is no count", s.Value)
	}
	return nil
}

func (f Family) write(out *bufio.Writer) {
	fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", f.Name, helpEscapes.Replace(f.Help), f.Name, f.Type)
	samples := slices.Clone(f.Samples)
	slices.SortFunc(samples, func(a, b Sample) int { return cmp.Compare(labels(sorted(a.Labels)), labels(sorted(b.Labels))) })
	for _, s := range samples {
		set := sorted(s.Labels)
		if f.Type == Timings {
			s.Spread.write(out, f.Name, set)
			continue
		}
		line(out, f.Name, set, s.Value)
	}
}

func line(out *bufio.Writer, name string, set []Label, value float64) {
	_, _ = out.WriteString(name)
	if len(set) > 0 {
		fmt.Fprintf(out, "{%s}", labels(set))
	}
	fmt.Fprintf(out, " %s\n", number(value))
}

func sorted(set []Label) []Label {
	return slices.SortedFunc(slices.Values(set), func(a, b Label) int { return cmp.Compare(a.Name, b.Name) })
}

func labels(set []Label) string {
	parts := make([]string, len(set))
	for i, l := range set {
		parts[i] = l.Name + `="` + valueEscapes.Replace(strings.ToValidUTF8(l.Value, "\uFFFD")) + `"`
	}
	return strings.Join(parts, ",")
}

var (
	helpEscapes  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	valueEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
