package observe

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/line"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// rolls is a journal that keeps nothing.
type rolls struct {
	terminal.Roll
	rows []roll.Row
	err  error
}

func (r *rolls) Commit([]roll.Row, *journal.Seal) error { return r.err }

func (r *rolls) Book() (roll.Book, []roll.Row, error) { return roll.Book{}, r.rows, nil }

func row(seq uint64, what roll.What, kind txn.Kind, body any) roll.Row {
	return roll.Row{Seq: seq, What: what, Kind: kind, Body: body, At: time.Now()}
}

func TestWhatIsDurableIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := watching(well)
		inner := &rolls{}
		r := w.Roll(inner)
		write := func(rows ...roll.Row) { require.NoError(t, r.Commit(rows, nil)) }
		write(row(1, roll.IntentMade, txn.Sale, roll.Intent{}))
		write(row(2, roll.Approved, txn.Sale, roll.Outcome{}), row(3, roll.AttemptMade, txn.Sale, roll.Attempt{Form: txn.FormSlip}))
		time.Sleep(2500 * time.Millisecond)
		write(row(4, roll.Stalled, txn.Sale, roll.End{Job: 3, Form: txn.FormSlip}))
		time.Sleep(time.Second)
		write(row(5, roll.Printed, txn.Sale, roll.End{Job: 3, Form: txn.FormSlip}))
		write(row(6, roll.Printed, txn.Sale, roll.End{Job: 3, Form: txn.FormSlip})) // of an earlier process: not timed
		write(row(7, roll.IntentMade, txn.Void, roll.Intent{}), row(8, roll.InDoubt, txn.Void, roll.Doubt{}), row(9, roll.Reversed, txn.Void, roll.Refusal{}))
		inner.err = errors.New("disk full")
		require.Error(t, r.Commit([]roll.Row{row(10, roll.Approved, txn.Refund, roll.Outcome{})}, nil))

		got := scraped(t, w)
		for name, want := range map[string]float64{
			"posterm_transactions_total kind=sale outcome=begun": 1, "posterm_transactions_total kind=sale outcome=approved": 1,
			"posterm_transactions_total kind=void outcome=doubt": 1, "posterm_transactions_total kind=void outcome=reversed": 1,
			"posterm_slips_total end=stalled form=slip": 1, "posterm_slips_total end=printed form=slip": 2, "posterm_print_seconds": 1,
		} {
			require.Equal(t, want, got[name], name)
		}
		require.NotContains(t, got, "posterm_transactions_total kind=refund outcome=approved", "what is not on disk did not happen")
		require.Contains(t, get(w, "/metrics").Body.String(), "posterm_print_seconds_sum 3.5\n")
	})
}

func TestTheAgeOfASignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, f := watching(well)
		r := w.Roll(&rolls{rows: []roll.Row{row(1, roll.Approved, txn.SignIn, roll.Outcome{}), row(2, roll.Declined, txn.SignIn, roll.Outcome{})}})
		_, _, err := r.Book()
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.Equal(t, 3600.0, scraped(t, w)["posterm_signin_age_seconds"])
		require.NoError(t, r.Commit([]roll.Row{row(3, roll.Approved, txn.SignIn, roll.Outcome{})}, nil))
		time.Sleep(time.Minute)
		require.Equal(t, 60.0, scraped(t, w)["posterm_signin_age_seconds"])
		f.set(func(f *fake) { f.pulse.Signed = false })
		require.NotContains(t, scraped(t, w), "posterm_signin_age_seconds")
	})
}

// What never ends is forgotten, not kept.
func TestAttemptsWithoutAnEnd(t *testing.T) {
	t.Parallel()
	w, _ := watching(well)
	for seq := range uint64(10 * attemptLimit) {
		w.tally.committed([]roll.Row{row(seq, roll.AttemptMade, txn.Sale, roll.Attempt{})})
	}
	require.Len(t, w.tally.attempts, attemptLimit)
	require.Contains(t, w.tally.attempts, uint64(10*attemptLimit-1))
}

func TestTheWaysToTheHost(t *testing.T) {
	t.Parallel()
	w, _ := watching(well)
	at := time.Now()
	w.Line(line.State{Path: "", Phase: line.Up})                                                             // connected
	w.Line(line.State{Path: "", Phase: line.Up, AnswerAt: at, Answered: 70 * time.Millisecond})              // answered
	w.Line(line.State{Path: "", Phase: line.Up, AnswerAt: at, Answered: 70 * time.Millisecond})              // connected again
	w.Line(line.State{Path: "backup/eth0", Err: fmt.Errorf("dial: %w", &line.Error{Fault: line.FaultSlow})}) // not opened
	w.Line(line.State{Path: "backup/eth0", Err: errors.New("no answer in time to 6222021234567890128")})
	got := scraped(t, w)
	require.Equal(t, 1.0, got["posterm_host_round_trip_seconds path=primary"])
	require.Equal(t, 1.0, got["posterm_host_failures_total fault=timeout path=backup/eth0"])
	require.Equal(t, 1.0, got["posterm_host_failures_total fault=no_answer path=backup/eth0"])
	require.Contains(t, get(w, "/metrics").Body.String(), `posterm_host_round_trip_seconds_bucket{path="primary",le="0.1"} 1`)
}
