package machine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// able is a state in which everything is possible: one approved sale in the open batch.
func able() State {
	sale := roll.Txn{ID: 4, Batch: 7, Trace: 2, Kind: txn.Sale, Is: roll.Approved, Intent: roll.Intent{Digest: "d"}, Outcome: numbered}
	return State{
		Policy: Policy{BatchLimit: 500, Terminal: "00010001", Merchant: "104512541110001"},
		Book: roll.Book{
			At: epoch, Batch: 7, Trace: 2, Used: 2, Count: 1, Signed: true, Keys: roll.Keys{HostBatch: 7}, Last: 4, Txns: []roll.Txn{sale},
			Terminal: "00010001", Merchant: "104512541110001",
		},
		Want: Command{Kind: txn.Sale, Card: testCard, Digest: "d", Original: sale},
	}
}

func want(k txn.Kind) func(*State) { return func(s *State) { s.Want.Kind = k } }

func voidOf(change func(*roll.Txn)) func(*State) {
	return func(s *State) {
		s.Want.Kind = txn.Void
		change(&s.Want.Original)
	}
}

func all(changes ...func(*State)) func(*State) {
	return func(s *State) {
		for _, change := range changes {
			change(s)
		}
	}
}

func parkedToo(s *State) {
	s.Book.Txns = append(s.Book.Txns, roll.Txn{ID: 9, Kind: txn.Sale, Is: roll.Parked})
}

func owedToo(s *State) {
	s.Book.Txns = append(s.Book.Txns, roll.Txn{ID: 9, Kind: txn.Sale, Is: roll.InDoubt})
}

func otherTerminal(s *State) { s.Policy.Terminal = "00010002" }
func emptyBatch(s *State)    { s.Book.Count = 0 }

// TestPossible has one state for every refusal, and its neighbour that is still possible.
func TestPossible(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*State)
		now    time.Time
		want   Refusal
	}{
		{"a sale", want(txn.Sale), epoch, Possible},
		{"other terminal number", otherTerminal, epoch, RefusedNumbers},
		{"other merchant number", func(s *State) { s.Policy.Merchant = "104512541110002" }, epoch, RefusedNumbers},
		{"other number, deliveries", all(otherTerminal, want(txn.KindNone)), epoch, RefusedNumbers},
		{"other number, empty batch", all(otherTerminal, emptyBatch), epoch, Possible},
		{"other number, empty batch, owed", all(otherTerminal, emptyBatch, owedToo), epoch, RefusedNumbers},
		{"other number, empty batch, parked", all(otherTerminal, emptyBatch, parkedToo), epoch, RefusedNumbers},
		{"other number, never used", all(otherTerminal, func(s *State) { s.Book.Terminal, s.Book.Merchant = "", "" }), epoch, Possible},
		{"clock back by the limit", want(txn.Sale), epoch.Add(-ClockBack * time.Minute), Possible},
		{"clock back by more", want(txn.Sale), epoch.Add(-ClockBack*time.Minute - time.Second), RefusedClock},
		{"clock back, balance", want(txn.Balance), epoch.AddDate(-1, 0, 0), Possible},
		{"clock back, deliveries", want(txn.KindNone), epoch.AddDate(-1, 0, 0), Possible},
		{"clock lost its battery", func(s *State) { s.Book.At = time.Time{} }, time.Date(FirstYear-1, 12, 31, 0, 0, 0, 0, time.UTC), RefusedClock},
		{"first year", func(s *State) { s.Book.At = time.Time{} }, time.Date(FirstYear, 1, 1, 0, 0, 0, 0, time.UTC), Possible},
		{"owed slips at the limit", func(s *State) { s.Book.Txns = make([]roll.Txn, OwedLimit) }, epoch, RefusedOwedFull},
		{"owed slips under it", func(s *State) { s.Book.Txns = make([]roll.Txn, OwedLimit-1) }, epoch, Possible},
		{"owed slips, balance", all(want(txn.Balance), func(s *State) { s.Book.Txns = make([]roll.Txn, OwedLimit) }), epoch, Possible},
		{"batch at the limit", func(s *State) { s.Book.Count = 500 }, epoch, RefusedBatchFull},
		{"batch under it", func(s *State) { s.Book.Count = 499 }, epoch, Possible},
		{"batch full, balance", all(want(txn.Balance), func(s *State) { s.Book.Count = 500 }), epoch, Possible},
		{"no trace numbers left", all(want(txn.Balance), func(s *State) { s.Book.Used = TraceRoom }), epoch, RefusedBatchFull},
		{"one trace number left", all(want(txn.Balance), func(s *State) { s.Book.Used = TraceRoom - 1 }), epoch, Possible},
		{"batch differs", func(s *State) { s.Book.Keys.HostBatch = 8 }, epoch, RefusedClash},
		{"batch differs, balance", all(want(txn.Balance), func(s *State) { s.Book.Keys.HostBatch = 8 }), epoch, Possible},
		{"batch differed before sign-off", func(s *State) { s.Book.Keys.HostBatch, s.Book.Signed = 8, false }, epoch, Possible},
		{"parked, sell", parkedToo, epoch, Possible},
		{"parked, block", all(parkedToo, func(s *State) { s.Policy.Reversal.ParkedBlocks = true }), epoch, RefusedParked},
		{"parked, block, balance", all(want(txn.Balance), parkedToo, func(s *State) { s.Policy.Reversal.ParkedBlocks = true }), epoch, Possible},
		{"owed, block", all(owedToo, func(s *State) { s.Policy.Reversal.ParkedBlocks = true }), epoch, Possible},
		{"sign-off", all(want(txn.SignOff), emptyBatch), epoch, Possible},
		{"sign-off, not signed in", all(want(txn.SignOff), emptyBatch, func(s *State) { s.Book.Signed = false }), epoch, RefusedNotSigned},
		{"sign-off, owed", all(want(txn.SignOff), emptyBatch, owedToo), epoch, RefusedOwing},
		{"sign-off, parked", all(want(txn.SignOff), emptyBatch, parkedToo), epoch, RefusedOwing},
		{"sign-off, open batch", want(txn.SignOff), epoch, RefusedOpenBatch},
	} {
		s := able()
		tt.change(&s)
		require.Equal(t, tt.want, possible(s, tt.now), tt.name)
	}
}

// TestVoidable has one original for every refusal of a void.
func TestVoidable(t *testing.T) {
	same := func(*roll.Txn) {}
	is := func(w roll.What) func(*State) { return voidOf(func(o *roll.Txn) { o.Is = w }) }
	voided := func(w roll.What) func(*State) { return voidOf(func(o *roll.Txn) { o.Void, o.VoidIs = 9, w }) }
	// The void itself, in doubt: armed in this process, or left behind.
	inDoubt := func(s *State) { s.Book.Txns = append(s.Book.Txns, roll.Txn{ID: 9, Kind: txn.Void, Is: roll.InDoubt}) }
	asked := func(s *State) {
		s.Book.Txns = append(s.Book.Txns, roll.Txn{ID: 9, Kind: txn.Void, Is: roll.IntentMade})
		s.Live = 9
	}
	for _, tt := range []struct {
		name   string
		change func(*State)
		want   Refusal
	}{
		{"approved", voidOf(same), Possible},
		{"no original", voidOf(func(o *roll.Txn) { *o = roll.Txn{} }), RefusedNoOriginal},
		{"a void", voidOf(func(o *roll.Txn) { o.Kind = txn.Void }), RefusedOtherKind},
		{"a balance inquiry", voidOf(func(o *roll.Txn) { o.Kind = txn.Balance }), RefusedNoOriginal},
		{"settled", voidOf(func(o *roll.Txn) { o.Batch = 6 }), RefusedOtherBatch},
		{"another card", voidOf(func(o *roll.Txn) { o.Intent.Digest = "e" }), RefusedOtherCard},
		{"declined", is(roll.Declined), RefusedNotApproved},
		{"not sent", is(roll.NotSent), RefusedNotApproved},
		{"reversed", is(roll.Reversed), RefusedNotApproved},
		{"in doubt", is(roll.InDoubt), RefusedInDoubt},
		{"asked before a power cut", is(roll.IntentMade), RefusedInDoubt},
		{"being asked", all(is(roll.IntentMade), func(s *State) { s.Live = 4 }), RefusedInDoubt},
		{"parked", is(roll.Parked), RefusedVoidParked},
		{"a person says it stands", voidOf(func(o *roll.Txn) { o.Is, o.Decision = roll.Resolved, &roll.Decision{Stands: true} }), Possible},
		{"a person says it stands and knows no number", voidOf(func(o *roll.Txn) {
			o.Is, o.Decision, o.Outcome = roll.Resolved, &roll.Decision{Stands: true}, roll.Outcome{}
		}), RefusedNameless},
		{"a person says it was reversed", voidOf(func(o *roll.Txn) { o.Is, o.Decision = roll.Resolved, &roll.Decision{} }), RefusedNotApproved},
		{"voided", voided(roll.Approved), RefusedVoided},
		{"its void was declined", voided(roll.Declined), Possible},
		{"its void was reversed", voided(roll.Reversed), Possible},
		{"its void is parked", voided(roll.Parked), RefusedVoidParked},
		{"its void is in doubt: the gate delivers it first", all(voided(roll.InDoubt), inDoubt), Possible},
		{"its void is being asked", all(voided(roll.IntentMade), asked), RefusedInDoubt},
	} {
		s := able()
		tt.change(&s)
		require.Equal(t, tt.want, possible(s, epoch), tt.name)
	}
}

// TestRefusalsAreAskedAgainAfterTheGate: what the gate does may make impossible what was keyed.
func TestRefusalsAreAskedAgainAfterTheGate(t *testing.T) {
	t.Run("sign-in brings another batch", func(t *testing.T) {
		b := signedBench(t)
		b.sale("00")
		b.paper()
		b.sale("A0") // declined: sign in first
		b.key(txn.Sale)
		require.Equal(t, Signing, b.s.Desk)
		b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: "00"}, Authentic: true, KeysHold: true, Keys: roll.Keys{Block: "02", HostBatch: 9}})
		b.refused(RefusedClash)
		require.Equal(t, txn.Batch(1), b.s.Book.Batch)
	})
	t.Run("the reversal parks, and parked ones block", func(t *testing.T) {
		b := signedBench(t)
		b.s.Policy.Reversal.ParkedBlocks = true
		b.sale("")
		b.key(txn.Sale)
		b.answers("30", "30")
		b.refused(RefusedParked)
	})
	t.Run("the void in doubt parks", func(t *testing.T) {
		b := signedBench(t)
		sale := b.sale("00")
		b.keyVoid(sale)
		b.answers("")
		b.keyVoid(sale)
		require.Equal(t, Clearing, b.s.Desk, "the gate comes first")
		b.answers("30", "30")
		b.refused(RefusedVoidParked)
	})
	t.Run("the void in doubt is undone", func(t *testing.T) {
		b := signedBench(t)
		sale := b.sale("00")
		b.keyVoid(sale)
		b.answers("")
		b.keyVoid(sale)
		b.answers("00", "00")
		require.Equal(t, txn.MoneyVoided, b.txn(sale).Money(0))
	})
	t.Run("the original in doubt is refused when keyed", func(t *testing.T) {
		b := signedBench(t)
		sale := b.sale("")
		sent := len(b.sends)
		b.keyVoid(sale)
		b.refused(RefusedInDoubt)
		require.Len(t, b.sends, sent)
	})
}
