package printer

import (
	"context"
	"time"
)

// paceStep is how long the bytes of one read may be under way. Chosen: no longer than a status may be late.
const paceStep = 5 * time.Millisecond

// frame is how the printer is set; without a rate it understands any, and nothing takes time.
func (p *Printer) frame() frame {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.m.state.baud != 0 {
		return plain(p.m.state.baud)
	}
	return plain(p.m.opt.Baud)
}

// duration is how long n bytes are under way.
func (f frame) duration(n int) time.Duration {
	if f.baud == 0 {
		return 0
	}
	return time.Duration(n*f.bits()) * time.Second / time.Duration(f.baud)
}

// burstOf is how many bytes are taken off a line at once.
func (p *Printer) burstOf(l *link) int {
	byTime := l.host().duration(1)
	if byTime == 0 || p.frame().baud == 0 {
		return readChunk
	}
	return min(readChunk, max(1, int(paceStep/byTime)))
}

// travel waits until n bytes have come down the line, sent back to back with those that came at the time since,
// and returns when that was.
func (p *Printer) travel(ctx context.Context, since time.Time, n int, f frame) time.Time {
	if f.baud == 0 || p.frame().baud == 0 {
		return since
	}
	if now := time.Now(); since.Before(now.Add(-paceStep)) { // the line was idle
		since = now
	}
	since = since.Add(f.duration(n))
	timer := time.NewTimer(time.Until(since))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-p.closing:
	}
	return since
}
