package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"os"
	"strings"

	"posterm/scenario"
)

// scenarioListCmd is `poslab scenario list`.
type scenarioListCmd struct {
	Files []string `arg:"" name:"file" help:"Stories, or folders of stories (*.yaml)."`
	JSON  bool     `name:"json" help:"One JSON object on one line."`
}

// Run lists what the files say, without telling any of it.
func (c *scenarioListCmd) Run(s *streams) error {
	stories, err := readStories(s.errw, c.Files)
	if err != nil {
		return err
	}
	type entry struct {
		File     string   `json:"file"`
		Name     string   `json:"name"`
		Covers   []string `json:"covers"`
		Shows    []string `json:"shows"`
		Real     bool     `json:"real"`
		Tellings int      `json:"tellings"`
	}
	all := []entry{}
	for _, one := range stories {
		all = append(all, entry{one.File, one.Name, append([]string{}, one.Covers...), append([]string{}, one.Shows...), one.Real, len(one.Tellings)})
	}
	if c.JSON {
		return json.NewEncoder(s.out).Encode(map[string]any{"stories": all})
	}
	for _, e := range all {
		line := e.File + ": " + e.Name
		if e.Tellings > 1 {
			line += fmt.Sprintf(" (×%d)", e.Tellings)
		}
		if len(e.Covers) > 0 {
			line += "  " + strings.Join(e.Covers, " ")
		}
		fmt.Fprintln(s.out, line)
	}
	return nil
}

// scenarioNewCmd is `poslab scenario new`.
type scenarioNewCmd struct {
	File string `arg:"" optional:"" help:"Where to write it; it must not exist. Without one it is printed."`
}

// Run writes a story that holds, with a word about every line.
func (c *scenarioNewCmd) Run(s *streams) error {
	if c.File == "" {
		_, err := fmt.Fprint(s.out, scenario.Example)
		return err
	}
	f, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, os.ErrExist) {
		return misuse(fmt.Errorf("%s exists already", c.File), "give another name")
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(scenario.Example)
	if err = errors.Join(err, f.Close()); err == nil {
		fmt.Fprintf(s.out, "%s\n%s scenario run %s\n", c.File, strings.Join(calledAs(os.Args[0]), " "), c.File)
	}
	return err
}

// scenarioSchemaCmd is `poslab scenario schema`.
type scenarioSchemaCmd struct{}

// Run prints it.
func (*scenarioSchemaCmd) Run(s *streams) error {
	e := json.NewEncoder(s.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(scenario.Schema())
}
