package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/reversal"
	"posterm/txn"
)

func TestSellable(t *testing.T) {
	t.Parallel()
	parked := roll.Txn{ID: 1, Kind: txn.Sale, Is: roll.Parked}
	for name, tt := range map[string]struct {
		change func(*State)
		want   Refusal
	}{
		"signed in":             {func(s *State) { s.Book.Signed, s.Policy.AutoSignIn = true, false }, Possible},
		"signs in by itself":    {func(s *State) {}, Possible},
		"not signed in":         {func(s *State) { s.Policy.AutoSignIn = false }, RefusedNotSigned},
		"busy":                  {func(s *State) { s.Desk, s.Tray = Asking, Held }, Possible},
		"closing":               {func(s *State) { s.Closing = true }, RefusedClosing},
		"settling":              {func(s *State) { s.Book.Freeze = 7 }, RefusedSettling},
		"batch full":            {func(s *State) { s.Book.Count = s.Policy.BatchLimit }, RefusedBatchFull},
		"clock before the roll": {func(s *State) { s.Book.At = epoch.AddDate(0, 0, 1) }, RefusedClock},
		"parked, and sells":     {func(s *State) { s.Book.Txns = []roll.Txn{parked} }, Possible},
		"parked, and blocks":    {func(s *State) { s.Book.Txns, s.Policy.Reversal.ParkedBlocks = []roll.Txn{parked}, true }, RefusedParked},
	} {
		s := State{Policy: Policy{AutoSignIn: true, BatchLimit: 500, Reversal: reversal.Policy{Attempts: 3}}, Book: roll.Book{Seq: 1, Batch: 1, At: epoch}}
		tt.change(&s)
		require.Equal(t, tt.want, s.Sellable(epoch), name)
	}
}
