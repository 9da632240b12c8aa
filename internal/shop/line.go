package shop

import (
	"errors"
	"io"
	"math/rand/v2"
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

// Bounds of drawn faults: a frame of the host has some 150 bytes, a slip some 1000.
const (
	delayBound = 30 * time.Millisecond
	cutBound   = 1200
)

// drawFault takes three numbers whatever comes out. Half of all lines are good.
func drawFault(dice *rand.Rand) Fault {
	good, bad := dice.Float64() < 0.5, drawBad(dice)
	if good {
		return Fault{}
	}
	return bad
}

// drawBad takes two numbers.
func drawBad(dice *rand.Rand) Fault {
	kind, much := dice.Float64(), dice.Float64()
	after := int(much * much * cutBound) // more often early: there are more short frames than long ones
	switch {
	case kind < 0.3:
		return Fault{Delay: 1 + time.Duration(much*float64(delayBound))}
	case kind < 0.56:
		return Fault{Cut: CutOut, After: after}
	case kind < 0.82:
		return Fault{Cut: CutIn, After: after / 4} // answers are short
	}
	return Fault{Deaf: true}
}

// Line stands between two processes as a TCP proxy, and can be bad.
type Line struct {
	listener net.Listener
	to       string
	work     sync.WaitGroup

	mu    sync.Mutex
	fault Fault
	calls map[*call]bool // nil: closed
}

// OpenLine opens a good line to an address. Close ends it.
func OpenLine(to string) (*Line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Line{listener: listener, to: to, calls: map[*call]bool{}}
	l.work.Go(l.accept)
	return l, nil
}

// Address is where the line begins: "127.0.0.1:40000".
func (l *Line) Address() string { return l.listener.Addr().String() }

// Be ends every connection; those that follow suffer f.
func (l *Line) Be(f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = f
	for c := range l.calls {
		c.end()
	}
}

// bad says whether anything is wrong with it.
func (l *Line) bad() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fault != Fault{}
}

// Close ends the line and waits until nothing of it runs.
func (l *Line) Close() error {
	err := l.listener.Close()
	l.Be(Fault{})
	l.mu.Lock()
	l.calls = nil
	l.mu.Unlock()
	l.work.Wait()
	return err
}

func (l *Line) accept() {
	for {
		near, err := l.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		if c := l.begin(near); c != nil {
			l.work.Go(func() {
				c.serve(l.to)
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

func (c *call) serve(to string) {
	defer c.end()
	if c.fault.Deaf {
		_, _ = io.Copy(io.Discard, c.near)
		return
	}
	far, err := net.Dial("tcp", to)
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

// kind names what is wrong with the line.
func (f Fault) kind() string {
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

// slower is about how much longer a command takes over this line: a dozen pieces
// pass at a sale, and a silent host is given up after two seconds.
func (f Fault) slower() time.Duration {
	if f.Deaf {
		return 2 * time.Second
	}
	return 12 * f.Delay
}
