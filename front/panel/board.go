package panel

import (
	"sync"
	"time"

	"posterm/emulator"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// lineLimit is how many lines of the timeline are kept; the oldest goes first. Chosen: half an hour of a busy demonstration.
const lineLimit = 600

// Lane is a column of the timeline.
type Lane string

// The lanes.
const (
	OnScreen Lane = "screen"
	OnWire   Lane = "wire"
	InRoll   Lane = "journal"
	InLedger Lane = "ledger"
	OnPaper  Lane = "paper"
)

// Line is one thing that happened.
type Line struct {
	Seq   uint64    `json:"seq"` // 1, 2, 3 ...
	At    time.Time `json:"at"`
	Clock string    `json:"clock"` // At as the shop's clock shows it, in Beijing time as on slips: 15:04:05.000
	Lane  Lane      `json:"lane"`
	Trace string    `json:"trace,omitempty"`
	Tone  Tone      `json:"tone,omitempty"`
	Words Both      `json:"words"`
	Wire  *Message  `json:"wire,omitempty"` // on the wire: the message, masked
}

// Both is one text in both languages, as JSON.
type Both struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

func both(w txn.Words) Both { return Both(w) }

// Tone says what a text means, so that the page can give it a sign beside a colour.
type Tone string

// The tones.
const (
	Plain Tone = ""
	Good  Tone = "good"  // done, and it is well
	Bad   Tone = "bad"   // it did not happen, or something is broken
	Doubt Tone = "doubt" // not decided
)

// Board collects what happens. Its methods never block; they may be called from any goroutine.
type Board struct {
	mu      sync.Mutex
	lines   []Line
	next    uint64
	dirty   map[string]bool // topics to gather
	screen  screen          // the newest
	changed chan struct{}   // closed at every change
	now     func() time.Time
}

// screen is what the terminal showed last.
type screen struct {
	words txn.Words
	is    machine.Shown
}

// NewBoard makes an empty board.
func NewBoard() *Board {
	return &Board{dirty: map[string]bool{}, changed: make(chan struct{}), now: time.Now}
}

// add puts a line on the board and marks topics.
func (b *Board) add(l Line, topics ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l.Words != (Both{}) {
		b.next++
		l.Seq, l.At = b.next, b.now().In(txn.Beijing)
		l.Clock = l.At.Format("15:04:05.000")
		b.lines = append(b.lines, l)
		if n := len(b.lines) - lineLimit; n > 0 {
			b.lines = append(b.lines[:0], b.lines[n:]...)
		}
	}
	b.mark(topics)
}

// touch marks topics whose state may have changed.
func (b *Board) touch(topics ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mark(topics)
}

// mark needs the lock.
func (b *Board) mark(topics []string) {
	for _, t := range topics {
		b.dirty[t] = true
	}
	close(b.changed)
	b.changed = make(chan struct{})
}

// since gives the lines after one, and a channel that is closed at the next change.
func (b *Board) since(seq uint64) (lines []Line, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.lines); i > 0 && b.lines[i-1].Seq > seq; i-- {
		lines = b.lines[i-1:]
	}
	return append([]Line(nil), lines...), b.changed
}

// take gives the topics to gather and forgets them.
func (b *Board) take() (topics map[string]bool, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	topics, b.dirty = b.dirty, map[string]bool{}
	return topics, b.changed
}

// shown is the newest screen.
func (b *Board) shown() screen {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.screen
}

// Screen takes what the terminal shows: terminal.Config.Screen.
func (b *Board) Screen(s machine.Screen, words txn.Words) {
	b.mu.Lock()
	b.screen = screen{words, s.Is}
	b.mu.Unlock()
	trace := ""
	if s.Trace != 0 {
		trace = s.Trace.String()
	}
	if s.Is == machine.Finished { // how it ended is read from the journal
		b.touch(topicTill, topicJournal)
		return
	}
	b.add(Line{Lane: OnScreen, Trace: trace, Tone: screenTones[s.Is], Words: both(words)}, topicTill, topicJournal)
}

// screenTones are those of screens that are not just progress.
var screenTones = map[machine.Shown]Tone{
	machine.Undone: Good, machine.Cleared: Good, machine.Refused: Bad, machine.NoReprint: Bad, machine.NotDecided: Bad,
	machine.Reversing: Doubt, machine.Repeating: Doubt, machine.NeedsYou: Bad,
}

// Lab takes what happens in the lab: emulator.Options.OnEvent.
func (b *Board) Lab(e emulator.Event) {
	for _, l := range labLines(e) {
		b.add(l)
	}
	b.touch(topicPrinter, topicHost)
}

// Watch tells the board what a journal commits, once it is durable.
func (b *Board) Watch(r terminal.Roll) terminal.Roll { return &watched{r, b} }

type watched struct {
	terminal.Roll
	board *Board
}

// Commit is part of terminal.Roll.
func (w *watched) Commit(rows []roll.Row, seal *journal.Seal) error {
	err := w.Roll.Commit(rows, seal)
	if err == nil {
		for _, r := range rows {
			w.board.add(rowLine(r), topicTill, topicJournal)
		}
	}
	return err
}
