package line

import (
	"cmp"
	"slices"
	"time"
)

// Phase is where a path stands.
type Phase uint8

// The phases.
const (
	Untried Phase = iota // not tried since the program started
	Up                   // the last try worked
	Cooling              // it failed, and rests until State.Until; others go first
	Due                  // it failed, has rested, and is tried again at the next exchange
)

var phaseNames = [...]string{Untried: "untried", Up: "up", Cooling: "cooling", Due: "due"}

// String is a word for logs and programs.
func (p Phase) String() string { return phaseNames[p] }

// State is what is known of one path.
type State struct {
	Path  string // "primary", "backup/eth0"; "" when there is but one
	Phase Phase
	Until time.Time // the end of the rest, while Cooling
	Err   error     // of the last try; nil while Untried and Up

	TLS       string        // of the last connection: "TLS 1.3"; "" for plain TCP
	Peer      string        // who the host proved to be: the subject of its certificate
	Connected time.Duration // how long connecting took the last time it worked, TLS included
	Answered  time.Duration // how long the host took for its last answer; 0: none yet
	AnswerAt  time.Time
}

// Board says in which order the paths are tried. It has no clock: time is an
// argument. One caller at a time.
//
// A path that cannot be connected rests for the cool-down. When an exchange breaks
// after its request was sent, the path rests too, and its host comes after the
// other one for as long, by whichever interface: so the reversal of that request
// takes another way. A resting path is the last resort, never forbidden: as long
// as nothing was sent, trying costs time and no money. When the rest is over, the
// configured order holds again: the way back.
type Board struct {
	rest  time.Duration
	paths []standing
}

// standing is one path's record.
type standing struct {
	host   string
	state  State
	until  time.Time // the path rests until then
	silent time.Time // its host comes later until then
}

// NewBoard takes the paths in the order in which they are to be tried.
func NewBoard(coolDown time.Duration, paths []Path) *Board {
	b := &Board{rest: coolDown}
	for _, p := range paths {
		b.paths = append(b.paths, standing{host: p.Host, state: State{Path: p.Name()}})
	}
	return b
}

// Order gives the numbers of all paths, the one to try first at the front.
func (b *Board) Order(now time.Time) []int {
	order := make([]int, len(b.paths))
	for i := range order {
		order[i] = i
	}
	if len(order) == 1 {
		return order
	}
	slices.SortStableFunc(order, func(i, j int) int {
		one, other := b.paths[i], b.paths[j]
		return cmp.Or(cmp.Compare(one.class(now), other.class(now)), one.ends(now).Compare(other.ends(now)))
	})
	return order
}

// class: 0 is well, 1 has a host that fell silent on another path, 2 rests itself.
func (s standing) class(now time.Time) int {
	switch {
	case s.until.After(now):
		return 2
	case s.silent.After(now):
		return 1
	}
	return 0
}

// ends is when what keeps the path back is over; the zero time when nothing does.
func (s standing) ends(now time.Time) time.Time {
	switch s.class(now) {
	case 2:
		return s.until
	case 1:
		return s.silent
	}
	return time.Time{}
}

// Connected notes that path i was opened, how long that took, and by what.
func (b *Board) Connected(i int, took time.Duration, tls, peer string) State {
	s := &b.paths[i]
	s.until = time.Time{}
	s.state.Phase, s.state.Err = Up, nil
	s.state.Connected, s.state.TLS, s.state.Peer = took, tls, peer
	return s.state
}

// Answered notes that the host answered on path i: it is silent no more.
func (b *Board) Answered(i int, now time.Time, took time.Duration) State {
	s := &b.paths[i]
	s.until = time.Time{}
	for j := range b.paths {
		if b.paths[j].host == s.host {
			b.paths[j].silent = time.Time{}
		}
	}
	s.state.Phase, s.state.Err = Up, nil
	s.state.Answered, s.state.AnswerAt = took, now
	return s.state
}

// Unreached notes that path i could not be opened; nothing was sent.
func (b *Board) Unreached(i int, now time.Time, err error) State {
	s := &b.paths[i]
	s.until = now.Add(b.rest)
	s.state.Err = err
	return s.at(now)
}

// Broken notes that an exchange on path i ended without an answer.
func (b *Board) Broken(i int, now time.Time, err error) State {
	for j := range b.paths {
		if b.paths[j].host == b.paths[i].host {
			b.paths[j].silent = now.Add(b.rest)
		}
	}
	return b.Unreached(i, now, err)
}

// States gives all paths in their configured order.
func (b *Board) States(now time.Time) []State {
	all := make([]State, len(b.paths))
	for i, s := range b.paths {
		all[i] = s.at(now)
	}
	return all
}

func (s standing) at(now time.Time) State {
	if s.state.Err == nil {
		return s.state
	}
	s.state.Phase = Due
	if s.until.After(now) {
		s.state.Phase, s.state.Until = Cooling, s.until
	}
	return s.state
}
