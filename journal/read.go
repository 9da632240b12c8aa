package journal

import (
	"bytes"
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

// similarLimit is how many rows Similar looks back at most.
//
// Chosen: over 150 transactions, more than a shop makes in ten minutes.
const similarLimit = 1000

// errEnough ends a query early.
var errEnough = errors.New("enough")

// Similar finds the newest sale of the same card and amount since a time that is
// approved or in doubt: perhaps the same sale is being made twice (RULES.md 3.9).
// It looks back to the first intent that is older.
func (j *Journal) Similar(digest string, amount txn.Fen, since time.Time) (roll.ID, bool, error) {
	var ids []roll.ID
	err := query(j.stmts.recent, func(s *sqlite3.Stmt) error {
		if s.ColumnInt64(1) < since.UnixNano() {
			return errEnough
		}
		body := s.ColumnRawText(2)
		if !bytes.Contains(body, []byte(digest)) {
			return nil
		}
		intent, err := roll.Decode(roll.IntentMade, body)
		if in, _ := intent.(roll.Intent); err != nil || in.Digest == digest && in.Amount == amount {
			ids = append(ids, roll.ID(s.ColumnInt64(0))) // one that cannot be read is told by Txn
		}
		return nil
	}, int64(j.seq)-similarLimit)
	if err != nil && !errors.Is(err, errEnough) {
		return 0, false, explain("read journal", err)
	}
	for _, id := range ids {
		t, err := j.Txn(id)
		if err != nil {
			return 0, false, err
		}
		if t.Kind == txn.Sale && counts(t.Money(0)) {
			return id, true, nil
		}
	}
	return 0, false, nil
}

// counts says whether the customer's money may have moved.
func counts(m txn.Money) bool {
	return m == txn.MoneyApproved || m == txn.MoneyReversing || m == txn.MoneyParked
}
