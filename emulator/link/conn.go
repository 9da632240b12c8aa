package link

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// buffered is how many bytes one direction holds before its writer waits. Chosen: what a socket of Linux holds
// before it grows.
const buffered = 64 << 10

// conn is one end of a connection in memory.
type conn struct {
	in, out   *direction
	near, far address
}

// newPair gives both ends of a connection.
func newPair(near, far address) (one, other net.Conn) {
	there, back := newDirection(), newDirection()
	return &conn{in: back, out: there, near: near, far: far}, &conn{in: there, out: back, near: far, far: near}
}

func (c *conn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *conn) Write(p []byte) (int, error) { return c.out.write(p) }

// Close ends both directions: what was written before still arrives.
func (c *conn) Close() error {
	c.in.change(func(d *direction) { d.deaf = true })
	c.out.change(func(d *direction) { d.ended = true })
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return c.near }
func (c *conn) RemoteAddr() net.Addr { return c.far }

func (c *conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.change(func(d *direction) { d.reading.set(d, t) })
	return nil
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.change(func(d *direction) { d.writing.set(d, t) })
	return nil
}

// direction carries bytes one way.
type direction struct {
	mu               sync.Mutex
	changed          *sync.Cond
	bytes            []byte
	ended            bool // the writer closed its end
	deaf             bool // the reader closed its end
	reading, writing deadline
}

func newDirection() *direction {
	d := &direction{}
	d.changed = sync.NewCond(&d.mu)
	return d
}

func (d *direction) change(how func(*direction)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	how(d)
	d.changed.Broadcast()
}

func (d *direction) read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		switch {
		case d.deaf:
			return 0, net.ErrClosed
		case d.reading.passed:
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case len(d.bytes) > 0:
			n := copy(p, d.bytes)
			d.bytes = d.bytes[n:]
			d.changed.Broadcast()
			return n, nil
		case d.ended:
			return 0, io.EOF
		}
		d.changed.Wait()
	}
}

func (d *direction) write(p []byte) (n int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		switch {
		case d.ended:
			return n, net.ErrClosed
		case d.writing.passed:
			return n, os.ErrDeadlineExceeded
		case d.deaf:
			return n, syscall.EPIPE
		case n == len(p):
			return n, nil
		}
		if room := min(buffered-len(d.bytes), len(p)-n); room > 0 {
			d.bytes = append(d.bytes, p[n:n+room]...)
			n += room
			d.changed.Broadcast()
			continue
		}
		d.changed.Wait()
	}
}

// deadline ends the waits of one side of a direction.
type deadline struct {
	timer  *time.Timer
	passed bool
}

// set is called with the direction's lock held. A timer that is stopped too late finds itself replaced.
func (e *deadline) set(d *direction, t time.Time) {
	if e.timer != nil {
		e.timer.Stop()
	}
	e.timer, e.passed = nil, !t.IsZero() && !t.After(time.Now())
	if t.IsZero() || e.passed {
		return
	}
	var own *time.Timer
	own = time.AfterFunc(time.Until(t), func() {
		d.change(func(*direction) { e.passed = e.passed || e.timer == own })
	})
	e.timer = own
}
