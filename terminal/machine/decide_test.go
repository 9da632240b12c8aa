package machine

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestCodesThatDecideNothing: a partial approval, a code of no table and none at all
// leave the sale in doubt, with the reason that says why.
func TestCodesThatDecideNothing(t *testing.T) {
	for _, code := range []txn.Code{"10", "ZZ", "0", ""} {
		b := signedBench(t)
		b.key(txn.Sale)
		id := b.s.Live
		b.answer(code)
		require.Equal(t, txn.MoneyReversing, b.txn(id).Money(b.s.Live), "code %q", code)
		require.Equal(t, txn.Unmatched, b.txn(id).Reason(), "code %q", code)
		require.Empty(t, b.prints)
	}
}

// TestTheIntentHoldsNoSecret: the roll knows a card by its mask and digest only.
func TestTheIntentHoldsNoSecret(t *testing.T) {
	b := signedBench(t)
	id := b.sale("00")
	for _, r := range b.rows {
		body, err := json.Marshal(r.Body)
		require.NoError(t, err)
		require.NotContains(t, string(body), testCard.PAN.Digits(), "row %d, %s", r.Seq, r.What)
	}
	require.Equal(t, testCard.PAN.Masked(), b.txn(id).Intent.Card)
	require.Equal(t, roll.Approved, b.txn(id).Is)
}

// TestAVoidUndoneAfterAll: a parked void whose reversal got through on a later try
// leaves its sale as it was, and free to be voided.
func TestAVoidUndoneAfterAll(t *testing.T) {
	b := signedBench(t)
	sale, void := b.parkVoid()
	require.Equal(t, txn.MoneyParked, b.txn(sale).Money(0))
	b.retry(void)
	b.answers("00")
	require.Equal(t, txn.MoneyReversed, b.txn(void).Money(0))
	require.Equal(t, txn.MoneyApproved, b.txn(sale).Money(0))
	b.keyVoid(sale)
	require.Equal(t, Asking, b.s.Desk)
}
