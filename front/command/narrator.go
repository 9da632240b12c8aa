package command

import (
	"sync"

	"posterm/terminal/machine"
	"posterm/txn"
)

// screens hands what the terminal shows to everybody who listens; nobody keeps it waiting.
type screens struct {
	mu        sync.Mutex
	listeners map[int]func(machine.Screen, txn.Words)
	n         int
}

func newScreens() *screens { return &screens{listeners: map[int]func(machine.Screen, txn.Words){}} }

// listen adds somebody, who must not block, until stop is called.
func (s *screens) listen(hear func(machine.Screen, txn.Words)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	n := s.n
	s.listeners[n] = hear
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.listeners, n)
	}
}

func (s *screens) show(screen machine.Screen, words txn.Words) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, hear := range s.listeners {
		hear(screen, words)
	}
}

// narrationLimit is how many screens may wait to be told. Chosen: far more than one command
// shows; at the limit one is left out, and the command's result says the same.
const narrationLimit = 64

// narrator tells a caller what the terminal shows meanwhile, in order with what the command
// itself says.
type narrator struct {
	app  *app // says it
	mu   sync.Mutex
	wait []func()   // screens that were not told yet
	said sync.Mutex // held while something is told, which may take long
	wake chan struct{}
}

// narrate puts a narrator between a command and its caller until end is called.
func narrate(a *app) (n *narrator, end func()) {
	n = &narrator{app: &app{cli: a.cli, cfg: a.cfg, json: a.json, out: a.out}, wake: make(chan struct{}, 1)}
	a.out = n
	var work sync.WaitGroup
	wake := n.wake
	work.Go(func() {
		for range wake {
			n.said.Lock()
			n.tell()
			n.said.Unlock()
		}
	})
	return n, func() {
		n.mu.Lock()
		close(n.wake)
		n.wake = nil
		n.mu.Unlock()
		work.Wait()
	}
}

// hear takes a screen from the terminal's loop, and does not keep it waiting.
func (n *narrator) hear(s machine.Screen, words txn.Words) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.wait) < narrationLimit {
		n.wait = append(n.wait, func() { n.app.progress(s, words) })
	}
	select {
	case n.wake <- struct{}{}: // nil once the command ended
	default:
	}
}

// tell says what waits; said is held.
func (n *narrator) tell() {
	n.mu.Lock()
	wait := n.wait
	n.wait = nil
	n.mu.Unlock()
	for _, say := range wait {
		say()
	}
}

// Write says what the terminal showed before, then what the command says.
func (n *narrator) Write(p []byte) (int, error) {
	n.said.Lock()
	defer n.said.Unlock()
	n.tell()
	return n.app.out.Write(p)
}
