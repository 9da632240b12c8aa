package host_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/emulator/host"
)

// serve runs the lab's host on a real socket and returns its address and a
// function that stops it and waits.
func (l *lab) serve() (addr string, stop func()) {
	l.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(l.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.host.Serve(ctx, listener) }()
	return listener.Addr().String(), func() {
		cancel()
		require.NoError(l.t, <-done)
	}
}

func (l *lab) tcp(addr string) net.Conn {
	l.t.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(l.t, err)
	l.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestServeOverTCP(t *testing.T) {
	l := newLab(t)
	addr, stop := l.serve()
	x := &till{lab: l, alg: keys.UnionPayECB, conn: l.tcp(addr), batch: "000000"}
	x.signIn()
	x.want("00", x.sale(100, panB))
	x.conn = l.tcp(addr) // a session is the terminal's, not the connection's
	x.want("00", x.sale(100, panB))

	stop()
	_, err := x.conn.Read(make([]byte, 1))
	require.Error(t, err, "open connections are closed")
	_, err = net.Dial("tcp", addr)
	require.Error(t, err)
}

func TestServeStopsInTheMiddleOfADelay(t *testing.T) {
	l := newLab(t)
	addr, stop := l.serve()
	x := &till{lab: l, alg: keys.UnionPayECB, conn: l.tcp(addr), batch: "000000"}
	x.signIn()
	x.event(host.Decided)
	require.NoError(t, l.host.AddFault(host.Fault{Name: "delay_response", Value: "1h"}))
	x.send(x.sale(100, panB))
	x.event(host.Decided)
	stop()
}

func TestOneConnectionTooMany(t *testing.T) {
	l := newLab(t)
	addr, stop := l.serve()
	defer stop()
	for range host.ConnectionLimit {
		l.tcp(addr)
		l.event(host.Connected)
	}
	if conn, err := net.Dial("tcp", addr); err == nil { // the reset may come as early as this
		_, err = conn.Read(make([]byte, 1))
		require.Error(t, err)
		require.NoError(t, conn.Close())
	}
	require.Contains(t, l.event(host.Disconnected).Reason, "more than 1024 connections")
}

// TestAConnectionThatDribblesIsClosed: a frame has so long from its first byte to its last, however many
// bytes come in between; a line without a word is left longer.
func TestAConnectionThatDribblesIsClosed(t *testing.T) {
	for name, tt := range map[string]struct {
		bytes int // one a second
		limit time.Duration
		says  string
	}{
		"silence":    {0, host.IdleTimeout, "not a word for 5m0s"},
		"one byte":   {1, host.FrameTimeout, "not whole 10s after its first byte"},
		"many bytes": {60, host.FrameTimeout, "not whole 10s after its first byte"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t)
				conn := l.dial()
				start := time.Now()
				var dribbles sync.WaitGroup
				defer dribbles.Wait()
				dribbles.Go(func() {
					for range tt.bytes {
						if _, err := conn.Write([]byte{0x02}); err != nil {
							return
						}
						time.Sleep(time.Second)
					}
				})
				_, err := conn.Read(make([]byte, 1))
				require.Error(t, err)
				require.Equal(t, tt.limit, time.Since(start))
				require.Contains(t, l.event(host.Malformed).Reason, tt.says)
			})
		})
	}
}

func TestFramesWithoutSense(t *testing.T) {
	for name, raw := range map[string][]byte{
		"length zero":      {0, 0},
		"length 65535":     {0xFF, 0xFF},
		"no room for TPDU": {0, 4, 1, 2, 3, 4},
	} {
		l := newLab(t)
		conn := l.dial()
		go func() { _, _ = conn.Write(raw) }()
		_, err := conn.Read(make([]byte, 1))
		require.Error(t, err, name)
		require.NotEmpty(t, l.event(host.Malformed).Reason, name)
	}
}

// The same transaction on many connections at once is decided once.
func TestTheSameKeyIsDecidedOnce(t *testing.T) {
	l := newLab(t)
	first := newTill(l)
	m := first.sale(1_000, panB)
	body, err := first.body(m)
	require.NoError(t, err)
	const many = 16
	codes := make(chan string, many)
	for range many {
		x := *first
		x.conn = l.dial()
		go func() {
			x.sendBody(body)
			codes <- x.receive().Get(39)
		}()
	}
	count := map[string]int{}
	for range many {
		count[<-codes]++
	}
	require.Equal(t, map[string]int{"00": 1, "94": many - 1}, count)
	require.Equal(t, "490.00", l.balance("B"))
}

// TestHungUpHard: a terminal that resets its connection between two messages sent nothing that could not be read.
func TestHungUpHard(t *testing.T) {
	l := newLab(t)
	addr, stop := l.serve()
	conn := l.tcp(addr)
	x := &till{lab: l, alg: keys.UnionPayECB, conn: conn, batch: "000000"}
	x.signIn()
	require.NoError(t, conn.(*net.TCPConn).SetLinger(0))
	require.NoError(t, conn.Close())
	require.Equal(t, "closed by the terminal", x.event(host.Disconnected).Reason)
	stop()
}
