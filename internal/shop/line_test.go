package shop

import (
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// echo is a peer that sends back what it gets, and counts.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
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
	return listener.Addr().String()
}

// over sends ten bytes over a line and gives what came back before it broke.
func over(t *testing.T, l *Line, f Fault) string {
	t.Helper()
	l.Be(f)
	conn, err := net.Dial("tcp", l.Address())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "0123456789")
	require.NoError(t, err)
	back := make([]byte, 10)
	n, _ := io.ReadFull(conn, back)
	return string(back[:n])
}

func TestLines(t *testing.T) {
	l, err := OpenLine(echo(t))
	require.NoError(t, err)
	require.Equal(t, "0123456789", over(t, l, Fault{}))
	require.Equal(t, "0123456789", over(t, l, Fault{Delay: time.Millisecond}))
	require.Equal(t, "0123", over(t, l, Fault{Cut: CutIn, After: 4}))
	require.Empty(t, over(t, l, Fault{Cut: CutIn}))
	require.Empty(t, over(t, l, Fault{Cut: CutOut}))
	require.True(t, l.bad())
	require.Eventually(t, func() bool { return !l.busy() }, commandTime, time.Millisecond)

	l.Be(Fault{Deaf: true})
	conn, err := net.Dial("tcp", l.Address())
	require.NoError(t, err)
	_, err = io.WriteString(conn, "anybody there?")
	require.NoError(t, err)
	require.Eventually(t, l.busy, commandTime, time.Millisecond)
	l.Be(Fault{}) // hangs up
	_, err = conn.Read(make([]byte, 1))
	require.Error(t, err)
	require.NoError(t, conn.Close())
	require.NoError(t, l.Close())
}

// busy says whether the line has a connection.
func (l *Line) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.calls) > 0
}

// A line's other end may be gone.
func TestALineToNobody(t *testing.T) {
	l, err := OpenLine("127.0.0.1:1")
	require.NoError(t, err)
	require.Empty(t, over(t, l, Fault{}))
	require.NoError(t, l.Close())
}

func TestEveryKindOfLineIsDrawn(t *testing.T) {
	dice, seen := rand.New(rand.NewPCG(1, 1)), map[string]int{}
	for range 1000 {
		seen[drawFault(dice).kind()]++
	}
	require.Len(t, seen, 5)
	for kind, n := range seen {
		require.Greater(t, n, 50, kind)
	}
}
