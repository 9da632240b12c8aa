package journal

import (
	"fmt"

	"github.com/ncruces/go-sqlite3"
)

// checkpointPages is the size of the log at which an idle terminal empties it.
// Given, RULES.md 1.9.
const checkpointPages = 1000

// Checkpoint moves the log into the database when it has grown over 1,000 pages,
// and gives its size. It is called when the terminal is idle. The log's file keeps
// its size, as writing over a file is faster than making it longer. An error means
// that the disk is failing or full; the log still has everything.
func (j *Journal) Checkpoint() (pages int, err error) {
	if j.stopped != nil {
		return 0, nil
	}
	pages, _, err = j.db.WALCheckpoint("main", sqlite3.CHECKPOINT_NOOP)
	if err == nil && pages > checkpointPages {
		err = j.empty(sqlite3.CHECKPOINT_RESTART)
	}
	return pages, explain("checkpoint", err)
}

// settle moves the whole log into the database and leaves it with no length.
func (j *Journal) settle() error { return j.empty(sqlite3.CHECKPOINT_TRUNCATE) }

// empty moves the whole log into the database, both synced. SQLite may call it a
// success to have moved a part.
func (j *Journal) empty(mode sqlite3.CheckpointMode) error {
	left, done, err := j.db.WALCheckpoint("main", mode)
	if err == nil && left != done {
		err = fmt.Errorf("checkpoint moved %d of %d pages", done, left)
	}
	return err
}
