package printer

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// readChunk is the most that is taken off a line at once.
const readChunk = 512

// link is one line to a host.
type link struct {
	rw     io.ReadWriteCloser
	serial bool // a serial line outlives a power cut, a network connection does not
	wire   wire // what a serial line's host has set at its end; nil: nothing is
	out    chan []byte
	once   sync.Once
}

// wire is a serial line as the printer's end sees it.
type wire interface{ terminal() terminal }

// host is what is set at the other end; on a network nothing is.
func (l *link) host() (t terminal) {
	if l.wire != nil {
		t = l.wire.terminal()
	}
	return t
}

// offer queues an answer. A host that never reads loses answers, as on a real line.
func (l *link) offer(answer []byte) {
	select {
	case l.out <- answer:
	default:
	}
}

func (l *link) close() { l.once.Do(func() { l.rw.Close() }) }

// Serve talks to one host over any byte stream until it ends, ctx ends or the printer is closed, and
// closes it. A broken or closed line is no error: hosts come and go.
func (p *Printer) Serve(ctx context.Context, rw io.ReadWriteCloser) {
	p.serve(ctx, &link{rw: rw, out: make(chan []byte, outboxLimit)})
}

func (p *Printer) serve(ctx context.Context, l *link) {
	if !p.attach(l) {
		l.close()
		return
	}
	stop := context.AfterFunc(ctx, func() {
		l.close()
		p.wakeAll()
	})
	var writer sync.WaitGroup
	writer.Go(func() { p.write(ctx, l) })
	p.read(ctx, l)
	stop()
	l.close()
	p.detach(l)
	writer.Wait()
}

// attach refuses a line when there is nobody at the other end of it.
func (p *Printer) attach(l *link) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || !p.reachable(l.serial) {
		return false
	}
	p.links[l] = struct{}{}
	p.active = l
	return true
}

func (p *Printer) detach(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
	if p.active == l {
		p.active = nil
	}
	close(l.out)
}

// reachable tells whether a line of that kind can be made.
func (p *Printer) reachable(serial bool) bool {
	return !p.m.state.unplugged && (serial || !p.m.state.off)
}

// dropLinks breaks the lines that match; their readers end by themselves.
func (p *Printer) dropLinks(match func(*link) bool) {
	for l := range p.links {
		if match(l) {
			l.close()
			delete(p.links, l)
		}
	}
}

// read takes bytes as the receive buffer has room for them and, on a serial line, as fast as they can come.
func (p *Printer) read(ctx context.Context, l *link) {
	var chunk [readChunk]byte
	next := time.Now()
	for {
		n := p.waitRoom(ctx, l)
		if n == 0 {
			return
		}
		n, err := l.rw.Read(chunk[:min(n, p.burstOf(l))])
		if n > 0 {
			host := l.host() // it may have set its end since the read began
			next = p.travel(ctx, next, n, host.frame)
			p.take(l, heard(chunk[:n], host.frame, p.frame(), []byte("?")))
		}
		if err != nil {
			return
		}
	}
}

// waitRoom returns how much may be read, 0 when the line is gone. A host that is not held back does not wait.
func (p *Printer) waitRoom(ctx context.Context, l *link) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		if _, alive := p.links[l]; !alive || p.closed || ctx.Err() != nil {
			return 0
		}
		if n := p.m.room(); n > 0 {
			return n
		}
		if l.wire != nil && !p.m.opt.Flow.held(l.host()) {
			return readChunk
		}
		p.cond.Wait()
	}
}

func (p *Printer) take(l *link, data []byte) {
	p.do(func(m *machine) {
		if _, there := p.links[l]; !there {
			return // the cable or the power went while they were under way
		}
		p.active = l
		for _, b := range data {
			m.overrun(b)
		}
	})
}

// write sends answers until the line is detached; after an error the rest is thrown away. What the host's tty
// cannot read it leaves out.
func (p *Printer) write(ctx context.Context, l *link) {
	broken := false
	next := time.Now()
	for answer := range l.out {
		if broken {
			continue
		}
		if l.wire != nil {
			own := p.frame()
			next = p.travel(ctx, next, len(answer), own)
			answer = heard(answer, own, l.host().frame, nil)
		}
		_, err := l.rw.Write(answer)
		broken = err != nil
	}
}

// ServeTCP accepts hosts on a listener, one at a time like most printers: the next one waits until
// the first has gone. While the cable is out or the power off, connections are broken at once. It closes
// the listener and returns nil when ctx ends or the printer is closed.
func (p *Printer) ServeTCP(ctx context.Context, listener net.Listener) error {
	narrow(listener, p.m.opt.Buffer)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	defer listener.Close()
	go func() {
		select {
		case <-p.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
		case ctx.Err() != nil || errors.Is(err, net.ErrClosed):
			return nil
		default:
			return err
		}
		if tcp, ok := conn.(*net.TCPConn); ok && !p.canConnect() {
			_ = tcp.SetLinger(0) // a reset: nothing the host wrote was taken
		}
		p.Serve(ctx, conn)
	}
}

func (p *Printer) canConnect() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reachable(false)
}
