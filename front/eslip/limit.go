package eslip

import (
	"sync"
	"time"
)

// bucket lets some things happen at once, and further ones at a steady pace.
type bucket struct {
	burst int
	every time.Duration

	mu   sync.Mutex
	paid time.Time // up to when the pace is used up
}

// take says whether one more may happen now.
func (b *bucket) take(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.paid.Before(now) {
		b.paid = now
	}
	if b.paid.Sub(now) > time.Duration(b.burst-1)*b.every {
		return false
	}
	b.paid = b.paid.Add(b.every)
	return true
}
