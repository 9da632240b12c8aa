package roll_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestEventsHaveNames: each reads back, and no name says two things.
func TestEventsHaveNames(t *testing.T) {
	names := map[string]bool{}
	for _, e := range roll.Events() {
		require.NotEmpty(t, e.String())
		require.False(t, names[e.String()])
		names[e.String()] = true
		text, err := e.MarshalText()
		require.NoError(t, err)
		var back roll.Event
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, e, back)
	}
	_, err := roll.ParseEvent("transaction.paid")
	require.ErrorContains(t, err, "transaction.approved", "it says which there are")
	_, err = roll.ParseEvent("")
	require.Error(t, err)
}

// TestWhatMoneyRowsTell: one row per kind of row and kind of transaction that differ.
func TestWhatMoneyRowsTell(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind txn.Kind
		what roll.What
		body any
		want []roll.Event
	}{
		{"a sale is sent", txn.Sale, roll.IntentMade, roll.Intent{}, nil},
		{"a sale is approved", txn.Sale, roll.Approved, roll.Outcome{Code: "00"}, []roll.Event{roll.TxnApproved}},
		{"a hold is made", txn.Preauth, roll.Approved, roll.Outcome{Code: "00"}, []roll.Event{roll.TxnApproved}},
		{"a void is approved", txn.Void, roll.Approved, roll.Outcome{Code: "00"}, []roll.Event{roll.TxnApproved}},
		{"a sale is declined", txn.Sale, roll.Declined, roll.Outcome{Code: "51"}, []roll.Event{roll.TxnDeclined}},
		{"a wallet order is closed", txn.WalletPay, roll.Unpaid, roll.Outcome{Code: "W2"}, []roll.Event{roll.TxnDeclined}},
		{"nothing of a sale left", txn.Sale, roll.NotSent, roll.Doubt{}, nil},
		{"a sale is in doubt", txn.Sale, roll.InDoubt, roll.Doubt{}, nil},
		{"its reversal is tried", txn.Sale, roll.RevTry, roll.Try{N: 1}, nil},
		{"and refused", txn.Sale, roll.RevRefused, roll.Refusal{Code: "30", Counted: true}, nil},
		{"it is reversed", txn.Sale, roll.Reversed, roll.Refusal{Code: "00"}, []roll.Event{roll.TxnReversed}},
		{"it is parked", txn.Sale, roll.Parked, roll.Refusal{Code: "30"}, []roll.Event{roll.TxnParked}},
		{"a person lets it stand", txn.Sale, roll.Resolved, roll.Decision{Stands: true}, []roll.Event{roll.TxnApproved}},
		{"a person says that it was reversed", txn.Sale, roll.Resolved, roll.Decision{}, []roll.Event{roll.TxnReversed}},
		{"a person says that a refund was not taken", txn.Refund, roll.Resolved, roll.Decision{}, []roll.Event{roll.TxnDeclined}},
		{"a person says that an order was not paid", txn.WalletPay, roll.Resolved, roll.Decision{}, []roll.Event{roll.TxnDeclined}},
		{"a batch is settled", txn.Settle, roll.Approved, roll.Outcome{Code: "00"}, []roll.Event{roll.BatchSettled}},
		{"a settlement is refused", txn.Settle, roll.Declined, roll.Outcome{Code: "96"}, nil},
		{"a balance is told", txn.Balance, roll.Approved, roll.Outcome{Code: "00"}, nil},
		{"the terminal signs in", txn.SignIn, roll.Approved, roll.Outcome{Code: "00"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			intent := roll.Row{Seq: 2, Txn: 2, Kind: tt.kind, What: roll.IntentMade, Body: roll.Intent{}}
			r := roll.Row{Seq: 3, Txn: 2, Kind: tt.kind, What: tt.what, Body: tt.body}
			got := roll.Told([]roll.Row{intent, r}, roll.Row{})
			require.Equal(t, tt.want, got)
			require.True(t, len(got) == 0 || tt.what.Tells(), "Tells is asked first")
		})
	}
}

// TestWhatPaperRowsTell follows the slips of a sale, and asks after each row.
func TestWhatPaperRowsTell(t *testing.T) {
	var about []roll.Row
	var before roll.Row
	tell := func(what roll.What, body any) []roll.Event {
		r := roll.Row{Seq: uint64(2 + len(about)), Txn: 2, Kind: txn.Sale, What: what, Body: body}
		about = append(about, r)
		told := roll.Told(about, before)
		if what.EndsAttempt() {
			before = r
		}
		return told
	}
	merchant := func(job uint64, f txn.Fault) roll.End {
		return roll.End{Job: job, Form: txn.FormSlip, For: txn.Merchant, Fault: f}
	}
	attempt := roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: 1}
	tell(roll.IntentMade, roll.Intent{})
	require.Equal(t, []roll.Event{roll.TxnApproved}, tell(roll.Approved, roll.Outcome{Code: "00", Copies: 2}))
	require.Empty(t, tell(roll.AttemptMade, attempt))
	require.Equal(t, []roll.Event{roll.SlipOwed, roll.PrinterFault}, tell(roll.Stalled, merchant(4, txn.FaultPaperOut)))
	kept := roll.End{Form: txn.FormSlip, For: txn.Cardholder, Fault: txn.FaultPaperOut}
	require.Empty(t, tell(roll.NotBegun, kept), "the same fault, the same sale")
	require.Empty(t, tell(roll.Lost, merchant(4, txn.FaultNone)))
	require.Empty(t, tell(roll.AttemptMade, attempt))
	require.Equal(t, []roll.Event{roll.PrinterFault}, tell(roll.Stalled, merchant(8, txn.FaultPaperOut)), "it was gone meanwhile: the row before tells no fault")
	require.Empty(t, tell(roll.Printed, merchant(8, txn.FaultNone)))
	require.Empty(t, tell(roll.AttemptMade, attempt))
	require.Empty(t, tell(roll.Stalled, merchant(11, txn.FaultPaperOut)), "a further copy, which nobody owes")
}

// TestApprovedIsTheLastWord: in no order of rows, not even one that no terminal writes, does
// an event say approved of what is not approved at that row.
func TestApprovedIsTheLastWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStory()
		for range rapid.IntRange(1, 40).Draw(t, "rows") {
			s.add(s.draw(t))
		}
		for i, r := range s.rows {
			var about []roll.Row
			for _, o := range s.rows[:i+1] {
				if r.Txn != 0 && (o.Txn == r.Txn || o.Orig == r.Txn) {
					about = append(about, o)
				}
			}
			if len(about) == 0 || about[0].What != roll.IntentMade {
				continue
			}
			for _, e := range roll.Told(about, roll.Row{}) {
				of := roll.FoldTxn(about)
				require.True(t, e != roll.TxnApproved || of.Stands(), "%s of %s", e, of.Is)
				require.True(t, e != roll.TxnReversed || of.Is == roll.Reversed || of.Is == roll.Resolved && !of.Decision.Stands)
			}
		}
	})
}
