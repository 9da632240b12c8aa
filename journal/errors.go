package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/ncruces/go-sqlite3"
)

// What may be wrong with a journal. Callers use errors.Is; the text around says
// which file, and what to do.
var (
	ErrMissing  = errors.New("no journal")                        // not provisioned
	ErrKeyless  = fmt.Errorf("%w: its keys are gone", ErrMissing) // secrets.key is gone, and the database has rows
	ErrExists   = errors.New("there is a journal already")        // Create never overwrites one
	ErrRights   = errors.New("wrong file rights")                 // readable by others, or not writable by us
	ErrForeign  = errors.New("not a posterm journal")             // another program's file, or no database at all
	ErrNewer    = errors.New("journal of a newer program")        // its layout is not known here
	ErrDamaged  = errors.New("journal damaged")                   // the file is not what was written
	ErrSettings = errors.New("wrong storage settings")            // SQLite did not accept what durability needs
	ErrSecrets  = errors.New("bad secrets file")                  // secrets.key is unreadable or altered
	ErrDevice   = errors.New("keys of another device")            // they are sealed under a device secret that is not here
	ErrFull     = errors.New("disk full")                         // nothing was written
	ErrGuard    = errors.New("refused by the journal")            // a unique index guards money
	ErrStopped  = errors.New("journal stopped")                   // an earlier commit failed: open it again
	ErrUnknown  = errors.New("no such transaction")               // nothing under that number
	ErrNoNumber = errors.New("card number is not kept")           // never sealed, or erased since
)

// HeldError says who holds the journal.
type HeldError struct {
	PID  int    // zero when the holder has not written it yet
	Verb string // what it was started for: "run"
}

// Error names the holder.
func (e *HeldError) Error() string {
	if e.PID == 0 {
		return "journal is in use by another process: try again when it has ended"
	}
	return fmt.Sprintf("journal is in use by process %d (posterm %s): try again when it has ended", e.PID, e.Verb)
}

// BrokenError is a roll that is not what was committed. The terminal may still
// print and report, but takes no more money.
type BrokenError struct {
	Seq uint64 // the first row that is wrong, or missing
	Why string
}

// Error says where and why.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("journal broken at row %d: %s: keep the data directory and call service", e.Seq, e.Why)
}

// explain adds to an error of SQLite what a person can do about it.
func explain(doing string, err error) error {
	var known error
	var why string
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite3.FULL), errors.Is(err, syscall.ENOSPC):
		known, why = ErrFull, "make room in the data directory"
	case errors.Is(err, sqlite3.NOTADB):
		known, why = ErrForeign, "journal.db is not a database"
	case errors.Is(err, sqlite3.IOERR_DATA), errors.Is(err, sqlite3.CORRUPT):
		known, why = ErrDamaged, "keep the data directory and call service"
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.PERM), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		known, why = ErrRights, "the data directory must be writable by posterm"
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY), errors.Is(err, sqlite3.CONSTRAINT_ROWID), errors.Is(err, sqlite3.CONSTRAINT_TRIGGER):
		known, why = ErrGuard, guard(err)
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %s: %w", doing, known, why, err)
}
