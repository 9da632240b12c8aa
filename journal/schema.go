package journal

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

const databaseFile = "journal.db"

// applicationID marks the database as ours: "PTRM", at offset 68 of the file.
const applicationID = 0x5054524D

// migrations make the schema. The layout of a journal (user_version) is how many
// of them it has seen. They are only ever appended to: a newer program runs what
// an older journal lacks, and refuses a journal that has seen more.
var migrations = []string{schema1, schema2, schema3, schema4}

// Schema is the layout that this program writes.
func Schema() int { return len(migrations) }

// schema1: indexes are partial, so that a commit touches few pages. The first
// three guard money (RULES.md 1.2); the others find rows.
const schema1 = `
CREATE TABLE roll (
	seq      INTEGER PRIMARY KEY,
	batch    INTEGER NOT NULL,
	txn      INTEGER NOT NULL, -- seq of the intent, 0: none
	orig     INTEGER NOT NULL, -- what a void undoes, 0: none
	trace    INTEGER NOT NULL,
	what     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	at       INTEGER NOT NULL, -- ns since 1970, UTC
	body     TEXT NOT NULL,    -- JSON
	register TEXT,             -- idempotency key of a cash register
	mac      BLOB NOT NULL     -- HMAC-SHA256 over the mac before and this row
) STRICT;
CREATE UNIQUE INDEX trace_once ON roll (trace, batch) WHERE what = 'intent';
CREATE UNIQUE INDEX void_once ON roll (orig) WHERE what = 'approved' AND orig <> 0;
CREATE UNIQUE INDEX register_once ON roll (register) WHERE what = 'intent' AND register IS NOT NULL;
CREATE INDEX about_txn ON roll (txn) WHERE what <> 'intent' AND txn <> 0;
CREATE INDEX about_orig ON roll (orig) WHERE orig <> 0;
CREATE INDEX checkpoints ON roll (seq) WHERE what IN ('provisioned', 'closed');
CREATE TABLE sealed (
	txn INTEGER PRIMARY KEY,
	pan BLOB NOT NULL -- nonce (12 bytes), sealed card number, tag (16 bytes)
) STRICT;
`

// schema2: only what undoes its original as a whole does so once; refunds share theirs
// with others, and together give back no more than it brought. A refund counts from its
// intent on, until the host says no or nothing of it left.
const schema2 = `
DROP INDEX void_once;
CREATE UNIQUE INDEX void_once ON roll (orig)
	WHERE what = 'approved' AND orig <> 0 AND kind IN ('void', 'preauth_void', 'complete_void', 'qr_void');
CREATE TRIGGER refund_limit BEFORE INSERT ON roll
	WHEN new.what = 'intent' AND new.orig <> 0 AND new.kind IN ('refund', 'qr_refund', 'wallet_refund')
BEGIN
	SELECT raise(ABORT, 'refund_limit')
	WHERE (SELECT json_extract(body, '$.amount') FROM roll WHERE seq = new.orig) < json_extract(new.body, '$.amount') + (
		SELECT coalesce(sum(json_extract(r.body, '$.amount')), 0) FROM roll AS r
		WHERE r.orig = new.orig AND r.orig <> 0 AND r.what = 'intent' AND r.kind = new.kind AND NOT EXISTS (
			SELECT 1 FROM roll AS e WHERE e.txn = r.txn AND e.what <> 'intent' AND e.txn <> 0
				AND (e.what IN ('declined', 'not_sent') OR e.what = 'resolved' AND NOT json_extract(e.body, '$.stands'))));
END;
`

// schema3: what is still to be told, and how the one endpoint stands that is told. The roll
// says what an event is about; a row here is gone when it was delivered.
const schema3 = `
CREATE TABLE outbox (
	seq    INTEGER NOT NULL, -- the row of the roll that tells it
	event  TEXT NOT NULL,
	tries  INTEGER NOT NULL,
	due    INTEGER NOT NULL, -- ns since 1970, UTC: not before; 0: at once
	parked INTEGER NOT NULL, -- 1: given up until a person says otherwise
	why    TEXT NOT NULL,    -- how the last try failed
	PRIMARY KEY (seq, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (parked, due);
CREATE INDEX outbox_droppable ON outbox (seq) WHERE event IN ('transaction.declined', 'slip.owed', 'printer.fault');
CREATE TABLE endpoint (
	id           INTEGER PRIMARY KEY CHECK (id = 1),
	stopped      TEXT NOT NULL,    -- the endpoint that wants no more, '': none
	stopped_at   INTEGER NOT NULL, -- ns since 1970, UTC
	delivered    INTEGER NOT NULL, -- events ever
	delivered_at INTEGER NOT NULL,
	dropped      INTEGER NOT NULL, -- at the limit, since a person looked
	dropped_at   INTEGER NOT NULL
) STRICT;
INSERT INTO endpoint VALUES (1, '', 0, 0, 0, 0, 0);
`

// schema4: a void of a cash payment undoes it once, too.
const schema4 = `
CREATE UNIQUE INDEX cash_void_once ON roll (orig) WHERE what = 'approved' AND orig <> 0 AND kind = 'cash_void';
`

// guards say what a unique index protects.
var guards = map[string]string{
	"roll.trace, roll.batch": "trace_once: this trace number is used in this batch already",
	"roll.orig":              "void_once: the transaction is voided already",
	"roll.register":          "register_once: the register's key is used already",
	"roll.seq":               "seq: the row is there already",
	"sealed.txn":             "sealed: the transaction has a card number already",
}

// refundLimit is what the trigger of that name says.
const refundLimit = "refund_limit"

// guard names the index or trigger that refused a commit.
func guard(err error) string {
	if strings.HasSuffix(err.Error(), refundLimit) {
		return refundLimit + ": the refunds would give back more than the original brought"
	}
	for columns, text := range guards {
		if strings.HasSuffix(err.Error(), "failed: "+columns) {
			return text
		}
	}
	return "a constraint"
}

// settings are what durability rests on (RELIABILITY.md 1), in the order in which
// they must be set: EXTRA before WAL. Each is read back.
var settings = []struct{ pragma, value, want string }{
	{"locking_mode", "EXCLUSIVE", "exclusive"}, // no shared memory file, no second connection
	{"synchronous", "EXTRA", "3"},
	{"secure_delete", "ON", "1"}, // an erased card number leaves no trace in free pages
	{"journal_mode", "WAL", "wal"},
	{"wal_autocheckpoint", "4000", "4000"}, // pages; only the backstop, see Checkpoint
	{"journal_size_limit", "8388608", "8388608"},
	{"temp_store", "MEMORY", "2"},
	{"trusted_schema", "OFF", "0"},
	{"checksum_verification", "", "1"}, // every page of journal.db carries a checksum
}

// configure sets and reads back every setting.
func configure(db *sqlite3.Conn) error {
	for _, s := range settings {
		if s.value != "" {
			if err := db.Exec("PRAGMA " + s.pragma + " = " + s.value); err != nil {
				return err
			}
		}
		got, err := pragma(db, s.pragma)
		if err != nil {
			return err
		}
		if got != s.want {
			return fmt.Errorf("%w: %s is %q, want %q: this file system cannot hold a journal", ErrSettings, s.pragma, got, s.want)
		}
	}
	for op, name := range switches {
		on, err := db.Config(op, true)
		if err == nil && !on {
			err = fmt.Errorf("%w: %s is off", ErrSettings, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// switches are settings without a pragma.
var switches = map[sqlite3.DBConfig]string{
	sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE: "no_ckpt_on_close", // SQLite swallows the errors of a checkpoint on closing
	sqlite3.DBCONFIG_ENABLE_QPSG:      "enable_qpsg",      // else statements are compiled again for new arguments
}

// pragma reads one setting as text.
func pragma(db *sqlite3.Conn, name string) (string, error) {
	stmt, _, err := db.Prepare("PRAGMA " + name)
	if err != nil {
		return "", err
	}
	defer stmt.Close()
	if stmt.Step() {
		return stmt.ColumnText(0), nil
	}
	return "", stmt.Err()
}

// recognise refuses a database that is not a journal of this or an older program.
// It comes before anything that would write.
func recognise(db *sqlite3.Conn) error {
	id, err := pragma(db, "application_id")
	if err != nil {
		return err
	}
	if id != fmt.Sprint(applicationID) {
		return fmt.Errorf("%w: %s is another program's database, or empty", ErrForeign, databaseFile)
	}
	layout, err := layoutOf(db)
	if err == nil && layout > len(migrations) {
		err = fmt.Errorf("%w: layout %d, this program knows %d: install the newer program", ErrNewer, layout, len(migrations))
	}
	return err
}

func layoutOf(db *sqlite3.Conn) (layout int, err error) {
	text, err := pragma(db, "user_version")
	if err == nil {
		_, err = fmt.Sscan(text, &layout)
	}
	return layout, err
}

// migrate runs the migrations that are still missing, each with its layout number in one transaction.
func migrate(db *sqlite3.Conn) error {
	layout, err := layoutOf(db)
	if err != nil {
		return err
	}
	for n := layout; n < len(migrations); n++ {
		script := fmt.Sprintf("BEGIN IMMEDIATE;%sPRAGMA user_version = %d; COMMIT", migrations[n], n+1)
		if err := db.Exec(script); err != nil {
			return errors.Join(fmt.Errorf("layout %d: %w", n+1, err), db.Exec("ROLLBACK"))
		}
	}
	return nil
}
