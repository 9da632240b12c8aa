package labtest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
)

// eventLimit is how many events are kept for an Await; more push the oldest out. Chosen: some hundred transactions.
const eventLimit = 4096

// log is what happened in the lab.
type log struct {
	mu      sync.Mutex
	kept    []*heard
	lost    int
	changed chan struct{} // closed at the next event
}

type heard struct {
	at    time.Time
	event emulator.Event
	taken bool // by an Await
}

func (g *log) add(e emulator.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kept = append(g.kept, &heard{at: time.Now(), event: e})
	if over := len(g.kept) - eventLimit; over > 0 {
		g.kept, g.lost = g.kept[over:], g.lost+over
	}
	close(g.changed)
	g.changed = make(chan struct{})
}

// take finds the oldest event that nobody took; without one it gives what is closed when there are more.
func (g *log) take(is func(emulator.Event) bool) (found *heard, more <-chan struct{}) {
	g.mu.Lock()
	all, more := slices.Clone(g.kept), g.changed
	g.mu.Unlock()
	for _, h := range all { // a condition may ask the lab, which may tell of an event meanwhile
		if is(h.event) && g.mark(h) {
			return h, nil
		}
	}
	return nil, more
}

// mark is false when another one was quicker.
func (g *log) mark(h *heard) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	first := !h.taken
	h.taken = true
	return first
}

// all tells every event that is kept, one per line.
func (g *log) all() string { return g.tell(func(*heard) bool { return true }) }

// left tells those that nobody took.
func (g *log) left() string { return g.tell(func(h *heard) bool { return !h.taken }) }

func (g *log) tell(is func(*heard) bool) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var lines []string
	if g.lost > 0 {
		lines = append(lines, "    (older events are forgotten)")
	}
	for _, h := range g.kept {
		if is(h) {
			lines = append(lines, "    "+h.at.Format("15:04:05.000")+" "+told(h.event))
		}
	}
	if lines == nil {
		return "    nothing"
	}
	return strings.Join(lines, "\n")
}

// Await gives the oldest event of a type for which every condition holds, and waits until there is one: one that came
// before the call counts, but each event is given only once, so that a second Await waits for a second event. Types are
// those of emulator.EventTypes and GET /v1/events: "host.answer", "printer.paper_out"; Data is what package host or printer
// says about them.
//
// The test ends when ctx does, after Patience when ctx has no deadline, and when the lab ends: with what came and was
// not waited for, and how printer, paper and faults stand. It ends at once when there is no such type.
func (l *Lab) Await(ctx context.Context, kind string, when ...func(emulator.Event) bool) emulator.Event {
	l.t.Helper()
	if all := emulator.EventTypes(); !slices.Contains(all, kind) {
		l.t.Fatalf("labtest: no event is called %q; there are %s", kind, strings.Join(all, ", "))
	}
	ctx, cancel := l.patient(ctx)
	defer cancel()
	began := time.Now()
	for {
		found, more := l.seen.take(func(e emulator.Event) bool {
			return e.Type == kind && !slices.ContainsFunc(when, func(holds func(emulator.Event) bool) bool { return !holds(e) })
		})
		if found != nil {
			return found.event
		}
		var why string
		select {
		case <-more:
			continue
		case <-ctx.Done():
			why = context.Cause(ctx).Error()
		case <-l.Done():
			why = "the lab ended"
		}
		l.t.Fatalf("labtest: waited %v for %s, then: %s\nwhat came and was not waited for:\n%s\nhow the lab stands:\n%s",
			time.Since(began).Round(time.Millisecond), kind, why, l.seen.left(), l.stands())
	}
}

func (l *Lab) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, limited := ctx.Deadline(); limited {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, l.Patience)
}

// AwaitHost is Await for events of the host:
//
//	lab.AwaitHost(ctx, host.Answered, func(e host.Event) bool { return e.Trace == "000002" })
func (l *Lab) AwaitHost(ctx context.Context, kind host.EventType, when ...func(host.Event) bool) host.Event {
	l.t.Helper()
	e := l.Await(ctx, string(kind), func(e emulator.Event) bool {
		of, is := e.Data.(host.Event)
		return is && !slices.ContainsFunc(when, func(holds func(host.Event) bool) bool { return !holds(of) })
	})
	return e.Data.(host.Event)
}

// AwaitSlip gives the oldest piece of paper that was cut or torn off and was not given yet. A piece at which a roll ended
// is nobody's event: it stands in Printer.Slips once a new roll is in.
func (l *Lab) AwaitSlip(ctx context.Context, when ...func(printer.Slip) bool) printer.Slip {
	l.t.Helper()
	e := l.Await(ctx, "printer."+printer.EventSlip, func(e emulator.Event) bool {
		of, is := e.Data.(printer.Slip)
		return is && !slices.ContainsFunc(when, func(holds func(printer.Slip) bool) bool { return !holds(of) })
	})
	return e.Data.(printer.Slip)
}
