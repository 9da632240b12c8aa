package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"posterm/scenario"
	"posterm/txn"
)

// scenarioFaultsCmd is `poslab scenario faults`.
type scenarioFaultsCmd struct {
	Name    string `arg:"" optional:"" help:"A fault: print a story in which it happens."`
	Stories string `help:"Where stories that show faults are looked for; a folder that is not there has none." default:"testdata/scenarios" placeholder:"DIR"`
	Lang    string `help:"Language of the story: zh or en." default:"zh" enum:"zh,en"`
	Write   string `help:"Write the catalogue as a page, such as docs/faults.md." placeholder:"FILE"`
	JSON    bool   `name:"json" help:"One JSON object on one line."`
}

// inWords are words as JSON has them.
type inWords struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// faultResult is a fault as --json has it.
type faultResult struct {
	Name     string   `json:"name"`
	Group    inWords  `json:"group"`
	Title    inWords  `json:"title"`
	Cause    string   `json:"cause"`
	Hand     string   `json:"hand,omitempty"`
	Inject   []string `json:"inject"`
	Calls    []string `json:"calls"`
	Terminal string   `json:"terminal"`
	Rules    []string `json:"rules"`
	Cashier  inWords  `json:"cashier"`
	Covers   []string `json:"covers"`
	Stories  []string `json:"stories"`
}

// Run prints the catalogue, or one fault of it. Exit 2: no fault has that name.
func (c *scenarioFaultsCmd) Run(s *streams) error {
	if c.Name != "" && c.Write != "" {
		return misuse(errors.New("the page has all faults"), "poslab scenario faults --write FILE")
	}
	all, err := c.faults()
	if err != nil {
		return err
	}
	switch {
	case c.Write != "":
		stories, err := readStories(s.errw, []string{c.Stories})
		if err != nil {
			return err
		}
		return os.WriteFile(c.Write, []byte(scenario.FaultsPage(all, stories)), 0o644)
	case c.JSON:
		return c.asJSON(s, all)
	case c.Name != "":
		lang, err := txn.ParseLang(c.Lang)
		if err == nil {
			_, err = fmt.Fprint(s.out, all[0].Story(lang))
		}
		return err
	}
	var group txn.Words
	for _, f := range all {
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(s.out, "%s · %s\n", group.ZH, group.EN)
		}
		fmt.Fprintf(s.out, "  %-32s %s · %s\n", f.Name, f.Title.ZH, f.Title.EN)
	}
	return nil
}

// faults are all, or the one that is asked for.
func (c *scenarioFaultsCmd) faults() ([]scenario.Fault, error) {
	if c.Name == "" {
		return scenario.Faults()
	}
	f, err := scenario.FindFault(c.Name)
	if err != nil {
		return nil, misuse(err, "poslab scenario faults")
	}
	return []scenario.Fault{f}, nil
}

func (c *scenarioFaultsCmd) asJSON(s *streams, all []scenario.Fault) error {
	var stories []*scenario.Story
	if _, err := os.Stat(c.Stories); !errors.Is(err, os.ErrNotExist) {
		if stories, err = readStories(s.errw, []string{c.Stories}); err != nil {
			return err
		}
	}
	results := []faultResult{}
	for _, f := range all {
		r := faultResult{f.Name, inWords(f.Group), inWords(f.Title), f.Cause, f.Hand, append([]string{}, f.Inject()...), append([]string{}, f.Calls()...), f.Terminal, f.Rules, inWords(f.Words), f.Covers, []string{}}
		for _, story := range f.ShownBy(stories) {
			r.Stories = append(r.Stories, story.File)
		}
		results = append(results, r)
	}
	e := json.NewEncoder(s.out)
	e.SetEscapeHTML(false)
	return e.Encode(map[string]any{"faults": results})
}
