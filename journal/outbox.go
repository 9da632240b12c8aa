package journal

import (
	"fmt"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
)

// Limits of the outbox.
const (
	// OutboxLimit is how many events wait at most. Chosen: two full batches a day for a week,
	// with a slip owed now and then. At the limit the oldest that is not about money is dropped
	// and counted. Money is never dropped, so that events about nothing else may be more.
	OutboxLimit = 10_000
	// DueLimit is the longest wait before the next try. Given by what receivers may ask for
	// (Retry-After). An event that seems to be due later was put off by a clock that fell
	// back since: it is due.
	DueLimit = 24 * time.Hour
)

// whyLimit bounds how a failure is remembered, in bytes.
const whyLimit = 200

// outboxNameSize is the size of this journal's own name in the ids of its events, in bytes: enough
// that no two terminals of a receiver have the same.
const outboxNameSize = 8

// Notifying lets every commit put the events that its rows tell into the outbox, those of
// these kinds. Without it nothing is put there; what waits already, waits.
func Notifying(events ...roll.Event) Option { return func(p *place) { p.events = events } }

// Outbox is what is to be told to somebody outside. A commit fills it, in the same
// transaction as the rows themselves: there is no event without its row, and no row without
// its event. What an event says is not kept here but read from the roll, up to the event's
// row: it is the same however often it is told.
type Outbox struct {
	j      *Journal
	name   string
	events []roll.Event
	limit  int
	rows   int // in the table
}

// Outbox is this journal's. It is used by the goroutine that uses the Journal.
func (j *Journal) Outbox() *Outbox { return &j.outbox }

// Notice is one event that waits.
type Notice struct {
	ID     string // the same for ever, here and after a restart; no dot in it
	Event  roll.Event
	Row    roll.Row   // that tells it
	About  []roll.Row // its transaction's rows up to that one, and those of its voids and refunds
	Tries  int
	Due    time.Time // not before; zero: at once
	Parked bool      // given up until Resume
	Why    string    // how the last try failed

	name string // of the event, as it stands there
}

// count finds how many events wait.
func (o *Outbox) count() (err error) {
	o.rows, err = count(o.j.db, "outbox")
	return err
}

// take puts in what rows tell that were just inserted. It is part of their transaction.
func (o *Outbox) take(rows []roll.Row) error {
	if len(o.events) == 0 {
		return nil
	}
	for _, r := range rows {
		if !r.What.Tells() || r.Txn == 0 {
			continue
		}
		_, events, err := o.told(r)
		if err != nil {
			return err
		}
		for _, e := range events {
			if !o.wants(e) {
				continue
			}
			if _, err := o.exec("INSERT INTO outbox VALUES (?, ?, 0, 0, 0, '')", int64(r.Seq), e.String()); err != nil {
				return err
			}
			o.rows++
		}
	}
	if o.rows > o.limit {
		return o.drop(o.rows-o.limit, rows[len(rows)-1].At)
	}
	return nil
}

func (o *Outbox) wants(e roll.Event) bool {
	for _, want := range o.events {
		if e == want {
			return true
		}
	}
	return false
}

// told gives the rows about a row's transaction up to it, and the events that it tells.
func (o *Outbox) told(r roll.Row) (about []roll.Row, events []roll.Event, err error) {
	all, err := o.j.About(r.Txn)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range all {
		if a.Seq <= r.Seq {
			about = append(about, a)
		}
	}
	before := roll.Row{}
	if r.What.EndsAttempt() {
		if before, err = o.endBefore(r.Seq); err != nil {
			return nil, nil, err
		}
	}
	return about, roll.Told(about, before), nil
}

// endBefore is the last row before one that ends an attempt; zero when there is none.
func (o *Outbox) endBefore(seq uint64) (r roll.Row, err error) {
	sql := "SELECT " + columns + before + " FROM roll AS r WHERE seq < ? AND +what IN ('not_begun', 'stalled', 'lost', 'printed', 'unconfirmed') ORDER BY seq DESC LIMIT 1"
	err = o.query(sql, func(s *sqlite3.Stmt) error {
		r, err = o.j.chain.verify(predecessor(s), scan(s))
		return err
	}, int64(seq))
	return r, err
}

// droppable are the events that are not about money, as the index outbox_droppable has them.
const droppable = "event IN ('transaction.declined', 'slip.owed', 'printer.fault')"

// drop lets go of the oldest events that are not about money, at most n.
func (o *Outbox) drop(n int, at time.Time) error {
	gone, err := o.exec("DELETE FROM outbox WHERE (seq, event) IN (SELECT seq, event FROM outbox INDEXED BY outbox_droppable WHERE "+droppable+" ORDER BY seq LIMIT ?)", int64(n))
	if err != nil || gone == 0 {
		return err
	}
	o.rows -= gone
	_, err = o.exec("UPDATE endpoint SET dropped = dropped + ?, dropped_at = ?", int64(gone), at.UnixNano())
	return err
}

// Next gives the event that is due longest, what was never tried first and in its order; or
// none (an empty ID) and how long there is none, -1: for ever. It refuses when a commit
// failed: what it would read may not be durable, and what is told cannot be taken back.
func (o *Outbox) Next(now time.Time) (n Notice, wait time.Duration, err error) {
	if o.j.stopped != nil {
		return n, 0, fmt.Errorf("%w: open it again: %w", ErrStopped, o.j.stopped)
	}
	late := now.Add(DueLimit).UnixNano()
	found, err := o.notices("WHERE parked = 0 AND due <= ? ORDER BY due, seq, event LIMIT 1", now.UnixNano())
	if err == nil && len(found) == 0 { // of a clock that fell back since
		found, err = o.notices("WHERE parked = 0 AND due > ? ORDER BY due, seq, event LIMIT 1", late)
	}
	switch {
	case err != nil:
		return n, 0, explain("read outbox", err)
	case len(found) > 0 && found[0].ID != "":
		return found[0], 0, nil
	case len(found) > 0: // kept for whoever looks into it, and not in the way of others
		if err := o.Failed(found[0], now, true, strayNotice); err != nil {
			return n, 0, err
		}
		return o.Next(now)
	}
	wait = -1
	err = o.query("SELECT min(due) FROM outbox WHERE parked = 0", func(s *sqlite3.Stmt) error {
		if s.ColumnType(0) != sqlite3.NULL {
			wait = max(0, time.Unix(0, s.ColumnInt64(0)).Sub(now))
		}
		return nil
	})
	return n, wait, explain("read outbox", err)
}

// List gives at most limit events that wait or were given up, from those of a row on, oldest first.
func (o *Outbox) List(from uint64, limit int) ([]Notice, error) {
	found, err := o.notices("WHERE seq >= ? ORDER BY seq, event LIMIT ?", int64(from), int64(limit))
	return found, explain("read outbox", err)
}

// notices reads events and what the roll says of each. The roll alone is believed: an event
// that no row of it tells has no ID.
func (o *Outbox) notices(where string, args ...any) (found []Notice, err error) {
	err = o.query("SELECT seq, event, tries, due, parked, why FROM outbox "+where, func(s *sqlite3.Stmt) error {
		n := Notice{Row: roll.Row{Seq: uint64(s.ColumnInt64(0))}, Tries: s.ColumnInt(2), Parked: s.ColumnBool(4), Why: s.ColumnText(5)}
		if due := s.ColumnInt64(3); due != 0 {
			n.Due = time.Unix(0, due).UTC()
		}
		n.name = s.ColumnText(1)
		n.Event, _ = roll.ParseEvent(n.name)
		found = append(found, n)
		return nil
	}, args...)
	for i := range found {
		if err != nil {
			return nil, err
		}
		found[i], err = o.read(found[i])
	}
	return found, err
}

// read completes a notice from the roll.
func (o *Outbox) read(n Notice) (Notice, error) {
	rows, err := o.j.Rows(n.Row.Seq-1, 1)
	if err != nil || len(rows) == 0 || !rows[0].What.Tells() || rows[0].Txn == 0 {
		return n, err
	}
	about, events, err := o.told(rows[0])
	if err != nil {
		return n, err
	}
	for _, e := range events {
		if e == n.Event {
			n.Row, n.About = rows[0], about
			n.ID = fmt.Sprintf("msg_%s_%d_%s", o.name, n.Row.Seq, strings.ReplaceAll(e.String(), ".", "_"))
			return n, nil
		}
	}
	return n, nil
}

// strayNotice is what is wrong with an event that the roll does not tell.
const strayNotice = "the outbox holds an event that this row does not tell"
