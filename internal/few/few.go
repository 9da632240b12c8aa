// Package few keeps a server to so many connections at once, so that strangers cannot take all of a program's
// files.
package few

import (
	"net"
	"sync"
)

// Listener has room for some connections.
type Listener struct {
	net.Listener
	room   chan struct{}
	closed chan struct{}
	once   sync.Once
	waits  bool
}

// Waiting lets whoever comes when there is no room wait in the system's queue.
func Waiting(l net.Listener, room int) *Listener { return with(l, room, true) }

// Refusing hangs up on whoever comes when there is no room.
func Refusing(l net.Listener, room int) *Listener { return with(l, room, false) }

func with(l net.Listener, room int, waits bool) *Listener {
	return &Listener{Listener: l, room: make(chan struct{}, room), closed: make(chan struct{}), waits: waits}
}

// Open counts the connections that are open.
func (l *Listener) Open() int { return len(l.room) }

// Accept gives a connection for which there is room.
func (l *Listener) Accept() (net.Conn, error) {
	if l.waits {
		select {
		case l.room <- struct{}{}:
		case <-l.closed:
			return nil, net.ErrClosed
		}
		conn, err := l.Listener.Accept()
		if err != nil {
			<-l.room
			return nil, err
		}
		return l.guest(conn), nil
	}
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.room <- struct{}{}:
			return l.guest(conn), nil
		default:
			_ = conn.Close()
		}
	}
}

// Close ends those who wait for room, too.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

func (l *Listener) guest(conn net.Conn) net.Conn {
	return &guest{conn, sync.OnceFunc(func() { <-l.room })}
}

// guest is a connection that takes room until it is closed.
type guest struct {
	net.Conn
	leave func()
}

// Close gives the room back.
func (g *guest) Close() error {
	defer g.leave()
	return g.Conn.Close()
}
