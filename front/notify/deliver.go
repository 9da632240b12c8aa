package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"posterm/journal"
)

// Source is a terminal, as far as its outbox goes.
type Source interface {
	Outbox(ctx context.Context, use func(*journal.Outbox) error) error
	MarkOutbox(ctx context.Context, use func(*journal.Outbox) error) error
}

// Config is everything a Deliverer is made of.
type Config struct {
	Source  Source
	URL     string
	Secret  Secret
	Timeout time.Duration // of one try, until the answer is read
	Agent   string        // "posterm/1.2"
	Seed    uint64        // of the dice that spread the tries of many terminals
	Now     func() time.Time
	Wake    <-chan struct{} // there may be more in the outbox
	Log     zerolog.Logger
	Dial    func(ctx context.Context, network, address string) (net.Conn, error) // nil: the system's
}

// Deliverer delivers the events of one outbox to one endpoint. It is used by one goroutine.
type Deliverer struct {
	Config
	client   *http.Client
	dice     *rand.Rand
	failures int        // in a row
	turn     sync.Mutex // one try at a time
}

// New makes one; nothing is sent yet.
func New(c Config) *Deliverer {
	return &Deliverer{Config: c, client: client(c), dice: rand.New(rand.NewPCG(c.Seed, 0))}
}

// Endpoint is how the journal remembers an endpoint: another address is another one.
func Endpoint(address string) string {
	digest := sha256.Sum256([]byte(address))
	return hex.EncodeToString(digest[:8])
}

// rest is what a Deliverer does before its next step.
type rest struct {
	wait time.Duration // less than zero: until it is woken
	firm bool          // waking it does not shorten that
}

// Run delivers until ctx ends.
func (d *Deliverer) Run(ctx context.Context) {
	defer d.client.CloseIdleConnections()
	for ctx.Err() == nil {
		d.rest(ctx, d.step(ctx))
	}
}

func (d *Deliverer) rest(ctx context.Context, r rest) {
	var over <-chan time.Time
	if r.wait >= 0 {
		timer := time.NewTimer(r.wait)
		defer timer.Stop()
		over = timer.C
	}
	wake := d.Wake
	if r.firm {
		wake = nil
	}
	select {
	case <-ctx.Done():
	case <-over:
	case <-wake:
	}
}

// step tries the oldest event that is due, if there is one.
func (d *Deliverer) step(ctx context.Context) rest {
	d.turn.Lock()
	defer d.turn.Unlock()
	var n journal.Notice
	var wait time.Duration
	stopped := ""
	err := d.Source.Outbox(ctx, func(o *journal.Outbox) (err error) {
		if stopped, err = o.Stopped(); err == nil && stopped != Endpoint(d.URL) {
			n, wait, err = o.Next(d.Now())
		}
		return err
	})
	switch {
	case err != nil:
		if ctx.Err() == nil {
			d.Log.Warn().Err(err).Msg("the outbox cannot be read")
		}
		return rest{troublePause, true}
	case stopped == Endpoint(d.URL):
		return rest{troublePause, true}
	case n.ID == "":
		return rest{wait, false}
	}
	a, err := d.try(ctx, n)
	switch {
	case err != nil && ctx.Err() == nil:
		d.Log.Error().Err(err).Str("id", n.ID).Msg("what became of a notification cannot be written down: it will be told again")
		return rest{troublePause, true}
	case a.delivered:
		return rest{0, true}
	}
	return rest{max(min(a.after, pauseAsked), backOff(d.failures, pauseLimit, d.dice)), true}
}

// try posts an event and writes down what became of it. A try that the end of the terminal
// cut off is nobody's failure.
func (d *Deliverer) try(ctx context.Context, n journal.Notice) (answer, error) {
	a := d.post(ctx, n)
	now := d.Now()
	switch {
	case a.delivered:
		d.failures = 0
		d.Log.Debug().Str("id", n.ID).Msg("notification delivered")
		return a, d.Source.MarkOutbox(ctx, func(o *journal.Outbox) error { return o.Delivered(n, now) })
	case ctx.Err() != nil:
		return a, ctx.Err()
	case a.gone:
		d.Log.Warn().Str("id", n.ID).Msg("the endpoint wants no more notifications (410): stopped until \"posterm notify enable\"")
		return a, d.Source.MarkOutbox(ctx, func(o *journal.Outbox) error { return o.Stop(Endpoint(d.URL), now) })
	}
	d.failures++
	wait := max(a.after, backOff(n.Tries+1, eventLimit, d.dice))
	parked := n.Tries+1 >= giveUpTries && now.Sub(n.Row.At) >= giveUpAge
	d.Log.Warn().Str("id", n.ID).Str("why", a.why).Int("tries", n.Tries+1).Bool("parked", parked).Msg("notification not delivered")
	return a, d.Source.MarkOutbox(ctx, func(o *journal.Outbox) error { return o.Failed(n, now.Add(wait), parked, a.why) })
}
