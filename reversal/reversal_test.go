package reversal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/txn"
)

var noon = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) // 12:00 in Beijing

func doubtful(id roll.ID) roll.Txn {
	return roll.Txn{ID: id, Batch: 1, Kind: txn.Sale, Is: roll.InDoubt, At: noon}
}

// TestRulings is RULES.md 3.3 and 3.4, code by code.
func TestRulings(t *testing.T) {
	p := Policy{Attempts: 3}
	book := roll.Book{Batch: 1}
	nearlyParked := doubtful(2)
	nearlyParked.Refused = 2
	parked := doubtful(2)
	parked.Is = roll.Parked
	oldBatch := doubtful(2)
	oldBatch.Batch = 999_999
	yesterday := doubtful(2)
	yesterday.At = noon.AddDate(0, 0, -1)
	today := doubtful(2)
	today.At = noon.Add(-12 * time.Hour) // the first second of the day in Beijing; another day in UTC
	wrongClock := doubtful(2)            // a day fast, and right since
	wrongClock.Intent.HostDay = "0228"
	firstHeard := doubtful(2)
	firstHeard.Intent.HostDay = "0301"
	beforeDayEnd := firstHeard
	beforeDayEnd.Intent.SettleDay = "0301"
	lastNight := doubtful(2)
	lastNight.At = today.At.Add(-time.Second) // the same day in UTC as the first second
	for _, tt := range []struct {
		name      string
		t         roll.Txn
		code      txn.Code
		date      string
		authentic bool
		want      Ruling
	}{
		{"undone", doubtful(2), "00", "0301", true, Done},
		{"original declined", doubtful(2), "12", "0301", true, Done},
		{"undone already", doubtful(2), "25", "0301", true, Done},
		{"undone already, host sends no date", doubtful(2), "25", "", true, Done},
		{"undone already, host sends no date, the first second of today", today, "25", "", true, Done},
		{"25 the next day may mean forgotten, host sends no date", yesterday, "25", "", true, Park},
		{"25 after midnight may mean forgotten, host sends no date", lastNight, "25", "", true, Park},
		{"00 the next day is undone, host sends no date", yesterday, "00", "", true, Done},
		{"the host's date goes before the terminal's", yesterday, "25", "0228", true, Done},
		{"25 on the day that the host named before", firstHeard, "25", "0301", true, Done},
		{"25 on the day that only the terminal's clock named may mean forgotten", wrongClock, "25", "0301", true, Park},
		{"undone, whatever the clock said", wrongClock, "00", "0301", true, Done},
		{"25 on another day may mean forgotten", doubtful(2), "25", "0302", true, Park},
		{"25 in another batch may mean forgotten", oldBatch, "25", "0301", true, Park},
		{"00 on another day is undone", doubtful(2), "00", "0302", true, Done},
		{"not authentic", doubtful(2), "00", "0301", false, SignIn},
		{"MAC error at the host", doubtful(2), "A0", "0301", true, SignIn},
		{"sign in", doubtful(2), "77", "0301", true, SignIn},
		{"PIN format means keys too", doubtful(2), "99", "0301", true, SignIn},
		{"host cannot say", doubtful(2), "96", "0301", true, Later},
		{"issuer down", nearlyParked, "91", "0301", true, Later},
		{"refused", doubtful(2), "30", "0301", true, Refused},
		{"unknown code is a refusal", doubtful(2), "ZZ", "0301", true, Refused},
		{"refused for good", nearlyParked, "30", "0301", true, Park},
		{"parked, tried again, refused again", parked, "30", "0301", true, Park},
		{"parked, tried again, undone", parked, "00", "0301", true, Done},
	} {
		got := Rule(p, tt.t, book, roll.Outcome{Code: tt.code, HostDate: tt.date}, tt.authentic, noon)
		require.Equal(t, tt.want, got, tt.name)
	}
	for settles, want := range map[string]Ruling{"": Done, "0301": Done, "0302": Park} {
		o := roll.Outcome{Code: "25", HostDate: "0301", SettleDate: settles}
		require.Equal(t, want, Rule(p, beforeDayEnd, book, o, true, noon), "the host settles on %q now", settles)
		require.Equal(t, want, Rule(p, firstHeard, book, o, true, noon), "it had named no settlement date before")
		o.Code = "00"
		require.Equal(t, Done, Rule(p, beforeDayEnd, book, o, true, noon), "undone is undone")
	}
}

func TestTheOldestGoesFirstAndParkedOnesWait(t *testing.T) {
	parked := doubtful(2)
	parked.Is = roll.Parked
	cut := roll.Txn{ID: 5, Kind: txn.Void, Is: roll.IntentMade}
	asked := roll.Txn{ID: 9, Kind: txn.Sale, Is: roll.IntentMade}
	inquiry := roll.Txn{ID: 4, Kind: txn.Balance, Is: roll.InDoubt}
	b := roll.Book{Txns: []roll.Txn{parked, inquiry, cut, doubtful(7), asked}}

	next, owed := Next(b, Occasion{Live: asked.ID})
	require.True(t, owed)
	require.Equal(t, cut.ID, next.ID, "a power cut leaves an intent that is owed; money that never moved is not")
	next, _ = Next(b, Occasion{Live: asked.ID, Retry: parked.ID})
	require.Equal(t, parked.ID, next.ID, "a person asked for it")
	count, waiting, _ := Count(b, asked.ID)
	require.Equal(t, 2, count)
	require.Equal(t, 1, waiting)
	count, _, _ = Count(b, 0)
	require.Equal(t, 3, count, "with nobody waiting for its answer the last intent is owed too")
}
