package host

import (
	"fmt"
	"time"
)

// CutOver is the day-end: from now on field 15 is the next day. Until it is over,
// everything about money is answered 90.
type CutOver struct {
	// Lasts is how long it takes: "5s"; empty: no time.
	Lasts string `json:"lasts"`
	// Requests is how many requests it takes besides.
	Requests int `json:"requests"`
}

// cutting is a cut-over under way.
type cutting struct {
	until    time.Time
	requests int
}

// requestsLimit is how many requests a cut-over can take.
const requestsLimit = 10_000

// CutOver begins the next settlement date, which is a fact, and gives it: "2026-11-22".
func (h *Host) CutOver(c CutOver) (day string, err error) {
	var lasts time.Duration
	if c.Lasts != "" {
		if err := checkDelay(c.Lasts); err != nil {
			return "", fmt.Errorf("%w: lasts: %w", ErrKnob, err)
		}
		lasts = delay(c.Lasts)
	}
	if c.Requests < 0 || c.Requests > requestsLimit {
		return "", fmt.Errorf("%w: requests must be 0 to %d", ErrKnob, requestsLimit)
	}
	err = h.record(func() (*fact, error) {
		now := h.now()
		today, err := time.Parse(dayLayout, h.book.today(now))
		if err != nil {
			return nil, err
		}
		return &fact{What: cutOver, At: now, Day: today.AddDate(0, 0, 1).Format(dayLayout)}, nil
	})
	if err != nil {
		return "", err
	}
	h.mu.Lock()
	h.cutting = cutting{h.now().Add(lasts), c.Requests}
	h.mu.Unlock()
	return h.Day(), nil
}

// Day is the settlement date: "2026-11-21".
func (h *Host) Day() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return dashed(h.book.today(h.now()))
}

// isCutting says whether a request comes in the middle of a cut-over.
func (h *Host) isCutting(r *request) bool {
	if !moneyMTI(r.msg.MTI) {
		return false
	}
	if h.cutting.requests > 0 {
		h.cutting.requests--
		return true
	}
	return r.at.Before(h.cutting.until)
}
