package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

func (b *bench) resolve(of roll.ID, stands bool) {
	b.t.Helper()
	b.give(Resolve{At: b.at(), Of: of, Decision: roll.Decision{Stands: stands, By: "01", Note: "called the acquirer"}})
}

func (b *bench) retry(of roll.ID) {
	b.t.Helper()
	b.give(Keyed{At: b.at(), Command: Command{Retry: of}})
}

// TestResolve: which reversals a person may end.
func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(*bench) roll.ID
		may  bool
	}{
		{"parked", func(b *bench) roll.ID { return b.parked() }, true},
		{"in doubt, a whole occasion was silent", func(b *bench) roll.ID {
			id := b.sale("")
			b.key(txn.KindNone)
			b.answers("", "")
			return id
		}, true},
		{"in doubt, tried once", func(b *bench) roll.ID {
			id := b.sale("")
			b.key(txn.KindNone)
			b.answers("96")
			return id
		}, false},
		{"in doubt, never tried", func(b *bench) roll.ID { return b.sale("") }, false},
		{"being asked", func(b *bench) roll.ID { return b.sale() }, false},
		{"approved", func(b *bench) roll.ID { return b.sale("00") }, false},
		{"reversed", func(b *bench) roll.ID {
			id := b.sale("")
			b.key(txn.KindNone)
			b.answers("00")
			return id
		}, false},
		{"a balance inquiry", func(b *bench) roll.ID {
			b.key(txn.Balance)
			id := b.s.Live
			b.answers("")
			return id
		}, false},
		{"its reversal is under way", func(b *bench) roll.ID {
			id := b.parked()
			b.retry(id)
			require.Equal(b.t, Clearing, b.s.Desk)
			return id
		}, false},
		{"unknown", func(*bench) roll.ID { return 99 }, false},
	} {
		for _, stands := range []bool{false, true} {
			b := signedBench(t)
			id := tt.make(b)
			rows, was := len(b.rows), b.s.Desk
			b.resolve(id, stands)
			require.Equal(t, was, b.s.Desk, tt.name)
			if !tt.may {
				require.Equal(t, Screen{Is: NotDecided, Refusal: RefusedNotParked}, b.last(), tt.name)
				require.Len(t, b.rows, rows, tt.name)
				continue
			}
			require.Equal(t, Decided, b.last().Is, tt.name)
			want := map[bool]txn.Money{true: txn.MoneyApproved, false: txn.MoneyReversed}[stands]
			require.Equal(t, want, b.txn(id).Money(0), tt.name)
			require.False(t, b.txn(id).Undecided())
			b.key(txn.Sale)
			require.Equal(t, Asking, b.s.Desk, "%s: the gate is open", tt.name)
		}
	}
}

// TestResolveDuringAnExchange: a person decides about one while another is at the host.
func TestResolveDuringAnExchange(t *testing.T) {
	b := signedBench(t)
	parked := b.parked()
	lost := b.sale("")
	b.key(txn.Sale)
	require.Equal(t, Clearing, b.s.Desk)
	b.resolve(parked, false)
	require.Equal(t, Decided, b.last().Is)
	require.Equal(t, lost, b.s.Live)
	b.answers("00", "00")
	require.Equal(t, Finished, b.last().Is)
	require.Equal(t, roll.Reversed, b.txn(lost).Is)
	require.Equal(t, roll.Resolved, b.txn(parked).Is)
}

// TestResolvedVoid: what a person says about a void decides about its original.
func TestResolvedVoid(t *testing.T) {
	for _, tt := range []struct {
		stands bool
		sale   txn.Money
		again  Refusal // of another void; Possible: it is sent
	}{
		{true, txn.MoneyVoided, RefusedVoided},
		{false, txn.MoneyApproved, Possible},
	} {
		b := signedBench(t)
		sale, void := b.parkVoid()
		require.Equal(t, txn.NeedsPerson, b.txn(sale).Verdict(0), "a parked void makes its original doubtful")
		b.resolve(void, tt.stands)
		require.Equal(t, tt.sale, b.txn(sale).Money(0))
		b.keyVoid(sale)
		if tt.again == Possible {
			require.Equal(t, Asking, b.s.Desk)
		} else {
			b.refused(tt.again)
		}
	}
}

// TestVoidIsResolvedWhileTheNextIsKeyed: the original at the Desk follows every row about it.
func TestVoidIsResolvedWhileTheNextIsKeyed(t *testing.T) {
	b := signedBench(t)
	sale := b.sale("00")
	b.paper()
	b.keyVoid(sale)
	void := b.s.Live
	b.answers("")
	b.key(txn.KindNone)
	b.answers("", "")
	b.keyVoid(sale)
	require.Equal(t, Clearing, b.s.Desk)
	b.answers("30", "")
	b.refused(RefusedUndelivered)
	b.resolve(void, true)
	b.keyVoid(sale)
	b.refused(RefusedVoided)
}

// TestRetry sends a parked reversal once more, on a person's word.
func TestRetry(t *testing.T) {
	for _, tt := range []struct {
		name  string
		codes []txn.Code
		sends int
		is    roll.What
		end   Screen
	}{
		{"undone", []txn.Code{"00"}, 1, roll.Reversed, Screen{Is: Cleared}},
		{"refused again", []txn.Code{"58"}, 1, roll.Parked, Screen{Is: Cleared}},
		{"silence", []txn.Code{"", ""}, 2, roll.Parked, Screen{Is: Refused, Refusal: RefusedUndelivered}},
		{"the host cannot say", []txn.Code{"96"}, 1, roll.Parked, Screen{Is: Refused, Refusal: RefusedUndelivered}},
		{"sign in first", []txn.Code{"A0", "00", "00"}, 3, roll.Reversed, Screen{Is: Cleared}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			id := b.parked()
			b.paper()
			sends, refusals, was := len(b.sends), b.count(roll.RevRefused), b.txn(id)
			b.retry(id)
			b.answers(tt.codes...)
			require.Len(t, b.sends, sends+tt.sends)
			require.Equal(t, tt.is, b.txn(id).Is)
			require.Equal(t, tt.end, b.last())
			require.Equal(t, Idle, b.s.Desk)
			require.Equal(t, 1, b.count(roll.Parked), "it is parked once")
			require.Equal(t, was.Refused, b.txn(id).Refused, "a retry does not count")
			if tt.codes[0] == "58" {
				require.Equal(t, refusals+1, b.count(roll.RevRefused), "the answer stands in the roll")
				require.Equal(t, txn.Code("58"), b.txn(id).RevCode)
				require.Len(t, b.txn(id).Copies, 1, "one fault slip is enough")
			}
		})
	}
}

// TestParkedIsNeverForgotten: not when its fault slip is printed, not by later sales, not by a restart.
func TestParkedIsNeverForgotten(t *testing.T) {
	b := signedBench(t)
	id := b.parked()
	b.paper()
	b.sale("51")
	b.restart()
	b.retry(id)
	require.Equal(t, Send{Of: id, As: txn.Reversal}, b.sends[len(b.sends)-1])
	b.answers("96")
	b.resolve(id, true)
	require.Equal(t, Decided, b.last().Is)
}

// TestUndoneAfterAll: a fault slip that is still owed makes way for the reversal slip.
func TestUndoneAfterAll(t *testing.T) {
	b := signedBench(t)
	b.give(Unready{b.at(), txn.FaultPaperOut})
	id := b.parked()
	b.retry(id)
	b.answers("00")
	owed := b.txn(id).OwedCopies()
	require.Len(t, owed, 1)
	require.Equal(t, txn.FormReversal, owed[0].Form)
}

// TestRetryDeliversTheRest: a parked one is sent again once; what is owed is delivered as always.
func TestRetryDeliversTheRest(t *testing.T) {
	b := signedBench(t)
	first := b.parked()
	second := b.parked()
	lost := b.sale("")
	sends := len(b.sends)
	b.retry(second)
	b.answers("30", "00")
	require.Equal(t, []Send{{Of: second, As: txn.Reversal}, {Of: lost, As: txn.Reversal}}, b.sends[sends:])
	require.Equal(t, Cleared, b.last().Is)
	require.Equal(t, roll.Parked, b.txn(first).Is, "nobody asked for it")
	require.Equal(t, roll.Reversed, b.txn(lost).Is)
}

// TestUnrecorded: only an armed transaction that can be reversed is put in doubt by it.
func TestUnrecorded(t *testing.T) {
	inquiry := func(b *bench) roll.ID {
		b.key(txn.Balance)
		return b.s.Live
	}
	for _, tt := range []struct {
		name string
		make func(*bench) roll.ID
		owed bool
	}{
		{"armed", func(b *bench) roll.ID { return b.sale() }, true},
		{"approved", func(b *bench) roll.ID { return b.sale("00") }, false},
		{"declined", func(b *bench) roll.ID { return b.sale("51") }, false},
		{"in doubt already", func(b *bench) roll.ID { return b.sale("") }, false},
		{"parked", func(b *bench) roll.ID { return b.parked() }, false},
		{"a balance inquiry", inquiry, false},
		{"unknown", func(*bench) roll.ID { return 99 }, false},
	} {
		b := signedBench(t)
		id := tt.make(b)
		b.restart()
		rows := len(b.rows)
		b.give(Unrecorded{At: b.at(), Of: id})
		if !tt.owed {
			require.Len(t, b.rows, rows, tt.name)
			continue
		}
		require.Len(t, b.rows, rows+1)
		require.Equal(t, txn.NotRecorded, b.txn(id).Reason())
		require.Equal(t, txn.BeingReversed, b.txn(id).Verdict(0))
	}
	t.Run("at once", func(t *testing.T) {
		b := signedBench(t)
		b.s.Policy.Reversal.AtOnce = true
		id := b.sale()
		b.restart()
		b.give(Unrecorded{At: b.at(), Of: id})
		require.Equal(t, Send{Of: id, As: txn.Reversal}, b.sends[len(b.sends)-1])
	})
	t.Run("an exchange is under way: another life's news", func(t *testing.T) {
		b := signedBench(t)
		id := b.sale()
		rows := len(b.rows)
		b.give(Unrecorded{At: b.at(), Of: id})
		require.Len(t, b.rows, rows)
	})
}
