package terminal

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// find gives a transaction; a zero ref is the last one that could move money.
func (l *loop) find(ref txn.Ref) (roll.Txn, error) {
	id := l.st.Book.Last
	if ref.Trace == 0 && l.st.Book.Seq == 0 {
		return roll.Txn{}, l.safe // nothing of the Book is known: do not say that there is nothing
	}
	if ref.Trace != 0 {
		var err error
		if id, err = l.roll.Find(ref); err != nil {
			return roll.Txn{}, err
		}
	}
	if id == 0 {
		return roll.Txn{}, journal.ErrUnknown
	}
	return l.roll.Txn(id)
}

// Status tells a transaction from the journal alone; a zero ref is the last one
// that could move money, whatever became of it. It never waits for the host.
func (t *Terminal) Status(ctx context.Context, ref txn.Ref) (Reply, error) {
	return ask(ctx, t, func(l *loop) (Reply, error) {
		what, err := l.find(ref)
		if err != nil {
			return Reply{}, err
		}
		v := l.view(what)
		if v.Flags, err = l.flagsOf(what); err != nil {
			return Reply{}, err
		}
		if ref.Trace == 0 {
			v.Pending = len(l.owing(what.ID))
		}
		return Reply{View: v}, nil
	})
}

// owing are the transactions but one that owe money or paper, newest first; a settlement that is
// not finished, or whose slip is owed, is one of them.
func (l *loop) owing(but roll.ID) (owed []roll.Txn) {
	for _, t := range slices.Backward(l.st.Book.Txns) {
		if t.Owed() && t.ID != but && (t.Kind.Moves() || t.Kind == txn.Settle) {
			owed = append(owed, t)
		}
	}
	return owed
}

// Newest is where a list starts that has no transaction to start from.
const Newest roll.ID = 0

// List gives at most limit transactions older than one, newest first.
func (t *Terminal) List(ctx context.Context, before roll.ID, limit int) ([]View, error) {
	return ask(ctx, t, func(l *loop) ([]View, error) {
		txns, err := l.roll.Txns(before, limit)
		return l.views(txns), err
	})
}

// Owed gives the transactions that owe money or paper, and a settlement that is not finished, newest first.
func (t *Terminal) Owed(ctx context.Context) ([]View, error) {
	return ask(ctx, t, func(l *loop) ([]View, error) {
		if l.st.Book.Seq == 0 {
			return nil, l.safe
		}
		return l.views(l.owing(0)), nil
	})
}

// views are lists. They go into files and other hands, and carry no links: whoever has a link has the slip.
func (l *loop) views(txns []roll.Txn) (views []View) {
	for _, t := range txns {
		v := l.view(t)
		v.Eslip = ""
		views = append(views, v)
	}
	return views
}

// Book is what the journal adds up to now.
func (t *Terminal) Book(ctx context.Context) (roll.Book, error) {
	return ask(ctx, t, func(l *loop) (roll.Book, error) { return l.st.Book, nil })
}

// Check verifies the whole journal. The terminal does nothing else meanwhile.
func (t *Terminal) Check(ctx context.Context) (journal.Report, error) {
	return ask(ctx, t, func(l *loop) (journal.Report, error) { return l.roll.Check(ctx) })
}

// Roll gives at most limit rows of the journal after one, oldest first.
func (t *Terminal) Roll(ctx context.Context, after uint64, limit int) ([]roll.Row, error) {
	return ask(ctx, t, func(l *loop) ([]roll.Row, error) { return l.roll.Rows(after, limit) })
}

// RowView is one row of the roll, for people.
type RowView struct {
	Seq  uint64          `json:"seq"`
	Time string          `json:"time"`
	What roll.What       `json:"what"`
	Body json.RawMessage `json:"body"`
}

// Account is a transaction with every row about it and its voids.
type Account struct {
	View
	Rows []RowView `json:"rows"`
}

// Rows tells a transaction row by row.
func (t *Terminal) Rows(ctx context.Context, ref txn.Ref) (Account, error) {
	return ask(ctx, t, func(l *loop) (Account, error) {
		t, err := l.find(ref)
		if err != nil {
			return Account{}, err
		}
		about, err := l.roll.About(t.ID)
		if err != nil {
			return Account{}, err
		}
		a := Account{View: l.view(t)}
		for _, r := range about {
			body, err := r.Encode()
			if err != nil {
				return Account{}, err
			}
			a.Rows = append(a.Rows, RowView{r.Seq, r.At.In(txn.Beijing).Format(time.RFC3339), r.What, body})
		}
		return a, nil
	})
}

// Condition is how the terminal stands.
type Condition struct {
	Signed bool
	Batch  txn.Batch
	Desk   machine.Desk
	Tray   machine.Tray
	Fault  txn.Fault // of the printer
	Grade  txn.Grade // what the printer proved it can confirm
	// NearEnd says that the roll is near its end, as far as the printer has a sensor for it.
	NearEnd bool
	Ended   roll.What // how the newest attempt of this process ended; Nothing: none did
	Owed    int       // slips owed
	Line    Trouble   // why the host could not be reached at the last try; empty: it could, or nobody knows
	Safe    error     // why the terminal only reports; nil: it works
}

// Printed says whether the newest attempt of this process reached the paper, as far as this printer can tell.
func (c Condition) Printed() bool {
	return c.Tray == machine.Free && (c.Ended == roll.Printed || c.Ended == roll.Unconfirmed)
}

// Condition tells how the terminal stands now.
func (t *Terminal) Condition(ctx context.Context) (Condition, error) {
	return ask(ctx, t, func(l *loop) (Condition, error) { return l.condition(), nil })
}

func (l *loop) condition() Condition {
	c := Condition{
		Signed: l.st.Book.Signed, Batch: l.st.Book.Batch, Desk: l.st.Desk, Tray: l.st.Tray, Fault: l.st.Fault, Grade: l.grade, NearEnd: l.nearEnd,
		Ended: l.ended.what, Owed: l.st.Book.OwedSlips(), Line: l.trouble, Safe: l.safe,
	}
	if c.Tray == machine.Free && !c.Printed() {
		c.Fault = l.ended.fault
	}
	return c
}

// waiter waits for the Tray.
type waiter struct {
	ctx  context.Context
	told chan answer[Condition]
}

// Settled waits until the Desk is idle and the printer has settled what it is
// about to print, and tells how the terminal stands then. What a fault keeps
// back is not waited for: it is owed.
func (t *Terminal) Settled(ctx context.Context) (Condition, error) {
	w := waiter{ctx, make(chan answer[Condition], 1)}
	if err := t.hand(ctx, func(l *loop) { l.waiters = append(l.waiters, w) }); err != nil {
		return Condition{}, err
	}
	select {
	case a := <-w.told:
		return a.value, a.err
	case <-ctx.Done():
		return Condition{}, ctx.Err()
	}
}

// answerWaiters tells those who wait for the Tray, and forgets those who gave up.
func (l *loop) answerWaiters() {
	l.waiters = slices.DeleteFunc(l.waiters, func(w waiter) bool { return w.ctx.Err() != nil })
	if l.safe == nil && (l.st.Desk != machine.Idle || l.st.PaperPending()) {
		return
	}
	for _, w := range l.waiters {
		w.told <- answer[Condition]{value: l.condition()}
	}
	l.waiters = nil
}
