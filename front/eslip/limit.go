package eslip

import (
	"net"
	"sync"
	"time"
)

// bucket lets some things happen at once, and further ones at a steady pace.
type bucket struct {
	burst int
	every time.Duration

	mu   sync.Mutex
	paid time.Time // up to when the pace is used up
}

// take says whether one more may happen now.
func (b *bucket) take(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.paid.Before(now) {
		b.paid = now
	}
	if b.paid.Sub(now) > time.Duration(b.burst-1)*b.every {
		return false
	}
	b.paid = b.paid.Add(b.every)
	return true
}

// limited lets at most so many connections be open at once; whoever comes then waits.
func limited(l net.Listener, n int) net.Listener {
	return &limiter{Listener: l, slots: make(chan struct{}, n), closed: make(chan struct{})}
}

type limiter struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits for a slot, then for a connection.
func (l *limiter) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &slotted{Conn: conn, free: sync.OnceFunc(func() { <-l.slots })}, nil
}

// Close ends those who wait, too.
func (l *limiter) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// slotted is a connection that gives its slot back.
type slotted struct {
	net.Conn
	free func()
}

// Close closes the connection.
func (c *slotted) Close() error {
	defer c.free()
	return c.Conn.Close()
}
