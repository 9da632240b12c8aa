package link

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Fault is what a line does to every connection made while it is in force. The zero
// Fault is a good line. TCP loses and repeats nothing within a connection; what it
// does to a terminal is to be slow, to break, and to be silent.
type Fault struct {
	Delay time.Duration // before every piece that passes, in both directions
	Cut   Cut           // which direction breaks the line
	After int           // by its so many bytes: they still pass
	Deaf  bool          // connects, takes everything, answers nothing
}

// Cut is a direction that breaks the line.
type Cut uint8

// The directions, as the terminal sees them.
const (
	NoCut Cut = iota
	CutOut
	CutIn
)

// Kind names what is wrong with the line.
func (f Fault) Kind() string {
	switch {
	case f.Deaf:
		return "silent"
	case f.Cut == CutOut:
		return "cut on the way out"
	case f.Cut == CutIn:
		return "cut on the way in"
	case f.Delay > 0:
		return "slow"
	}
	return "good"
}

// Line stands between two machines as a proxy, and can be bad.
type Line struct {
	network Network
	at, to  string
	work    sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil: connections are refused
	fault    Fault
	calls    map[*call]bool // nil: closed
}

// OpenLine opens a good line to an address of the network. Close ends it.
func OpenLine(n Network, to string) (*Line, error) {
	listener, err := n.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Line{network: n, at: listener.Addr().String(), to: to, calls: map[*call]bool{}}
	l.listen(listener)
	return l, nil
}

func (l *Line) listen(listener net.Listener) {
	l.listener = listener
	l.work.Go(func() { l.accept(listener) })
}

// Address is where the line begins: "127.0.0.1:40000".
func (l *Line) Address() string { return l.at }

// Refuse has connections refused from now on, as where nobody listens, and ends those there are; or takes them again.
func (l *Line) Refuse(refuse bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.calls == nil || refuse == (l.listener == nil):
		return nil
	case refuse:
		err := l.listener.Close()
		l.listener = nil
		l.hangUp()
		return err
	}
	listener, err := l.network.Listen(l.at)
	if err == nil {
		l.listen(listener)
	}
	return err
}

// Be ends every connection; those that follow suffer f.
func (l *Line) Be(f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = f
	l.hangUp()
}

func (l *Line) hangUp() {
	for c := range l.calls {
		c.end()
	}
}

// Bad says whether anything is wrong with it.
func (l *Line) Bad() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fault != Fault{}
}

// Close ends the line and waits until nothing of it runs.
func (l *Line) Close() error {
	err := l.Refuse(true)
	l.mu.Lock()
	l.calls = nil
	l.mu.Unlock()
	l.work.Wait()
	return err
}

func (l *Line) accept(listener net.Listener) {
	for {
		near, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		if c := l.begin(near); c != nil {
			l.work.Go(func() {
				c.serve(l.network, l.to)
				l.mu.Lock()
				delete(l.calls, c)
				l.mu.Unlock()
			})
		}
	}
}

// begin takes a connection in; nil when the line was closed meanwhile.
func (l *Line) begin(near net.Conn) *call {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil {
		_ = near.Close()
		return nil
	}
	c := &call{fault: l.fault, near: near, ended: make(chan struct{})}
	l.calls[c] = true
	return c
}

// call is one connection over the line.
type call struct {
	fault Fault
	near  net.Conn
	once  sync.Once
	ended chan struct{}
}

func (c *call) end() {
	c.once.Do(func() {
		close(c.ended)
		_ = c.near.Close()
	})
}

func (c *call) serve(n Network, to string) {
	defer c.end()
	if c.fault.Deaf {
		_, _ = io.Copy(io.Discard, c.near)
		return
	}
	far, err := n.Dial(context.Background(), to)
	if err != nil {
		return
	}
	var back sync.WaitGroup
	defer back.Wait()
	defer far.Close()
	back.Go(func() { c.pass(c.near, far, CutIn) })
	c.pass(far, c.near, CutOut)
}

// pass carries one direction until either end closes or the line breaks.
func (c *call) pass(to, from net.Conn, direction Cut) {
	defer c.end()
	left, piece := c.fault.After, make([]byte, 4096)
	for {
		n, err := from.Read(piece)
		if n > 0 && !c.wait() {
			return
		}
		if c.fault.Cut == direction && n >= left {
			_, _ = to.Write(piece[:left])
			return
		}
		left -= n
		if _, broken := to.Write(piece[:n]); err != nil || broken != nil {
			return
		}
	}
}

// wait delays one piece; false when the line ended meanwhile.
func (c *call) wait() bool {
	if c.fault.Delay == 0 {
		return true
	}
	timer := time.NewTimer(c.fault.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.ended:
		return false
	}
}
