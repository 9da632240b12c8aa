package observe

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"posterm/comms/line"
	"posterm/internal/redact"
	"posterm/terminal"
	"posterm/txn"
)

// AnswerLimit is how long the loop may take to answer. Chosen: it answers between two commits, and a
// commit to a card that is busy erasing takes a second or two; who needs five is not well.
const AnswerLimit = 5 * time.Second

// Terminal is what is watched.
type Terminal interface {
	Pulse(ctx context.Context) (terminal.Pulse, error)
}

// Config is what a watch is told of the program.
type Config struct {
	Build  Build
	Lang   txn.Lang                 // of the status line
	Paper  bool                     // a printer is used
	Free   func() (uint64, error)   // bytes free where the journal is; nil: nobody knows
	Lines  func() []line.State      // the ways to the host; nil: none
	Hidden func(redact.Kind) uint64 // what the log's guard hid; nil: it has none
	Log    zerolog.Logger
}

// Build is what the program is made of.
type Build struct {
	Version, Commit, Go string
	Schema              int // of the journal
}

// Watch watches over one terminal. Its methods may be called from any goroutine.
type Watch struct {
	cfg     Config
	began   time.Time
	tally   *tally
	lines   *lines
	mute    atomic.Uint64 // times the loop did not answer
	mu      sync.Mutex
	of      Terminal // nil: it is not open yet
	closing bool
}

// New makes a watch over a terminal that is about to be opened.
func New(cfg Config) *Watch {
	return &Watch{cfg: cfg, began: time.Now(), tally: newTally(), lines: newLines()}
}

// Watch begins: the terminal has recovered from its journal.
func (w *Watch) Watch(t Terminal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.of = t
}

// Stopping says that the terminal is about to be closed.
func (w *Watch) Stopping() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closing = true
}

// errStarting: nobody can be asked yet.
var errStarting = errors.New("the terminal is starting")

// pulse asks the terminal, within a time limit.
func (w *Watch) pulse(ctx context.Context, limit time.Duration) (terminal.Pulse, error) {
	w.mu.Lock()
	of := w.of
	w.mu.Unlock()
	if of == nil {
		return terminal.Pulse{}, errStarting
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	p, err := of.Pulse(limited)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		w.mute.Add(1)
	}
	return p, err
}

func (w *Watch) stopping() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closing
}
