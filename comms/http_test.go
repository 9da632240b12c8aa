package comms

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/txn"
)

// web is a host behind HTTP: it has read one POST and can answer it.
type web struct {
	*peer
	post *http.Request
}

// respond sends a status with a body and the length that goes with it.
func (w *web) respond(status string, body []byte) bool {
	return w.send(fmt.Appendf(nil, "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body))
}

// approval is the frame of the answer.
func (w *web) approval() []byte { return w.frameOf(w.answer(), w.sealer) }

// webLink is a link by HTTP whose every POST leads to the script. It counts
// connections.
func webLink(t *testing.T, keepOpen bool, script func(*web)) (l *Link, dials *int) {
	var running sync.WaitGroup
	t.Cleanup(running.Wait)
	dials = new(int)
	dial := func(context.Context) (net.Conn, error) {
		*dials++
		near, far := net.Pipe()
		running.Go(func() {
			defer far.Close()
			in := bufio.NewReader(far)
			for {
				post, err := http.ReadRequest(in)
				if err != nil {
					return
				}
				f, err := frame.Read(post.Body)
				if err != nil {
					return
				}
				m, err := message.Unpack(f.Body)
				if err != nil {
					return
				}
				script(&web{&peer{t, far, f, m, sealer(t)}, post})
			}
		})
		return near, nil
	}
	wrap := line.HTTP(line.Post{Host: "pos.example", Path: "/pos", Agent: "posterm/test", KeepOpen: keepOpen})
	l = &Link{Profile: UnionPay, KeepOpen: keepOpen, Paths: []line.Path{{Host: line.Primary, Dial: dial, Wrap: wrap}}}
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l, dials
}

func TestASaleByHTTP(t *testing.T) {
	for _, keepOpen := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var posts []*http.Request
			l, dials := webLink(t, keepOpen, func(w *web) {
				posts = append(posts, w.post)
				w.respond("200 OK", w.approval())
			})
			for trace := txn.Trace(1); trace <= 2; trace++ {
				r := sale()
				r.Trace = trace
				a, err := l.Exchange(t.Context(), r, sealer(t))
				require.NoError(t, err)
				require.True(t, a.Authentic)
			}
			require.Len(t, posts, 2, "one POST for each exchange")
			require.Equal(t, map[bool]int{false: 2, true: 1}[keepOpen], *dials)
			p := posts[0]
			require.Equal(t, "POST /pos HTTP/1.1", p.Method+" "+p.URL.Path+" "+p.Proto)
			require.Equal(t, "pos.example", p.Host)
			require.Equal(t, http.Header{
				"Content-Type": {"x-ISO-TPDU/x-auth"}, "Cache-Control": {"no-cache"}, "User-Agent": {"posterm/test"},
				"Content-Length": {fmt.Sprint(p.ContentLength)}, "Connection": {map[bool]string{false: "close", true: "keep-alive"}[keepOpen]},
			}, p.Header)
		})
	}
}

// After the POST has left, whatever comes that is no answer leaves the outcome unknown.
func TestFaultsOfHTTPLeaveTheOutcomeUnknown(t *testing.T) {
	dribble := func(w *web, raw []byte) {
		for _, b := range raw {
			if <-time.After(time.Second); !w.send([]byte{b}) {
				return
			}
		}
	}
	for _, tt := range []struct {
		name   string
		script func(*web)
		reason txn.Reason
		took   time.Duration
	}{
		{"silence", func(w *web) { w.hold() }, txn.NoReply, ResponseTimeout},
		{"closed", func(w *web) { w.conn.Close() }, txn.NoReply, 0},
		{"status 503", func(w *web) { w.respond("503 Service Unavailable", nil) }, txn.Unmatched, 0},
		{"status 503 with an answer in it", func(w *web) { w.respond("503 Service Unavailable", w.approval()) }, txn.Unmatched, 0},
		{"redirect", func(w *web) {
			w.send([]byte("HTTP/1.1 308 Permanent Redirect\r\nLocation: http://pos.example/other\r\nContent-Length: 0\r\n\r\n"))
		}, txn.Unmatched, 0},
		{"a page", func(w *web) { w.respond("200 OK", []byte("<html>sign in to this network</html>")) }, txn.Unmatched, 0},
		{"length too small", func(w *web) {
			raw := w.approval()
			w.send(fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(raw)-1, raw))
		}, txn.Unmatched, 0},
		{"length too large", func(w *web) {
			raw := w.approval()
			w.send(fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(raw)+1, raw))
			w.hold()
		}, txn.NoReply, ResponseTimeout},
		{"body too large", func(w *web) { w.respond("200 OK", make([]byte, frame.Limit+5)) }, txn.Unmatched, 0},
		{"answer to something else", func(w *web) {
			m := w.answer()
			m.Set(11, "000099")
			w.respond("200 OK", w.frameOf(m, w.sealer))
			w.hold()
		}, txn.Unmatched, 0},
		{"one byte per second", func(w *web) {
			dribble(w, fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(w.approval()), w.approval()))
		}, txn.NoReply, ResponseTimeout},
		{"one chunk per second", func(w *web) {
			w.send([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
			for _, b := range w.approval() {
				if <-time.After(time.Second); !w.send([]byte("1\r\n" + string([]byte{b}) + "\r\n")) {
					return
				}
			}
		}, txn.NoReply, ResponseTimeout},
		{"endless header", func(w *web) {
			w.send([]byte("HTTP/1.1 200 OK\r\n"))
			for w.send([]byte("X-Wait: " + strings.Repeat("x", 1000) + "\r\n")) {
			}
		}, txn.Unmatched, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, dials := webLink(t, true, tt.script)
				start := time.Now()
				_, err := l.Exchange(t.Context(), sale(), sealer(t))
				requireUnknown(t, err, tt.reason)
				require.Equal(t, tt.took, time.Since(start))
				require.Equal(t, 1, *dials, "nothing is sent again, nowhere")
				require.Nil(t, l.kept)
				requireNoSecret(t, err.Error())
			})
		})
	}
}

// The program's environment does not decide where card data goes.
func TestNoProxyIsAsked(t *testing.T) {
	proxy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, "http://"+proxy.Addr().String())
	}
	host, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer host.Close()
	came := make(chan string, 1)
	go func() {
		conn, err := host.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		first, _ := io.ReadAll(io.LimitReader(conn, 7))
		came <- string(first)
	}()
	paths, err := line.Paths(line.Settings{Primary: host.Addr().String(), Wrapper: line.WrapHTTP, HTTPPath: "/"})
	require.NoError(t, err)
	l := &Link{Profile: UnionPay, Paths: paths}
	_, err = l.Exchange(t.Context(), sale(), sealer(t))
	requireUnknown(t, err, txn.NoReply)
	require.Equal(t, "POST / ", <-came)
}
