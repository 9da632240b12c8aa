package scenario

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"posterm/emulator/client"
	"posterm/emulator/printer"
)

// play is a telling as it happens.
type play struct {
	ctx     context.Context
	stopped func() error // by whoever wanted the story told; nil: not
	world   *world
	vars    map[string]variable
	last    *result // of the last command
	mark    mark
	taken   []printer.Slip // paper that was taken away
	doing   []node         // the step under way, and those around it
	awaited []awaited      // what is still to go wrong
	done    int            // steps, repeated ones counted as often
}

// mark is how far everything had come when the last step that does something began.
type mark struct {
	screen, events, rows, told int
	customer                   int
	slip                       int // the last piece of paper that was finished
}

// failure is a step that did not go as it was told.
type failure struct {
	at  node // the step
	why error
}

func (f *failure) Error() string { return f.why.Error() }
func (f *failure) Unwrap() error { return f.why }

// steps does steps.
func (p *play) steps(list node) error {
	all, err := list.list()
	if err != nil {
		return err
	}
	for _, n := range all {
		if err := p.step(n); err != nil {
			return err
		}
	}
	return nil
}

// observing steps do nothing to the world: what is expected after them came since the step before.
var observing = map[string]bool{"expect": true, "remember": true, "repeat": true}

func (p *play) step(n node) error {
	if err := p.stopped(); err != nil {
		return err
	}
	if p.done++; p.done > stepLimit {
		return &failure{n, fmt.Errorf("a story has at most %d steps", stepLimit)}
	}
	p.doing = append(p.doing, n)
	defer func() { p.doing = p.doing[:len(p.doing)-1] }()
	e, err := n.expanded(p.vars, func(string) bool { return n.holdsSteps() })
	if err != nil {
		return &failure{n, err}
	}
	s, err := readStep(e)
	if err == nil && !observing[s.verb] {
		err = p.note()
	}
	if err == nil {
		err = s.act(p)
	}
	var inner *failure
	if err == nil || errors.As(err, &inner) {
		return err
	}
	return &failure{n, err}
}

// holdsSteps: names within inner steps are put in when those are done.
func (n node) holdsSteps() bool {
	s, err := split(n)
	return err == nil && s.subs().Node != nil
}

// note sets the mark.
func (p *play) note() error {
	if err := p.world.darkened(); err != nil {
		return err
	}
	p.world.settle()
	slips, err := p.world.lab.Slips(p.ctx)
	if err != nil {
		return err
	}
	m := mark{screen: p.world.screen.len(), events: p.world.events.len(), rows: p.mark.rows, customer: p.world.customer.len()}
	for _, s := range slips {
		if s.Ended != endedOpen {
			m.slip = max(m.slip, s.ID)
		}
	}
	m.slip = max(m.slip, p.mark.slip)
	if p.world.receiver != nil {
		m.told = p.world.receiver.got.len()
	}
	if rows, err := p.rows(); err == nil {
		m.rows = len(rows)
	}
	p.mark = m
	return nil
}

// endedOpen is how a piece ends that is still in the printer.
const endedOpen = "open"

// rows are the whole journal.
func (p *play) rows() ([]any, error) {
	object, err := p.world.asked(p.ctx, "journal", "rows")
	if err != nil {
		return nil, err
	}
	rows, is := object["rows"].([]any)
	if !is {
		return nil, fmt.Errorf("posterm journal rows: %v", object["error"])
	}
	return rows, nil
}

// takePaper takes the finished slips away; they stay known.
func (p *play) takePaper() error {
	taken, err := p.world.lab.TakePaper(p.ctx)
	p.taken = append(p.taken, taken...)
	return err
}

// paper is all the paper there ever was.
func (p *play) paper() ([]printer.Slip, error) {
	now, err := p.world.lab.Slips(p.ctx)
	return append(append([]printer.Slip{}, p.taken...), now...), err
}

// messages are the requests and answers among events.
func messages(events []client.Event) (all []message) {
	for _, e := range events {
		if m, is := messageOf(e); is {
			all = append(all, m)
		}
	}
	return all
}

// begin makes a play of a telling, in a world that is ready.
func begin(ctx context.Context, t *Telling, w *world) *play {
	return &play{ctx: ctx, world: w, vars: maps.Clone(t.vars)}
}
