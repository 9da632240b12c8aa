package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
)

// Create provisions a journal in dir, which is made when it is not there. The roll
// starts with a row that carries book; master is the terminal's master key. at is
// the terminal's clock. Nothing is left open. Interrupted anywhere, it may be run again.
//
// Errors: ErrExists, ErrRights, ErrFull, ErrForeign, ErrSecrets, *HeldError.
func Create(dir string, book roll.Book, master []byte, at time.Time, opts ...Option) error {
	keys, err := newSecrets(master)
	if err != nil {
		return err
	}
	p, err := placed(opts)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	above, err := p.mkdirs(dir)
	if err != nil {
		return explain("create journal", err)
	}
	held, err := p.Lock(dir, "init")
	if err != nil {
		return err
	}
	defer held.Close()
	if _, err := p.Stat(filepath.Join(dir, secretsFile)); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%w in %s", ErrExists, dir), err)
	}
	// The keys get their name last: it must not outlive the names that went before it.
	err = provision(p, dir, keys, book, at)
	if err == nil {
		err = p.sync(append(above, dir)...)
	}
	if err == nil {
		err = keys.save(p, dir)
	}
	if err == nil {
		err = p.sync(dir)
	}
	return explain("create journal in "+dir, err)
}

// provision makes the database with its first row. A database that an interrupted
// Create left behind has at most that row, made with a key nobody kept: it is replaced.
func provision(p place, dir string, keys secrets, book roll.Book, at time.Time) (err error) {
	j := newJournal(p, dir, keys)
	if err := j.connect(sqlite3.OPEN_CREATE); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.disconnect()) }()
	if err := prepareNew(j.db); err != nil {
		return err
	}
	if err := errors.Join(configure(j.db), migrate(j.db)); err != nil {
		return err
	}
	if err := j.db.Exec("DELETE FROM roll"); err != nil {
		return err
	}
	if err := j.prepare(); err != nil {
		return err
	}
	j.mac, j.sound = origin, true
	book.Seq = 1
	first := roll.Row{Seq: 1, Batch: book.Batch, What: roll.Provisioned, At: at, Body: roll.Checkpoint{Book: book}}
	if err := j.Commit([]roll.Row{first}, nil); err != nil {
		return err
	}
	return j.settle()
}

// prepareNew makes sure that the database is new, or what an interrupted Create left.
func prepareNew(db *sqlite3.Conn) error {
	err := recognise(db)
	switch {
	case errors.Is(err, ErrForeign):
		tables, err := count(db, "sqlite_schema")
		if err == nil && tables > 0 {
			err = fmt.Errorf("%w: %s is another program's database", ErrForeign, databaseFile)
		}
		if err != nil {
			return err
		}
		if err := db.Exec("PRAGMA synchronous = EXTRA"); err != nil {
			return err
		}
		return errors.Join(db.EnableChecksums("main"), db.Exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID)))
	case err != nil:
		return err
	}
	if layout, err := layoutOf(db); err != nil || layout == 0 {
		return err
	}
	rows, err := count(db, "roll")
	if err == nil && rows > 1 {
		err = fmt.Errorf("%w: %s has rows but %s is gone: put it back", ErrExists, databaseFile, secretsFile)
	}
	return err
}

func count(db *sqlite3.Conn, table string) (n int, err error) {
	stmt, _, err := db.Prepare("SELECT count(*) FROM " + table)
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	if stmt.Step() {
		return stmt.ColumnInt(0), nil
	}
	return 0, stmt.Err()
}
