package printer

import "context"

// Event is something that happened to the printer or its paper.
type Event struct {
	Type string `json:"type"`
	Data any    `json:"data,omitempty"`
}

// Types of events and what Data holds.
const (
	EventSlip        = "slip"         // a piece was cut or torn off: Slip
	EventOffline     = "offline"      // {"state"}
	EventOnline      = "online"       // nothing
	EventPaperOut    = "paper_out"    // the sensor sees the end: nothing
	EventPaperLoaded = "paper_loaded" // nothing
	EventConfirmed   = "confirmed"    // a process id was reached and all before it is on paper: {"id"}
	EventDrawer      = "drawer"       // {"pin","ms"}
	EventPower       = "power"        // {"on"}
	EventFaults      = "faults"       // somebody changed the faults: Faults
)

// EventTypes are all of them.
func EventTypes() []string {
	return []string{EventSlip, EventOffline, EventOnline, EventPaperOut, EventPaperLoaded, EventConfirmed, EventDrawer, EventPower, EventFaults}
}

func (m *machine) event(kind string, data any) {
	m.events = append(m.events, Event{Type: kind, Data: data})
}

// Subscribe gives every event from now on, until ctx ends or the printer is closed; then the channel is
// closed. A subscriber that falls more than 1024 events behind is cut off the same way.
func (p *Printer) Subscribe(ctx context.Context) <-chan Event {
	ch := make(chan Event, eventLimit)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		close(ch)
		return ch
	}
	p.subscribers[ch] = struct{}{}
	context.AfterFunc(ctx, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.unsubscribe(ch)
	})
	return ch
}

func (p *Printer) unsubscribe(ch chan Event) {
	if _, ok := p.subscribers[ch]; ok {
		delete(p.subscribers, ch)
		close(ch)
	}
}

// WaitFor returns once the condition holds, or with ctx's error, or ErrClosed. The condition sees the
// printer's status whenever anything changes; it must not call the printer.
func (p *Printer) WaitFor(ctx context.Context, holds func(Status) bool) error {
	stop := context.AfterFunc(ctx, p.wakeAll)
	defer stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !holds(p.m.status()) {
		if p.closed {
			return ErrClosed
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		p.cond.Wait()
	}
	return nil
}
