package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestOccasions plays what the host says to one command while a sale is in
// doubt: how often the reversal leaves, and how both end.
func TestOccasions(t *testing.T) {
	for _, tt := range []struct {
		name    string
		codes   []txn.Code // the host's words, the sign-in's among them
		tries   int        // sends of the reversal
		refused int        // that counted
		is      roll.What  // the sale
		end     Refusal    // of the command; Possible: it was asked
	}{
		{"undone", []txn.Code{"00"}, 1, 0, roll.Reversed, Possible},
		{"undone already", []txn.Code{"25"}, 1, 0, roll.Reversed, Possible},
		{"the original was declined", []txn.Code{"12"}, 1, 0, roll.Reversed, Possible},
		{"silence", []txn.Code{"", "", ""}, 3, 0, roll.InDoubt, RefusedUndelivered},
		{"no line", []txn.Code{"-", "-", "-"}, 3, 0, roll.InDoubt, RefusedUndelivered},
		{"silence, then undone", []txn.Code{"", "-", "00"}, 3, 0, roll.Reversed, Possible},
		{"refused for good", []txn.Code{"30", "30", "30"}, 3, 3, roll.Parked, Possible},
		{"refused, silence", []txn.Code{"30", "", "30"}, 3, 2, roll.InDoubt, RefusedUndelivered},
		{"the host cannot say", []txn.Code{"96"}, 1, 0, roll.InDoubt, RefusedUndelivered},
		{"refused, the host cannot say", []txn.Code{"30", "91"}, 2, 1, roll.InDoubt, RefusedUndelivered},
		{"sign in first", []txn.Code{"A0", "00", "00"}, 2, 0, roll.Reversed, Possible},
		{"sign in first, sign-in declined", []txn.Code{"A0", "97"}, 1, 0, roll.InDoubt, RefusedSignIn},
		{"sign in first, sign-in unanswered", []txn.Code{"A0", ""}, 1, 0, roll.InDoubt, RefusedUnanswered},
		{"sign in first, no line", []txn.Code{"A0", "-"}, 1, 0, roll.InDoubt, RefusedNoHost},
		{"sign in first, twice", []txn.Code{"A0", "00", "A0"}, 2, 0, roll.InDoubt, RefusedSignIn},
		{"sign in first, for three reasons", []txn.Code{"99", "00", "77"}, 2, 0, roll.InDoubt, RefusedSignIn},
		{"a sign-in begins the count of sends anew", []txn.Code{"", "30", "A0", "00", "", "30", ""}, 6, 2, roll.InDoubt, RefusedUndelivered},
		{"a sign-in keeps the count of refusals", []txn.Code{"30", "A0", "00", "30", "30"}, 4, 3, roll.Parked, Possible},
		{"refused once, sign in, the host cannot say", []txn.Code{"30", "A0", "00", "96"}, 3, 1, roll.InDoubt, RefusedUndelivered},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			b.s.Policy.Reversal.Attempts = 3
			lost := b.sale("")
			b.key(txn.Balance)
			b.answers(tt.codes...)
			sale := b.txn(lost)
			require.Equal(t, tt.is, sale.Is)
			require.Equal(t, tt.tries, sale.Tries)
			require.Equal(t, tt.refused, sale.Refused)
			require.Equal(t, tt.tries, b.count(roll.RevTry))
			if tt.end == Possible {
				require.Equal(t, Asking, b.s.Desk)
				return
			}
			b.refused(tt.end)
			require.Zero(t, b.s.Shots)
			require.False(t, b.s.Tried)
		})
	}
}

// TestOneSignInPerOccasion: a host that always wants a sign-in gets exactly one, and the next occasion one more.
func TestOneSignInPerOccasion(t *testing.T) {
	b := signedBench(t)
	b.sale("")
	for occasion := range 3 {
		signIns := b.count(roll.KeysSet)
		b.key(txn.Balance)
		if occasion > 0 {
			b.answer("00") // told to sign in on the last occasion
		} else {
			b.answers("A0", "00")
		}
		b.answer("A0")
		b.refused(RefusedSignIn)
		require.Equal(t, signIns+1, b.count(roll.KeysSet))
	}
}

// TestParkingCountsOverOccasions: the refusal that makes it attempts parks, not the one before.
func TestParkingCountsOverOccasions(t *testing.T) {
	b := signedBench(t)
	b.s.Policy.Reversal.Attempts = 3
	lost := b.sale("")
	for n, want := range []roll.What{roll.InDoubt, roll.InDoubt, roll.Parked} {
		b.key(txn.KindNone)
		b.answers("30")
		require.Equal(t, want, b.txn(lost).Is, "refusal %d", n+1)
		b.answers("96")
		b.paper()
	}
	require.Equal(t, 3, b.txn(lost).Refused)
	require.Equal(t, 1, b.count(roll.Parked))
	require.Len(t, b.txn(lost).Copies, 1)
	require.Equal(t, txn.FormFault, b.txn(lost).Copies[0].Form)
	require.Equal(t, txn.PaperPrinted, b.txn(lost).Copies[0].Paper(0))
}

// TestOldestFirst: everything owed goes before a command, oldest first, each with its own count of sends.
func TestOldestFirst(t *testing.T) {
	b := signedBench(t)
	sale := b.sale("00")
	b.keyVoid(sale)
	void := b.s.Live
	b.restart() // nobody waits for the void any more
	lost := b.write(txn.Sale)
	b.key(txn.Balance)
	b.answers("", "00", "", "00")
	require.Equal(t, []Send{{Of: void, As: txn.Reversal}, {Of: void, As: txn.Reversal}, {Of: lost, As: txn.Reversal}, {Of: lost, As: txn.Reversal}, {Of: b.s.Live}}, b.sends[len(b.sends)-5:])
	require.Equal(t, roll.Reversed, b.txn(void).Is)
	require.Equal(t, roll.Reversed, b.txn(lost).Is)
	require.Equal(t, txn.NoReply, b.txn(void).Reason())
	require.Equal(t, Asking, b.s.Desk)
}

// TestAtOnce: the reversal leaves right after the doubt arose, and after that nothing more is asked.
func TestAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		codes []txn.Code
		sends int
		shown []Shown
	}{
		{"silence", []txn.Code{"", "00"}, 2, []Shown{Sending, Finished, Reversing, Undone, Cleared}},
		{"a code nobody knows", []txn.Code{"ZZ", "00"}, 2, []Shown{Sending, Finished, Reversing, Undone, Cleared}},
		{"still silence", []txn.Code{"", "", ""}, 3, []Shown{Sending, Finished, Reversing, Reversing, Refused}},
		{"declined", []txn.Code{"51"}, 1, []Shown{Sending, Finished}},
		{"not sent", []txn.Code{"-"}, 1, []Shown{Sending, Finished}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := signedBench(t)
			b.s.Policy.Reversal.AtOnce = true
			b.sends, b.shown = nil, nil
			b.sale(tt.codes...)
			require.Len(t, b.sends, tt.sends)
			var shown []Shown
			for _, screen := range b.shown {
				shown = append(shown, screen.Is)
			}
			require.Equal(t, tt.shown, shown)
			require.Equal(t, Idle, b.s.Desk)
		})
	}
	t.Run("an unauthentic answer wants a sign-in first", func(t *testing.T) {
		b := signedBench(t)
		b.s.Policy.Reversal.AtOnce = true
		id := b.sale()
		b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: "77"}})
		require.Equal(t, Signing, b.s.Desk)
		b.answers("00", "00")
		require.Equal(t, roll.Reversed, b.txn(id).Is)
		require.Equal(t, txn.BadMAC, b.txn(id).Reason())
	})
	t.Run("at power-on", func(t *testing.T) {
		b := signedBench(t)
		id := b.sale()
		b.restart()
		b.give(Keyed{At: b.at()})
		require.Equal(t, Send{Of: id, As: txn.Reversal}, b.sends[len(b.sends)-1])
	})
}

// TestUnauthenticAnswers are believed only to mean "not accepted, sign in".
func TestUnauthenticAnswers(t *testing.T) {
	for _, code := range []txn.Code{"00", "A0", "77", "97", "51"} {
		b := signedBench(t)
		id := b.sale()
		b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: code}})
		require.Equal(t, roll.InDoubt, b.txn(id).Is, code)
		require.Equal(t, txn.BadMAC, b.txn(id).Reason(), code)
		require.False(t, b.s.Book.Signed, code)
		b.key(txn.Balance)
		require.Equal(t, Signing, b.s.Desk, code)
		b.answer("00")
		b.give(Answered{At: b.at(), Outcome: roll.Outcome{Code: code}})
		b.refused(RefusedSignIn)
		require.Equal(t, roll.InDoubt, b.txn(id).Is, code)
		require.Zero(t, b.txn(id).Refused, code)
	}
}

// TestTheIntentHoldsWhatItsReversalAndSlipNeed: every field of the command and of the policy that outlives a power cut.
func TestTheIntentHoldsWhatItsReversalAndSlipNeed(t *testing.T) {
	card := txn.Card{PAN: testCard.PAN, Expiry: "3012", Sequence: "001", Track2: "6222021234567890128=3012", Entry: txn.Tap}
	for _, tt := range []struct {
		kind txn.Kind
		void bool
	}{{kind: txn.Sale}, {kind: txn.Balance}, {kind: txn.Void, void: true}} {
		b := signedBench(t)
		b.s.Policy.Operator = "07"
		c := Command{Kind: tt.kind, Amount: 4321, Card: card, Digest: "d", PIN: true, Register: "till-1"}
		want := roll.Intent{
			Amount: 4321, Card: "622202*********0128", Digest: "d", Entry: txn.Tap, Expiry: "3012", Sequence: "001", PIN: true,
			Terminal: "00010001", Merchant: "104512541110001", Operator: "07", Register: "till-1",
			HostDay: b.s.Book.HostDay,
		}
		require.Equal(t, "0301", want.HostDay, "as the sign-in said")
		if tt.void {
			b.key(txn.Sale)
			sale := b.s.Live
			outcome := roll.Outcome{Code: "00", RRN: "000000000017", Auth: "123456", HostDate: "0301", HostTime: "120000"}
			b.give(Answered{At: b.at(), Outcome: outcome, Authentic: true})
			c.Original, c.Amount = b.txn(sale), 1234
			want.Amount = c.Amount
			want.Original = &roll.Original{Batch: 1, Trace: c.Original.Trace, RRN: "000000000017", Auth: "123456", Date: "0301"}
		}
		b.give(Keyed{At: b.at(), Command: c})
		require.Equal(t, Asking, b.s.Desk, tt.kind)
		require.Equal(t, want, b.txn(b.s.Live).Intent, tt.kind)
		require.Equal(t, c.Original.ID, b.txn(b.s.Live).Orig, tt.kind)
	}
}
