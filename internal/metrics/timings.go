package metrics

import (
	"bufio"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Histogram counts how long things take, in classes. It may be used by several goroutines.
type Histogram struct {
	mu     sync.Mutex
	bounds []time.Duration
	counts []uint64 // per class; the last one has no bound
	sum    time.Duration
}

// NewHistogram takes the upper bounds of its classes, ascending.
func NewHistogram(bounds ...time.Duration) *Histogram {
	return &Histogram{bounds: bounds, counts: make([]uint64, len(bounds)+1)}
}

// Observe counts one. A duration that equals a bound belongs below it.
func (h *Histogram) Observe(took time.Duration) {
	i, _ := slices.BinarySearch(h.bounds, took)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[i]++
	h.sum += took
}

// Spread is what the histogram holds now.
func (h *Histogram) Spread() Spread {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Spread{bounds: h.bounds, counts: slices.Clone(h.counts), sum: h.sum}
}

// Spread is the content of a Histogram at one moment.
type Spread struct {
	bounds []time.Duration
	counts []uint64
	sum    time.Duration
}

// write writes cumulative classes in seconds, their sum and their count.
func (s Spread) write(out *bufio.Writer, name string, set []Label) {
	var all uint64
	for i, n := range s.counts {
		all += n
		bound := "+Inf"
		if i < len(s.bounds) {
			bound = strconv.FormatFloat(s.bounds[i].Seconds(), 'g', -1, 64)
		}
		line(out, name+"_bucket", append(slices.Clone(set), Label{"le", bound}), float64(all))
	}
	line(out, name+"_sum", set, s.sum.Seconds())
	line(out, name+"_count", set, float64(all))
}
