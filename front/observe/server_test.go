package observe

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/internal/few"
)

// served is a watch on a real socket.
func served(t *testing.T) (*Server, *fake) {
	t.Helper()
	w, f := watching(well)
	s, err := Listen("127.0.0.1:0", w)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s, f
}

// exchange sends bytes on a connection of its own and gives all that comes back until its end.
func exchange(t *testing.T, address, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	answer, _ := io.ReadAll(conn) // a reset after the answer is an end, too
	return string(answer)
}

func TestAnswersAndRefusals(t *testing.T) {
	t.Parallel()
	s, _ := served(t)
	_, port, err := net.SplitHostPort(s.Address())
	require.NoError(t, err)
	for request, want := range map[string][]string{
		"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n":                      {"200 OK", "text/plain; version=0.0.4; charset=utf-8", "posterm_up 1", "nosniff", "no-store"},
		"GET /healthz HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n":                      {"200 OK", `{"healthy":true,"why":[],`, "application/json"},
		"GET /readyz?x=1 HTTP/1.1\r\nHost: [::1]:%s\r\nConnection: close\r\n\r\n":                       {"200 OK", `"ready":true`},
		"HEAD /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: %s\r\nConnection: close\r\n\r\n":                {"200 OK"},
		"GET /readyz HTTP/1.1\r\nHost: evil.example:%s\r\n\r\n":                                         {"421 Misdirected", "Connection: close", "another host"},
		"GET http://evil.example:%s/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n":                        {"421 Misdirected"},
		"GET /metrics HTTP/1.0\r\nX: %s\r\n\r\n":                                                        {"421 Misdirected"},
		"POST /metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Length: 0\r\n\r\n":                     {"405 Method", "Allow: GET, HEAD"},
		"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n":                                              {"405 Method"},
		"GET / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n":                                                  {"404 Not Found", "there are /metrics, /healthz and /readyz"},
		"GET //metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n":                                          {"404 Not Found"},
		"GET /metrics/../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n":                          {"404 Not Found"},
		"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Length: 5\r\n\r\nhello":                 {"400 Bad Request", "a question has no body"},
		"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n":    {"400 Bad Request"},
		"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nHost: 127.0.0.1\r\n\r\n":                        {"400 Bad Request"},
		"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nX: " + strings.Repeat("x", 20<<10) + "\r\n\r\n": {"431 "},
		"\x16\x03\x01%s\r\n\r\n": {"400 Bad Request"},
	} {
		answer := exchange(t, s.Address(), fmt.Sprintf(request, port))
		for _, words := range want {
			require.Contains(t, answer, words, request[:min(len(request), 90)])
		}
		if strings.HasPrefix(request, "HEAD") {
			require.True(t, strings.HasSuffix(answer, "\r\n\r\n"), answer)
		}
	}
}

func TestWhoIsOurs(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"127.0.0.1:9464": true, "127.0.0.1": true, "[::1]": true, "[::1]:9464": true, "localhost": true, "10.0.0.7:1": true, "till7.shop": true, "till7.shop:80": true,
		"": false, "evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example:80": false, "[evil]": false, ":9464": false,
	} {
		require.Equal(t, want, ours(host, "till7.shop"), host)
	}
	require.False(t, ours("", ""), "an address without a host is no name")
}

// A further connection than there is room for is closed; when one ends, there is room again.
func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	s, _ := served(t)
	var held []net.Conn
	for range connLimit {
		conn, err := net.Dial("tcp", s.Address())
		require.NoError(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n") // it is kept open
		require.NoError(t, err)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, answer.StatusCode)
		require.NoError(t, answer.Body.Close())
		held = append(held, conn)
	}
	require.Empty(t, exchange(t, s.Address(), ""))
	require.NoError(t, held[0].Close())
	for !strings.Contains(exchange(t, s.Address(), "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), "200 OK") {
	}
}

func TestAnAddressThatIsInUse(t *testing.T) {
	t.Parallel()
	s, _ := served(t)
	w, _ := watching(well)
	_, err := Listen(s.Address(), w)
	require.ErrorContains(t, err, "address already in use")
}

// pipes is a listener without sockets, whose clock is that of a bubble.
type pipes struct {
	conns chan net.Conn
	ended chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.ended); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

// Who sends slowly, or reads slowly, or says nothing more, is hung up after a while.
func TestSlowPeers(t *testing.T) {
	for name, tt := range map[string]struct {
		send  string
		reads bool
		after time.Duration
	}{
		"says nothing":      {"", true, readLimit},
		"in the first line": {"GET /met", true, readLimit},
		"in a header":       {"GET /metrics HTTP/1.1\r\nHost: localh", true, readLimit},
		"says nothing more": {"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", true, idleLimit},
		"does not read":     {"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", false, writeLimit},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, _ := watching(well)
				l := &pipes{conns: make(chan net.Conn), ended: make(chan struct{})}
				s := serve(l, "localhost", w)
				conn := l.dial()
				_, err := io.WriteString(conn, tt.send)
				require.NoError(t, err)
				if tt.reads {
					go func() { _, _ = io.Copy(io.Discard, conn) }()
				}
				time.Sleep(tt.after - time.Millisecond)
				synctest.Wait()
				require.Equal(t, 1, s.listener.(*few.Listener).Open(), "it still has its time")
				time.Sleep(2 * time.Millisecond)
				synctest.Wait()
				require.Zero(t, s.listener.(*few.Listener).Open(), "it is hung up")
				require.NoError(t, conn.Close())
				require.NoError(t, s.Close())
			})
		})
	}
}

// An answer that waits for a loop that hangs does not keep the program from ending.
func TestTheEndWaitsASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, f := watching(well)
		f.set(func(f *fake) { f.hangs = true })
		l := &pipes{conns: make(chan net.Conn), ended: make(chan struct{})}
		s := serve(l, "localhost", w)
		conn := l.dial()
		_, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
		synctest.Wait()
		begun := time.Now()
		require.NoError(t, s.Close())
		require.Equal(t, closeLimit, time.Since(begun))
		require.NoError(t, conn.Close())
		time.Sleep(AnswerLimit)
	})
}
