package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// keyCash keys a payment in cash, or the void of one.
func (b *bench) keyCash(kind txn.Kind, original roll.Txn) roll.Txn {
	b.t.Helper()
	b.give(Keyed{At: b.at(), Command: Command{Kind: kind, Amount: 1234, Original: original}})
	return b.txn(b.s.Book.Last)
}

// TestCashIsRecordedInOneCommit: also by a terminal that never signed in, and nothing is sent for it.
func TestCashIsRecordedInOneCommit(t *testing.T) {
	b := newBench(t)
	b.s.Policy.AutoSignIn = false
	b.give(Ready{b.at()})
	_, effects := Step(b.s, Keyed{At: b.at(), Command: Command{Kind: txn.Cash, Amount: 1234}})
	commit, is := effects[0].(Commit)
	require.True(t, is)
	require.Equal(t, []roll.What{roll.IntentMade, roll.Approved, roll.AttemptMade}, []roll.What{commit.Rows[0].What, commit.Rows[1].What, commit.Rows[2].What})
	require.Zero(t, commit.Of, "there is no number to seal")

	cash := b.keyCash(txn.Cash, roll.Txn{})
	require.Equal(t, txn.MoneyApproved, cash.Money(0))
	require.Equal(t, txn.Paid, cash.Verdict(0))
	require.Empty(t, b.sends, "cash never reaches the wire")
	require.Equal(t, Screen{Is: Finished, Of: cash.ID, Trace: cash.Trace, Kind: txn.Cash}, b.last())
	require.Equal(t, roll.Frozen{}, b.s.Book.Totals, "no settlement counts it")
	require.Equal(t, 1, b.s.Book.Count)
}

// TestCashWaitsForNobody: it is the way out when the host owes an answer, or a person a decision.
func TestCashWaitsForNobody(t *testing.T) {
	b := signedBench(t)
	lost := b.sale("")
	sends := len(b.sends)
	require.Equal(t, txn.MoneyApproved, b.keyCash(txn.Cash, roll.Txn{}).Money(0))
	require.Len(t, b.sends, sends)
	require.Equal(t, txn.MoneyReversing, b.txn(lost).Money(0))

	b = signedBench(t)
	b.s.Policy.Reversal.ParkedBlocks = true
	b.parked()
	b.key(txn.Sale)
	b.refused(RefusedParked)
	require.Equal(t, txn.MoneyApproved, b.keyCash(txn.Cash, roll.Txn{}).Money(0))
}

func TestCashIsVoidedOnceWhileItsBatchIsOpen(t *testing.T) {
	b := signedBench(t)
	cash := b.keyCash(txn.Cash, roll.Txn{})
	void := b.keyCash(txn.CashVoid, cash)
	require.Equal(t, txn.Returned, void.Verdict(0))
	cash = b.txn(cash.ID)
	require.Equal(t, txn.MoneyVoided, cash.Money(0))
	b.keyCash(txn.CashVoid, cash)
	b.refused(RefusedVoided)
	b.keyCash(txn.CashVoid, b.txn(b.sale("00")))
	b.refused(RefusedOtherKind)

	old := b.keyCash(txn.Cash, roll.Txn{})
	require.Equal(t, 1, b.s.Book.Totals.All().Debit.Count, "the sale alone")
	b.key(txn.Settle)
	b.compare(txn.Balanced, txn.Balanced)
	b.answer("00")
	require.Equal(t, txn.Batch(2), b.s.Book.Batch)
	b.keyCash(txn.CashVoid, b.txn(old.ID))
	b.refused(RefusedCashClosed)
}

// TestNoCashWhileTheBatchIsFrozen: what the host was told of a batch is all there is in it.
func TestNoCashWhileTheBatchIsFrozen(t *testing.T) {
	b := signedBench(t)
	cash := b.keyCash(txn.Cash, roll.Txn{})
	b.key(txn.Settle)
	b.answers("", "")
	require.NotZero(t, b.s.Book.Freeze)
	for _, kind := range []txn.Kind{txn.Cash, txn.CashVoid} {
		b.keyCash(kind, cash)
		b.refused(RefusedSettling)
	}
}

// TestAPartOfARecordIsNoMoney: a roll that is cut within the commit, which no disk does, owes nothing for it.
func TestAPartOfARecordIsNoMoney(t *testing.T) {
	b := newBench(t)
	b.write(txn.Cash)
	b.restart()
	require.Equal(t, txn.MoneyNone, b.s.Book.Txns[0].Money(0))
	b.give(Ready{b.at()})
	b.key(txn.Balance)
	b.answers("00", "00")
	require.Zero(t, b.count(roll.RevTry))
}
