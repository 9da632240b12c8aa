package shop

import (
	"errors"
	"fmt"
	"maps"

	"posterm/txn"
)

// Disagreement is what must never be: a terminal that did not tell the truth, or
// witnesses that contradict each other.
type Disagreement struct {
	Where string // what was done before
	What  string
}

// Error gives both.
func (d *Disagreement) Error() string { return d.Where + ": " + d.What }

// Tally is what was done and what came out.
type Tally struct {
	Runs   int               // commands begun to be killed
	Killed int               // of them killed; the others were faster
	Points map[string]int    // kills by system call and what it was for: "fdatasync journal.db-wal"
	Faults map[string]int    // broken lines by kind
	Said   map[txn.Money]int // what status said after a kill
	Checks int               // comparisons of ledger, journal, accounts and paper
	Found  []string          // disagreements
}

func newTally() Tally {
	return Tally{Points: map[string]int{}, Faults: map[string]int{}, Said: map[txn.Money]int{}}
}

// Add adds up.
func (t *Tally) Add(u Tally) {
	t.Runs, t.Killed, t.Checks = t.Runs+u.Runs, t.Killed+u.Killed, t.Checks+u.Checks
	add(t.Points, u.Points)
	add(t.Faults, u.Faults)
	add(t.Said, u.Said)
	t.Found = append(t.Found, u.Found...)
}

func add[K comparable](to, from map[K]int) {
	for k := range maps.Keys(from) {
		to[k] += from[k]
	}
}

// judge keeps a disagreement and passes every other error on.
func (t *Tally) judge(err error) error {
	var d *Disagreement
	if errors.As(err, &d) {
		t.Found = append(t.Found, d.Error())
		return nil
	}
	return err
}

func (s *shop) disagree(format string, args ...any) error {
	return &Disagreement{Where: s.doing, What: fmt.Sprintf(format, args...)}
}
