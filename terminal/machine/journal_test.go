package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
)

// TestTheJournalTakesEveryLife: what lives write passes the guards of a real journal, and its
// checker finds nothing in it. The world's card has no digest of this journal, so that is not looked at.
func TestTheJournalTakesEveryLife(t *testing.T) {
	t.Parallel()
	for seed := range seeds(40) {
		begin, life, d := bornOf(named{t, seed})
		run := begin.run(d, life)
		dir := t.TempDir()
		book := run.rows[0].Body.(roll.Checkpoint).Book
		require.NoError(t, journal.Create(dir, book, make([]byte, 16), epoch))
		j, err := journal.Open(dir, "test")
		require.NoError(t, err)
		_, _, err = j.Book()
		require.NoError(t, err)
		from := 1 // the first row is the journal's own
		for _, end := range run.ends {
			require.NoError(t, j.Commit(run.rows[from:end], nil), "seed %d", seed)
			from = end
		}
		report, err := j.Check(t.Context())
		require.NoError(t, err)
		for _, f := range report.Findings {
			require.Contains(t, []journal.Problem{journal.LostNumber, journal.WrongNumber}, f.Problem, "seed %d: %s", seed, f)
		}
		require.NoError(t, j.Close())
	}
}
