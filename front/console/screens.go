package console

import (
	"context"

	"posterm/terminal/machine"
	"posterm/txn"
)

// screensLimit is how many screens may wait to be printed. Chosen: far more than
// one command shows. At the limit a screen is left out: its command's result,
// which is asked for, says the same.
const screensLimit = 64

// Screens carries what the terminal shows under way to the menu: Show goes into
// terminal.Config.Screen, Changed into terminal.Config.Changed, the Screens itself into Config.
type Screens struct {
	told    chan told
	changed chan struct{} // holds one: how often it changed is nobody's concern
}

type told struct {
	screen machine.Screen
	words  txn.Words
}

// NewScreens makes an empty one.
func NewScreens() *Screens {
	return &Screens{told: make(chan told, screensLimit), changed: make(chan struct{}, 1)}
}

// Changed says that what the menu shows may no longer be true: it goes into terminal.Config.Changed. It never blocks.
func (s *Screens) Changed() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// Show hands a screen to the menu. It never blocks.
func (s *Screens) Show(screen machine.Screen, words txn.Words) {
	select {
	case s.told <- told{screen, words}:
	default:
	}
}

// underWay says whether a screen tells progress: how a command ended is told
// from its reply.
func (t told) underWay() bool {
	switch t.screen.Is {
	case machine.NoReprint, machine.NotDecided:
		return false
	}
	return !t.screen.Ends()
}

// decides says whether a screen tells what became of an earlier transaction, which no reply says again.
func (t told) decides() bool {
	return t.screen.Is == machine.Undone || t.screen.Is == machine.NeedsYou || t.screen.Is == machine.Told
}

// drain prints the screens that came while nobody waited; of another door's work only what was decided.
func (m *menu) drain(own bool) {
	for {
		select {
		case t := <-m.shown:
			if own || t.decides() {
				m.progress(t)
			}
		default:
			return
		}
	}
}

func (m *menu) progress(t told) {
	switch words := t.words.In(m.Lang); {
	case !t.underWay() || words == "":
	case m.scans(t):
		m.showScan(t, words)
	case t.decides():
		m.face.note(words)
	default:
		m.face.tell(words)
	}
}

// scans says whether a screen is about an order whose code a customer can scan now.
func (m *menu) scans(t told) bool {
	switch t.screen.Is {
	case machine.WaitingPay:
		m.scanning = t.screen.Code
	case machine.Inquiring:
	default:
		m.scanning = ""
	}
	return m.scanning != "" && m.QR != nil
}

// showScan shows the code once on lines; a whole screen keeps it in sight, below what is told.
func (m *menu) showScan(t told, words string) {
	m.face.fresh()
	m.face.tell(words)
	if m.face.passes() || t.screen.Is == machine.WaitingPay && t.screen.N == 0 {
		m.face.tell(m.scanning)
		m.face.code(m.scanning)
	}
}

// await lets the terminal work and prints its screens meanwhile. It gives up
// when ctx ends: what the terminal has begun it ends by itself.
func await[T any](ctx context.Context, m *menu, work func(context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err // nothing new is begun
	}
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work(ctx)
		done <- result{value, err}
	}()
	shown := m.shown
	if m.looking {
		shown = nil // whoever waits for an answer tells it
	}
	for {
		select {
		case t := <-shown:
			m.progress(t)
		case r := <-done:
			if !m.looking {
				m.drain(true)
			}
			return r.value, r.err
		case <-ctx.Done():
			return none, ctx.Err()
		}
	}
}
