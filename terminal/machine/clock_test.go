package machine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

// TestClockBack: a clock that fell back is noticed however many rows were
// written meanwhile, and put right by going on.
func TestClockBack(t *testing.T) {
	b := signedBench(t)
	b.sale("00")
	b.now = b.now.Add(-time.Hour)
	b.key(txn.Sale)
	b.refused(RefusedClock)
	b.key(txn.Balance)
	b.answers("00")
	require.Equal(t, epoch, b.s.Book.At, "the time of the roll only moves forward")
	b.key(txn.Sale)
	b.refused(RefusedClock)
	b.restart()
	b.key(txn.Sale)
	b.refused(RefusedClock)
	b.now = epoch.Add(-ClockBack * time.Minute)
	b.sale("00")
	require.Equal(t, epoch, b.s.Book.At)
	b.now = epoch.Add(time.Hour)
	b.sale("00")
	require.Equal(t, b.now, b.s.Book.At)
}

// TestClockForward: a clock that was fast for one transaction stops money until
// a sign-in on a day that the host confirms.
func TestClockForward(t *testing.T) {
	for _, tt := range []struct {
		name  string
		date  string // the host's
		code  txn.Code
		hold  bool
		right bool
	}{
		{"confirmed", txn.HostDate(epoch), "00", true, true},
		{"the host says another day", txn.HostDate(epoch.AddDate(0, 0, 1)), "00", true, false},
		{"the host says nothing", "", "00", true, false},
		{"declined", txn.HostDate(epoch), "03", true, false},
		{"keys that do not hold", txn.HostDate(epoch), "00", false, false},
	} {
		b := signedBench(t)
		b.now = epoch.AddDate(1, 0, 0)
		b.sale("51")
		b.now = epoch
		b.key(txn.Sale)
		b.refused(RefusedClock)
		b.key(txn.SignIn)
		b.give(Answered{
			At: b.at(), Outcome: roll.Outcome{Code: tt.code, HostDate: tt.date}, Authentic: true, KeysHold: tt.hold, Keys: roll.Keys{Block: "02"},
		})
		b.key(txn.Sale)
		if tt.right {
			require.Equal(t, Asking, b.s.Desk, tt.name)
		} else {
			require.Equal(t, Screen{Is: Refused, Refusal: RefusedClock}, b.last(), tt.name)
		}
	}
}

// TestOtherNumbersDeliverNothing: the reversals of one terminal are not sent under another's number.
func TestOtherNumbersDeliverNothing(t *testing.T) {
	b := signedBench(t)
	b.sale("")
	b.s.Policy.Terminal = "00010002"
	sends := len(b.sends)
	for _, kind := range []txn.Kind{txn.KindNone, txn.Balance, txn.Sale, txn.SignIn} {
		b.key(kind)
		b.refused(RefusedNumbers)
	}
	require.Len(t, b.sends, sends)
}
