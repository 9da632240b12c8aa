package emulator

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// door is a listener that gives one line in memory and then waits to be closed.
type door struct {
	line chan net.Conn
	shut chan struct{}
}

func (d door) Accept() (net.Conn, error) {
	select {
	case c := <-d.line:
		return c, nil
	case <-d.shut:
		return nil, net.ErrClosed
	}
}

func (d door) Close() error   { return nil }
func (d door) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// Who brings a journal one byte in a while is told that it did not arrive, and nothing of it is kept.
func TestASlowUpload(t *testing.T) {
	for _, path := range []string{"/v1/backoffice/check", "/office/check"} {
		synctest.Test(t, func(t *testing.T) {
			lab, err := Start(t.Context(), Options{})
			require.NoError(t, err)
			near, far := net.Pipe()
			d := door{make(chan net.Conn, 1), make(chan struct{})}
			d.line <- far
			server := lab.server()
			served := make(chan error, 1)
			go func() { served <- server.Serve(d) }()
			started := time.Now()
			drop := make(chan struct{})
			go drip(near, path, drop)
			reply, err := http.ReadResponse(bufio.NewReader(near), nil)
			require.NoError(t, err)
			text, err := io.ReadAll(reply.Body)
			require.NoError(t, err)
			require.Equal(t, http.StatusBadRequest, reply.StatusCode, string(text))
			require.Equal(t, requestTimeout, time.Since(started), "by the bubble's clock")
			close(drop)
			require.NoError(t, near.Close())
			close(d.shut)
			require.True(t, errors.Is(<-served, net.ErrClosed))
			require.NoError(t, server.Close())
			require.NoError(t, lab.Close())
		})
	}
}

// drip sends a request whose body never ends.
func drip(line net.Conn, path string, drop <-chan struct{}) {
	kind := "application/json"
	body := `{"transactions":[`
	if path == "/office/check" {
		kind, body = "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"window\"\r\n\r\n1"
	}
	_, err := io.WriteString(line, "POST "+path+" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "+kind+"\r\nContent-Length: 100000\r\n\r\n"+body)
	for err == nil {
		select {
		case <-drop:
			return
		case <-time.After(time.Second):
			_, err = io.WriteString(line, " ")
		}
	}
}
