package link

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"syscall"
)

// firstPort is where a Memory begins to count when it picks a port.
const firstPort = 40001

// backlog is how many connections may wait to be accepted; more are refused. Chosen: as many as Linux lets
// wait by default some decades ago, and more than any lab has terminals.
const backlog = 128

// Memory is a network within the process. The zero value is empty and ready.
type Memory struct {
	mu        sync.Mutex
	listeners map[string]*listener
	port      int // picked last
}

// address is host:port in a Memory.
type address string

// Network is "memory".
func (address) Network() string { return "memory" }

func (a address) String() string { return string(a) }

// Listen takes an address that nobody listens at.
func (m *Memory) Listen(at string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "memory", Err: err}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if port == "0" {
		m.port = max(m.port+1, firstPort)
		at = net.JoinHostPort(host, strconv.Itoa(m.port))
	}
	if m.listeners[at] != nil {
		return nil, &net.OpError{Op: "listen", Net: "memory", Addr: address(at), Err: syscall.EADDRINUSE}
	}
	if m.listeners == nil {
		m.listeners = map[string]*listener{}
	}
	l := &listener{of: m, at: at, waiting: make(chan net.Conn, backlog), closed: make(chan struct{})}
	m.listeners[at] = l
	return l, nil
}

// Dial connects to whoever listens at the address; syscall.ECONNREFUSED when nobody does.
func (m *Memory) Dial(ctx context.Context, at string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, &net.OpError{Op: "dial", Net: "memory", Addr: address(at), Err: err}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if l := m.listeners[at]; l != nil {
		m.port = max(m.port+1, firstPort)
		near, far := newPair(address(fmt.Sprintf("127.0.0.1:%d", m.port)), address(at))
		select {
		case l.waiting <- far:
			return near, nil
		default:
		}
	}
	return nil, &net.OpError{Op: "dial", Net: "memory", Addr: address(at), Err: syscall.ECONNREFUSED}
}

// listener takes connections at one address.
type listener struct {
	of      *Memory
	at      string
	waiting chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

// Accept waits for a connection; net.ErrClosed after Close.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.waiting:
		return c, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "accept", Net: "memory", Addr: address(l.at), Err: net.ErrClosed}
	}
}

// Close gives the address back. Whoever waits to be accepted is hung up on.
func (l *listener) Close() error {
	err := net.ErrClosed
	l.once.Do(func() {
		err = nil
		l.of.mu.Lock()
		defer l.of.mu.Unlock()
		delete(l.of.listeners, l.at)
		close(l.closed)
		for len(l.waiting) > 0 {
			_ = (<-l.waiting).Close()
		}
	})
	return err
}

// Addr is the address with its port.
func (l *listener) Addr() net.Addr { return address(l.at) }
