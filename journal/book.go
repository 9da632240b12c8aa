package journal

import (
	"bytes"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
)

// Seq is the number of the last row.
func (j *Journal) Seq() uint64 { return j.seq }

// Book folds the roll from its last checkpoint on and verifies the chain of every
// row it reads. It gives the rows too: those of the open batch, the checkpoint first.
//
// Errors: *BrokenError, ErrDamaged.
func (j *Journal) Book() (roll.Book, []roll.Row, error) {
	var rows []roll.Row
	start, err := j.lastCheckpoint()
	if err == nil {
		err = j.walk(start-1, -1, func(r roll.Row) error {
			rows = append(rows, r)
			return nil
		})
	}
	if err != nil {
		return roll.Book{}, nil, explain("read journal", err)
	}
	if last := rows[len(rows)-1].Seq; last != j.seq {
		return roll.Book{}, nil, &BrokenError{last + 1, "the row is missing"}
	}
	if err := j.shorter(); err != nil {
		return roll.Book{}, nil, err
	}
	j.sound = true
	return roll.Fold(rows), rows, nil
}

// lastCheckpoint is the seq of the row a fold starts at.
func (j *Journal) lastCheckpoint() (seq uint64, err error) {
	err = query(j.stmts.checkpoint, func(s *sqlite3.Stmt) error {
		seq = uint64(s.ColumnInt64(0))
		return nil
	})
	if err == nil && seq == 0 {
		err = &BrokenError{1, "the first row is missing"}
	}
	return seq, err
}

// walk reads rows after a seq in order, at most limit of them (-1: all), and verifies each.
func (j *Journal) walk(after uint64, limit int, each func(roll.Row) error) error {
	before, err := j.macOf(after)
	if err != nil {
		return err
	}
	return query(j.stmts.from, func(s *sqlite3.Stmt) error {
		rec := scan(s)
		if after++; rec.seq != after {
			return &BrokenError{after, "the row is missing"}
		}
		r, err := j.chain.verify(before, rec)
		if err != nil {
			return err
		}
		before = bytes.Clone(rec.mac)
		return each(r)
	}, int64(after), int64(limit))
}

// macOf is the mac of a row, that of row 0 being the origin of the chain.
func (j *Journal) macOf(seq uint64) (mac []byte, err error) {
	if seq == 0 {
		return origin, nil
	}
	err = query(j.stmts.mac, func(s *sqlite3.Stmt) error {
		mac = s.ColumnBlob(0, nil)
		return nil
	}, int64(seq))
	if err == nil && mac == nil {
		err = &BrokenError{seq, "the row is missing"}
	}
	return mac, err
}

// shorter says whether the roll is shorter than it has been.
func (j *Journal) shorter() error {
	if kept := j.head.read(); kept > j.seq {
		return &BrokenError{j.seq + 1, fmt.Sprintf("rows up to %d were committed and are gone", kept)}
	}
	return nil
}

// findEnd reads the last row's number and mac; Commit continues there.
func (j *Journal) findEnd() error {
	return query(j.stmts.last, func(s *sqlite3.Stmt) error {
		j.seq, j.mac = uint64(s.ColumnInt64(0)), s.ColumnBlob(colMAC, nil)
		return nil
	})
}
