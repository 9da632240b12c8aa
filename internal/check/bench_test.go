package check_test

import (
	"testing"

	"posterm/internal/check"
	"posterm/txn"
)

// BenchmarkOf checks a shop-life as the simulation makes them: 150 transactions, one
// in ten reversed, with all their paper. The figure that counts is ns/txn.
func BenchmarkOf(b *testing.B) {
	const count = 150
	s := begun()
	for n := txn.Trace(1); n <= count; n++ {
		if n%10 == 0 {
			s.undone(n)
		} else {
			s.sold(n)
		}
	}
	if found := check.Of(s.Evidence); len(found) > 0 {
		b.Fatal(found[0].In(txn.English))
	}
	b.ReportAllocs()
	for b.Loop() {
		check.Of(s.Evidence)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/count, "ns/txn")
}
