package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/check"
	"posterm/journal/roll"
	"posterm/txn"
)

// TestUntrue: an approval that is reversed afterwards is found, and nothing else is.
func TestUntrue(t *testing.T) {
	row := func(seq uint64, of roll.ID, what roll.What, body any) roll.Row {
		return roll.Row{Seq: seq, Txn: of, Kind: txn.Sale, What: what, Body: body}
	}
	rows := []roll.Row{
		row(2, 2, roll.IntentMade, roll.Intent{}), row(3, 2, roll.Approved, roll.Outcome{Code: "00"}),
		row(4, 4, roll.IntentMade, roll.Intent{}), row(5, 4, roll.InDoubt, roll.Doubt{}), row(6, 4, roll.Reversed, roll.Refusal{Code: "00"}),
		row(7, 7, roll.IntentMade, roll.Intent{}), row(8, 7, roll.Parked, roll.Refusal{Code: "30"}), row(9, 7, roll.Resolved, roll.Decision{Stands: true}),
	}
	require.Equal(t, []check.Telling{
		{Seq: 3, Txn: 2, Event: roll.TxnApproved}, {Seq: 6, Txn: 4, Event: roll.TxnReversed},
		{Seq: 8, Txn: 7, Event: roll.TxnParked}, {Seq: 9, Txn: 7, Event: roll.TxnApproved},
	}, check.Told(rows))
	require.Empty(t, check.Untrue(rows))
	rows = append(rows, row(10, 2, roll.RevTry, roll.Try{N: 1}))
	require.Equal(t, []check.Telling{{Seq: 3, Txn: 2, Event: roll.TxnApproved}}, check.Untrue(rows))
}
