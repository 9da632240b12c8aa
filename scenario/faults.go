package scenario

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"posterm/internal/strict"
	"posterm/txn"
)

// Fault is one thing that goes wrong around a terminal, as the catalogue has it.
type Fault struct {
	Name     string    // as stories show it: "answer-lost"
	Group    txn.Words // what goes wrong: the host, the line ...
	Title    txn.Words
	Cause    string    // what really happens in a shop
	Hand     string    // what a person does to have it; empty where the calls do all
	Terminal string    // what the terminal does
	Rules    []string  // of RULES.md, RELIABILITY.md and PRINTER.md: "RULES 3.1"
	Words    txn.Words // what the cashier is told
	Where    string    // where it was told: on the screen, or by the last command (says)
	Covers   []string  // requirements: "R48"

	inject, before, then []node
	beside               []pair // config:, lab:, ends: of a story
}

// faultFiles are the catalogue: a file for each group, in order.
//
//go:embed faults/*.yaml
var faultFiles embed.FS

// catalogue reads the files once.
var catalogue = sync.OnceValues(func() ([]Fault, error) { return readFaults(faultFiles) })

// Faults is the catalogue of everything that goes wrong around a terminal, group by group.
func Faults() ([]Fault, error) { return catalogue() }

// faultNames are the names of all; none when the catalogue cannot be read.
func faultNames() (names []string) {
	all, _ := Faults()
	for _, f := range all {
		names = append(names, f.Name)
	}
	return names
}

func readFaults(files fs.FS) (all []Fault, err error) {
	paths, err := fs.Glob(files, "faults/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, path := range paths { // fs.Glob sorts them
		doc, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		some, err := parseFaults(path, doc)
		if err != nil {
			return nil, err
		}
		for _, f := range some {
			if slices.ContainsFunc(all, func(g Fault) bool { return g.Name == f.Name }) {
				return nil, &Refusal{File: path, Why: fmt.Errorf("%s is in the catalogue twice", f.Name)}
			}
			all = append(all, f)
		}
	}
	return all, nil
}

// parseFaults reads a file of the catalogue. Every refusal is a *Refusal.
func parseFaults(file string, doc []byte) (all []Fault, err error) {
	root, err := parse(file, doc)
	if err != nil {
		return nil, err
	}
	root.src.checked = true // what the lab says of the steps, it says when they are told
	keys, err := root.keyed([]string{"group", "faults"})
	if err != nil {
		return nil, err
	}
	group, err := keys["group"].words()
	if err != nil {
		return nil, err
	}
	list, err := keys["faults"].list()
	for _, one := range list {
		f := Fault{Group: group}
		if err := f.read(one); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(g Fault) bool { return g.Name == f.Name }) {
			return nil, one.refuse("%s is in the catalogue twice", f.Name)
		}
		all = append(all, f)
	}
	return all, err
}

// keyed are the members of a mapping that has all of these keys, and perhaps others.
func (n node) keyed(must []string, may ...string) (map[string]node, error) {
	pairs, err := n.known(slices.Concat(must, may)...)
	if err != nil {
		return nil, err
	}
	keys := map[string]node{}
	for _, p := range pairs {
		keys[p.key] = p.value
	}
	for _, key := range must {
		if _, is := keys[key]; !is {
			return nil, n.refuse("there is no %s: here", key)
		}
	}
	return keys, nil
}

// words are Chinese and English, neither of them empty.
func (n node) words() (w txn.Words, err error) {
	keys, err := n.keyed([]string{"zh", "en"})
	if err != nil {
		return w, err
	}
	if w.ZH, err = keys["zh"].sentence(); err == nil {
		w.EN, err = keys["en"].sentence()
	}
	return w, err
}

// sentence is text on one line that is not empty.
func (n node) sentence() (string, error) {
	text, err := n.text()
	if err == nil && (text == "" || strings.Contains(text, "\n")) {
		err = n.unlike("a text on one line")
	}
	return text, err
}

// wheres are what a cashier's words can stand on.
var wheres = []string{"screen", "says"}

// rule names a paragraph of the design.
var rule = regexp.MustCompile(`^(RULES|RELIABILITY|PRINTER|PROTOCOL) [0-9]+(\.[0-9]+)*[a-z]?( [A-Z]?[0-9]+[a-z]?)?$`)

func (f *Fault) read(n node) error {
	keys, err := n.keyed([]string{"name", "title", "cause", "terminal", "rules", "words", "covers", "then"}, "hand", "where", "before", "inject", "config", "lab", "ends")
	if err != nil {
		return err
	}
	if f.Name, err = keys["name"].text(); err != nil || !faultName.MatchString(f.Name) {
		return keys["name"].unlike("a name like answer-lost")
	}
	for key, into := range map[string]*string{"cause": &f.Cause, "terminal": &f.Terminal, "hand": &f.Hand} {
		if v, is := keys[key]; is && err == nil {
			*into, err = v.sentence()
		}
	}
	if err == nil {
		f.Title, err = keys["title"].words()
	}
	if err == nil {
		f.Words, err = keys["words"].words()
	}
	if err == nil {
		f.Covers, err = labels(keys["covers"], requirement, "a requirement like R48")
	}
	if err == nil {
		f.Rules, err = labels(keys["rules"], rule, "a paragraph of the design like RULES 3.1 or RELIABILITY 3.1 S5")
	}
	if f.Where = "screen"; err == nil && keys["where"].Node != nil {
		f.Where, err = keys["where"].word(wheres...)
	}
	if err != nil {
		return err
	}
	return f.readSteps(n, keys)
}

// readSteps reads how one gets there: what the shop is like, what was before, the fault, and what makes it felt.
func (f *Fault) readSteps(n node, keys map[string]node) (err error) {
	c := compiler{vars: map[string]variable{}, later: map[string]bool{}, times: 1, webhooks: true}
	for _, part := range []struct {
		key  string
		into *[]node
	}{{"before", &f.before}, {"inject", &f.inject}, {"then", &f.then}} {
		if v, is := keys[part.key]; is {
			if *part.into, err = c.steps(v); err != nil {
				return err
			}
		}
	}
	for _, key := range []string{"config", "lab", "ends"} {
		if v, is := keys[key]; is {
			f.beside = append(f.beside, pair{key: key, value: v})
		}
	}
	calls, err := f.calls()
	if err == nil && f.Hand == "" && len(calls) == 0 {
		err = n.refuse("%s says nowhere how one gets it: a step that calls the lab under inject:, or hand:", f.Name)
	}
	return err
}

// calls are the requests of the admin API that the injecting steps make.
func (f *Fault) calls() (all []call, err error) {
	for _, n := range f.inject {
		s, err := split(n)
		if err != nil {
			return nil, err
		}
		var some []call
		switch s.verb {
		case "host":
			some, err = hostCalls(s.body)
		case "printer", "climate":
			some, err = printerCalls(s.body, s.verb == "climate")
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// FindFault gives the fault of that name; an unknown one is refused with the nearest.
func FindFault(name string) (Fault, error) {
	all, err := Faults()
	for _, f := range all {
		if f.Name == name {
			return f, nil
		}
	}
	if err != nil {
		return Fault{}, err
	}
	return Fault{}, unknownFault(name)
}

func unknownFault(name string) error {
	if near := strict.Nearest(name, faultNames()); near != "" {
		return fmt.Errorf("no fault is called %q: did you mean %q?", clip(name), near)
	}
	return fmt.Errorf(`no fault is called %q: "poslab scenario faults" lists them`, clip(name))
}
