package notify

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"posterm/journal"
)

// Limits of trying again. All chosen but where it says so.
const (
	firstWait    = 5 * time.Second // then twice as long each time
	eventLimit   = time.Hour       // longest wait of one event, unless the receiver asks for more
	pauseLimit   = 5 * time.Minute // longest wait while the endpoint fails: a receiver that is back is found soon
	pauseAsked   = time.Hour       // the same, when the receiver asks for it: other events wait, too
	giveUpAge    = 72 * time.Hour  // an event that is younger is not given up: a long weekend
	giveUpTries  = 20              // nor one that was tried less often, however the clock jumps
	troublePause = time.Minute     // after an error of our own, and between looks at a stopped endpoint
)

// backOff is the wait after n failures, between 3/4 and 5/4 of firstWait doubled n-1 times,
// and not longer than most.
func backOff(n int, most time.Duration, dice *rand.Rand) time.Duration {
	wait := most
	const doublings = 20 // further ones would not fit
	if n < doublings {
		wait = min(most, firstWait<<max(0, n-1))
	}
	return min(most, wait*3/4+time.Duration(dice.Int64N(int64(wait/2)+1)))
}

// retryAfter is what a receiver asks for: seconds, or a date of its own clock. Zero: nothing
// that can be understood. A wait that is longer than an event may be put off is cut.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, journal.DueLimit)
	}
	until, err := http.ParseTime(text)
	now, clockErr := http.ParseTime(h.Get("Date"))
	if err != nil || clockErr != nil {
		return 0
	}
	return min(max(0, until.Sub(now)), journal.DueLimit)
}
