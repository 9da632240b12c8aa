package conformance

import (
	"fmt"
	"slices"
	"strings"
)

// Choice is which cases are run. Names may be cut short: "settlement" is every case whose name begins so, "=settlement" that one alone.
type Choice struct {
	Only []string // empty: all
	Skip []string
}

// Check refuses a name that is no case's.
func (c Choice) Check(all []Spec) error {
	for _, name := range slices.Concat(c.Only, c.Skip) {
		if !slices.ContainsFunc(all, func(s Spec) bool { return begins(s.Name, name) }) {
			names := make([]string, 0, len(all))
			for _, s := range all {
				names = append(names, s.Name)
			}
			return fmt.Errorf("no case is called %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// Runs says whether a case is run.
func (c Choice) Runs(s Spec) bool {
	named := func(names []string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return begins(s.Name, n) })
	}
	return (len(c.Only) == 0 || named(c.Only)) && !named(c.Skip)
}

// begins: a name is cut at a word's end, so that "sale" is not "sales", and whole after a "=".
func begins(name, with string) bool {
	if whole, exact := strings.CutPrefix(with, "="); exact {
		return name == whole
	}
	rest, found := strings.CutPrefix(name, with)
	return found && with != "" && (rest == "" || rest[0] == '-')
}
