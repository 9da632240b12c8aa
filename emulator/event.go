package emulator

import (
	"context"
	"sync"

	"posterm/emulator/host"
	"posterm/emulator/printer"
)

// subscriberLimit is how many events may wait for a subscriber. One that falls
// further behind is cut off: it must not slow the lab down or fill its memory.
const subscriberLimit = 1024

// Event is something that happened in the lab. Types begin with "host." or
// "printer."; Data is what package host or printer says about it.
type Event struct {
	Type string `json:"type"`
	Data any    `json:"data,omitempty"`
}

// EventTypes lists every Type that there is.
func EventTypes() (all []string) {
	for _, t := range host.EventTypes() {
		all = append(all, string(t))
	}
	for _, t := range printer.EventTypes() {
		all = append(all, "printer."+t)
	}
	return all
}

// hub hands every event to everybody who listens.
type hub struct {
	first     func(Event) // Options.OnEvent; may be nil
	mu        sync.Mutex
	listeners map[chan Event]struct{}
}

func (h *hub) tell(e Event) {
	if h.first != nil {
		h.first(e)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.listeners {
		select {
		case ch <- e:
		default:
			h.remove(ch)
		}
	}
}

// remove needs the lock.
func (h *hub) remove(ch chan Event) {
	if _, listening := h.listeners[ch]; listening {
		delete(h.listeners, ch)
		close(ch)
	}
}

func (h *hub) fromHost(e host.Event) { h.tell(Event{Type: string(e.Type), Data: e}) }

// fromPrinter passes the printer's events on until ctx ends or the printer is
// closed. A subscription that was cut off for being slow is taken out anew.
func (h *hub) fromPrinter(ctx context.Context, p *printer.Printer, events <-chan printer.Event) {
	for heard := true; heard && ctx.Err() == nil; events = p.Subscribe(ctx) {
		heard = false
		for e := range events {
			heard = true
			h.tell(Event{Type: "printer." + e.Type, Data: e.Data})
		}
	}
}

// Subscribe gives every event from now on until ctx ends; then, or when more than
// 1024 events wait to be taken, the channel is closed.
func (l *Lab) Subscribe(ctx context.Context) <-chan Event {
	ch := make(chan Event, subscriberLimit)
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	l.hub.listeners[ch] = struct{}{}
	context.AfterFunc(ctx, func() {
		l.hub.mu.Lock()
		defer l.hub.mu.Unlock()
		l.hub.remove(ch)
	})
	return ch
}
