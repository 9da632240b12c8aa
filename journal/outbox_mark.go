package journal

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// Delivered takes an event out of the outbox: its receiver has it.
//
// Like Commit, and like every other mark, it stops the Journal when it fails.
func (o *Outbox) Delivered(n Notice, at time.Time) error {
	return o.mark(func() error {
		gone, err := o.exec("DELETE FROM outbox WHERE seq = ? AND event = ?", int64(n.Row.Seq), n.name)
		if err != nil || gone == 0 { // dropped meanwhile
			return err
		}
		o.rows -= gone
		_, err = o.exec("UPDATE endpoint SET delivered = delivered + 1, delivered_at = ?", at.UnixNano())
		return err
	})
}

// Failed counts a try that did not deliver an event, and puts off the next one; parked
// gives it up until Resume. Why is for engineers, masked.
func (o *Outbox) Failed(n Notice, due time.Time, parked bool, why string) error {
	why = strings.ToValidUTF8(why[:min(len(why), whyLimit)], "")
	return o.mark(func() error {
		_, err := o.exec("UPDATE outbox SET tries = tries + 1, due = ?, parked = ?, why = ? WHERE seq = ? AND event = ?",
			due.UnixNano(), flag(parked), why, int64(n.Row.Seq), n.name)
		return err
	})
}

// Stop remembers that an endpoint wants to be told nothing any more. The events wait.
func (o *Outbox) Stop(endpoint string, at time.Time) error {
	return o.mark(func() error {
		_, err := o.exec("UPDATE endpoint SET stopped = ?, stopped_at = ?", endpoint, at.UnixNano())
		return err
	})
}

// Stopped is the endpoint that wants no more; empty: none.
func (o *Outbox) Stopped() (endpoint string, err error) {
	err = o.query("SELECT stopped FROM endpoint", func(s *sqlite3.Stmt) error {
		endpoint = s.ColumnText(0)
		return nil
	})
	return endpoint, explain("read outbox", err)
}

// Resume is a person's word: whatever endpoint stopped may be told again, what was given up
// is tried anew, and what was dropped is known.
func (o *Outbox) Resume() error {
	return o.mark(func() error {
		if _, err := o.exec("UPDATE outbox SET tries = 0, due = 0, parked = 0"); err != nil {
			return err
		}
		_, err := o.exec("UPDATE endpoint SET stopped = '', stopped_at = 0, dropped = 0, dropped_at = 0")
		return err
	})
}

// OutboxState is how the outbox stands.
type OutboxState struct {
	Waiting     int       // events to be delivered
	Parked      int       // events given up until a person says otherwise
	Full        bool      // it holds OutboxLimit events
	Oldest      time.Time // of the events in it; zero: there is none
	Delivered   int       // events ever
	DeliveredAt time.Time // the newest
	Dropped     int       // events dropped at the limit since the last Resume
	DroppedAt   time.Time // the newest
	Stopped     string    // the endpoint that wants no more; empty: none
	StoppedAt   time.Time
}

// State tells how the outbox stands.
func (o *Outbox) State() (st OutboxState, err error) {
	instant := func(s *sqlite3.Stmt, col int) (t time.Time) {
		if ns := s.ColumnInt64(col); ns != 0 {
			t = time.Unix(0, ns).UTC()
		}
		return t
	}
	err = o.query("SELECT stopped, stopped_at, delivered, delivered_at, dropped, dropped_at FROM endpoint", func(s *sqlite3.Stmt) error {
		st.Stopped, st.StoppedAt = s.ColumnText(0), instant(s, 1)
		st.Delivered, st.DeliveredAt = s.ColumnInt(2), instant(s, 3)
		st.Dropped, st.DroppedAt = s.ColumnInt(4), instant(s, 5)
		return nil
	})
	counts := "SELECT count(*), total(parked), (SELECT at FROM roll WHERE roll.seq = (SELECT min(seq) FROM outbox)) FROM outbox"
	err = errors.Join(err, o.query(counts, func(s *sqlite3.Stmt) error {
		all := s.ColumnInt(0)
		st.Parked, st.Full, st.Oldest = s.ColumnInt(1), all >= o.limit, instant(s, 2)
		st.Waiting = all - st.Parked
		return nil
	}))
	return st, explain("read outbox", err)
}

// mark changes the outbox in a transaction of its own.
func (o *Outbox) mark(change func() error) error {
	j := o.j
	if j.stopped != nil {
		return fmt.Errorf("%w: open it again: %w", ErrStopped, j.stopped)
	}
	err := j.stmts.begin.Exec()
	if err == nil {
		if err = change(); err == nil {
			err = j.stmts.commit.Exec()
		}
		if err != nil && !j.db.GetAutocommit() {
			err = errors.Join(err, j.stmts.rollback.Exec())
		}
	}
	if err != nil {
		j.stopped = explain("mark outbox", err)
	}
	return j.stopped
}

// exec runs a statement that is not needed often enough to be kept, and says how many rows it changed.
func (o *Outbox) exec(sql string, args ...any) (int, error) {
	err := o.query(sql, func(*sqlite3.Stmt) error { return nil }, args...)
	return int(o.j.db.Changes()), err
}

// query is exec for a statement that gives rows.
func (o *Outbox) query(sql string, each func(*sqlite3.Stmt) error, args ...any) error {
	stmt, _, err := o.j.db.Prepare(sql)
	if err != nil {
		return err
	}
	for i, arg := range args {
		switch arg := arg.(type) {
		case int64:
			err = errors.Join(err, stmt.BindInt64(i+1, arg))
		case string:
			err = errors.Join(err, stmt.BindText(i+1, arg))
		}
	}
	if err == nil {
		err = query(stmt, each)
	}
	return errors.Join(err, stmt.Close())
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
