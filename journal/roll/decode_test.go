package roll_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// bodies shows one body of every kind, as it stands in the database.
var bodies = map[roll.What]string{
	roll.Provisioned: `{"book":{"batch":1,"txns":null}}`,
	roll.IntentMade:  `{"amount":12345,"card":"622202*********0123","entry":"swipe","terminal":"12345678","merchant":"123456789012345"}`,
	roll.Approved:    `{"code":"00","auth":"123456","rrn":"123456789012","copies":2}`,
	roll.Declined:    `{"code":"51"}`,
	roll.NotSent:     `{"why":"connection refused"}`,
	roll.InDoubt:     `{"reason":"A0","code":"00"}`,
	roll.RevTry:      `{"n":1}`,
	roll.RevRefused:  `{"code":"94","counted":true}`,
	roll.Reversed:    `{"code":"00","slip":true}`,
	roll.Parked:      `{"code":"94","counted":true,"slip":true}`,
	roll.Resolved:    `{"stands":true,"by":"01","note":"seen on the statement"}`,
	roll.KeysSet:     `{"block":"00","host_batch":1}`,
	roll.KeysBad:     `{"why":"check value"}`,
	roll.AttemptMade: `{"form":"slip","for":"merchant","n":1}`,
	roll.NotBegun:    `{"job":7,"form":"slip","for":"merchant","fault":"paper_out"}`,
	roll.Stalled:     `{"job":7,"form":"slip","for":"merchant","fault":"paper_out"}`,
	roll.Lost:        `{"job":7,"form":"slip","for":"merchant"}`,
	roll.Printed:     `{"job":7,"form":"slip","for":"merchant","grade":"printed"}`,
	roll.Unconfirmed: `{"job":7,"form":"slip","for":"cardholder","grade":"unconfirmed"}`,
	roll.Closed:      `{"book":{"batch":2,"txns":[]}}`,
}

func TestDecodeReadsEveryKind(t *testing.T) {
	for w := roll.Provisioned; w <= roll.Closed; w++ {
		require.Contains(t, bodies, w, "a new kind of row needs its line in the table")
		body, err := roll.Decode(w, []byte(bodies[w]))
		require.NoError(t, err, w)
		require.NotNil(t, body, w)
		name, err := roll.ParseWhat(w.String())
		require.NoError(t, err)
		require.Equal(t, w, name)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		what roll.What
		body string
	}{
		{"no kind", roll.Nothing, `{}`},
		{"unknown kind", roll.What(200), `{}`},
		{"no JSON", roll.Approved, `approved`},
		{"half", roll.Approved, `{"code":"0`},
		{"empty", roll.Approved, ``},
		{"wrong type", roll.IntentMade, `{"amount":"12.34"}`},
		{"unknown form", roll.AttemptMade, `{"form":"poem"}`},
		{"unknown fault", roll.Lost, `{"fault":"gremlins"}`},
		{"unknown kind inside", roll.Closed, `{"book":{"txns":[{"kind":"gift"}]}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := roll.Decode(tt.what, []byte(tt.body))
			require.Error(t, err)
			require.Nil(t, body)
		})
	}
	_, err := roll.ParseWhat("")
	require.Error(t, err)
}

// FuzzDecode: whatever stands in a body, reading it ends in a body or an error, and
// a body that was read can be folded and written again.
func FuzzDecode(f *testing.F) {
	for w, body := range bodies {
		f.Add(uint8(w), []byte(body))
	}
	f.Fuzz(func(t *testing.T, what uint8, data []byte) {
		w := roll.What(what)
		body, err := roll.Decode(w, data)
		if err != nil {
			return
		}
		intent := roll.Row{Seq: 1, Txn: 1, What: roll.IntentMade, Kind: txn.Sale, Body: roll.Intent{}}
		row := roll.Row{Seq: 2, Txn: 1, What: w, Kind: txn.Sale, Body: body}
		book := roll.Fold([]roll.Row{intent, row})
		for _, one := range book.Txns {
			_, _ = one.Verdict(0), one.OwedCopies()
		}
		_ = book.NextBatch()
		again, err := row.Encode()
		require.NoError(t, err)
		_, err = roll.Decode(w, again)
		require.NoError(t, err)
	})
}
