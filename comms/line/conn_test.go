package line

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
)

// resting is a connection left to itself, and its other end.
func resting(t *testing.T, strays *int) (c *Conn, far net.Conn) {
	near, far := net.Pipe()
	c, err := Path{Dial: func(context.Context) (net.Conn, error) { return near, nil }}.Open(t.Context(), frame.Format{})
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now())) // of the last exchange
	c.Rest(func(frame.Frame) { *strays++ })
	return c, far
}

func TestARestingConnection(t *testing.T) {
	for _, tt := range []struct {
		name   string
		host   func(far net.Conn)
		clean  bool
		strays int
	}{
		{"nothing comes", func(net.Conn) {}, true, 0},
		{"the host ends it", func(far net.Conn) { _ = far.Close() }, false, 0},
		{"a frame that nobody asked for", func(far net.Conn) { _, _ = far.Write(answer) }, false, 1},
		{"a byte", func(far net.Conn) { _, _ = far.Write(answer[:1]) }, false, 0},
		{"garbage", func(far net.Conn) { _, _ = far.Write([]byte{0xFF, 0xFF, 0xFF}) }, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				strays := 0
				c, far := resting(t, &strays)
				defer far.Close()
				done := make(chan struct{})
				go func() { defer close(done); tt.host(far) }()
				time.Sleep(time.Hour)
				require.Equal(t, tt.clean, c.Wake())
				require.Equal(t, tt.strays, strays)
				if !tt.clean {
					_, err := c.Write([]byte{0})
					require.Error(t, err, "it is closed")
					<-done
					return
				}
				<-done
				go func() { _, _ = far.Write(answer) }()
				f, err := c.Receive()
				require.NoError(t, err, "it works as before, without a deadline")
				require.Equal(t, []byte{0x08, 0x30}, f.Body)
				require.NoError(t, c.Close())
			})
		})
	}
}

// Waking does not wait for the rest of something that nobody asked for.
func TestWakeInTheMiddleOfAStray(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		strays := 0
		c, far := resting(t, &strays)
		defer far.Close()
		go func() { _, _ = far.Write(answer[:4]) }()
		synctest.Wait()
		start := time.Now()
		require.False(t, c.Wake())
		require.Zero(t, time.Since(start))
		require.Zero(t, strays)
	})
}
