package panel

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/terminal/machine"
	"posterm/txn"
)

func TestWhoIsLetIn(t *testing.T) {
	s := openShop(t, 0)
	own := s.url
	for _, tt := range []struct {
		name, method, path string
		body               any
		headers            map[string]string
		status             int
		code               string
	}{
		{"the page", "GET", "/", nil, map[string]string{tokenHeader: ""}, 200, ""},
		{"its modules", "GET", "/main.js", nil, nil, 200, ""},
		{"a page of our own", "POST", "/api/key", map[string]string{"key": "cancel"}, map[string]string{"Origin": own}, 200, ""},
		{"another name for this machine", "GET", "/", nil, map[string]string{"Host": "shop.example"}, 403, "not_local"},
		{"a name that begins like ours", "GET", "/", nil, map[string]string{"Host": "localhost.example:80"}, 403, "not_local"},
		{"a page of another origin", "POST", "/api/key", map[string]string{"key": "1"}, map[string]string{"Origin": "http://evil.example"}, 403, "foreign_origin"},
		{"a page that only reads", "GET", "/api/events", nil, map[string]string{"Origin": "http://evil.example"}, 403, "foreign_origin"},
		{"another port is another origin", "POST", "/api/key", map[string]string{"key": "1"}, map[string]string{"Origin": "http://127.0.0.1:1"}, 403, "foreign_origin"},
		{"a cross-site form", "POST", "/api/key", map[string]string{"key": "1"}, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, "foreign_origin"},
		{"no token", "POST", "/api/key", map[string]string{"key": "1"}, map[string]string{tokenHeader: ""}, 403, "bad_token"},
		{"a wrong token", "POST", "/api/order", Command{}, map[string]string{tokenHeader: "AAAA"}, 403, "bad_token"},
		{"the lab needs it too", "POST", "/lab/v1/printer/load_paper", nil, map[string]string{tokenHeader: "x"}, 403, "bad_token"},
		{"and so does deleting", "DELETE", "/lab/v1/paper", nil, map[string]string{tokenHeader: ""}, 403, "bad_token"},
		{"the lab", "GET", "/lab/v1/ledger", nil, nil, 200, ""},
		{"the lab's own stream is not counted", "GET", "/lab/v1/events", nil, nil, 404, "not_found"},
		{"nothing there", "GET", "/secret", nil, nil, 404, "not_found"},
		{"no way out of the folder", "GET", "/../server.go", nil, nil, 404, "not_found"},
		{"another method", "GET", "/api/order", nil, nil, 405, "bad_method"},
		{"posting to the page", "POST", "/", nil, nil, 405, "bad_method"},
		{"no JSON", "POST", "/api/key", "key=1", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415, "not_json"},
		{"too large", "POST", "/api/key", `{"key":"` + strings.Repeat("1", bodyLimit) + `"}`, nil, 413, "too_large"},
		{"half an object", "POST", "/api/key", `{"key":`, nil, 400, "bad_json"},
		{"two objects", "POST", "/api/key", `{"key":"1"}{"key":"2"}`, nil, 400, "bad_json"},
		{"another member", "POST", "/api/key", `{"kee":"1"}`, nil, 400, "bad_json"},
		{"no such key", "POST", "/api/key", `{"key":"refund"}`, nil, 400, "bad_key"},
		{"full-width digits", "POST", "/api/key", `{"key":"５"}`, nil, 400, "bad_key"},
		{"no such card", "POST", "/api/card", `{"card":"/etc/passwd"}`, nil, 400, "bad_card"},
		{"a command without a name", "POST", "/api/order", Command{Do: "signin"}, nil, 400, "bad_id"},
		{"a name with a line break", "POST", "/api/order", Command{ID: "12345678\n", Do: "signin"}, nil, 400, "bad_id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			status, body := (&shop{T: t, url: s.url, token: s.token}).askUntil(ctx, tt.method, tt.path, tt.body, tt.headers)
			require.Equal(t, tt.status, status, "%s", body)
			if tt.code != "" {
				var p struct{ Error problem }
				require.NoError(t, json.Unmarshal(body, &p))
				require.Equal(t, tt.code, p.Error.Code)
				require.NotEmpty(t, p.Error.ZH)
				require.NotEmpty(t, p.Error.EN)
			}
		})
	}
	require.Empty(t, s.lab.Host.Ledger())
}

// askUntil is ask; the context is there so that a stream that should have been refused ends.
func (s *shop) askUntil(_ context.Context, method, path string, body any, headers map[string]string) (int, []byte) {
	s.Helper()
	return s.ask(method, path, body, headers)
}

func TestEveryAnswerIsShut(t *testing.T) {
	s := openShop(t, 0)
	for _, path := range []string{"/", "/panel.css", "/lab/v1/printer", "/nothing"} {
		r, err := http.Get(s.url + path)
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		require.Contains(t, r.Header.Get("Content-Security-Policy"), "default-src 'self'")
		require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
		require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	}
}

// Nothing of the page comes from elsewhere, and nothing from outside becomes markup.
func TestThePageIsPlain(t *testing.T) {
	files, err := web.ReadDir("web")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		raw, err := web.ReadFile("web/" + f.Name())
		require.NoError(t, err)
		text := strings.ReplaceAll(string(raw), "http://www.w3.org/2000/svg", "")
		for _, word := range []string{"http://", "https://", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", " style=\"", " onclick=\"", "srcdoc"} {
			require.NotContains(t, text, word, f.Name())
		}
	}
}

// Whatever a text holds, it stands on one line of the stream as JSON that no page takes for markup.
func TestHostileTextStaysText(t *testing.T) {
	s := openShop(t, 0)
	events := s.stream()
	status, _ := s.ask("POST", "/api/order", `{"id":"12345678","do":"<script>alert(1)</script>\nevent: till"}`, nil)
	require.Equal(t, http.StatusBadRequest, status)
	m := decode("0210 39=00 63=CUP<img src=x onerror=alert(1)> 4=\nevent: x", true)
	raw, err := json.Marshal(m)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "<")
	require.NotContains(t, string(raw), "\n")
	name, data := events.next(t)
	require.Equal(t, "hello", name)
	require.NotContains(t, data, "<")
}

// stream is a browser's stream of events.
type stream struct{ in *bufio.Scanner }

func (s *shop) stream() *stream {
	s.Helper()
	in, _ := s.open(s.Context())
	return in
}

// listen is a stream that somebody can leave.
func (s *shop) listen() (leave func()) {
	s.Helper()
	ctx, stop := context.WithCancel(s.Context())
	in, end := s.open(ctx)
	name, _ := in.next(s.T)
	require.Equal(s, "hello", name)
	return func() { stop(); end() }
}

func (s *shop) open(ctx context.Context) (in *stream, end func()) {
	s.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"/api/events", nil)
	require.NoError(s, err)
	reply, err := http.DefaultClient.Do(r)
	require.NoError(s, err)
	s.Cleanup(func() { _ = reply.Body.Close() })
	require.Equal(s, http.StatusOK, reply.StatusCode)
	lines := bufio.NewScanner(reply.Body)
	lines.Buffer(nil, 4<<20)
	return &stream{lines}, func() { _ = reply.Body.Close() }
}

func (s *stream) next(t *testing.T) (name, data string) {
	t.Helper()
	for s.in.Scan() {
		switch line := s.in.Text(); {
		case strings.HasPrefix(line, "event: "):
			name = line[len("event: "):]
		case strings.HasPrefix(line, "data: "):
			data = line[len("data: "):]
		case line == "" && name != "":
			return name, data
		}
	}
	require.NoError(t, s.in.Err())
	require.FailNow(t, "the stream ended")
	return
}

// until reads on to an event that contains a text.
func (s *stream) until(t *testing.T, event, text string) string {
	t.Helper()
	for {
		if name, data := s.next(t); name == event && strings.Contains(data, text) {
			return data
		}
	}
}

func TestASaleByKeysIsToldToEveryBrowser(t *testing.T) {
	s := openShop(t, 0)
	one, two := s.stream(), s.stream()
	s.press("sale", "1", "2", "00", "3", "clear", "enter")
	for _, b := range []*stream{one, two} {
		b.until(t, "till", `"big":"12.00"`)
	}
	status, _ := s.ask("POST", "/api/card", map[string]string{"card": "bad-track"}, nil)
	require.Equal(t, http.StatusOK, status)
	one.until(t, "till", badStripe.EN)
	s.ask("POST", "/api/card", map[string]string{"card": "A"}, nil)
	s.press("1", "2", "3", "4", "5", "6")
	require.NotContains(t, two.until(t, "till", "●●●●●●"), "123456")
	s.press("enter")
	for _, b := range []*stream{one, two} {
		b.until(t, "till", `"verdict":"paid"`)
	}
	require.Len(t, s.lab.Host.Ledger(), 1)
	require.Equal(t, "12.00", s.lab.Host.Ledger()[0].Amount)
	var lanes []Lane
	fresh := s.stream() // one that comes later is told the same
	for len(lanes) < 5 {
		if name, data := fresh.next(t); name == "line" {
			var l Line
			require.NoError(t, json.Unmarshal([]byte(data), &l))
			require.NotEmpty(t, l.Words.ZH)
			require.NotEmpty(t, l.Words.EN)
			require.NotContains(t, data, "6222020000031234")
			lanes = appendNew(lanes, l.Lane)
		}
	}
}

func appendNew(all []Lane, one Lane) []Lane {
	for _, l := range all {
		if l == one {
			return all
		}
	}
	return append(all, one)
}

// Another command under an id that was used is refused: its caller would take the answer for its own.
func TestAnIDIsForOneCommand(t *testing.T) {
	s := openShop(t, 0)
	status, o := s.give(Command{ID: "one-command", Do: "sale", Amount: "1.00", Card: "A"})
	require.Equal(t, http.StatusOK, status, o)
	status, _ = s.give(Command{ID: "one-command", Do: "sale", Amount: "2.00", Card: "A"})
	require.Equal(t, http.StatusBadRequest, status)
	require.Len(t, s.lab.Host.Ledger(), 1)
}

// A thousand hands at once sell once.
func TestAThousandIdenticalSales(t *testing.T) {
	const hands = 1000
	for _, tt := range []struct {
		name string
		id   func(int) string
	}{
		{"one command a thousand times", func(int) string { return "one-command" }},
		{"a thousand commands", func(n int) string { return fmt.Sprintf("command-%04d", n) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openShop(t, 0)
			refusals := make([]string, hands)
			var all sync.WaitGroup
			for n := range hands {
				all.Go(func() {
					status, o := s.give(Command{ID: tt.id(n), Do: "sale", Amount: "5.00", Card: "A"})
					if status != http.StatusOK && status != http.StatusConflict {
						t.Errorf("status %d", status)
					}
					refusals[n] = o.Refused
				})
			}
			all.Wait()
			require.Len(t, s.lab.Host.Ledger(), 1)
			sold := 0
			for _, r := range refusals {
				switch r {
				case "":
					sold++
				case machine.RefusedBusy.String(), machine.RefusedDuplicate.String():
				default:
					t.Errorf("refused: %s", r)
				}
			}
			if tt.id(0) == tt.id(1) {
				require.Equal(t, hands, sold, "everybody is told of the one sale")
			} else {
				require.Equal(t, 1, sold)
			}
		})
	}
}

func TestCommands(t *testing.T) {
	s := openShop(t, 0)
	n := 0
	give := func(c Command) (int, Outcome) {
		n++
		c.ID = fmt.Sprintf("test-%06d", n)
		_, err := s.till.Settled(t.Context())
		require.NoError(t, err)
		return s.give(c)
	}
	_, o := give(Command{Do: "query"})
	require.Equal(t, "no_transaction", o.Refused)
	_, o = give(Command{Do: "sale", Amount: "12.34", Card: "A", PIN: "123456"})
	require.Equal(t, txn.Paid, o.View.Verdict)
	require.Equal(t, "PAID", o.Title.EN)
	sale := o.View.TraceText
	_, o = give(Command{Do: "sale", Amount: "12.34", Card: "A"})
	require.Equal(t, "possible_duplicate", o.Refused)
	_, o = give(Command{Do: "sale", Amount: "12.34", Card: "A", Again: true})
	require.Equal(t, txn.Paid, o.View.Verdict)
	_, o = give(Command{Do: "void", Trace: sale, Card: "A"})
	require.Equal(t, txn.Returned, o.View.Verdict)
	_, o = give(Command{Do: "query", Trace: sale})
	require.Equal(t, txn.MoneyVoided, o.View.Money)
	_, o = give(Command{Do: "reprint"})
	require.NotNil(t, o.View)
	require.NoError(t, s.lab.Host.AddFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	_, o = give(Command{Do: "sale", Amount: "6.00", Card: "tap"})
	require.Equal(t, txn.BeingReversed, o.View.Verdict)
	_, o = give(Command{Do: "reversal"})
	require.Contains(t, o.Said.EN, "reversed: trace")
	_, o = give(Command{Do: "reversal"})
	require.Contains(t, o.Said.EN, "no reversal is waiting")
	_, o = give(Command{Do: "balance", Card: "C"})
	require.Equal(t, "1.00", *o.View.Balance)
	_, o = give(Command{Do: "sale", Amount: "2.00", Card: "C"})
	require.Equal(t, txn.NotPaid, o.View.Verdict)
	_, o = give(Command{Do: "settle"})
	require.Equal(t, txn.Done, o.View.Verdict)
	for _, bad := range []Command{
		{Do: "refund"}, {Do: "sale", Amount: "0"}, {Do: "sale", Amount: "１２"}, {Do: "sale", Amount: "1.00"}, {Do: "sale", Amount: "1.00", Card: "bad-track"},
		{Do: "sale", Amount: "1.00", Card: "A", PIN: "12"}, {Do: "void", Card: "A"}, {Do: "query", Trace: "x"},
	} {
		n++
		bad.ID = fmt.Sprintf("test-%06d", n)
		status, body := s.ask("POST", "/api/order", bad, nil)
		require.Equal(t, http.StatusBadRequest, status, "%s: %s", bad, body)
	}
}

// A browser that does not read costs nobody else anything, and is dropped.
func TestABrowserThatStopsReading(t *testing.T) {
	s := openShop(t, 0)
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.(*net.TCPConn).SetReadBuffer(1024))
	_, err = io.WriteString(c, "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	require.NoError(t, err)
	for n := range 12 {
		_, o := s.give(Command{ID: fmt.Sprintf("sale-%04d", n), Do: "sale", Amount: fmt.Sprintf("1.%02d", n), Card: "A"})
		require.Equal(t, txn.Paid, o.View.Verdict)
	}
	other := s.stream()
	other.until(t, "till", `"amount":"1.11"`)
}

func TestBrowsersHaveALimit(t *testing.T) {
	s := openShop(t, 0)
	for range browserLimit {
		name, _ := s.stream().next(t)
		require.Equal(t, "hello", name)
	}
	status, body := s.ask("GET", "/api/events", nil, nil)
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.True(t, bytes.Contains(body, []byte("too_many")))
	status, _ = s.give(Command{ID: "still-selling", Do: "sale", Amount: "1.00", Card: "A"})
	require.Equal(t, http.StatusOK, status)
}

func TestOnlyTheLoopback(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "shop.example:80"} {
		_, err := Listen(addr)
		require.ErrorIs(t, err, ErrNotLoopback, addr)
	}
}
