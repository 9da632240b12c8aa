package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// keys is the host's answer to a sign-in, with new keys.
func keys(b *bench, hold bool, host txn.Batch, code txn.Code) Answered {
	return Answered{At: b.at(), Outcome: roll.Outcome{Code: code}, Authentic: true, KeysHold: hold, Keys: roll.Keys{Block: "02", HostBatch: host}}
}

// TestSignIn: which answers change the keys.
func TestSignIn(t *testing.T) {
	t.Run("keys that do not hold leave the old ones", func(t *testing.T) {
		b := signedBench(t)
		was := b.s.Book.Keys
		b.key(txn.SignIn)
		id := b.s.Live
		b.give(keys(b, false, 1, "00"))
		require.Equal(t, was, b.s.Book.Keys)
		require.True(t, b.s.Book.Signed)
		require.Equal(t, roll.Declined, b.txn(id).Is)
		require.Equal(t, txn.NotDone, b.txn(id).Verdict(0))
		require.Equal(t, 1, b.count(roll.KeysBad))
		require.Equal(t, Finished, b.last().Is)
	})
	t.Run("without good keys a gated command is refused", func(t *testing.T) {
		b := newBench(t)
		b.key(txn.Sale)
		b.give(keys(b, false, 1, "00"))
		b.refused(RefusedSignIn)
		require.False(t, b.s.Book.Signed)
	})
	t.Run("declined", func(t *testing.T) {
		b := newBench(t)
		b.key(txn.SignIn)
		b.give(keys(b, true, 1, "03"))
		require.False(t, b.s.Book.Signed)
		require.Empty(t, b.s.Book.Keys.Block)
	})
	t.Run("switched off", func(t *testing.T) {
		b := newBench(t)
		b.s.Policy.AutoSignIn = false
		b.key(txn.Sale)
		b.refused(RefusedNotSigned)
		require.Empty(t, b.sends)
		b.key(txn.SignIn)
		require.Equal(t, Signing, b.s.Desk, "a person may")
	})
}

// TestHostBatch: whose batch number counts after a sign-in.
func TestHostBatch(t *testing.T) {
	t.Run("an empty batch takes the host's number", func(t *testing.T) {
		b := newBench(t)
		b.key(txn.SignIn)
		b.give(keys(b, true, 9, "00"))
		require.Equal(t, txn.Batch(9), b.s.Book.Batch)
		require.Zero(t, b.s.Book.Used, "no number was used in that batch")
		require.False(t, b.s.Book.Clash())
	})
	t.Run("a batch with money keeps its number", func(t *testing.T) {
		b := signedBench(t)
		b.sale("51")
		used := b.s.Book.Used
		b.key(txn.SignIn)
		b.give(keys(b, true, 9, "00"))
		require.Equal(t, txn.Batch(1), b.s.Book.Batch)
		require.Equal(t, used+1, b.s.Book.Used)
		b.key(txn.Sale)
		b.refused(RefusedClash)
	})
}

// TestSignedOut: what ends a sign-in.
func TestSignedOut(t *testing.T) {
	t.Run("sign-off", func(t *testing.T) {
		b := signedBench(t)
		b.key(txn.SignOff)
		require.Equal(t, Asking, b.s.Desk)
		b.answer("51")
		require.True(t, b.s.Book.Signed)
		b.key(txn.SignOff)
		b.answer("00")
		require.False(t, b.s.Book.Signed)
	})
	t.Run("told to sign in", func(t *testing.T) {
		b := signedBench(t)
		b.sale("77")
		require.False(t, b.s.Book.Signed)
	})
}
