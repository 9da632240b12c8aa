package few

import (
	"net"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// door is a listener in memory.
type door struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (d *door) Accept() (net.Conn, error) {
	select {
	case c := <-d.conns:
		return c, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}
func (d *door) Close() error   { close(d.closed); return nil }
func (d *door) Addr() net.Addr { return nil }

func (d *door) come() net.Conn {
	near, far := net.Pipe()
	d.conns <- far
	return near
}

func newDoor() *door { return &door{make(chan net.Conn, 8), make(chan struct{})} }

func TestWhoeverComesTooMuchWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor()
		l := Waiting(d, 1)
		d.come()
		first, err := l.Accept()
		require.NoError(t, err)
		d.come()
		let := make(chan net.Conn, 1)
		go func() {
			c, err := l.Accept()
			if err == nil {
				let <- c
			}
		}()
		synctest.Wait()
		require.Empty(t, let, "there is no room")
		require.NoError(t, first.Close())
		require.NoError(t, first.Close(), "gives its room back once")
		second := <-let
		require.Equal(t, 1, l.Open())
		ended := make(chan error, 1)
		go func() { _, err := l.Accept(); ended <- err }()
		synctest.Wait()
		require.NoError(t, l.Close())
		require.ErrorIs(t, <-ended, net.ErrClosed, "who waits for room is told")
		require.NoError(t, second.Close())
		require.Zero(t, l.Open())
	})
}

func TestWhoeverComesTooMuchIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor()
		l := Refusing(d, 1)
		d.come()
		first, err := l.Accept()
		require.NoError(t, err)
		second := d.come()
		let := make(chan net.Conn, 1)
		go func() {
			if c, err := l.Accept(); err == nil {
				let <- c
			}
		}()
		_, err = second.Read(make([]byte, 1))
		require.Error(t, err, "hung up")
		require.NoError(t, first.Close())
		d.come()
		require.NoError(t, (<-let).Close())
		require.NoError(t, l.Close())
	})
}
