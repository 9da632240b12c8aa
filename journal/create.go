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
// starts with a row that carries book; master is the terminal's master key, which is
// sealed under the device secret (WithDevice). at is the terminal's clock. Nothing is left
// open. Interrupted anywhere, it may be run again.
//
// Errors: ErrExists, ErrRights, ErrFull, ErrForeign, ErrSecrets, ErrDevice, *HeldError.
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
	if err := p.mkdirs(dir); err != nil {
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
	device, err := p.secret(true)
	if err != nil {
		return err
	}
	// The database gets its name when it is whole, the keys get theirs last, and no
	// name may outlive the names that went before it.
	for _, step := range []func() error{
		func() error { return inspect(p, dir) },
		func() error {
			return p.clear(dir, newFile, newFile+"-journal", newFile+"-wal", databaseFile+"-journal", databaseFile+"-wal")
		},
		func() error { return provision(p, dir, keys, book, at) },
		func() error { return p.Rename(filepath.Join(dir, newFile), filepath.Join(dir, databaseFile)) },
		func() error { return p.clear(dir, newFile+"-wal") },
		func() error { return keys.save(p, dir, device) },
		func() error { return p.SyncDir(dir) },
	} {
		if err := step(); err != nil {
			return explain("create journal in "+dir, err)
		}
	}
	return nil
}

// newFile is the database while Create makes it. What an interrupted Create left of
// it may be half a database, which SQLite cannot read and nobody needs.
const newFile = databaseFile + ".new"

// provision makes the database with its first row.
func provision(p place, dir string, keys secrets, book roll.Book, at time.Time) (err error) {
	j := newJournal(p, dir, keys)
	if err := j.connect(newFile, sqlite3.OPEN_CREATE); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.disconnect()) }()
	for _, step := range []func() error{
		func() error { return j.db.Exec("PRAGMA synchronous = EXTRA") },
		func() error { return j.db.EnableChecksums("main") },
		func() error { return j.db.Exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID)) },
		func() error { return configure(j.db) },
		func() error { return migrate(j.db) },
		j.prepare,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	j.mac, j.sound = origin, true
	book.Seq = 1
	first := roll.Row{Seq: 1, Batch: book.Batch, What: roll.Provisioned, At: at, Body: roll.Checkpoint{Book: book}}
	if err := j.Commit([]roll.Row{first}, nil); err != nil {
		return err
	}
	return j.settle()
}

// inspect makes sure that there is no database, or one without a shop's rows: it may
// be replaced, as its keys are gone.
func inspect(p place, dir string) error {
	info, err := p.Stat(filepath.Join(dir, databaseFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || info.Size() == 0 {
		return err
	}
	j := newJournal(p, dir, secrets{})
	if err := j.connect(databaseFile, 0); err != nil {
		return err
	}
	return errors.Join(unsold(j.db), j.disconnect())
}

// unsold refuses a database that holds more than the row Create made.
func unsold(db *sqlite3.Conn) error {
	if err := recognise(db); err != nil {
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
