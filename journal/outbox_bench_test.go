package journal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// BenchmarkOutbox tells what telling costs: the commit of an outcome with and without an
// outbox, interleaved on the same disk, and a look for what is due.
func BenchmarkOutbox(b *testing.B) {
	var makers [2]*maker
	for i, opts := range [][]journal.Option{nil, {everything}} {
		dir := b.TempDir()
		require.NoError(b, journal.Create(dir, firstBook(), master, begin))
		j, err := journal.Open(dir, "bench", opts...)
		require.NoError(b, err)
		b.Cleanup(func() { _ = j.Close() })
		book, _, err := j.Book()
		require.NoError(b, err)
		makers[i] = &maker{j: j, book: book}
	}
	box := makers[1].j.Outbox()
	var took [2][]time.Duration
	var looks []time.Duration
	for b.Loop() {
		for i, m := range makers {
			rows := m.intent(txn.Sale, 0)
			require.NoError(b, m.j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}))
			rows = m.tell(roll.Approved, roll.Outcome{Code: "00", RRN: "123456789012", Copies: 1})
			start := time.Now()
			require.NoError(b, m.j.Commit(rows, nil))
			took[i] = append(took[i], time.Since(start))
		}
		start := time.Now()
		n, _, err := box.Next(begin)
		looks = append(looks, time.Since(start))
		require.NoError(b, err)
		require.NoError(b, box.Failed(n, begin.Add(time.Hour), false, "503")) // so that many wait
	}
	without, with := median(took[0]), median(took[1])
	b.ReportMetric(float64(without)/1e3, "us-without")
	b.ReportMetric(float64(with)/1e3, "us-with")
	b.ReportMetric(float64(median(looks))/1e3, "us-a-look")
}
