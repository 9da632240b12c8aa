package observe

import (
	"context"
	"time"

	"posterm/internal/sdnotify"
	"posterm/txn"
)

// statusEvery is how often the status line is looked at where no watchdog waits. Chosen: a person reads it.
const statusEvery = 5 * time.Second

// Manager is a service manager, as package sdnotify reaches it.
type Manager interface {
	Listens() bool
	Watchdog() time.Duration
	Send(messages ...string) error
}

// Serve tells the service manager that the terminal has recovered, then how it is: a status whenever that
// changes, and a sign of life for the watchdog, but only when the loop answered. A loop that hangs is
// silent, and the program is ended and started again, which is safe at any time. It returns when ctx ends.
func (w *Watch) Serve(ctx context.Context, m Manager) {
	if !m.Listens() {
		return
	}
	every := statusEvery
	if limit := m.Watchdog(); limit > 0 {
		every = min(every, limit/3) // two may be late
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	ready, said := []string{sdnotify.Ready}, ""
	for {
		if messages, status := w.word(ctx, min(every, AnswerLimit), m.Watchdog() > 0, said); len(messages)+len(ready) > 0 {
			w.send(m, append(ready, messages...)...)
			ready, said = nil, status
		}
		select {
		case <-ctx.Done():
			w.send(m, sdnotify.Stopping, sdnotify.Status(txn.Words{ZH: "终端正在关闭", EN: "the terminal is shutting down"}.In(w.cfg.Lang)))
			return
		case <-tick.C:
		}
	}
}

// word is what there is to tell now, and the status after it.
func (w *Watch) word(ctx context.Context, limit time.Duration, watchdog bool, said string) (messages []string, status string) {
	p, err := w.pulse(ctx, limit)
	if ctx.Err() != nil {
		return nil, said
	}
	if status = w.status(p, err); status != said {
		messages = append(messages, sdnotify.Status(status))
	}
	if err == nil && watchdog {
		messages = append(messages, sdnotify.Alive)
	}
	if err != nil && status != said {
		w.cfg.Log.Error().Err(err).Msg("the loop does not answer")
	}
	return messages, status
}

func (w *Watch) send(m Manager, messages ...string) {
	if err := m.Send(messages...); err != nil {
		w.cfg.Log.Warn().Err(err).Msg("the service manager was not told")
	}
}
