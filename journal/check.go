package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// Check reads the whole journal and reports all that is wrong with it: the file,
// the chain, every row's place, what batches carried over, and the sealed numbers.
// It holds a few bytes per transaction, and no rows. Nothing is changed.
//
// An error means that the check could not be made; what it found is in the Report.
func (j *Journal) Check(ctx context.Context) (Report, error) {
	old := j.db.SetInterrupt(ctx)
	defer j.db.SetInterrupt(old)
	c := &checker{j: j, report: &Report{}, txns: map[roll.ID]*seen{}}
	for _, part := range []func() error{c.file, c.tables, c.rows, c.end, c.numbers, c.notices} {
		err := part()
		if ctx.Err() != nil {
			return *c.report, fmt.Errorf("journal check: %w", context.Cause(ctx))
		}
		if err != nil {
			c.report.add(0, DamagedFile, "%v", err)
		}
	}
	return *c.report, nil
}

// checker is one run of Check.
type checker struct {
	j      *Journal
	report *Report
	book   roll.Book
	seq    uint64
	mac    []byte // of the last row; nil after a gap
	txns   map[roll.ID]*seen
	traces map[[2]uint32]bool // batch and trace; of the open batch
}

// file asks SQLite about its pages and indexes.
func (c *checker) file() error {
	return c.list("PRAGMA integrity_check(20)", func(s *sqlite3.Stmt) {
		if text := s.ColumnText(0); text != "ok" {
			c.report.add(0, DamagedFile, "%s", text)
		}
	})
}

// tables compares the schema with what the migrations make: an index that guards money may be gone.
func (c *checker) tables() error {
	want, err := pattern()
	if err != nil {
		return err
	}
	have, err := schemaOf(c.j.db)
	for name, sql := range want {
		if have[name] != sql {
			c.report.add(0, DamagedFile, "%s is missing or was altered", name)
		}
	}
	return err
}

// pattern is the schema that the migrations make.
var pattern = sync.OnceValues(func() (map[string]string, error) {
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := migrate(db); err != nil {
		return nil, err
	}
	return schemaOf(db)
})

// schemaOf gives the SQL behind every name of a database.
func schemaOf(db *sqlite3.Conn) (map[string]string, error) {
	have := map[string]string{}
	stmt, _, err := db.Prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	return have, query(stmt, func(s *sqlite3.Stmt) error {
		have[s.ColumnText(0)] = s.ColumnText(1)
		return nil
	})
}

// list runs a query of its own.
func (c *checker) list(sql string, each func(*sqlite3.Stmt)) error {
	stmt, _, err := c.j.db.Prepare(sql)
	if err != nil {
		return err
	}
	defer stmt.Close()
	return query(stmt, func(s *sqlite3.Stmt) error { each(s); return nil })
}

// rows reads the roll from its first row to its last.
func (c *checker) rows() error {
	c.mac = origin
	return c.list("SELECT "+columns+" FROM roll ORDER BY seq", func(s *sqlite3.Stmt) {
		rec := scan(s)
		c.report.Rows++
		if want := c.seq + 1; rec.seq != want {
			c.report.add(want, MissingRow, "rows %d to %d are missing", want, rec.seq-1)
			c.mac = nil
		}
		if c.mac != nil && !bytes.Equal(c.j.chain.next(c.mac, rec), rec.mac) {
			c.report.add(rec.seq, BrokenChain, "the row or the one before it was altered")
		}
		c.seq, c.mac = rec.seq, bytes.Clone(rec.mac)
		c.row(rec)
	})
}

func (c *checker) row(rec record) {
	r, err := rec.row()
	if err == nil {
		err = strict(r, rec.body)
	}
	if err != nil {
		c.report.add(rec.seq, UnreadableBody, "%v", err)
	}
	if r.Body == nil {
		return
	}
	c.place(r)
	c.book = c.book.Apply(r)
}

// strict compares a body with what this program would have written.
func strict(r roll.Row, body []byte) error {
	ours, err := r.Encode()
	if err != nil || bytes.Equal(ours, body) {
		return err
	}
	var want, have any
	if err := errors.Join(json.Unmarshal(ours, &want), json.Unmarshal(body, &have)); err != nil {
		return err
	}
	return within(have, want, "body")
}

// within says which member of have is not in want. Members that only want has are
// none of its business: an older program did not write them.
func within(have, want any, name string) error {
	switch h := have.(type) {
	case map[string]any:
		w, _ := want.(map[string]any)
		for key, value := range h {
			if err := within(value, w[key], name+"."+key); err != nil {
				return err
			}
		}
		return nil
	case []any:
		w, _ := want.([]any)
		if len(h) != len(w) {
			return fmt.Errorf("%s has %d members, want %d", name, len(h), len(w))
		}
		for i := range h {
			if err := within(h[i], w[i], fmt.Sprintf("%s[%d]", name, i)); err != nil {
				return err
			}
		}
		return nil
	}
	if have != want {
		return fmt.Errorf("%s is not what this program writes", name)
	}
	return nil
}

// end compares the last row with what the head remembers.
func (c *checker) end() error {
	if kept := c.j.head.read(); kept > c.seq {
		c.report.add(c.seq+1, MissingRow, "rows %d to %d were committed and are gone", c.seq+1, kept)
	}
	c.report.Txns = len(c.txns)
	return nil
}

// numbers opens every sealed card number, and looks for those that are owed.
func (c *checker) numbers() error {
	err := c.list("SELECT txn, pan FROM sealed ORDER BY txn", func(s *sqlite3.Stmt) {
		c.report.Sealed++
		id := roll.ID(s.ColumnInt64(0))
		pan, err := c.j.unseal(id, s.ColumnRawBlob(1))
		if err != nil {
			c.report.add(uint64(id), WrongNumber, "%v", err)
			return
		}
		if t, err := c.j.Txn(id); err != nil || t.Intent.Digest != c.j.Digest(pan) {
			c.report.add(uint64(id), WrongNumber, "it is not the card of the transaction")
		}
	})
	for _, t := range c.book.Txns {
		numbered := t.Kind.Doubt() == txn.Reversed || t.Kind.Doubt() == txn.Repeated
		if !t.Undecided() || !numbered || t.Intent.Card == "" {
			continue
		}
		if _, lost := c.j.PAN(t.ID); errors.Is(lost, ErrNoNumber) {
			c.report.add(uint64(t.ID), LostNumber, "the card number was erased while it is owed to the host")
		}
	}
	return err
}

// notices looks for events that the roll does not tell.
func (c *checker) notices() error {
	all, err := c.j.outbox.List(0, math.MaxInt64)
	for _, n := range all {
		if n.ID == "" {
			c.report.add(n.Row.Seq, StrayRow, strayNotice)
		}
	}
	return err
}
