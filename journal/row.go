package journal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"time"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// columns of a row, in the order of bind and scan.
const columns = "seq, batch, txn, orig, trace, what, kind, at, body, register, mac"

const (
	colBody = 8
	colMAC  = 10
)

// record is a row as it stands in the database.
type record struct {
	seq, batch, txn, orig, trace uint64
	what, kind                   string
	at                           int64 // ns since 1970, UTC
	body                         []byte
	register                     string // empty: NULL
	mac                          []byte
}

// encode makes the record of a row, still without its mac.
func encode(r roll.Row) (record, error) {
	body, err := r.Encode()
	if err != nil {
		return record{}, err
	}
	rec := record{
		seq: r.Seq, batch: uint64(r.Batch), txn: uint64(r.Txn), orig: uint64(r.Orig), trace: uint64(r.Trace),
		what: r.What.String(), kind: r.Kind.String(), at: r.At.UnixNano(), body: body,
	}
	if in, ok := r.Body.(roll.Intent); ok {
		rec.register = in.Register
	}
	return rec, nil
}

// row reads what a record means.
func (rec record) row() (r roll.Row, err error) {
	if r.What, err = roll.ParseWhat(rec.what); err != nil {
		return r, err
	}
	if err = r.Kind.UnmarshalText([]byte(rec.kind)); err != nil {
		return r, err
	}
	r.Seq, r.Batch, r.Trace = rec.seq, txn.Batch(rec.batch), txn.Trace(rec.trace)
	r.Txn, r.Orig = roll.ID(rec.txn), roll.ID(rec.orig)
	r.At = time.Unix(0, rec.at).UTC()
	r.Body, err = roll.Decode(r.What, rec.body)
	return r, err
}

// scan reads the record under a statement's cursor. Its slices are valid until the next step.
func scan(s *sqlite3.Stmt) (rec record) {
	rec.seq, rec.batch, rec.txn = uint64(s.ColumnInt64(0)), uint64(s.ColumnInt64(1)), uint64(s.ColumnInt64(2))
	rec.orig, rec.trace = uint64(s.ColumnInt64(3)), uint64(s.ColumnInt64(4))
	rec.what, rec.kind, rec.at = s.ColumnText(5), s.ColumnText(6), s.ColumnInt64(7)
	rec.body, rec.register, rec.mac = s.ColumnRawText(colBody), s.ColumnText(9), s.ColumnRawBlob(colMAC)
	return rec
}

// bind fills an insert statement.
func (rec record) bind(s *sqlite3.Stmt) error {
	for i, n := range []uint64{rec.seq, rec.batch, rec.txn, rec.orig, rec.trace} {
		if err := s.BindInt64(i+1, int64(n)); err != nil {
			return err
		}
	}
	register := func() error { return s.BindNull(10) }
	if rec.register != "" {
		register = func() error { return s.BindText(10, rec.register) }
	}
	for _, set := range []func() error{
		func() error { return s.BindText(6, rec.what) },
		func() error { return s.BindText(7, rec.kind) },
		func() error { return s.BindInt64(8, rec.at) },
		func() error { return s.BindRawText(9, rec.body) },
		register,
		func() error { return s.BindBlob(11, rec.mac) },
	} {
		if err := set(); err != nil {
			return err
		}
	}
	return nil
}

// chain computes and checks the keyed hashes that tie each row to the one before it.
type chain struct {
	mac hash.Hash
	buf []byte
}

func newChain(key []byte) *chain { return &chain{mac: hmac.New(sha256.New, key)} }

// origin is what stands before the first row.
var origin = make([]byte, sha256.Size)

// next is the mac of a record that follows a mac. Hashed are, one after the other:
// the mac before (32 bytes), seq, batch, txn, orig, trace and at (8 bytes each, big
// endian), then what, kind, register and body, each after its length (4 bytes).
func (c *chain) next(before []byte, rec record) []byte {
	b := append(c.buf[:0], before...)
	for _, n := range [...]uint64{rec.seq, rec.batch, rec.txn, rec.orig, rec.trace, uint64(rec.at)} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	for _, s := range [...]string{rec.what, rec.kind, rec.register} {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(rec.body))), rec.body...)
	c.buf = b
	c.mac.Reset()
	c.mac.Write(b)
	return c.mac.Sum(nil)
}

// verify checks that a record follows a mac, and decodes it.
func (c *chain) verify(before []byte, rec record) (roll.Row, error) {
	if len(before) != sha256.Size || !bytes.Equal(c.next(before, rec), rec.mac) {
		return roll.Row{}, &BrokenError{rec.seq, "the row or the one before it was altered"}
	}
	r, err := rec.row()
	if err != nil {
		return roll.Row{}, &BrokenError{rec.seq, fmt.Sprintf("the row cannot be read: %v", err)}
	}
	return r, nil
}
