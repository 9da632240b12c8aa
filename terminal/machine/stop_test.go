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
				b.give(Stop{b.at()})
				sends, prints, shown := len(b.sends), len(b.prints), len(b.shown)
				was := b.s.Desk
				seen[was]++
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
// more is sent for it; from then on a cancel changes nothing.
func TestCancelAtEveryEvent(t *testing.T) {
	for n := range len(day) + 1 {
		for _, code := range lastWords {
			b, twin := dayUntil(t, n, false), dayUntil(t, n, false)
			b.give(Cancel{b.at()})
			gate := b.s.Desk == Signing || b.s.Desk == Clearing
			require.Equal(t, gate, b.s.Cancelled)
			if !gate {
				require.Equal(t, twin.s, b.s)
				continue
			}
			sends := len(b.sends)
			b.answers(code)
			require.Len(t, b.sends, sends, "event %d, answer %q", n, code)
			require.Equal(t, Refused, b.last().Is, "event %d, answer %q", n, code)
			require.Equal(t, Idle, b.s.Desk)
			require.False(t, b.s.Cancelled, "the next command is another one")
			require.False(t, b.s.Tried)
			require.Zero(t, b.s.Shots)
			b.key(txn.Balance)
			require.NotEqual(t, Idle, b.s.Desk, "event %d, answer %q", n, code)
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
