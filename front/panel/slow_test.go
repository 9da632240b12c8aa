package panel

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
)

// once is a listener with one connection.
type once struct {
	conn   chan net.Conn
	closed chan struct{}
}

func (o *once) Accept() (net.Conn, error) {
	select {
	case c := <-o.conn:
		return c, nil
	case <-o.closed:
		return nil, net.ErrClosed
	}
}
func (o *once) Close() error   { close(o.closed); return nil }
func (o *once) Addr() net.Addr { return &net.TCPAddr{} }

// over serves one connection in memory, on which nothing is read by itself. It belongs into a bubble.
func over(t *testing.T) (*server, net.Conn) {
	ctx, stop := context.WithCancel(t.Context())
	lab, err := emulator.Start(ctx, emulator.Options{})
	require.NoError(t, err)
	s := newServer(ctx, Config{Lab: lab, Board: NewBoard()})
	near, far := net.Pipe()
	l := &once{make(chan net.Conn, 1), make(chan struct{})}
	l.conn <- far
	h, ended := s.http(ctx), make(chan error, 1)
	go func() { ended <- h.Serve(l) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, near.Close())
		require.NoError(t, h.Close())
		<-ended
		require.NoError(t, lab.Close())
	})
	return s, near
}

func TestABrowserThatDoesNotReadIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, near := over(t)
		_, err := io.WriteString(near, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
		time.Sleep(writeTimeout - time.Second)
		require.Len(t, s.browsers, 1)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Empty(t, s.browsers)
	})
}

func TestABrowserThatReadsStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, near := over(t)
		_, err := io.WriteString(near, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
		go func() { _, _ = io.Copy(io.Discard, near) }()
		time.Sleep(10 * readTimeout)
		require.Len(t, s.browsers, 1)
	})
}

func TestASlowBodyIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, near := over(t)
		_, err := io.WriteString(near, "POST /api/key HTTP/1.1\r\nHost: localhost\r\nX-Posterm-Token: "+s.token+
			"\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"k")
		require.NoError(t, err)
		since := time.Now()
		answer, err := io.ReadAll(near)
		require.NoError(t, err)
		require.Equal(t, readTimeout, time.Since(since).Round(time.Second))
		require.Contains(t, string(answer), "408 Request Timeout")
		require.Contains(t, string(answer), "too_slow")
	})
}

// What is announced as too large is refused before any of it has come.
func TestALargeBodyIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, near := over(t)
		_, err := io.WriteString(near, "POST /api/key HTTP/1.1\r\nHost: localhost\r\nX-Posterm-Token: "+s.token+
			"\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n")
		require.NoError(t, err)
		since := time.Now()
		answer, err := io.ReadAll(near)
		require.NoError(t, err)
		require.Less(t, time.Since(since), headerTimeout)
		require.Contains(t, string(answer), "413 Request Entity Too Large")
	})
}

func TestASlowHeaderIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, near := over(t)
		_, err := io.WriteString(near, "GET / HTTP/1.1\r\nHost: loc")
		require.NoError(t, err)
		since := time.Now()
		_, _ = io.ReadAll(near)
		require.Equal(t, headerTimeout, time.Since(since).Round(time.Second))
	})
}
