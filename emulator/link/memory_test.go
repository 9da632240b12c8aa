package link

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// pair is two ends of a connection over a network, accepted by a listener.
func pair(t *testing.T, n Network) (near, far net.Conn) {
	t.Helper()
	listener, err := n.Listen("127.0.0.1:0")
	require.NoError(t, err)
	near = dial(t, n, listener.Addr().String())
	far, err = listener.Accept()
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return near, far
}

// TestConnectionsBehaveAlike: what programs rely on of a socket holds in memory, too.
func TestConnectionsBehaveAlike(t *testing.T) {
	everyNetwork(t, func(t *testing.T, n Network) {
		near, far := pair(t, n)
		require.Equal(t, near.LocalAddr().String(), far.RemoteAddr().String())
		_, err := io.WriteString(near, "what was written before")
		require.NoError(t, err)
		require.NoError(t, near.Close())
		text, err := io.ReadAll(far)
		require.NoError(t, err)
		require.Equal(t, "what was written before", string(text), "arrives although its writer hung up")
		_, err = near.Read(make([]byte, 1))
		require.ErrorIs(t, err, net.ErrClosed)
		_, err = near.Write([]byte{1})
		require.ErrorIs(t, err, net.ErrClosed)
		require.NoError(t, far.Close())

		near, far = pair(t, n)
		require.NoError(t, far.Close())
		for err = nil; err == nil; { // a socket notices with the second piece
			_, err = near.Write([]byte{1})
		}
		require.NoError(t, near.Close())

		near, far = pair(t, n)
		require.NoError(t, near.SetReadDeadline(time.Now().Add(time.Millisecond)))
		_, err = near.Read(make([]byte, 1))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		_, err = near.Read(make([]byte, 1))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded, "and stays so")
		require.NoError(t, near.SetDeadline(time.Now().Add(time.Hour)))
		_, err = far.Write([]byte{7})
		require.NoError(t, err)
		_, err = io.ReadFull(near, make([]byte, 1))
		require.NoError(t, err, "until it is set anew")
		require.NoError(t, near.SetDeadline(time.Time{}))
		require.NoError(t, near.Close())
		require.NoError(t, far.Close())
	})
}

// TestAFullConnectionWaits: a reader that does not read holds its writer up, and lets it go.
func TestAFullConnectionWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := pair(t, &Memory{})
		sent := bytes.Repeat([]byte("0123456789abcdef"), buffered/8)
		done := false
		go func() {
			_, err := near.Write(sent)
			require.NoError(t, err)
			done = true
			require.NoError(t, near.Close())
		}()
		synctest.Wait()
		require.False(t, done, "twice as much as fits")
		got, err := io.ReadAll(far)
		require.NoError(t, err)
		require.Equal(t, sent, got)
		require.True(t, done)

		near, far = pair(t, &Memory{})
		require.NoError(t, near.SetWriteDeadline(time.Now().Add(time.Second)))
		n, err := near.Write(sent)
		require.Equal(t, buffered, n)
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.NoError(t, far.Close())
		require.NoError(t, near.SetWriteDeadline(time.Time{}))
		_, err = near.Write([]byte{1})
		require.ErrorIs(t, err, syscall.EPIPE)
	})
}

func TestAddressesInMemory(t *testing.T) {
	var m Memory
	one, err := m.Listen("127.0.0.1:0")
	require.NoError(t, err)
	other, err := m.Listen("printer:9100")
	require.NoError(t, err)
	require.NotEqual(t, one.Addr().String(), "127.0.0.1:0")
	_, err = m.Listen("printer:9100")
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	_, err = m.Listen("no port")
	require.Error(t, err)
	_, err = m.Dial(context.Background(), "printer:9101")
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	gone, end := context.WithCancel(context.Background())
	end()
	_, err = m.Dial(gone, "printer:9100")
	require.ErrorIs(t, err, context.Canceled)

	waiting := dial(t, &m, "printer:9100")
	require.NoError(t, other.Close())
	require.ErrorIs(t, other.Close(), net.ErrClosed)
	_, err = waiting.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "who waited to be accepted is hung up on")
	_, err = other.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
	again, err := m.Listen("printer:9100")
	require.NoError(t, err, "the address is free again")
	for range backlog {
		_ = dial(t, &m, "printer:9100")
	}
	_, err = m.Dial(context.Background(), "printer:9100")
	require.ErrorIs(t, err, syscall.ECONNREFUSED, "too many wait")
	require.NoError(t, again.Close())
	require.NoError(t, one.Close())
}
