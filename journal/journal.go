package journal

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// Journal is one open journal. It is used by one goroutine at a time.
type Journal struct {
	place   place
	dir     string
	lock    io.Closer
	secrets secrets
	chain   *chain
	digest  []byte      // key of card digests
	aead    cipher.AEAD // seals card numbers
	head    *head
	db      *sqlite3.Conn
	stmts   statements
	outbox  Outbox
	seq     uint64 // the last row
	mac     []byte // and its mac
	sound   bool   // the chain of the open batch was verified
	stopped error  // why no more rows are taken

	swipes   []swipe // the sales that Similar looks at, oldest first
	recalled int64   // they are complete since then
}

// Open opens the journal in dir for a command, named by its verb. It waits up to a
// second for a process that holds it.
//
// Errors: ErrMissing, ErrRights, ErrSecrets, ErrDevice, ErrForeign, ErrNewer, ErrDamaged,
// ErrSettings, *HeldError.
func Open(dir, verb string, opts ...Option) (*Journal, error) {
	p, err := placed(opts)
	if err != nil {
		return nil, err
	}
	if _, err := p.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, missing(p, dir)
	}
	held, err := p.Lock(dir, verb)
	if err != nil {
		return nil, err
	}
	j, err := open(p, dir)
	if err != nil {
		return nil, errors.Join(explain("open journal in "+dir, err), held.Close())
	}
	j.lock = held
	return j, nil
}

func open(p place, dir string) (*Journal, error) {
	keys, err := loadSecrets(p, dir)
	if err != nil {
		return nil, err
	}
	j := newJournal(p, dir, keys)
	if err := j.connect(databaseFile, 0); err != nil {
		return nil, err
	}
	err = j.begin()
	if err == nil {
		// A name may be there that nobody synced: of the log, when it was made anew,
		// or of the keys, when Create was killed.
		err = p.SyncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(err, j.disconnect())
	}
	return j, nil
}

func newJournal(p place, dir string, keys secrets) *Journal {
	j := &Journal{
		place: p, dir: dir, secrets: keys,
		chain:  newChain(keys.derive("chain", sha256.Size)),
		digest: keys.derive("card digest", sha256.Size),
		aead:   newSealer(keys.derive("seal", sealKeySize)),

		recalled: math.MaxInt64,
	}
	j.outbox = Outbox{j: j, name: hex.EncodeToString(keys.derive("outbox", outboxNameSize)), events: p.events, limit: OutboxLimit}
	return j
}

// connect opens the database and the head. The files get mode 0600 however the umask is.
func (j *Journal) connect(database string, create sqlite3.OpenFlag) error {
	path, err := filepath.Abs(filepath.Join(j.dir, database))
	if err != nil {
		return err
	}
	through, err := withLog(j.place.vfs)
	if err != nil {
		return err
	}
	if err := j.place.own(path, create != 0); err != nil {
		return err
	}
	params := url.Values{"vfs": {through}, "modeof": {path}} // the log gets the mode of the database
	raw := strings.ReplaceAll(params.Encode(), "+", "%20")   // SQLite knows no other space
	uri := url.URL{Scheme: "file", Path: path, RawQuery: raw}
	j.db, err = sqlite3.OpenFlags(uri.String(), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI|create)
	if err != nil {
		return err
	}
	// Before the first read, else SQLite makes a shared memory file.
	if err := j.db.Exec("PRAGMA locking_mode = EXCLUSIVE"); err != nil {
		return errors.Join(err, j.db.Close())
	}
	j.head, err = openHead(j.place, filepath.Join(filepath.Dir(path), headFile), j.secrets.derive("head", sha256.Size))
	if err != nil {
		return errors.Join(err, j.db.Close())
	}
	return nil
}

// own makes the database file when it may, and refuses one that others may read.
func (p place) own(path string, create bool) error {
	if create {
		f, err := p.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	err := p.private(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: %s is gone: put it back, or call service", ErrDamaged, databaseFile)
	}
	return err
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
	if err := j.findEnd(); err != nil {
		return err
	}
	if err := j.outbox.count(); err != nil {
		return err
	}
	if err := j.shorter(); err != nil {
		j.stopped = err // and leave the log as it is: it is evidence
		return nil
	}
	// What stands in the log is perhaps not durable yet (see the package's
	// comment). If it cannot be made so, the journal can still be read.
	if err := j.settle(); err != nil {
		j.stopped = explain("settle the log", err)
	}
	return nil
}

// errClosed stops whoever commits after Close.
var errClosed = errors.New("it was closed")

// Close moves the log into the database, looks at the result, and lets the next
// process in. It may be called twice; nothing else may be called after it.
func (j *Journal) Close() error {
	if j.lock == nil {
		return nil
	}
	var err error
	if j.stopped == nil {
		err = explain("close journal", j.settle())
	}
	err = errors.Join(err, j.disconnect(), j.lock.Close())
	j.lock, j.stopped = nil, errClosed
	return err
}

func (j *Journal) disconnect() error {
	return errors.Join(j.stmts.close(), j.db.Close(), j.head.file.Close())
}
