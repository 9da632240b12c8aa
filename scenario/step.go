package scenario

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"posterm/internal/strict"
)

// action is what a step does, once it was read.
type action func(*play) error

// verb is a kind of step.
type verb struct {
	read func(step) (action, error)
	with []string // what may stand beside it
	says string   // for the schema and the example
}

// verbs are all kinds of steps.
var verbs map[string]verb

func init() { // a step can hold steps
	verbs = map[string]verb{
		"key":      {readKey, []string{"meanwhile"}, "a cashier at the menu: {sale: \"12.34\", card: A}; answers by the names of the questions, or cancel"},
		"keys":     {readKeys, []string{"meanwhile"}, "lines typed at the menu, one for every question: [\"1\", \"12.34\", A, \"\"]"},
		"command":  {readCommand, []string{"meanwhile", "exit", "json", "error", "says"}, "a command line of posterm: sale 12.34 --card A"},
		"expect":   {readExpect, []string{"within"}, "what must hold; it is waited for"},
		"host":     {readHost, nil, "what the acquirer does: {drop_response: next}, {knobs: {...}}, {closed: primary}"},
		"line":     {readLine, nil, "the line to the host: good, {delay: 100ms}, {cut: out, after: 40}, deaf, down"},
		"cable":    {readCable, nil, "the line to the printer, likewise"},
		"printer":  {readPrinter, nil, "what happens to the printer: {paper: out}, {do: load_paper}, {clear: faults}"},
		"climate":  {readClimate, nil, "the shop: {ambient_c: -15, humidity: 80, supply_percent: 90}"},
		"power":    {readPower, nil, "the terminal's power: cut, off (in order), on, {cut: {at: request}}"},
		"disk":     {readDisk, nil, "the terminal's disk: good, full, {full: {before: approved}} (in memory), or damaged, while the power is off"},
		"clock":    {readClock, nil, "time passes, {pass: 35s}, or the clock is set, {set: +1h}"},
		"receiver": {readReceiver, nil, "who is told of events: {answer: 500}, {answer: 200}"},
		"remember": {readRemember, nil, "a name for something the terminal said: {trace: status.trace}"},
		"repeat":   {readRepeat, []string{"steps"}, "a number, or up to it ${n}: steps: ..."},
	}
}

// beside are the keys that may stand in every step.
var beside = []string{"note"}

// step is one step of a story, read.
type step struct {
	node
	verb string
	body node
	with map[string]node
	note string
	act  action
}

// subs are the steps within it.
func (s step) subs() node {
	if n, is := s.with["meanwhile"]; is {
		return n
	}
	return s.with["steps"]
}

// split finds the verb of a step, and what stands beside it.
func split(n node) (step, error) {
	s := step{node: n, with: map[string]node{}}
	pairs, err := n.pairs()
	if err != nil {
		return s, err
	}
	var rest []pair
	for _, p := range pairs {
		switch _, is := verbs[p.key]; {
		case is && s.verb != "":
			return s, p.at.refuse("a step does one thing: %s and %s are two steps", s.verb, p.key)
		case is:
			s.verb, s.body = p.key, p.value
		default:
			rest = append(rest, p)
		}
	}
	known := slices.Concat(verbs[s.verb].with, beside)
	if s.verb == "" {
		known = slices.Concat(sortedKeys(verbs), beside)
	}
	for _, p := range rest {
		if !slices.Contains(known, p.key) {
			return s, p.at.because(strict.UnknownKey(p.key, known))
		}
		s.with[p.key] = p.value
	}
	if s.verb == "" {
		return s, n.refuse("this step does nothing: want one of %s", strings.Join(sortedKeys(verbs), ", "))
	}
	if note, is := s.with["note"]; is {
		s.note, err = note.text()
	}
	return s, err
}

// readStep reads a step to what it does.
func readStep(n node) (step, error) {
	s, err := split(n)
	if err == nil {
		s.act, err = verbs[s.verb].read(s)
	}
	return s, err
}

// compiler checks steps before any of them is done.
type compiler struct {
	vars  map[string]variable
	later map[string]bool // names that steps before remember
	count int
	times int // how often the steps being read are repeated

	real, webhooks bool // what the story says of itself
}

// errNoReceiver: nobody is told of events.
var errNoReceiver = errors.New("there is no receiver: say webhooks: yes under lab")

// possible refuses what this story can never do, in this world or with real programs.
func (c *compiler) possible(s step) error {
	members, _ := s.body.pairs()
	for _, m := range members {
		told := m.key == "notifications"
		if never, err := m.value.pairs(); err == nil && m.key == "never" {
			told = slices.ContainsFunc(never, func(p pair) bool { return p.key == "notifications" })
		}
		switch {
		case c.real && (s.verb == "clock" && m.key == "set" || s.verb == "power" || s.verb == "disk"):
			return m.at.because(errOnlyInMemory)
		case !c.webhooks && (s.verb == "receiver" || s.verb == "expect" && told):
			return m.at.because(errNoReceiver)
		}
	}
	return nil
}

// steps puts in what is known and reads every step once, for its faults.
func (c *compiler) steps(n node) (all []node, err error) {
	list, err := n.list()
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, n.refuse("there are no steps here")
	}
	for _, one := range list {
		e, err := c.step(one)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (c *compiler) step(n node) (node, error) {
	raw, err := split(n)
	if err != nil {
		return n, err
	}
	if raw.verb == "repeat" && !c.later["n"] {
		c.later["n"] = true
		defer delete(c.later, "n")
	}
	if c.count += c.times; c.count > stepLimit {
		return n, n.refuse("a story has at most %d steps, a repeated one counted as often as it is repeated", stepLimit)
	}
	holds := raw.subs().Node != nil // names within are put in when those steps are read
	e, err := n.expanded(c.vars, func(name string) bool { return holds || c.later[name] })
	if err != nil {
		return n, err
	}
	s, err := readStep(e)
	if err == nil {
		err = c.possible(s)
	}
	if err != nil {
		return n, err
	}
	if raw.verb == "remember" {
		pairs, _ := s.body.pairs()
		for _, p := range pairs {
			c.later[p.key] = true
		}
	}
	return e, c.subs(s)
}

// subs reads the steps within one.
func (c *compiler) subs(s step) error {
	subs := s.subs()
	if subs.Node == nil {
		return nil
	}
	if s.verb == "repeat" {
		times, err := s.body.number(1, stepLimit) // 1 while it is not known: play counts, too
		if err != nil {
			return err
		}
		outer := c.times
		c.times *= times
		defer func() { c.times = outer }()
	}
	_, err := c.steps(subs)
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// readRepeat: ${n} counts from 1.
func readRepeat(s step) (action, error) {
	times, err := s.body.number(1, stepLimit)
	if err != nil {
		return nil, err
	}
	subs := s.with["steps"]
	if subs.Node == nil {
		return nil, s.refuse("repeat wants steps: beside it")
	}
	return func(p *play) error {
		outer, within := p.vars["n"]
		defer func() {
			if delete(p.vars, "n"); within {
				p.vars["n"] = outer
			}
		}()
		for n := range times {
			p.vars["n"] = variable{text: fmt.Sprint(n + 1)}
			if err := p.steps(subs); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
