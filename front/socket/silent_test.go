package socket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// idle connects and says nothing.
func idle(t *testing.T, dir string) net.Conn {
	conn, err := dial(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// sentAway wants the words and the exit code of a refusal, and the end of the line.
func sentAway(t *testing.T, conn net.Conn) {
	k, content, err := readFrame(conn)
	require.NoError(t, err)
	require.Equal(t, trouble, k)
	require.Equal(t, "silent", string(content))
	k, content, err = readFrame(conn)
	require.NoError(t, err)
	require.Equal(t, exit, k)
	require.Equal(t, []byte{6}, content)
	_, _, err = readFrame(conn)
	require.Error(t, err, "the line has ended")
}

// TestManyWhoSayNothing keep no command out: more than there is room for, and one that waits with half a head.
func TestManyWhoSayNothing(t *testing.T) {
	dir := open(t, func(context.Context, Call) int { return 9 })
	const more = 10
	conns := make([]net.Conn, 0, silentLimit+more)
	for range silentLimit + more {
		conns = append(conns, idle(t, dir))
		_, err := conns[len(conns)-1].Write([]byte("r\x00"))
		require.NoError(t, err)
	}
	for range callers + 1 {
		code, err := Do(t.Context(), dir, Call{Out: io.Discard, Err: io.Discard})
		require.NoError(t, err)
		require.Equal(t, 9, code)
	}
	for _, conn := range conns[:more] { // the oldest gave way, at once
		sentAway(t, conn)
	}
}

// TestSilenceEnds after its time, with a word; an answer that was asked for, too.
func TestSilenceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &Door{room: make(chan struct{}, callers), refuse: func(why Refusal, c Call) int {
			_, _ = c.Err.Write([]byte{byte('0' + why)})
			return 6
		}}
		near, far := net.Pipe()
		began := time.Now()
		d.silent.enter(near)
		go d.admit(t.Context(), near, nil)
		k, content, err := readFrame(far)
		require.NoError(t, err)
		require.Equal(t, trouble, k)
		require.Equal(t, "1", string(content))
		require.Equal(t, requestLimit, time.Since(began))
		_, _, err = readFrame(far)
		require.NoError(t, err)
		require.NoError(t, far.Close())
		synctest.Wait()
		require.Empty(t, d.silent.here)

		near, far = net.Pipe()
		began = time.Now()
		ended := make(chan error, 1)
		d.silent.enter(near)
		go d.admit(t.Context(), near, func(_ context.Context, c Call) int {
			_, err := c.In.Read(make([]byte, 1))
			ended <- err
			return 2
		})
		require.NoError(t, writeFrame(far, request, []byte(`{"version":1}`)))
		k, _, err = readFrame(far)
		require.NoError(t, err)
		require.Equal(t, need, k)
		require.ErrorIs(t, <-ended, ErrNoInput)
		require.Equal(t, inputLimit, time.Since(began))
		_, _, err = readFrame(far)
		require.NoError(t, err)
		require.NoError(t, far.Close())
	})
}

// TestShuttingSendsTheSilentAway: nobody's silence delays the end of the terminal.
func TestShuttingSendsTheSilentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h hall
		near, far := net.Pipe()
		defer far.Close()
		h.enter(near)
		h.close()
		began := time.Now()
		_, _, err := readFrame(near)
		require.Error(t, err)
		h.leave(near)
		h.enter(near)
		_, _, err = readFrame(near)
		require.Error(t, err, "nor does one that comes late")
		require.Zero(t, time.Since(began))
	})
}

// TestNoMoreFiles is no reason to shut the door for ever.
func TestNoMoreFiles(t *testing.T) {
	require.True(t, fleeting(&net.OpError{Op: "accept", Err: syscall.EMFILE}))
	require.False(t, fleeting(&net.OpError{Op: "accept", Err: net.ErrClosed}))
	require.False(t, fleeting(errors.New("another")))
}

// TestAnIdleCallerIsNoCommand: those under way keep their room while others idle, and what is too much is told.
func TestAnIdleCallerIsNoCommand(t *testing.T) {
	in := make(chan struct{})
	out := make(chan struct{})
	dir := open(t, func(context.Context, Call) int { in <- struct{}{}; <-out; return 0 })
	for range 2 * silentLimit {
		idle(t, dir)
	}
	codes := make(chan int, callers)
	for range callers {
		go func() {
			code, err := Do(t.Context(), dir, Call{Out: io.Discard, Err: io.Discard})
			if err != nil {
				code = -1
			}
			codes <- code
		}()
	}
	for range callers {
		<-in
	}
	var errw bytes.Buffer
	code, err := Do(t.Context(), dir, Call{Out: io.Discard, Err: &errw})
	require.NoError(t, err)
	require.Equal(t, 6, code)
	require.Equal(t, "busy", errw.String())
	close(out)
	for range callers {
		require.Zero(t, <-codes)
	}
}
