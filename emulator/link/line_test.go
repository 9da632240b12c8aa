package link

import (
	"context"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// everyNetwork runs a test over the machine's network, and over one in memory in a bubble, where a wait costs
// nothing.
func everyNetwork(t *testing.T, test func(*testing.T, Network)) {
	t.Run("tcp", func(t *testing.T) { test(t, TCP) })
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, &Memory{}) })
	})
}

// echo is a peer that sends back what it gets. The function that it gives ends it.
func echo(t *testing.T, n Network) (address string, end func()) {
	t.Helper()
	listener, err := n.Listen("127.0.0.1:0")
	require.NoError(t, err)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(conn, conn)
				_ = conn.Close()
			}()
		}
	}()
	return listener.Addr().String(), func() { require.NoError(t, listener.Close()) }
}

func dial(t *testing.T, n Network, to string) net.Conn {
	t.Helper()
	conn, err := n.Dial(context.Background(), to)
	require.NoError(t, err)
	return conn
}

// over sends ten bytes over a line, as far as it takes them, and gives what came back before it broke.
func over(t *testing.T, n Network, l *Line, f Fault) string {
	t.Helper()
	l.Be(f)
	conn := dial(t, n, l.Address())
	defer conn.Close()
	_, _ = io.WriteString(conn, "0123456789")
	back := make([]byte, 10)
	got, _ := io.ReadFull(conn, back)
	return string(back[:got])
}

func TestLines(t *testing.T) {
	everyNetwork(t, func(t *testing.T, n Network) {
		to, end := echo(t, n)
		defer end()
		l, err := OpenLine(n, to)
		require.NoError(t, err)
		require.Equal(t, "0123456789", over(t, n, l, Fault{}))
		require.Equal(t, "0123456789", over(t, n, l, Fault{Delay: time.Millisecond}))
		require.Equal(t, "0123", over(t, n, l, Fault{Cut: CutIn, After: 4}))
		require.Empty(t, over(t, n, l, Fault{Cut: CutIn}))
		require.Empty(t, over(t, n, l, Fault{Cut: CutOut}))
		require.True(t, l.Bad())

		l.Be(Fault{Deaf: true})
		conn := dial(t, n, l.Address())
		_, err = io.WriteString(conn, "anybody there?")
		require.NoError(t, err)
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
		_, err = conn.Read(make([]byte, 1))
		var late net.Error
		require.ErrorAs(t, err, &late)
		require.True(t, late.Timeout(), "nothing comes, and nobody hangs up")
		require.NoError(t, conn.SetReadDeadline(time.Time{}))
		l.Be(Fault{}) // hangs up
		_, err = conn.Read(make([]byte, 1))
		require.Error(t, err)
		require.NoError(t, conn.Close())
		require.NoError(t, l.Close())
	})
}

// A line's other end may be gone.
func TestALineToNobody(t *testing.T) {
	everyNetwork(t, func(t *testing.T, n Network) {
		l, err := OpenLine(n, "127.0.0.1:1")
		require.NoError(t, err)
		require.Empty(t, over(t, n, l, Fault{}))
		require.NoError(t, l.Close())
	})
}

func TestKindsOfLines(t *testing.T) {
	for kind, f := range map[string]Fault{
		"good": {}, "silent": {Deaf: true}, "slow": {Delay: 1}, "cut on the way in": {Cut: CutIn, After: 3}, "cut on the way out": {Cut: CutOut},
	} {
		require.Equal(t, kind, f.Kind())
	}
}

// TestRefuse: nobody listens, connections there were have ended, and it can be undone.
func TestRefuse(t *testing.T) {
	everyNetwork(t, func(t *testing.T, n Network) {
		to, end := echo(t, n)
		defer end()
		l, err := OpenLine(n, to)
		require.NoError(t, err)
		conn := dial(t, n, l.Address())
		defer conn.Close()
		_, err = io.WriteString(conn, "1")
		require.NoError(t, err)
		_, err = conn.Read(make([]byte, 1))
		require.NoError(t, err)
		for range 2 { // twice is once
			require.NoError(t, l.Refuse(true))
			_, err = n.Dial(t.Context(), l.Address())
			require.ErrorIs(t, err, syscall.ECONNREFUSED)
		}
		_, err = conn.Read(make([]byte, 1))
		require.Error(t, err)
		require.NoError(t, l.Refuse(false))
		require.Equal(t, "0123456789", over(t, n, l, Fault{}))
		require.NoError(t, l.Close())
		require.NoError(t, l.Refuse(false), "what is closed stays closed")
		_, err = n.Dial(t.Context(), l.Address())
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
	})
}
