package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/journal"
	"posterm/journal/fill"
	"posterm/journal/roll"
	"posterm/txn"
)

// BenchmarkOpen compares power-on with 1,000 and with 100,000 transactions in
// closed batches, interleaved, and reports the ratio of the medians.
func BenchmarkOpen(b *testing.B) {
	dirs := [2]string{}
	for i, n := range []int{1_000, 100_000} {
		dirs[i] = b.TempDir()
		require.NoError(b, journal.Create(dirs[i], firstBook(), master, begin))
		j := open(b, dirs[i])
		require.NoError(b, fill.Closed(j, n, begin))
		require.NoError(b, j.Close())
	}
	var took [2][]time.Duration
	for b.Loop() {
		for i, dir := range dirs {
			start := time.Now()
			j, err := journal.Open(dir, "bench")
			require.NoError(b, err)
			_, _, err = j.Book()
			took[i] = append(took[i], time.Since(start))
			require.NoError(b, err)
			require.NoError(b, j.Close())
		}
	}
	small, large := median(took[0]), median(took[1])
	b.ReportMetric(float64(large)/float64(small), "ratio-100k/1k")
	b.ReportMetric(float64(large.Microseconds()), "us-100k")
}

// BenchmarkCommit compares the commit of an outcome (answer and first attempt at
// the slip) with appending the same bytes to a file and fdatasync, interleaved on
// the same disk, and reports the ratio of the medians.
func BenchmarkCommit(b *testing.B) {
	dir := b.TempDir()
	require.NoError(b, journal.Create(dir, firstBook(), master, begin))
	j := open(b, dir)
	defer j.Close()
	require.NoError(b, fill.Closed(j, 1_000, begin))
	raw, err := os.OpenFile(filepath.Join(dir, "raw"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	require.NoError(b, err)
	defer raw.Close()
	book, _, err := j.Book()
	require.NoError(b, err)
	w := &maker{book: book}
	var ours, theirs, intents []time.Duration
	for n := 0; b.Loop(); n++ {
		rows := w.intent(txn.Sale, 0)
		start := time.Now()
		require.NoError(b, j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}))
		intents = append(intents, time.Since(start))

		rows = append(w.tell(roll.Approved, roll.Outcome{Code: "00", RRN: "123456789012", Auth: "123456", Copies: 2}),
			w.tell(roll.AttemptMade, roll.Attempt{Form: txn.FormSlip, For: txn.Merchant, N: 1})...)
		record := encoded(b, rows)
		start = time.Now()
		_, err := raw.Write(record)
		require.NoError(b, err)
		require.NoError(b, unix.Fdatasync(int(raw.Fd())))
		theirs = append(theirs, time.Since(start))

		start = time.Now()
		require.NoError(b, j.Commit(rows, nil))
		ours = append(ours, time.Since(start))
		_, err = j.Checkpoint()
		require.NoError(b, err)
	}
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio-outcome/raw")
	b.ReportMetric(float64(median(intents))/float64(median(theirs)), "ratio-intent/raw")
	b.ReportMetric(float64(median(ours).Microseconds()), "us-outcome")
}

// encoded is what a raw append would write for rows.
func encoded(b *testing.B, rows []roll.Row) (record []byte) {
	for _, r := range rows {
		body, err := r.Encode()
		require.NoError(b, err)
		record = fmt.Appendf(record, "%d %d %d %d %d %v %v %d %s %064x\n",
			r.Seq, r.Batch, r.Txn, r.Orig, r.Trace, r.What, r.Kind, r.At.UnixNano(), body, 0)
	}
	return record
}

// BenchmarkCommitCPU is the two commits of a sale where syncing costs nothing (a
// file system in memory, if there is one): what our own code costs.
func BenchmarkCommitCPU(b *testing.B) {
	dir, err := os.MkdirTemp("/dev/shm", "journal")
	if err != nil {
		b.Skip("no /dev/shm")
	}
	defer os.RemoveAll(dir)
	require.NoError(b, journal.Create(dir, firstBook(), master, begin))
	j := open(b, dir)
	defer j.Close()
	w := &maker{book: firstBook()}
	w.book.Seq = 1
	for b.Loop() {
		rows := w.intent(txn.Sale, 0)
		require.NoError(b, j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}))
		require.NoError(b, j.Commit(w.tell(roll.Approved, roll.Outcome{Code: "00"}), nil))
		_, err = j.Checkpoint()
		require.NoError(b, err)
	}
}

// BenchmarkSimilar is what the question about a duplicate costs before a sale.
func BenchmarkSimilar(b *testing.B) {
	dir := b.TempDir()
	require.NoError(b, journal.Create(dir, firstBook(), master, begin))
	j := open(b, dir)
	defer j.Close()
	require.NoError(b, fill.Closed(j, 1_000, begin))
	for b.Loop() {
		_, _, err := j.Similar(txn.Sale, j.Digest(canary), 100, begin.Add(990*time.Minute))
		require.NoError(b, err)
	}
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
