package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"posterm/emulator/client"
	"posterm/emulator/link"
	"posterm/front/console"
	"posterm/txn"
)

// result is how a command line ended.
type result struct {
	args     []string
	exit     int
	out, err string
	cut      bool // the power went meanwhile
}

// till is a terminal: the whole program, in this process or in one of its own.
type till interface {
	// start powers it on; it returns when the menu asks. The power can be cut at any moment while it runs.
	start(ctx context.Context) error
	// stop ends it in order (true) or at once, and returns when nothing of it runs any more.
	stop(inOrder bool) error
	// type sends a line to its menu.
	typed(line string) error
	// command carries out a command line, by the terminal that runs or alone.
	command(ctx context.Context, args []string) result
	// moveClock moves its clock.
	moveClock(d time.Duration) error
}

// world is where a story happens.
type world struct {
	dir         string // of files: data, configuration
	lang        txn.Lang
	network     link.Network
	lab         *client.Client
	hostLine    *link.Line
	printerLine *link.Line
	bad         struct{ host, printer link.Fault } // what is wrong with the lines
	down        bool                               // the line to the host is; connections are refused
	closed      bool                               // the host's first address is, likewise
	receiver    *receiver                          // nil: nobody is told of events
	till        till
	screen      screen
	events      log[client.Event]
	faced       bool        // a display faces the customer
	customer    log[string] // what the display facing the customer showed, a message each
	settle      func()      // until nothing moves any more
	patience    time.Duration
	tick        time.Duration // 0: everything that happens is told at once, and in its order
	closers     []func() error

	running bool
	dark    atomic.Bool // the power is cut, and what still runs is not the terminal any more

	mu      sync.Mutex
	changed chan struct{} // closed when something happens; nil: nobody waits
	trap    trigger       // cuts the power
	full    bool          // nothing more can be written to the terminal's disk
	fill    string        // a row before which that begins
	// filling is the step that wants it.
	filling node
	lost    map[string][]byte // files that were damaged, as they were
}

// trigger is a moment at which the power goes.
type trigger struct {
	when   string // an event of the host: one of moments
	before string // a row of the journal that is not written any more
	after  string // a row that is the last
	nth    int
	step   node // that set it
}

// errDark ends what waits for a terminal without power.
var errDark = errors.New("the power is cut")

// data is the terminal's data directory, config its configuration.
func (w *world) data() string   { return filepath.Join(w.dir, "data") }
func (w *world) config() string { return filepath.Join(w.dir, "posterm.toml") }

// happened wakes all who wait for something: a step and the one that is done meanwhile may both.
func (w *world) happened() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

// change is closed when something happens next.
func (w *world) change() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.changed == nil {
		w.changed = make(chan struct{})
	}
	return w.changed
}

// await looks whether something holds, whenever something happened, until it does or the time is over.
func (w *world) await(ctx context.Context, within time.Duration, holds func() bool) bool {
	over := time.NewTimer(within)
	defer over.Stop()
	var tick <-chan time.Time
	if w.tick > 0 {
		t := time.NewTicker(w.tick)
		defer t.Stop()
		tick = t.C
	}
	for {
		change := w.change() // before looking: what happens meanwhile is looked at once more
		w.settle()
		if holds() {
			return true
		}
		select {
		case <-change:
		case <-tick:
		case <-over.C:
			w.settle()
			return holds()
		case <-ctx.Done():
			return false
		}
	}
}

// heard takes an event of the lab.
func (w *world) heard(e client.Event) {
	w.events.add(e)
	w.spring(func(t trigger) bool { return t.when != "" && e.Type == moments[t.when] })
	w.happened()
}

// arm has the power go at a moment to come.
func (w *world) arm(t trigger) error {
	switch {
	case !w.running:
		return errors.New("the terminal has no power already")
	case w.tick > 0:
		return errOnlyInMemory
	}
	if err := w.sprung(); err != nil { // or the story would forget it
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trap = t
	return nil
}

// sprung complains about a cut of the power that still waits for its moment.
func (w *world) sprung() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.trap.nth > 0 {
		return neverCame(w.trap.step)
	}
	return nil
}

// passage is a line on which virtual time passes, be it ever so little: whoever sent has told of it before it arrives. A power cut at
// the moment of an answer would otherwise race the terminal that reads it.
func (w *world) passage(f link.Fault) link.Fault {
	if w.tick == 0 {
		f.Delay = max(f.Delay, time.Nanosecond)
	}
	return f
}

// spring counts down, and cuts the power when it is time.
func (w *world) spring(is func(trigger) bool) (cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.trap.nth == 0 || !is(w.trap) {
		return false
	}
	if w.trap.nth--; w.trap.nth > 0 {
		return false
	}
	w.blackout()
	return true
}

// blackout is the moment in which the power goes: nothing is written, sent or shown any more.
func (w *world) blackout() {
	w.dark.Store(true)
	go func() { // whoever is in the middle of a word over a line is cut off
		w.hostLine.Be(link.Fault{Cut: link.CutOut})
		w.printerLine.Be(link.Fault{Cut: link.CutOut})
		w.happened()
	}()
}

// on powers the terminal on.
func (w *world) on(ctx context.Context) error {
	if w.running {
		return errors.New("the terminal has power already")
	}
	w.hostLine.Be(w.passage(w.bad.host))
	w.printerLine.Be(w.bad.printer)
	w.dark.Store(false)
	w.screen.clear()
	w.running = true
	if err := w.till.start(ctx); err != nil {
		return err
	}
	if !w.await(ctx, w.patience, func() bool { return w.dark.Load() || w.waits(w.screen.asks()) }) {
		return fmt.Errorf("the terminal was powered on and asks for nothing:\n%s", w.screen.text())
	}
	return nil
}

// waits says whether the screen's last line is a question. Of a real program's output only a whole one counts: it may
// come in pieces.
func (w *world) waits(line string) bool {
	return console.QuestionOf(line) != "" || w.tick == 0 && line != ""
}

// usualPatience bounds waits for what comes at once when all is well, by the story's clock: an unanswered transaction with
// its sign-in takes two minutes.
const usualPatience = 15 * time.Minute

// listens has the line take connections, or refuse them.
func (w *world) listens() error { return w.hostLine.Refuse(w.down || w.closed) }

func (w *world) off() error {
	if !w.running {
		return errors.New("the terminal has no power already")
	}
	w.running = false
	return w.till.stop(true)
}

// cut pulls the plug, or ends a terminal whose power went at a moment that was set.
func (w *world) cut() error {
	if !w.running {
		return errors.New("the terminal has no power already")
	}
	if err := w.sprung(); err != nil {
		return err
	}
	if !w.dark.Load() {
		w.blackout()
	}
	w.running = false
	return w.till.stop(false)
}

// darkened finishes a cut whose moment came.
func (w *world) darkened() error {
	if w.running && w.dark.Load() {
		return w.cut()
	}
	return nil
}

func (w *world) moveClock(d time.Duration) error { return w.till.moveClock(d) }

// pass lets time pass.
func (w *world) pass(ctx context.Context, d time.Duration) error {
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-over.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	w.settle()
	return w.darkened()
}

// asked is a command's answer in JSON.
func (w *world) asked(ctx context.Context, args ...string) (map[string]any, error) {
	r := w.till.command(ctx, append([]string{"--json"}, args...))
	var object map[string]any
	if err := json.Unmarshal([]byte(r.out), &object); err != nil {
		return nil, fmt.Errorf("posterm %s: exit %d, %q %s", strings.Join(args, " "), r.exit, clip(r.out), clip(r.err))
	}
	return object, nil
}

func (w *world) close() error {
	var errs []error
	if w.running {
		w.running = false
		errs = append(errs, w.till.stop(true))
	}
	for _, end := range slices.Backward(w.closers) {
		errs = append(errs, end())
	}
	return errors.Join(append(errs, os.RemoveAll(w.dir))...)
}

// log is what happened, in order; it may be asked while it grows.
type log[T any] struct {
	mu  sync.Mutex
	all []T
}

func (l *log[T]) add(v T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, v)
}

func (l *log[T]) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

func (l *log[T]) since(n int) []T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all[min(n, len(l.all)):])
}
