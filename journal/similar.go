package journal

import (
	"errors"
	"slices"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// similarLimit is how many rows, and later how many sales, Similar looks back at most.
//
// Chosen: 1,000 rows are over 150 transactions, more than a shop makes in ten minutes.
const similarLimit = 1000

// swipe is what Similar must know of a sale to tell that it is another one.
type swipe struct {
	id     roll.ID
	kind   txn.Kind
	at     int64 // ns since 1970
	digest string
	amount txn.Fen
}

// Similar finds the newest of a kind of the same card, or payment code, and amount since a time
// that is approved or in doubt: perhaps the same one is being made twice (RULES.md 3.9).
// It looks back to the first that is older.
func (j *Journal) Similar(kind txn.Kind, digest string, amount txn.Fen, since time.Time) (roll.ID, bool, error) {
	if since.UnixNano() < j.recalled {
		if err := j.recall(since.UnixNano()); err != nil {
			return 0, false, explain("read journal", err)
		}
	}
	for _, s := range slices.Backward(j.swipes) {
		if s.at < since.UnixNano() {
			break
		}
		if s.kind != kind || s.digest != digest || s.amount != amount {
			continue
		}
		if t, err := j.Txn(s.id); err != nil || counts(t.Money(0)) {
			return s.id, err == nil, err
		}
	}
	return 0, false, nil
}

// errEnough ends a query early.
var errEnough = errors.New("enough")

// recall reads the sales since a time, those of earlier processes too; Commit adds to them.
func (j *Journal) recall(since int64) error {
	var rows []roll.Row
	err := query(j.stmts.recent, func(s *sqlite3.Stmt) error {
		rec := scan(s)
		if rec.at < since {
			return errEnough
		}
		r, err := rec.row()
		if err != nil {
			return &BrokenError{rec.seq, err.Error()}
		}
		rows = append(rows, r)
		return nil
	}, int64(j.seq)-similarLimit)
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	slices.Reverse(rows)
	j.swipes, j.recalled = nil, since
	j.swiped(rows)
	return nil
}

// Watched says whether a kind is looked after for being made twice: what a customer pays with, or is held by.
func Watched(k txn.Kind) bool {
	return k == txn.Sale || k == txn.Preauth || k == txn.QRSale || k == txn.WalletPay
}

// swiped remembers what is watched among rows.
func (j *Journal) swiped(rows []roll.Row) {
	for _, r := range rows {
		if in, ok := r.Body.(roll.Intent); ok && Watched(r.Kind) {
			j.swipes = append(j.swipes, swipe{r.Txn, r.Kind, r.At.UnixNano(), in.Digest, in.Amount})
		}
	}
	if over := len(j.swipes) - similarLimit; over > 0 {
		j.swipes = slices.Delete(j.swipes, 0, over)
	}
}

// counts says whether the customer's money may have moved.
func counts(m txn.Money) bool {
	return m == txn.MoneyApproved || m == txn.MoneyReversing || m == txn.MoneyAsking || m == txn.MoneyParked
}
