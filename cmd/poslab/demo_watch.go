package main

import (
	"context"
	"sync"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
)

// rowLog is the rows the terminal has committed, for those who wait for one.
type rowLog struct {
	mu      sync.Mutex
	rows    []roll.Row
	changed chan struct{}
}

func (l *rowLog) add(rows []roll.Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = append(l.rows, rows...)
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// await returns once n committed rows are as wanted.
func (l *rowLog) await(ctx context.Context, n int, want func(roll.Row) bool) error {
	for {
		l.mu.Lock()
		found := 0
		for _, r := range l.rows {
			if want(r) {
				found++
			}
		}
		if l.changed == nil {
			l.changed = make(chan struct{})
		}
		changed := l.changed
		l.mu.Unlock()
		if found >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watchedRoll is a journal that tells what was committed.
type watchedRoll struct {
	terminal.Roll
	log *rowLog
}

// Commit tells of rows only when they are durable.
func (r *watchedRoll) Commit(rows []roll.Row, seal *journal.Seal) error {
	err := r.Roll.Commit(rows, seal)
	if err == nil {
		r.log.add(rows)
	}
	return err
}
