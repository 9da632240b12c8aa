package journal

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// statements are compiled once for the life of the connection.
type statements struct {
	begin, commit, rollback *sqlite3.Stmt
	insert, seal, forget    *sqlite3.Stmt
	last, from, checkpoint  *sqlite3.Stmt // the end of the roll; rows after a seq; the last checkpoint
	about, mac              *sqlite3.Stmt // rows about a transaction; the mac of a row
	byTrace, byRef, intents *sqlite3.Stmt
	recent, sealed, spent   *sqlite3.Stmt
	approved                *sqlite3.Stmt // approvals, newest first
}

// before is the mac of the row before, as an extra column.
const before = ", (SELECT mac FROM roll AS p WHERE p.seq = r.seq - 1)"

func (j *Journal) prepare() error {
	s := &j.stmts
	for _, p := range []struct {
		stmt **sqlite3.Stmt
		sql  string
	}{
		{&s.begin, "BEGIN IMMEDIATE"},
		{&s.commit, "COMMIT"},
		{&s.rollback, "ROLLBACK"},
		{&s.insert, "INSERT INTO roll (" + columns + ") VALUES (?,?,?,?,?,?,?,?,?,?,?)"},
		{&s.seal, "INSERT INTO sealed (txn, pan) VALUES (?, ?)"},
		{&s.forget, "DELETE FROM sealed WHERE txn = ?"},
		{&s.last, "SELECT " + columns + before + " FROM roll AS r ORDER BY seq DESC LIMIT 1"},
		{&s.from, "SELECT " + columns + " FROM roll WHERE seq > ? ORDER BY seq LIMIT ?"},
		{&s.checkpoint, "SELECT seq FROM roll WHERE what IN ('provisioned', 'closed') ORDER BY seq DESC LIMIT 1"},
		{&s.mac, "SELECT mac FROM roll WHERE seq = ?"},
		{&s.about, "SELECT " + columns + before + " FROM roll AS r WHERE seq = ?1 UNION ALL " +
			"SELECT " + columns + before + " FROM roll AS r WHERE txn = ?1 AND what <> 'intent' AND txn <> 0 UNION ALL " +
			"SELECT " + columns + before + " FROM roll AS r WHERE orig = ?1 AND orig <> 0 ORDER BY seq"},
		{&s.byTrace, "SELECT seq FROM roll WHERE what = 'intent' AND trace = ? ORDER BY seq DESC LIMIT 1"},
		{&s.byRef, "SELECT seq FROM roll WHERE what = 'intent' AND trace = ? AND batch = ?"},
		{&s.intents, "SELECT seq FROM roll WHERE what = 'intent' AND seq < ? ORDER BY seq DESC LIMIT ?"},
		{&s.recent, "SELECT " + columns + " FROM roll WHERE seq > ? AND +what = 'intent' ORDER BY seq DESC"},
		{&s.sealed, "SELECT pan FROM sealed WHERE txn = ?"},
		{&s.spent, "SELECT txn FROM sealed AS s WHERE txn < ? OR EXISTS (SELECT 1 FROM roll AS r WHERE r.txn = s.txn AND r.txn <> 0 " +
			"AND r.what <> 'intent' AND r.what IN ('declined', 'not_sent', 'reversed', 'unpaid')) LIMIT ?"},
		{&s.approved, "SELECT " + columns + before + " FROM roll AS r WHERE +what = 'approved' ORDER BY seq DESC"},
	} {
		var err error
		if *p.stmt, _, err = j.db.PrepareFlags(p.sql, sqlite3.PREPARE_PERSISTENT); err != nil {
			return err
		}
	}
	return nil
}

func (s statements) close() error {
	var errs []error
	for _, stmt := range []*sqlite3.Stmt{
		s.begin, s.commit, s.rollback, s.insert, s.seal, s.forget, s.last, s.from, s.checkpoint,
		s.about, s.mac, s.byTrace, s.byRef, s.intents, s.recent, s.sealed, s.spent, s.approved,
	} {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

// query runs a statement for each row until each returns an error, and leaves it ready for the next time.
func query(s *sqlite3.Stmt, each func(*sqlite3.Stmt) error, args ...int64) error {
	for i, n := range args {
		if err := s.BindInt64(i+1, n); err != nil {
			return err
		}
	}
	for s.Step() {
		if err := each(s); err != nil {
			return errors.Join(err, s.Reset())
		}
	}
	// Reset repeats the error of the step that ended the loop.
	return s.Reset()
}
