package journal

import (
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
)

// TestEveryColumnIsInTheChain: no column of a row, and no row before it, can be changed unseen.
func TestEveryColumnIsInTheChain(t *testing.T) {
	c := newChain([]byte("key"))
	row := record{seq: 1, batch: 2, txn: 3, orig: 4, trace: 5, what: "intent", kind: "sale", at: 6, body: []byte("{}"), register: "r"}
	row.mac = c.next(origin, row)
	for name, change := range map[string]func(*record){
		"seq": func(r *record) { r.seq++ }, "batch": func(r *record) { r.batch++ }, "txn": func(r *record) { r.txn++ },
		"orig": func(r *record) { r.orig++ }, "trace": func(r *record) { r.trace++ }, "at": func(r *record) { r.at++ },
		"what": func(r *record) { r.what = "printed" }, "kind": func(r *record) { r.kind = "void" },
		"body": func(r *record) { r.body = []byte("[]") }, "register": func(r *record) { r.register = "s" },
		"a byte moved over": func(r *record) { r.what, r.kind = "intents", "ale" },
	} {
		changed := row
		change(&changed)
		require.NotEqual(t, row.mac, c.next(origin, changed), name)
		_, err := c.verify(origin, changed)
		require.ErrorContains(t, err, "altered", name)
	}
	before := make([]byte, sha256.Size)
	before[0] = 1
	require.NotEqual(t, row.mac, c.next(before, row), "the row before")
}

// TestABoxBelongsToItsTransaction: a sealed number put beside another transaction opens nothing.
func TestABoxBelongsToItsTransaction(t *testing.T) {
	j := &Journal{aead: newSealer(make([]byte, sealKeySize))}
	const pan = "9999001234567891"
	box := j.aead.Seal(nil, nil, []byte(pan), sealedFor(7))
	got, err := j.unseal(7, box)
	require.NoError(t, err)
	require.Equal(t, pan, got.Digits())
	_, err = j.unseal(roll.ID(8), box)
	require.ErrorIs(t, err, ErrDamaged)
}
