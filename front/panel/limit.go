package panel

import (
	"net"
	"sync"
)

// limited accepts at most connLimit connections at a time; more wait in the system's queue.
func limited(l net.Listener) net.Listener {
	return &narrow{Listener: l, room: make(chan struct{}, connLimit), closed: make(chan struct{})}
}

type narrow struct {
	net.Listener
	room   chan struct{}
	once   sync.Once
	closed chan struct{}
}

// Accept is part of net.Listener.
func (n *narrow) Accept() (net.Conn, error) {
	select {
	case n.room <- struct{}{}:
	case <-n.closed:
		return nil, net.ErrClosed
	}
	c, err := n.Listener.Accept()
	if err != nil {
		<-n.room
		return nil, err
	}
	return &counted{Conn: c, leave: func() { <-n.room }}, nil
}

// Close is part of net.Listener.
func (n *narrow) Close() error {
	n.once.Do(func() { close(n.closed) })
	return n.Listener.Close()
}

// counted gives its place back once.
type counted struct {
	net.Conn
	once  sync.Once
	leave func()
}

// Close is part of net.Conn.
func (c *counted) Close() error {
	defer c.once.Do(c.leave)
	return c.Conn.Close()
}
