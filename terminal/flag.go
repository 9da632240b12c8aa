package terminal

import (
	"context"
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// Flagged is a transaction of today that is unusual in one way.
type Flagged struct {
	Of   txn.Ref
	Flag roll.Flag
}

// Flags gives what was unusual today among the newest transactions, oldest first. It only tells: nothing is ever refused for it.
func (t *Terminal) Flags(ctx context.Context) ([]Flagged, error) {
	return ask(ctx, t, func(l *loop) ([]Flagged, error) { return l.flaggedToday() })
}

// flagBoard keeps what was found until there is another row, or another day: it is asked for often.
type flagBoard struct {
	seq   uint64
	day   string
	found []Flagged
}

func (l *loop) flaggedToday() ([]Flagged, error) {
	today := txn.HostDate(l.cfg.Now())
	if b := l.unusual; !l.cfg.Flags.On() || b.seq == l.st.Book.Seq && b.day == today {
		return b.found, nil
	}
	found, err := l.flaggedOn(today)
	if err == nil {
		l.unusual = flagBoard{l.st.Book.Seq, today, found}
	}
	return found, err
}

func (l *loop) flaggedOn(today string) (found []Flagged, err error) {
	txns, err := l.roll.Txns(Newest, 2*roll.FlagLookback)
	slices.Reverse(txns)
	for i, t := range txns {
		if i+roll.FlagLookback < len(txns) || txn.HostDate(t.At) != today {
			continue
		}
		for _, f := range l.cfg.Flags.Of(txns[:i+1]) {
			found = append(found, Flagged{txn.Ref{Batch: t.Batch, Trace: t.Trace}, f})
		}
	}
	return found, err
}

// flagsOf is what is unusual about one transaction.
func (l *loop) flagsOf(t roll.Txn) ([]roll.Flag, error) {
	if !l.cfg.Flags.On() {
		return nil, nil
	}
	txns, err := l.roll.Txns(t.ID, roll.FlagLookback)
	slices.Reverse(txns)
	return l.cfg.Flags.Of(append(txns, t)), err
}

// flagged puts flags to views of transactions, which are in order and of which earlier ones came before.
func (l *loop) flagged(views []View, earlier, txns []roll.Txn) []View {
	all := slices.Concat(earlier, txns)
	for i := range views {
		views[i].Flags = l.cfg.Flags.Of(all[:len(earlier)+i+1])
	}
	return views
}
