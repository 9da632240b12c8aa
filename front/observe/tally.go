package observe

import (
	"maps"
	"sync"
	"time"

	"posterm/internal/metrics"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// outcomes are the rows that say what became of a transaction, in the words of their label.
var outcomes = map[roll.What]string{
	roll.IntentMade: "begun", roll.Approved: "approved", roll.Declined: "declined", roll.NotSent: "not_sent", roll.InDoubt: "doubt",
	roll.Reversed: "reversed", roll.Parked: "parked", roll.Resolved: "resolved", roll.Unpaid: "unpaid", roll.Closed: "closed",
}

// ends are the rows that say how an attempt at a slip ended, or where it stands.
var ends = map[roll.What]string{
	roll.Printed: "printed", roll.Unconfirmed: "unconfirmed", roll.NotBegun: "not_begun", roll.Stalled: "stalled", roll.Lost: "lost",
}

// printTimes: a slip of ten centimetres takes two seconds at 60 mm/s, a settlement's ten; the confirmation is
// waited for ten seconds, and what took longer waited for a person with paper.
var printTimes = []time.Duration{
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 5 * time.Second, 8 * time.Second,
	13 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute,
}

// attemptLimit bounds the attempts whose end is waited for; the oldest one is forgotten. Chosen: there is
// one at a time, and what an earlier process began is not timed.
const attemptLimit = 16

// tally counts rows once they are durable.
type tally struct {
	mu       sync.Mutex
	txns     map[[2]string]uint64 // kind, outcome
	slips    map[[2]string]uint64 // form, end
	attempts map[uint64]time.Time // when they were committed
	printing *metrics.Histogram
	signedAt time.Time // of the newest sign-in that was approved; zero: not known
}

func newTally() *tally {
	return &tally{txns: map[[2]string]uint64{}, slips: map[[2]string]uint64{}, attempts: map[uint64]time.Time{}, printing: metrics.NewHistogram(printTimes...)}
}

// Roll gives a roll that counts what is committed to it.
func (w *Watch) Roll(r terminal.Roll) terminal.Roll { return counted{r, w.tally} }

// counted is a roll whose rows are counted.
type counted struct {
	terminal.Roll
	tally *tally
}

// Commit counts rows when they are durable.
func (c counted) Commit(rows []roll.Row, seal *journal.Seal) error {
	err := c.Roll.Commit(rows, seal)
	if err == nil {
		c.tally.committed(rows)
	}
	return err
}

// Book also tells when the terminal signed in, as far as the open batch knows.
func (c counted) Book() (roll.Book, []roll.Row, error) {
	book, rows, err := c.Roll.Book()
	c.tally.mu.Lock()
	defer c.tally.mu.Unlock()
	for _, r := range rows {
		c.tally.sign(r)
	}
	return book, rows, err
}

func (t *tally) committed(rows []roll.Row) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range rows {
		t.sign(r)
		if outcome, is := outcomes[r.What]; is {
			t.txns[[2]string{r.Kind.String(), outcome}]++
		}
		if r.What == roll.AttemptMade {
			t.attempt(r.Seq)
		}
		if end, is := r.Body.(roll.End); is {
			t.ended(r.What, end)
		}
	}
}

func (t *tally) sign(r roll.Row) {
	if r.Kind == txn.SignIn && r.What == roll.Approved {
		t.signedAt = r.At
	}
}

func (t *tally) attempt(job uint64) {
	if len(t.attempts) >= attemptLimit {
		oldest := job
		for other := range maps.Keys(t.attempts) {
			oldest = min(oldest, other)
		}
		delete(t.attempts, oldest)
	}
	t.attempts[job] = time.Now()
}

func (t *tally) ended(what roll.What, end roll.End) {
	t.slips[[2]string{end.Form.String(), ends[what]}]++
	begun, known := t.attempts[end.Job]
	if known && (what == roll.Printed || what == roll.Unconfirmed) {
		t.printing.Observe(time.Since(begun))
	}
	if what != roll.Stalled { // it may still come out
		delete(t.attempts, end.Job)
	}
}

// signed is when the terminal last signed in.
func (t *tally) signed() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.signedAt
}

// counts gives one of the tables as samples.
func (t *tally) counts(table map[[2]string]uint64, names [2]string) (samples []metrics.Sample) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, n := range table {
		samples = append(samples, metrics.Sample{Labels: []metrics.Label{{Name: names[0], Value: key[0]}, {Name: names[1], Value: key[1]}}, Value: float64(n)})
	}
	return samples
}
