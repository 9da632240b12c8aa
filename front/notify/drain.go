package notify

import (
	"context"

	"posterm/journal"
)

// Drained is what became of the events when a person asked for their delivery.
type Drained struct {
	Delivered int    `json:"delivered"`
	Failed    int    `json:"failed"`
	Why       string `json:"why"`     // of the newest failure; empty: none
	Stopped   bool   `json:"stopped"` // the endpoint wants no more: by its answer now, which Why tells then, or before, and nothing was tried
}

const (
	drainPage     = 100 // events held in memory at once
	drainFailures = 3   // in a row: then the endpoint is down, and the rest waits
)

// Drain tries every event that waits once, due or not, and ends. It tries nothing while the
// endpoint is stopped.
func (d *Deliverer) Drain(ctx context.Context) (done Drained, err error) {
	defer d.client.CloseIdleConnections()
	d.turn.Lock()
	defer d.turn.Unlock()
	d.failures = 0
	tried := map[string]bool{}
	page := make([]journal.Notice, drainPage)
	for from := uint64(0); len(page) == drainPage; {
		if page, done.Stopped, err = d.page(ctx, from); err != nil || done.Stopped {
			return done, err
		}
		for _, n := range page {
			from = n.Row.Seq
			if tried[n.ID] || n.Parked || n.ID == "" { // the row on the border may tell two events
				continue
			}
			tried[n.ID] = true
			a, err := d.try(ctx, n)
			if done.note(a); err != nil || done.Stopped || d.failures == drainFailures {
				return done, err
			}
		}
	}
	return done, nil
}

func (r *Drained) note(a answer) {
	if a.delivered {
		r.Delivered++
		return
	}
	r.Failed, r.Why, r.Stopped = r.Failed+1, a.why, a.gone
}

func (d *Deliverer) page(ctx context.Context, from uint64) (page []journal.Notice, stopped bool, err error) {
	err = d.Source.Outbox(ctx, func(o *journal.Outbox) error {
		endpoint, err := o.Stopped()
		if stopped = endpoint == Endpoint(d.URL); err != nil || stopped {
			return err
		}
		page, err = o.List(from, drainPage)
		return err
	})
	return page, stopped, err
}
