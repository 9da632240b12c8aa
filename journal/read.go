package journal

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// Txn gives a transaction as the rows about it, and about its voids, tell it.
//
// Errors: ErrUnknown, *BrokenError, ErrDamaged.
func (j *Journal) Txn(id roll.ID) (roll.Txn, error) {
	rows, err := j.About(id)
	return roll.FoldTxn(rows), err
}

// About gives the rows about a transaction and about its voids, oldest first.
//
// Errors: ErrUnknown, *BrokenError, ErrDamaged.
func (j *Journal) About(id roll.ID) ([]roll.Row, error) {
	var rows []roll.Row
	err := query(j.stmts.about, func(s *sqlite3.Stmt) error {
		r, err := j.chain.verify(predecessor(s), scan(s))
		rows = append(rows, r)
		return err
	}, int64(id))
	if err != nil {
		return nil, explain("read journal", err)
	}
	if len(rows) == 0 || rows[0].What != roll.IntentMade || rows[0].Seq != uint64(id) {
		return nil, fmt.Errorf("%w: row %d", ErrUnknown, id)
	}
	return rows, nil
}

// predecessor is the extra column of statements that read single rows.
func predecessor(s *sqlite3.Stmt) []byte {
	if s.ColumnInt64(0) == 1 {
		return origin
	}
	return s.ColumnRawBlob(colMAC + 1)
}

// Find gives the ID of the transaction people call ref: without a batch, the newest one.
// ErrUnknown when there is none.
func (j *Journal) Find(ref txn.Ref) (id roll.ID, err error) {
	each := func(s *sqlite3.Stmt) error {
		id = roll.ID(s.ColumnInt64(0))
		return nil
	}
	if ref.Batch == 0 {
		err = query(j.stmts.byTrace, each, int64(ref.Trace))
	} else {
		err = query(j.stmts.byRef, each, int64(ref.Trace), int64(ref.Batch))
	}
	if err == nil && id == 0 {
		err = fmt.Errorf("%w: %s", ErrUnknown, ref)
	}
	return id, explain("read journal", err)
}

// Approved finds the newest approval that match says yes to and that is not older than
// since, and gives its transaction. ErrUnknown when there is none. It reads backwards
// through the roll: for what is seldom asked.
func (j *Journal) Approved(since time.Time, match func(roll.Row) bool) (id roll.ID, err error) {
	err = query(j.stmts.approved, func(s *sqlite3.Stmt) error {
		r, err := j.chain.verify(predecessor(s), scan(s))
		switch {
		case err != nil:
			return err
		case r.At.Before(since):
			return errEnough
		case match(r):
			id = r.Txn
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil && id == 0 {
		err = ErrUnknown
	}
	return id, explain("read journal", err)
}

// Rows gives at most limit rows after a seq, oldest first.
func (j *Journal) Rows(after uint64, limit int) (rows []roll.Row, err error) {
	if after >= j.seq {
		return nil, nil
	}
	err = j.walk(after, limit, func(r roll.Row) error {
		rows = append(rows, r)
		return nil
	})
	return rows, explain("read journal", err)
}

// Txns gives at most limit transactions older than one, newest first; before 0 starts at the end.
func (j *Journal) Txns(before roll.ID, limit int) (txns []roll.Txn, err error) {
	if before == 0 {
		before = math.MaxInt64
	}
	var ids []roll.ID
	err = query(j.stmts.intents, func(s *sqlite3.Stmt) error {
		ids = append(ids, roll.ID(s.ColumnInt64(0)))
		return nil
	}, int64(before), int64(limit))
	if err != nil {
		return nil, explain("read journal", err)
	}
	for _, id := range ids {
		t, err := j.Txn(id)
		if err != nil {
			return nil, err
		}
		txns = append(txns, t)
	}
	return txns, nil
}
