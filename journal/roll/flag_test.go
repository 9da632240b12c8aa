package roll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestFlags has a row for every flag at its threshold, and its neighbour that is usual.
func TestFlags(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, txn.Beijing)
	rules := roll.FlagRules{Declines: 3, Card: 3, Within: 10 * time.Minute, Times: 10, Refund: true}
	deal := func(k txn.Kind, is roll.What, card string, amount txn.Fen, minute int) roll.Txn {
		return roll.Txn{ID: 1, Kind: k, Is: is, At: at.Add(time.Duration(minute) * time.Minute), Intent: roll.Intent{Digest: card, Amount: amount}}
	}
	declined := func(card string) roll.Txn { return deal(txn.Sale, roll.Declined, card, 100, 0) }
	refund := func(orig roll.ID, date string) roll.Txn {
		r := deal(txn.Refund, roll.Approved, "a", 100, 0)
		r.Orig, r.Intent.Original = orig, &roll.Original{Date: date}
		return r
	}
	usual := func(n int) (day []roll.Txn) {
		for i := range n {
			day = append(day, deal(txn.Sale, roll.Approved, string(rune('A'+i)), 1000, -60+i))
		}
		return day
	}
	then := func(day []roll.Txn, more ...roll.Txn) []roll.Txn { return append(day, more...) }
	many := func(f ...roll.Flag) []roll.Flag { return f }
	for _, tt := range []struct {
		name string
		txns []roll.Txn
		want []roll.Flag
	}{
		{"nothing", nil, nil},
		{"two declines", []roll.Txn{declined("a"), declined("b")}, nil},
		{"three declines", []roll.Txn{declined("a"), declined("b"), declined("c")}, many(roll.ManyDeclines)},
		{"cash between does not count", []roll.Txn{declined("a"), declined("b"), deal(txn.Cash, roll.Approved, "", 100, 0), declined("c")}, many(roll.ManyDeclines)},
		{"an approval between", []roll.Txn{declined("a"), declined("b"), deal(txn.Sale, roll.Approved, "d", 100, 0), declined("c")}, nil},
		{"a balance between does not count", []roll.Txn{declined("a"), declined("b"), deal(txn.Balance, roll.Approved, "d", 0, 0), declined("c")}, many(roll.ManyDeclines)},
		{"one that never left between does not count", []roll.Txn{declined("a"), declined("b"), deal(txn.Sale, roll.NotSent, "d", 1, 0), declined("c")}, many(roll.ManyDeclines)},
		{"by code and by card", []roll.Txn{declined("a"), deal(txn.QRSale, roll.Declined, "b", 1, 0), deal(txn.WalletPay, roll.Declined, "c", 1, 0)}, many(roll.ManyDeclines)},
		{"a card three times, other amounts", []roll.Txn{deal(txn.Sale, roll.Approved, "a", 1, 0), deal(txn.Preauth, roll.Declined, "a", 2, 4), deal(txn.Sale, roll.InDoubt, "a", 3, 10)}, many(roll.SameCard)},
		{"a card three times, too slowly", []roll.Txn{deal(txn.Sale, roll.Approved, "a", 1, 0), deal(txn.Sale, roll.Approved, "a", 2, 4), deal(txn.Sale, roll.Approved, "a", 3, 11)}, nil},
		{"three cards", []roll.Txn{deal(txn.Sale, roll.Approved, "a", 1, 0), deal(txn.Sale, roll.Approved, "b", 1, 0), deal(txn.Sale, roll.Approved, "c", 1, 0)}, nil},
		{"one card declined three times", []roll.Txn{declined("a"), declined("a"), declined("a")}, many(roll.ManyDeclines, roll.SameCard)},
		{"ten times the usual", then(usual(10), deal(txn.Sale, roll.Approved, "z", 10_000, 0)), nil},
		{"more", then(usual(10), deal(txn.Sale, roll.Approved, "z", 10_001, 0)), many(roll.HighAmount)},
		{"more, and declined", then(usual(10), deal(txn.Sale, roll.Declined, "z", 10_001, 0)), many(roll.HighAmount)},
		{"nobody knows yet what is usual", then(usual(9), deal(txn.Sale, roll.Approved, "z", 900_000, 0)), nil},
		{"what is long ago is not looked at", then(usual(10), append(refunds(50), deal(txn.Sale, roll.Approved, "z", 900_000, 0))...), nil},
		{"a refund of today's sale", []roll.Txn{refund(7, "1121")}, nil},
		{"a refund of yesterday's", []roll.Txn{refund(7, "1120")}, many(roll.RefundAlone)},
		{"a refund of what was sold elsewhere", []roll.Txn{refund(0, "1121")}, many(roll.RefundAlone)},
		{"a refund that never left", []roll.Txn{{Kind: txn.Refund, Is: roll.NotSent}}, nil},
	} {
		require.Equal(t, tt.want, rules.Of(tt.txns), tt.name)
		require.Empty(t, roll.FlagRules{}.Of(tt.txns), "without rules: %s", tt.name)
	}
	require.False(t, roll.FlagRules{}.On())
	for _, f := range roll.Flags() {
		require.NotEmpty(t, f.String())
		require.NotEmpty(t, f.Words().ZH)
		require.NotEmpty(t, f.Words().EN)
	}
}

// refunds are transactions that say nothing about what is usual.
func refunds(n int) []roll.Txn {
	all := make([]roll.Txn, n)
	for i := range all {
		all[i] = roll.Txn{Kind: txn.Refund, Is: roll.Declined}
	}
	return all
}
