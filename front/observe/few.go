package observe

import (
	"net"
	"sync"
)

// few is a listener with room for some connections: a further one is closed at once, so that
// nobody holds all of the program's files.
type few struct {
	net.Listener
	room chan struct{}
}

// Accept waits for a connection for which there is room.
func (l *few) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.room <- struct{}{}:
			return &held{Conn: conn, leave: sync.OnceFunc(func() { <-l.room })}, nil
		default:
			_ = conn.Close()
		}
	}
}

// held is a connection that takes room until it is closed.
type held struct {
	net.Conn
	leave func()
}

// Close gives the room back.
func (c *held) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
