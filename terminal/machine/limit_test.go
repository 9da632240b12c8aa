package machine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestLimited has a row for every family, at its limit and one fen over it.
func TestLimited(t *testing.T) {
	t.Parallel()
	limits := Limits{Pay: Limit{One: 1000, Day: 5000}, Refund: Limit{One: 300, Day: 600}}
	today := roll.Today{Date: "2026-11-21", Paid: 4500, Refund: 500}
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, txn.Beijing)
	for _, tt := range []struct {
		name   string
		kind   txn.Kind
		amount txn.Fen
		at     time.Time
		want   Refusal
	}{
		{"a sale at the day's limit", txn.Sale, 500, noon, Possible},
		{"one fen over it", txn.Sale, 501, noon, RefusedOverDay},
		{"over both: what can never be is told first", txn.Sale, 1001, noon, RefusedOverLimit},
		{"the next day", txn.Sale, 1000, noon.Add(12 * time.Hour), Possible},
		{"the next day, over one", txn.Sale, 1001, noon.Add(12 * time.Hour), RefusedOverLimit},
		{"the last second of the day", txn.Sale, 501, noon.Add(12*time.Hour - time.Second), RefusedOverDay},
		{"a clock that fell back over midnight", txn.Sale, 501, noon.Add(-13 * time.Hour), RefusedOverDay},
		{"a UnionPay code", txn.QRSale, 501, noon, RefusedOverDay},
		{"a wallet", txn.WalletPay, 501, noon, RefusedOverDay},
		{"a completion", txn.Complete, 501, noon, RefusedOverDay},
		{"a hold is no money yet", txn.Preauth, 1000, noon, Possible},
		{"a hold over one", txn.Preauth, 1001, noon, RefusedOverLimit},
		{"a refund at the day's limit", txn.Refund, 100, noon, Possible},
		{"a refund over it", txn.Refund, 101, noon, RefusedOverDay},
		{"a refund over one", txn.Refund, 301, noon, RefusedOverLimit},
		{"a refund of a code", txn.QRRefund, 301, noon, RefusedOverLimit},
		{"a refund of a wallet", txn.WalletRefund, 301, noon, RefusedOverLimit},
		{"cash", txn.Cash, 9000, noon, Possible},
		{"a void", txn.Void, 9000, noon, Possible},
		{"a void of a completion", txn.CompleteVoid, 9000, noon, Possible},
		{"a balance", txn.Balance, 0, noon, Possible},
		{"deliveries", txn.KindNone, 0, noon, Possible},
		{"a settlement", txn.Settle, 0, noon, Possible},
	} {
		s := State{Policy: Policy{Limits: limits}, Book: roll.Book{Today: today}, Want: Command{Kind: tt.kind, Amount: tt.amount}}
		require.Equal(t, tt.want, limited(s, tt.at), tt.name)
		s.Policy.Limits = Limits{}
		require.Equal(t, Possible, limited(s, tt.at), "without limits: %s", tt.name)
	}
}

// TestLimitsAreNotSent: nothing is written or sent, the refusal names its limit, and a sum that a reversal freed can be taken.
func TestLimitsAreNotSent(t *testing.T) {
	b := signedBench(t)
	sell := func(amount txn.Fen) Screen {
		b.give(Keyed{At: b.at(), Command: Command{Kind: txn.Sale, Amount: amount, Card: testCard, Digest: "d"}})
		return b.last()
	}
	b.s.Policy.Limits.Pay = Limit{One: 1000, Day: 1500}
	seq, sent := b.s.Book.Seq, len(b.sends)
	require.Equal(t, Screen{Is: Refused, Refusal: RefusedOverLimit, Limit: 1000}, sell(1001))
	require.Equal(t, seq, b.s.Book.Seq)
	require.Len(t, b.sends, sent)

	sell(1000)
	b.answer("00")
	b.paper()
	sell(400)
	b.answers("") // in doubt: it counts
	require.Equal(t, Screen{Is: Refused, Refusal: RefusedOverDay, Limit: 1500}, sell(101))
	b.restart() // and is remembered
	require.Equal(t, RefusedOverDay, sell(101).Refusal)
	b.key(txn.Balance)
	b.answers("00", "00") // reversed, then the balance
	require.Equal(t, Sending, sell(500).Is, "what came to nothing is free again")
	b.answer("51")
	require.Equal(t, Sending, sell(500).Is, "and so is what was declined")
}

func TestOver(t *testing.T) {
	require.Equal(t, RefusedOverLimit.Words().ZH+" 10.00 元", RefusedOverLimit.Over(1000).ZH)
	require.Equal(t, RefusedOverDay.Words().EN+", 15.00 yuan", RefusedOverDay.Over(1500).EN)
	require.Equal(t, RefusedNoHost.Words(), RefusedNoHost.Over(0))
}
