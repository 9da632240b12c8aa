package journal

import (
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// Seal is the card number of a transaction whose intent is in the same commit.
type Seal struct {
	ID  roll.ID
	PAN txn.PAN
}

// Commit puts rows on the disk: all of them, with the sealed number if there is
// one and the events they tell (Notifying), or none. Their numbers must continue the roll. nil means durable.
//
// After an error the Journal takes no more rows (ErrStopped): what is on the disk
// is known only after the next Open. ErrGuard names the index that refused,
// ErrFull a full disk. The first Commit verifies the open batch when Book has not.
func (j *Journal) Commit(rows []roll.Row, seal *Seal) error {
	if j.stopped != nil {
		return fmt.Errorf("%w: open it again: %w", ErrStopped, j.stopped)
	}
	if !j.sound {
		if _, _, err := j.Book(); err != nil {
			return err
		}
	}
	if err := j.commit(rows, seal); err != nil {
		j.stopped = explain("commit", err)
		return j.stopped
	}
	return nil
}

func (j *Journal) commit(rows []roll.Row, seal *Seal) error {
	if len(rows) == 0 {
		return errors.New("no rows")
	}
	if err := j.stmts.begin.Exec(); err != nil {
		return err
	}
	mac, err := j.write(rows, seal)
	if err == nil {
		err = j.stmts.commit.Exec()
	}
	if err != nil {
		if !j.db.GetAutocommit() {
			err = errors.Join(err, j.stmts.rollback.Exec())
		}
		return err
	}
	j.seq, j.mac = rows[len(rows)-1].Seq, mac
	j.swiped(rows)
	return j.head.write(j.seq)
}

// write inserts the rows and gives the mac of the last one.
func (j *Journal) write(rows []roll.Row, seal *Seal) ([]byte, error) {
	mac := j.mac
	for i, r := range rows {
		if want := j.seq + 1 + uint64(i); r.Seq != want {
			return nil, fmt.Errorf("row %d does not continue the roll: want %d", r.Seq, want)
		}
		rec, err := encode(r)
		if err != nil {
			return nil, err
		}
		mac = j.chain.next(mac, rec)
		rec.mac = mac
		if err := rec.bind(j.stmts.insert); err != nil {
			return nil, err
		}
		if err := run(j.stmts.insert); err != nil {
			return nil, err
		}
	}
	if err := j.outbox.take(rows); err != nil {
		return nil, err
	}
	if seal == nil {
		return mac, nil
	}
	return mac, j.seal(*seal)
}

// run executes a statement that gives no rows.
func run(s *sqlite3.Stmt) error {
	s.Step()
	return s.Reset()
}
