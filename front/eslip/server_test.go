package eslip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// get asks the handler as a browser would.
func get(h http.Handler, method, uri string) *http.Response {
	w := httptest.NewRecorder()
	r := &http.Request{Method: method, RequestURI: uri, Header: http.Header{}}
	h.ServeHTTP(w, r.WithContext(context.Background()))
	return w.Result()
}

func read(t *testing.T, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(text)
}

func TestForms(t *testing.T) {
	h := config().Handler()
	for _, tt := range []struct{ uri, kind, says string }{
		{"/s/" + token(), "text/html; charset=utf-8", "商户名称"},
		{"/s/" + token() + "?lang=en", "text/html; charset=utf-8", "MERCHANT NO."},
		{"/s/" + token() + ".png", "image/png", "\x89PNG"},
		{"/s/" + token() + ".pdf?lang=en", "application/pdf", "%PDF-1.4"},
	} {
		r := get(h, "GET", tt.uri)
		require.Equal(t, 200, r.StatusCode, tt.uri)
		require.Equal(t, tt.kind, r.Header.Get("Content-Type"))
		require.Contains(t, read(t, r), tt.says)
	}
	page := read(t, get(h, "GET", "/s/"+token()))
	require.Contains(t, page, `<a href="`+token()+`.png?lang=zh">图片</a>`)
	wellFormed(t, []byte(page))
}

// TestHeaders: nothing is kept, sniffed, framed or told to others, whatever the answer is.
func TestHeaders(t *testing.T) {
	h := config().Handler()
	for _, uri := range []string{"/s/" + token(), "/s/" + token() + ".png", "/", "/s/" + strings.Repeat("A", 36)} {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			head := get(h, method, uri).Header
			require.Equal(t, "no-store", head.Get("Cache-Control"))
			require.Equal(t, "no-referrer", head.Get("Referrer-Policy"))
			require.Equal(t, "nosniff", head.Get("X-Content-Type-Options"))
			require.Equal(t, "noindex", head.Get("X-Robots-Tag"))
			require.Regexp(t, `^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$`, head.Get("Content-Security-Policy"))
			require.Empty(t, head.Values("Set-Cookie"))
			require.Empty(t, head.Values("Access-Control-Allow-Origin"))
		}
	}
}

func TestHostileRequests(t *testing.T) {
	old := links.Token(40, now)
	for _, tt := range []struct {
		name, method, uri string
		want              int
	}{
		{"the root", "GET", "/", 404},
		{"another page", "GET", "/favicon.ico", 404},
		{"no token", "GET", "/s/", 404},
		{"climbing", "GET", "/s/../../etc/passwd", 404},
		{"climbing, encoded", "GET", "/s/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404},
		{"climbing behind a good token", "GET", "/s/" + token() + "/../../secrets.key", 404},
		{"a good token, encoded", "GET", "/s/%41" + token()[1:], 404},
		{"another ending", "GET", "/s/" + token() + ".exe", 404},
		{"two endings", "GET", "/s/" + token() + ".png.pdf", 404},
		{"capital ending", "GET", "/s/" + token() + ".PNG", 404},
		{"another language", "GET", "/s/" + token() + "?lang=xx", 404},
		{"another question", "GET", "/s/" + token() + "?lang=en&x=1", 404},
		{"an empty question", "GET", "/s/" + token() + "?", 404},
		{"long", "GET", "/s/" + strings.Repeat("A", 4000), 404},
		{"a NUL", "GET", "/s/" + token()[:35] + "\x00", 404},
		{"a whole address", "GET", "http://elsewhere.example.com/s/" + token(), 404},
		{"a star", "OPTIONS", "*", 405},
		{"writing", "POST", "/s/" + token(), 405},
		{"removing", "DELETE", "/s/" + token(), 405},
		{"a made-up method", "BREW", "/s/" + token(), 405},
		{"expired", "GET", "/s/" + old, 410},
		{"another terminal's transaction", "GET", "/s/" + links.Token(41, now.Add(time.Hour)), 404},
		{"a changed signature", "GET", "/s/" + token()[:35] + flipped(token()[35]), 404},
		{"a changed signature's picture", "GET", "/s/" + token()[:35] + flipped(token()[35]) + ".png", 404},
		{"another transaction's signature", "GET", "/s/" + token()[:16] + links.Token(41, now.Add(time.Hour))[16:], 404},
		{"a later end under the old signature", "GET", "/s/" + links.Token(40, now.Add(2*time.Hour))[:16] + token()[16:], 404},
		{"only the head of an expired one", "HEAD", "/s/" + old + ".pdf", 410},
		{"only the head", "HEAD", "/s/" + token(), 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := get(config().Handler(), tt.method, tt.uri)
			require.Equal(t, tt.want, r.StatusCode)
			text := read(t, r)
			if tt.want != 200 {
				require.NotContains(t, text, "622202")
				require.Contains(t, text, reasons[tt.want].ZH)
				require.Contains(t, text, reasons[tt.want].EN)
			}
		})
	}
}

// flipped is another letter than the one given.
func flipped(letter byte) string {
	if letter == 'A' {
		return "Q"
	}
	return "A"
}

// TestALinkExpires on the second, in every form, and its page says how to get the slip otherwise; who guesses
// does not keep its holder from reading that.
func TestALinkExpires(t *testing.T) {
	c, clock := config(), now
	c.Now = func() time.Time { return clock }
	h := c.Handler()
	own := links.Token(40, now.Add(time.Hour))
	for range wrongBurst + 1 {
		get(h, "GET", "/s/"+strings.Repeat("A", 36))
	}
	for _, form := range []string{"", ".png", ".pdf", "?lang=en"} {
		clock = now.Add(time.Hour - time.Second)
		require.Equal(t, 200, get(h, "GET", "/s/"+own+form).StatusCode)
		clock = now.Add(time.Hour)
		r := get(h, "GET", "/s/"+own+form)
		require.Equal(t, 410, r.StatusCode)
		require.Equal(t, "text/html; charset=utf-8", r.Header.Get("Content-Type"))
		text := read(t, r)
		require.Contains(t, text, "由商户补打小票或给出新的电子小票")
		require.Contains(t, text, "the slip can be printed again, or made as a file")
	}
}

// TestGuessingIsSlow: wrong tokens soon cost time; good ones never do.
func TestGuessingIsSlow(t *testing.T) {
	c, clock := config(), now
	c.Now = func() time.Time { return clock }
	h := c.Handler()
	guess := func() int { return get(h, "GET", "/s/"+strings.Repeat("A", 36)).StatusCode }
	for range wrongBurst {
		require.Equal(t, 404, guess())
	}
	r := get(h, "GET", "/s/"+strings.Repeat("B", 36))
	require.Equal(t, 429, r.StatusCode)
	require.Equal(t, "5", r.Header.Get("Retry-After"))
	require.Equal(t, 200, get(h, "GET", "/s/"+token()).StatusCode)
	clock = clock.Add(wrongEvery)
	require.Equal(t, 404, guess())
	require.Equal(t, 429, guess())
	clock = clock.Add(time.Hour)
	for range wrongBurst {
		require.Equal(t, 404, guess())
	}
	require.Equal(t, 429, guess())
}

// TestWhatTheTerminalSays: each answer of it has its own.
func TestWhatTheTerminalSays(t *testing.T) {
	for _, tt := range []struct {
		name string
		says func() (terminal.Eslip, error)
		want int
	}{
		{"under way", func() (terminal.Eslip, error) { return terminal.Eslip{Refusal: machine.RefusedBusy}, nil }, 503},
		{"no slip", func() (terminal.Eslip, error) { return terminal.Eslip{Refusal: machine.RefusedNoSlip}, nil }, 404},
		{"stopped", func() (terminal.Eslip, error) { return terminal.Eslip{}, terminal.ErrStopped }, 503},
		{"broken", func() (terminal.Eslip, error) { return terminal.Eslip{}, errors.New("disk") }, 500},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var said bytes.Buffer
			c := config()
			c.Source, c.Log = &shelf{eslip: tt.says}, zerolog.New(&said)
			require.Equal(t, tt.want, get(c.Handler(), "GET", "/s/"+token()).StatusCode)
			require.Equal(t, tt.want == 500, strings.Contains(said.String(), "could not be made"), "a missing e-slip is told")
			require.NotContains(t, said.String(), token())
		})
	}
	var said bytes.Buffer
	c := config()
	c.Log = zerolog.New(&said)
	get(c.Handler(), "GET", "/s/"+token()+".pdf")
	require.JSONEq(t, `{"level":"info","of":"000001/000012","format":"pdf","message":"e-slip fetched"}`, said.String())
}

// served is a server on a real socket.
func served(t *testing.T, c Config) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.On(ctx, l) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return l.Addr().String()
}

// TestAThousandAtOnce: every one of them is answered, and a terminal that is slow is not asked more than a few at once.
func TestAThousandAtOnce(t *testing.T) {
	c := config()
	s := &shelf{asked: make(chan struct{})}
	c.Source = s
	address := served(t, c)
	stop := make(chan struct{})
	served := sync.WaitGroup{}
	served.Go(func() {
		for {
			select {
			case <-s.asked:
			case <-stop:
				return
			}
		}
	})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var mu sync.Mutex
	count := map[int]int{}
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			r, err := client.Get("http://" + address + "/s/" + token())
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				count[0]++
				return
			}
			count[r.StatusCode]++
		})
	}
	all.Wait()
	close(stop)
	served.Wait()
	require.Equal(t, map[int]int{200: 1000}, count)
}

// TestATerminalThatDoesNotAnswer is waited for only so long.
func TestATerminalThatDoesNotAnswer(t *testing.T) {
	c := config()
	c.Source = &shelf{asked: make(chan struct{})}
	h := c.Handler()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, (&http.Request{Method: "GET", RequestURI: "/s/" + token(), Header: http.Header{}}).WithContext(ctx))
	require.Equal(t, 503, w.Code)
}

// TestSlowAndRawClients: bytes that are no request, a header too long, and a client that says nothing.
func TestSlowAndRawClients(t *testing.T) {
	address := served(t, config())
	for _, tt := range []struct{ name, sent, want string }{
		{"no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "HTTP/1.1 400"},
		{"a long header", "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 20_000) + "\r\n\r\n", "HTTP/1.1 431"},
		{"no host", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		{"a body nobody wants", "GET /s/" + token() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123456789", "HTTP/1.1 200"},
		{"two requests in one", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404"},
		{"half a request", "GET /s/", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", address)
			require.NoError(t, err)
			defer conn.Close()
			require.NoError(t, conn.SetDeadline(time.Now().Add(4*readLimit)))
			_, err = io.WriteString(conn, tt.sent)
			require.NoError(t, err)
			answer, err := io.ReadAll(conn)
			if tt.want == "" || err != nil { // reset: what was not read is thrown away
				require.NotErrorIs(t, err, context.DeadlineExceeded)
			}
			require.True(t, strings.HasPrefix(string(answer), tt.want), "%q", answer)
			require.LessOrEqual(t, strings.Count(string(answer), "HTTP/1.1 "), 1, "one answer, then the line is closed")
		})
	}
}

// TestABusyPortIsTold: once, and the server is there when the port is free.
func TestABusyPortIsTold(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	told, ended := make(chan error, 2), make(chan struct{})
	go func() {
		defer close(ended)
		config().Serve(ctx, l.Addr().String(), func(err error) { told <- err })
	}()
	require.ErrorContains(t, <-told, "in use")
	stop()
	<-ended
	require.Empty(t, told)
	require.NoError(t, l.Close())
}

// FuzzAddress: what is taken is one of few addresses, written in one way.
func FuzzAddress(f *testing.F) {
	for _, uri := range []string{"/s/" + token(), "/s/" + token() + ".png?lang=en", "/s/%41", "*", "/s/..", "?lang=en"} {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		a, known := parse(uri, txn.Chinese)
		if !known {
			return
		}
		ending := map[Format]string{HTML: "", PNG: ".png", PDF: ".pdf"}[a.format]
		for _, written := range []string{"/s/" + a.token + ending, fmt.Sprintf("/s/%s%s?lang=%s", a.token, ending, a.lang)} {
			if uri == written {
				return
			}
		}
		t.Fatalf("%q was taken for %+v", uri, a)
	})
}
