package terminal

import (
	"context"
	"errors"

	"posterm/journal"
	"posterm/terminal/machine"
)

// ErrNoOutbox: this journal has none.
var ErrNoOutbox = errors.New("there is no outbox")

// Outbox lets the loop use the journal's outbox for somebody, between two events: for as
// long as a look into the database takes. Whoever tells others does that elsewhere.
func (t *Terminal) Outbox(ctx context.Context, use func(*journal.Outbox) error) error {
	_, err := ask(ctx, t, func(l *loop) (struct{}, error) { return struct{}{}, l.useOutbox(use) })
	return err
}

// MarkOutbox is Outbox for what writes. It waits until the terminal is idle: a disk that
// fails then fails nobody's sale. When ctx ends first, it may be done later, or never.
func (t *Terminal) MarkOutbox(ctx context.Context, use func(*journal.Outbox) error) error {
	done := make(chan error, 1)
	chore := func(l *loop) { done <- l.useOutbox(use) }
	if err := t.hand(ctx, func(l *loop) { l.chores = append(l.chores, chore) }); err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-t.done: // it may have been done at the very end
	}
	select {
	case err := <-done:
		return err
	default:
		return ErrStopped
	}
}

func (l *loop) useOutbox(use func(*journal.Outbox) error) error {
	if l.safe != nil {
		return l.safe
	}
	box := l.roll.Outbox()
	if box == nil {
		return ErrNoOutbox
	}
	return use(box)
}

// idle says whether nobody waits for the terminal.
func (l *loop) idle() bool {
	return l.st.Desk == machine.Idle && l.st.Tray != machine.Busy
}

// doChores does what waited until nobody waits. A terminal that only reports says so.
func (l *loop) doChores() {
	for len(l.chores) > 0 && (l.idle() || l.safe != nil) {
		next := l.chores[0]
		l.chores = l.chores[1:]
		next(l)
	}
}
