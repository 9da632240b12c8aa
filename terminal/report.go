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
	return t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		what, err := l.find(ref)
		if err != nil {
			o.answer(Reply{Err: err})
			return
		}
		o.answer(Reply{View: l.view(what)})
	})
}

// Newest is where a list starts that has no transaction to start from.
const Newest roll.ID = 0

// List gives at most limit transactions older than one, newest first.
func (t *Terminal) List(ctx context.Context, before roll.ID, limit int) (views []View, err error) {
	_, err = t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		txns, err := l.roll.Txns(before, limit)
		for _, t := range txns {
			views = append(views, l.view(t))
		}
		o.answer(Reply{Err: err})
	})
	return views, err
}

// Owed gives the transactions that owe money or paper, newest first.
func (t *Terminal) Owed(ctx context.Context) (views []View, err error) {
	_, err = t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		for _, t := range slices.Backward(l.st.Book.Txns) {
			if t.Owed() && t.Kind.Moves() {
				views = append(views, l.view(t))
			}
		}
		o.answer(Reply{})
	})
	return views, err
}

// RowView is one row of the roll, for people.
type RowView struct {
	Seq  uint64          `json:"seq"`
	Time string          `json:"time"`
	What roll.What       `json:"what"`
	Body json.RawMessage `json:"body"`
}

// Rows gives a transaction with every row about it and its voids.
func (t *Terminal) Rows(ctx context.Context, ref txn.Ref) (view View, rows []RowView, err error) {
	_, err = t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		view, rows, err = l.rowsOf(ref)
		o.answer(Reply{Err: err})
	})
	return view, rows, err
}

func (l *loop) rowsOf(ref txn.Ref) (View, []RowView, error) {
	t, err := l.find(ref)
	if err != nil {
		return View{}, nil, err
	}
	about, err := l.roll.About(t.ID)
	if err != nil {
		return View{}, nil, err
	}
	var rows []RowView
	for _, r := range about {
		body, err := r.Encode()
		if err != nil {
			return View{}, nil, err
		}
		rows = append(rows, RowView{r.Seq, r.At.In(txn.Beijing).Format(time.RFC3339), r.What, body})
	}
	return l.view(t), rows, nil
}

// batchLimit bounds how many rows back a list of the open batch looks. Chosen:
// a full batch, with inquiries between its transactions.
const batchLimit = 5_000

// Batch gives the transactions of the open batch that could move money, oldest first.
func (t *Terminal) Batch(ctx context.Context) (views []View, err error) {
	_, err = t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		txns, err := l.batch(batchLimit)
		for _, t := range txns {
			views = append(views, l.view(t))
		}
		o.answer(Reply{Err: err})
	})
	return views, err
}

func (l *loop) batch(limit int) (batch []roll.Txn, err error) {
	txns, err := l.roll.Txns(0, limit)
	for _, t := range slices.Backward(txns) {
		if t.Batch == l.st.Book.Batch && t.Kind.Moves() {
			batch = append(batch, t)
		}
	}
	return batch, err
}

// Details prints the transactions of the open batch.
func (t *Terminal) Details(ctx context.Context) (Reply, error) {
	return t.submit(ctx, func(ctx context.Context, l *loop, o *order) {
		if l.safe != nil {
			o.answer(Reply{Err: l.safe})
			return
		}
		l.step(ctx, machine.Report{At: l.at(), Form: txn.FormDetails})
		o.answer(Reply{Refusal: l.said.Refusal})
	})
}

// Condition is how the terminal stands.
type Condition struct {
	Signed bool
	Batch  txn.Batch
	Tray   machine.Tray
	Fault  txn.Fault // of the printer
	Grade  txn.Grade // what the printer proved it can confirm
	Owed   int       // slips owed
	Safe   error     // why the terminal only reports; nil: it works
}

// Condition tells how the terminal stands now.
func (t *Terminal) Condition(ctx context.Context) (c Condition, err error) {
	_, err = t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		c = l.condition()
		o.answer(Reply{})
	})
	return c, err
}

func (l *loop) condition() Condition {
	return Condition{
		Signed: l.st.Book.Signed, Batch: l.st.Book.Batch, Tray: l.st.Tray, Fault: l.st.Fault, Grade: l.grade,
		Owed: l.st.Book.OwedSlips(), Safe: l.safe,
	}
}

// Settled waits until the Desk is idle and the printer has settled what it is
// about to print, and tells how the terminal stands then. What a fault keeps
// back is not waited for: it is owed.
func (t *Terminal) Settled(ctx context.Context) (c Condition, err error) {
	_, err = t.submit(ctx, func(_ context.Context, l *loop, o *order) {
		l.waiters = append(l.waiters, &order{reply: o.reply, serve: func(context.Context, *loop, *order) { c = l.condition() }})
	})
	return c, err
}

// answerWaiters tells those who wait for the Tray.
func (l *loop) answerWaiters() {
	if len(l.waiters) == 0 || l.safe == nil && (l.st.Desk != machine.Idle || l.st.PaperPending()) {
		return
	}
	for _, w := range l.waiters {
		w.serve(context.Background(), l, w)
		w.answer(Reply{})
	}
	l.waiters = nil
}
