package printer

import (
	"errors"
	"sync"
	"time"
)

// ErrClosed is the end of a printer that was closed.
var ErrClosed = errors.New("printer is closed")

// stepBurst is how many steps are done before others may have the lock.
const stepBurst = 2048

// Printer is an emulated printer, switched on. All methods may be called from any goroutine.
type Printer struct {
	mu          sync.Mutex
	cond        *sync.Cond // anything changed
	m           *machine
	links       map[*link]struct{}
	active      *link // the line the last byte came from; answers go there
	subscribers map[chan Event]struct{}
	resting     time.Time // since when the mechanism stands still, as far as the head knows; zero while it moves
	closed      bool
	closing     chan struct{}
	done        chan struct{}
}

// New switches a printer on. Close ends it.
func New(opt Options) (*Printer, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	p := &Printer{m: newMachine(opt), links: map[*link]struct{}{}, subscribers: map[chan Event]struct{}{},
		closing: make(chan struct{}), done: make(chan struct{})}
	p.cond = sync.NewCond(&p.mu)
	go p.run()
	return p, nil
}

// Close stops the mechanism and drops every connection; servers return.
func (p *Printer) Close() error {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		close(p.closing)
		p.dropLinks(func(*link) bool { return true })
		for ch := range p.subscribers {
			p.unsubscribe(ch)
		}
		p.cond.Broadcast()
	}
	p.mu.Unlock()
	<-p.done
	return nil
}

// run is the mechanism: it works while there is something to do and the paper moves at its speed.
func (p *Printer) run() {
	defer close(p.done)
	p.mu.Lock()
	defer p.mu.Unlock()
	next := time.Now()
	for !p.closed {
		rows, worked := p.burst()
		p.publish()
		p.cutLines()
		switch {
		case !worked:
			p.stand()
			next = time.Now()
		case rows > 0 && p.m.opt.Speed > 0:
			next = next.Add(time.Duration(p.m.took))
			p.mu.Unlock()
			p.pause(next)
			p.mu.Lock()
		default:
			p.mu.Unlock() // let readers and status in
			p.mu.Lock()
		}
	}
}

// burst does some steps: up to one row at a real speed, many when there is none.
func (p *Printer) burst() (rows int, worked bool) {
	for range stepBurst {
		n, ok := p.m.step()
		if !ok {
			break
		}
		worked = true
		if rows += n; rows > 0 && p.m.opt.Speed > 0 {
			break
		}
	}
	return rows, worked
}

// stand waits until anything changes. Meanwhile the head cools, and one that was too hot goes on.
func (p *Printer) stand() {
	if p.m.opt.Speed == 0 {
		p.cond.Wait()
		return
	}
	p.resting = time.Now()
	if wait, ok := p.m.head.coolsIn(); ok && p.m.head.hot {
		timer := time.AfterFunc(wait, p.wakeAll)
		defer timer.Stop()
	}
	p.cond.Wait()
	p.settle()
	p.resting = time.Time{}
}

// settle lets the head know how long the mechanism has stood still.
func (p *Printer) settle() {
	if p.resting.IsZero() {
		return
	}
	now := time.Now()
	p.m.rest(now.Sub(p.resting))
	p.resting = now
}

func (p *Printer) pause(until time.Time) {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.closing:
	}
}

// publish hands answers to the active line and events to the subscribers, and wakes who waits.
// It is called with the lock held after anything was done to the machine.
func (p *Printer) publish() {
	for _, answer := range p.m.outbox {
		if p.active != nil {
			p.active.offer(answer)
		}
	}
	p.m.outbox = nil
	if p.active != nil && p.active.wire != nil && p.m.opt.Flow == FlowXONXOFF {
		if c := p.m.hold(); c != 0 {
			p.active.offer([]byte{c})
		}
	}
	for _, e := range p.m.events {
		for ch := range p.subscribers {
			select {
			case ch <- e:
			default:
				p.unsubscribe(ch)
			}
		}
	}
	p.m.events = nil
	p.cond.Broadcast()
}

// do runs something on the machine and publishes what came of it.
func (p *Printer) do(f func(m *machine)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	f(p.m)
	p.publish()
}

func (p *Printer) wakeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cond.Broadcast()
}

// LoadPaper puts a new roll in and closes the cover. An interrupted job goes on by itself.
func (p *Printer) LoadPaper() { p.do(func(m *machine) { m.change(m.loadPaper) }) }

// ClearJam is a person at the open printer: stuck paper is pulled out and torn off, the cutter is freed, the
// cover is closed again.
func (p *Printer) ClearJam() {
	p.do(func(m *machine) {
		m.change(func() {
			if m.state.jam && m.paper.cur.inked() {
				m.paper.interrupt()
				m.tear()
			}
			m.state.jam, m.state.cutterJammed = false, false
			m.disarm(paperJams)
			m.closeCover()
		})
	})
}

// PowerCycle switches off and on again: buffers and modes are lost, network connections break.
func (p *Printer) PowerCycle() {
	p.do(func(m *machine) {
		if !m.state.off {
			m.powerOff()
		}
		p.dropLinks(func(l *link) bool { return !l.serial })
		m.change(m.powerOn)
	})
}

// Slips lists the paper, oldest first; the piece still in the printer is the last, once it has ink.
func (p *Printer) Slips() []Slip {
	slips, _ := p.Paper()
	return slips
}

// Paper is Slips, and how many there were before the first of them: thrown away, or
// dropped because there were too many.
func (p *Printer) Paper() (slips []Slip, forgotten int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	slips = []Slip{}
	for _, piece := range p.m.lying() {
		slips = append(slips, piece.slip())
	}
	return slips, p.m.paper.forgotten()
}

// DeletePaper throws the finished slips away and gives them, oldest first: what is finished while somebody
// reads the paper is neither lost nor read twice.
func (p *Printer) DeletePaper() (taken []Slip) {
	taken = []Slip{}
	p.do(func(m *machine) {
		for i := range m.paper.finished {
			taken = append(taken, m.paper.finished[i].slip())
		}
		m.paper.forget()
	})
	return taken
}

// Unsupported tells how often commands came that this printer skips, by name.
func (p *Printer) Unsupported() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	counts := make(map[string]int, len(p.m.ip.skipped))
	for name, n := range p.m.ip.skipped {
		counts[name] = n
	}
	return counts
}
