package sim

import (
	"fmt"
	"strings"
	"time"

	"posterm/txn"
)

// actor is who did something: a column of the timeline.
type actor string

const (
	merchant    actor = "merchant"
	screen      actor = "screen"
	wire        actor = "wire"
	ledger      actor = "ledger"
	inJournal   actor = "journal"
	onPaper     actor = "paper"
	fromPrinter actor = "printer"
	power       actor = "power"
)

// storyLimit is how much of a story is kept. Chosen: a life of some thousand transactions.
const storyLimit = 64 << 20

// Story is what happened, for people: one line for each thing, in order. The zero
// Story keeps nothing and costs nothing.
type Story struct {
	kept bool
	text strings.Builder
}

// String is the timeline.
func (s *Story) String() string { return s.text.String() }

// happened adds a line to the story.
func (w *World) happened(who actor, format string, a ...any) {
	if !w.story.kept || w.story.text.Len() > storyLimit {
		return
	}
	at := time.Unix(0, w.clock.Load()).In(txn.Beijing).Format("01-02 15:04:05")
	text := strings.ReplaceAll(fmt.Sprintf(format, a...), "\n", "; ")
	fmt.Fprintf(&w.story.text, "%s  %-8s  %s\n", at, who, text)
}

// Violation is something that must never be, with the story that led to it.
type Violation struct {
	What  string
	Story string
}

// Error says what is wrong.
func (v *Violation) Error() string { return v.What }

// violated ends the life of a world.
func (w *World) violated(format string, a ...any) {
	if w.broken == nil {
		w.broken = &Violation{What: fmt.Sprintf(format, a...)}
		w.happened(power, "VIOLATED: %s", w.broken.What)
	}
}
