package roll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestToday: what counts towards a limit of a day, kind by kind and end by end.
func TestToday(t *testing.T) {
	morning := time.Date(2026, 11, 21, 9, 0, 0, 0, txn.Beijing)
	var seq uint64
	type deal struct {
		kind   txn.Kind
		amount txn.Fen
		at     time.Time // of the intent
		ends   []roll.What
		body   any
	}
	paid := func(k txn.Kind, ends ...roll.What) deal { return deal{k, 100, morning, ends, nil} }
	next := morning.AddDate(0, 0, 1)
	for _, tt := range []struct {
		name         string
		deals        []deal
		paid, refund txn.Fen
	}{
		{"approved", []deal{paid(txn.Sale, roll.Approved)}, 100, 0},
		{"under way", []deal{paid(txn.Sale)}, 100, 0},
		{"in doubt", []deal{paid(txn.Sale, roll.InDoubt)}, 100, 0},
		{"reversed", []deal{paid(txn.Sale, roll.InDoubt, roll.Reversed)}, 0, 0},
		{"parked", []deal{paid(txn.Sale, roll.InDoubt, roll.Parked)}, 100, 0},
		{"declined", []deal{paid(txn.Sale, roll.Declined)}, 0, 0},
		{"not sent", []deal{paid(txn.Sale, roll.NotSent)}, 0, 0},
		{"a wallet's order closed unpaid", []deal{paid(txn.WalletPay, roll.InDoubt, roll.Unpaid)}, 0, 0},
		{"a person says that it stands", []deal{{txn.Sale, 100, morning, []roll.What{roll.Parked, roll.Resolved}, roll.Decision{Stands: true}}}, 100, 0},
		{"a person says that it was reversed", []deal{{txn.Sale, 100, morning, []roll.What{roll.Parked, roll.Resolved}, roll.Decision{}}}, 0, 0},
		{"a hold", []deal{paid(txn.Preauth, roll.Approved)}, 0, 0},
		{"cash", []deal{paid(txn.Cash, roll.Approved)}, 0, 0},
		{"a completion", []deal{paid(txn.Complete, roll.Approved)}, 100, 0},
		{"a void frees nothing", []deal{paid(txn.Sale, roll.Approved), paid(txn.Void, roll.Approved)}, 100, 0},
		{"refunds", []deal{paid(txn.Refund, roll.Approved), paid(txn.WalletRefund), paid(txn.QRRefund, roll.Declined)}, 0, 200},
		{"two of a day", []deal{paid(txn.Sale, roll.Approved), paid(txn.QRSale, roll.Approved)}, 200, 0},
		{"a new day", []deal{paid(txn.Sale, roll.Approved), {txn.Sale, 7, next, []roll.What{roll.Approved}, nil}}, 7, 0},
		{"yesterday's is reversed today", []deal{paid(txn.Sale, roll.InDoubt), {txn.Sale, 7, next, nil, nil}, {0, 0, next, []roll.What{roll.Reversed}, nil}}, 7, 0},
		{"a clock that fell back over midnight", []deal{{txn.Sale, 7, next, nil, nil}, paid(txn.Sale)}, 107, 0},
	} {
		b, first := roll.Book{}, roll.ID(0)
		add := func(r roll.Row) { b = b.Apply(r) }
		for _, d := range tt.deals {
			seq++
			id := roll.ID(seq)
			if d.kind == 0 { // more about the first
				id = first
			} else {
				add(roll.Row{Seq: seq, Txn: id, Kind: d.kind, What: roll.IntentMade, At: d.at, Body: roll.Intent{Amount: d.amount}})
			}
			if first == 0 {
				first = id
			}
			for _, w := range d.ends {
				seq++
				body := map[roll.What]any{roll.InDoubt: roll.Doubt{}, roll.NotSent: roll.Doubt{}, roll.Reversed: roll.Refusal{}, roll.Parked: roll.Refusal{}, roll.Resolved: d.body}[w]
				if body == nil {
					body = roll.Outcome{}
				}
				add(roll.Row{Seq: seq, Txn: id, Kind: d.kind, What: w, At: d.at, Body: body})
			}
		}
		require.Equal(t, [2]txn.Fen{tt.paid, tt.refund}, [2]txn.Fen{b.Today.Paid, b.Today.Refund}, tt.name)
		require.Equal(t, b.Today, b.NextBatch().Today, "a settlement begins no new day")
	}
}
