package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// day is a merchant's day that comes through every state of the Desk and of the
// Tray, one event after the other.
var day = []func(*bench){
	func(b *bench) { b.give(Ready{b.at()}) },
	func(b *bench) { b.key(txn.Sale) },
	func(b *bench) { b.answer("00") }, // signed in
	func(b *bench) { b.answer("00") }, // approved, its slip is printing
	func(b *bench) { b.give(Printed{At: b.at(), Job: b.s.Job, Grade: txn.GradePrinted}) },
	func(b *bench) { b.give(Stalled{At: b.at(), Job: b.s.Job, Fault: txn.FaultPaperOut}) },
	func(b *bench) { b.key(txn.Sale) },
	func(b *bench) { b.answers("") }, // in doubt
	func(b *bench) { b.give(Lost{At: b.at(), Job: b.s.Job, Fault: txn.FaultOffline}) },
	func(b *bench) { b.give(Reprint{At: b.at()}) },
	func(b *bench) { b.key(txn.Balance) },
	func(b *bench) { b.answers("") },   // the reversal again
	func(b *bench) { b.answers("A0") }, // sign in first
	func(b *bench) { b.answer("00") },  // signed in, the reversal again
	func(b *bench) { b.answer("00") },  // reversed, the balance inquiry
	func(b *bench) { b.answer("00") },
	func(b *bench) { b.give(Ready{b.at()}) },
	func(b *bench) { b.give(Printed{At: b.at(), Job: b.s.Job, Grade: txn.GradePrinted}) },
	func(b *bench) { b.key(txn.WalletPay) },
	func(b *bench) { b.answers("") }, // nobody knows, and the cashier waits
	func(b *bench) { b.give(Woken{b.at()}) },
	func(b *bench) { b.answer("W1") },
	func(b *bench) { b.give(Cancel{b.at()}) }, // the order is being closed
	func(b *bench) { b.answers("") },
	func(b *bench) { b.give(Woken{b.at()}) },
	func(b *bench) { b.answer("00") }, // closed
	func(b *bench) { b.key(txn.Settle) },
	func(b *bench) { b.answers("") }, // the totals again
	func(b *bench) { b.compare(txn.Unbalanced, txn.Balanced) },
	func(b *bench) { b.answer("A0") }, // sign in first, the upload waits
	func(b *bench) { b.answer("00") },
	func(b *bench) { b.answer("00") }, // uploaded, the end
	func(b *bench) { b.answer("00") },
}

func dayUntil(t *testing.T, n int, atOnce bool) *bench {
	b := newBench(t)
	b.s.Policy.Reversal.AtOnce = atOnce
	for _, event := range day[:n] {
		event(b)
	}
	return b
}

// lastWords is everything the host may say to what was sent last.
var lastWords = []txn.Code{"00", "30", "51", "96", "A0", "ZZ", "", "-"}

// TestStopAtEveryEvent: after Stop nothing is sent and nothing printed, whatever
// the devices still say, and whoever waits is told.
func TestStopAtEveryEvent(t *testing.T) {
	seen := map[Desk]int{}
	for n := range len(day) + 1 {
		for _, code := range lastWords {
			for _, atOnce := range []bool{false, true} {
				b := dayUntil(t, n, atOnce)
				was, shown := b.s.Desk, len(b.shown)
				b.give(Stop{b.at()})
				sends, prints := len(b.sends), len(b.prints)
				seen[was]++
				require.Equal(t, was == Idle || was == Waiting, b.s.Desk == Idle, "only who waits for a customer stops waiting")
				if was != Idle {
					b.answers(code)
					require.True(t, b.last().Ends(), "event %d, answer %q", n, code)
					require.Equal(t, 1, ends(b.shown[shown:]), "a command ends once: event %d, answer %q", n, code)
				}
				if (was == Signing || was == Clearing) && code != "" && code != "-" && code != "96" {
					b.refused(RefusedClosing)
				}
				require.Equal(t, Idle, b.s.Desk, "event %d, answer %q", n, code)
				b.paper()
				b.give(Ready{b.at()})
				b.key(txn.Sale)
				b.refused(RefusedClosing)
				b.give(Reprint{At: b.at(), Txn: roll.Txn{ID: 3}})
				require.NotEqual(t, Reprinting, b.last().Is)
				require.Len(t, b.sends, sends, "event %d, answer %q", n, code)
				require.Len(t, b.prints, prints, "event %d, answer %q", n, code)
				require.Greater(t, len(b.shown), shown)
			}
		}
	}
	for desk := range deskCount {
		require.NotZero(t, seen[desk], "the day never came to desk %d", desk)
	}
}

// ends counts the screens that end a command.
func ends(shown []Screen) (n int) {
	for _, s := range shown {
		if s.Ends() {
			n++
		}
	}
	return n
}

// TestCancelAtEveryEvent: before the command is armed it is dropped, and nothing
// more is sent for it; from then on a cancel changes nothing. A settlement pauses, and an
// order is closed.
func TestCancelAtEveryEvent(t *testing.T) {
	for n := range len(day) + 1 {
		for _, code := range lastWords {
			b, twin := dayUntil(t, n, false), dayUntil(t, n, false)
			was := b.s.Desk
			order := was == Asking && b.txn(b.s.Live).Kind == txn.WalletPay
			b.give(Cancel{b.at()})
			if was == Waiting {
				require.Equal(t, Asking, b.s.Desk)
				require.Equal(t, Send{Of: b.s.Live, As: txn.OrderClose}, b.sends[len(b.sends)-1])
				continue
			}
			heard := was == Signing || was == Clearing || was == Settling || order
			require.Equal(t, heard, b.s.Cancelled)
			if !heard {
				require.Equal(t, twin.s, b.s)
				continue
			}
			sends := len(b.sends)
			b.answers(code)
			if order && b.s.Desk == Signing {
				continue // it is heard after the sign-in
			}
			require.False(t, b.s.Cancelled, "it is heard once")
			if order {
				continue
			}
			require.Len(t, b.sends, sends, "event %d, answer %q", n, code)
			require.True(t, b.last().Ends(), "event %d, answer %q", n, code)
			require.Equal(t, Idle, b.s.Desk)
			require.False(t, b.s.Tried)
			require.Zero(t, b.s.Shots)
			b.key(txn.Balance)
			require.Equal(t, b.s.Book.Freeze == 0, b.s.Desk != Idle, "event %d, answer %q", n, code)
		}
	}
}

// TestCancelWhileAReversalIsUnanswered: silence ends a cancelled command; the reversal stays.
func TestCancelWhileAReversalIsUnanswered(t *testing.T) {
	b := signedBench(t)
	lost := b.sale("")
	b.key(txn.Sale)
	b.give(Cancel{b.at()})
	b.answers("")
	b.refused(RefusedCancelled)
	require.Equal(t, roll.InDoubt, b.txn(lost).Is)
}

// TestBusyEndsNothing: another command at the Desk is refused, and the one under way goes on.
func TestBusyEndsNothing(t *testing.T) {
	b := signedBench(t)
	id := b.sale()
	b.key(txn.Sale)
	require.Equal(t, Screen{Is: Refused, Refusal: RefusedBusy}, b.last())
	require.Equal(t, Asking, b.s.Desk)
	b.answer("00")
	require.Equal(t, Finished, b.last().Is)
	require.Equal(t, roll.Approved, b.txn(id).Is)
}
