package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
)

// Journal is one open journal. It is used by one goroutine at a time.
type Journal struct {
	dir     string
	lock    *os.File
	secrets secrets
	chain   *chain
	head    *head
	db      *sqlite3.Conn
	stmts   statements
	seq     uint64 // the last row
	mac     []byte // and its mac
	sound   bool   // the chain of the open batch was verified
	stopped error  // why no more rows are taken
}

type options struct{ vfs string }

// Option changes where a journal lives.
type Option func(*options)

// WithVFS keeps the database in a VFS that was registered with
// github.com/ncruces/go-sqlite3/vfs, such as a simulated disk. Lock and secrets
// stay in the directory.
func WithVFS(name string) Option { return func(o *options) { o.vfs = name } }

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
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return explain("create journal", err)
	}
	held, err := lock(dir, "init")
	if err != nil {
		return err
	}
	defer unlock(held)
	if _, err := os.Stat(filepath.Join(dir, secretsFile)); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%w in %s", ErrExists, dir), err)
	}
	if err := provision(dir, keys, book, at, opts); err != nil {
		return explain("create journal in "+dir, err)
	}
	if err := errors.Join(keys.save(dir), syncDir(dir), syncDir(filepath.Dir(dir))); err != nil {
		return explain("create journal in "+dir, err)
	}
	return nil
}

// provision makes the database with its first row. A database that an interrupted
// Create left behind has at most that row, made with a key nobody kept: it is replaced.
func provision(dir string, keys secrets, book roll.Book, at time.Time, opts []Option) (err error) {
	j := newJournal(dir, keys)
	if err := j.connect(sqlite3.OPEN_CREATE, opts); err != nil {
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

// Open opens the journal in dir for a command, named by its verb. It waits up to a
// second for a process that holds it.
//
// Errors: ErrMissing, ErrRights, ErrSecrets, ErrForeign, ErrNewer, ErrDamaged,
// ErrSettings, *HeldError.
func Open(dir, verb string, opts ...Option) (*Journal, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, missing(dir)
	}
	held, err := lock(dir, verb)
	if err != nil {
		return nil, err
	}
	j, err := open(dir, opts)
	if err != nil {
		return nil, errors.Join(explain("open journal in "+dir, err), unlock(held))
	}
	j.lock = held
	return j, nil
}

func open(dir string, opts []Option) (*Journal, error) {
	keys, err := loadSecrets(dir)
	if err != nil {
		return nil, err
	}
	j := newJournal(dir, keys)
	if err := j.connect(0, opts); err != nil {
		return nil, err
	}
	if err := j.begin(); err != nil {
		return nil, errors.Join(err, j.disconnect())
	}
	return j, nil
}

func newJournal(dir string, keys secrets) *Journal {
	return &Journal{dir: dir, secrets: keys, chain: newChain(keys.derive("chain", sha256.Size))}
}

// connect opens the database and the head. The files get mode 0600 however the umask is.
func (j *Journal) connect(create sqlite3.OpenFlag, opts []Option) error {
	var o options
	for _, set := range opts {
		set(&o)
	}
	path, err := filepath.Abs(filepath.Join(j.dir, databaseFile))
	if err != nil {
		return err
	}
	query := url.Values{}
	if o.vfs != "" {
		query.Set("vfs", o.vfs)
	} else {
		if err := exists(path, create != 0); err != nil {
			return err
		}
		query.Set("modeof", path) // the log gets the mode of the database
	}
	uri := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	j.db, err = sqlite3.OpenFlags(uri.String(), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI|create)
	if err != nil {
		return err
	}
	// Before the first read, else SQLite makes a shared memory file.
	if err := j.db.Exec("PRAGMA locking_mode = EXCLUSIVE"); err != nil {
		return errors.Join(err, j.db.Close())
	}
	j.head, err = openHead(filepath.Join(filepath.Dir(path), headFile), o.vfs, j.secrets.derive("head", sha256.Size))
	if err != nil {
		return errors.Join(err, j.db.Close())
	}
	return nil
}

// exists makes the database file when it may, and refuses one that others may read.
func exists(path string, create bool) error {
	if create {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return private(path)
}

// begin brings an opened database into the state in which it may be believed.
func (j *Journal) begin() error {
	if err := recognise(j.db); err != nil {
		return err
	}
	if err := configure(j.db); err != nil {
		return err
	}
	if err := migrate(j.db); err != nil {
		return err
	}
	if err := j.prepare(); err != nil {
		return err
	}
	// What stands in the log is perhaps not durable yet (see the package's
	// comment). If it cannot be made so, the journal can still be read.
	if err := j.settle(); err != nil {
		j.stopped = explain("settle the log", err)
	}
	return j.findEnd()
}

// Close moves the log into the database, looks at the result, and lets the next process in.
func (j *Journal) Close() error {
	var err error
	if j.stopped == nil {
		err = explain("close journal", j.settle())
	}
	return errors.Join(err, j.disconnect(), unlock(j.lock))
}

func (j *Journal) disconnect() error {
	return errors.Join(j.stmts.close(), j.db.Close(), j.head.file.Close())
}
