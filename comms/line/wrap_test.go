package line

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
)

// answer is a whole frame with its length: 13 bytes of addressing and 08 30.
var answer = []byte("\x00\x0D\x60\x00\x00\x00\x01\x60\x31\x00\x31\x00\x00\x08\x30")

// wire is a connection in memory: what the host sent, and what we wrote.
type wire struct {
	io.Reader
	out    bytes.Buffer
	writes int
}

func (w *wire) Write(p []byte) (int, error) {
	w.writes++
	return w.out.Write(p)
}

func wired(fromHost string) *wire { return &wire{Reader: strings.NewReader(fromHost)} }

var request = frame.Frame{Body: []byte{0x08, 0x20}}

const post = "POST /pos HTTP/1.1\r\nHost: pos.example\r\nUser-Agent: posterm/test\r\nContent-Type: x-ISO-TPDU/x-auth\r\n" +
	"Cache-Control: no-cache\r\nConnection: close\r\nContent-Length: 15\r\n\r\n"

var byHTTP = HTTP(Post{Host: "pos.example", Path: "/pos", Agent: "posterm/test"})

func TestWrappersOnTheWire(t *testing.T) {
	raw, err := request.Append(nil)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		wrap Wrap
		out  string
		in   string
	}{
		"none": {Bare, string(raw), string(answer)},
		"stx":  {STX, "\x02" + string(raw), "\x02" + string(answer)},
		"http": {byHTTP, post + string(raw), "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, split := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
				w := wired(tt.in)
				w.Reader = split(w.Reader)
				c := tt.wrap(w, frame.Format{})
				require.NoError(t, c.Send(request))
				require.Equal(t, tt.out, w.out.String())
				require.Equal(t, 1, w.writes, "one Write for the whole request")
				f, err := c.Receive()
				require.NoError(t, err)
				require.Equal(t, []byte{0x08, 0x30}, f.Body)
				require.True(t, c.Reusable())
			}
			w := wired("")
			c := tt.wrap(w, frame.Format{})
			require.ErrorIs(t, c.Send(frame.Frame{Body: make([]byte, frame.Limit)}), frame.ErrTooLarge)
			require.Zero(t, w.writes, "nothing leaves of a frame that is too large")
			require.NoError(t, c.Send(request))
			_, err := c.Receive()
			require.Equal(t, io.EOF, err, "closed without an answer")

			w = &wire{Reader: iotest.ErrReader(os.ErrDeadlineExceeded)}
			c = tt.wrap(w, frame.Format{})
			require.NoError(t, c.Send(request))
			_, err = c.Receive()
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
			require.NotErrorIs(t, err, ErrUnreadable)
		})
	}
}

func TestResume(t *testing.T) {
	for _, tt := range []struct {
		wrap  Wrap
		first byte
		rest  string
	}{{Bare, answer[0], string(answer[1:])}, {STX, 2, string(answer)}} {
		f, err := tt.wrap(wired(tt.rest), frame.Format{}).Resume(tt.first)
		require.NoError(t, err)
		require.Equal(t, []byte{0x08, 0x30}, f.Body)
	}
	_, err := byHTTP(wired("TTP/1.1 408 Request Timeout\r\n\r\n"), frame.Format{}).Resume('H')
	require.ErrorIs(t, err, ErrUnreadable)
}

func TestSTXThatIsNone(t *testing.T) {
	_, err := STX(wired(string(answer)), frame.Format{}).Receive()
	require.ErrorIs(t, err, ErrUnreadable)
	_, err = STX(wired("\x02"), frame.Format{}).Receive()
	require.ErrorIs(t, err, ErrUnreadable)
	_, err = STX(wired("\x02\x00"), frame.Format{}).Receive()
	require.ErrorIs(t, err, frame.ErrShort)
}

// What a web server, a proxy or a captive portal may say instead of an answer.
func TestHTTPAnswersThatAreNone(t *testing.T) {
	ok := "HTTP/1.1 200 OK\r\n"
	for _, tt := range []struct{ name, in, want string }{
		{"not found", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP status 404"},
		{"gateway", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 15\r\n\r\n" + string(answer), "HTTP status 502"},
		{"accepted is no answer", "HTTP/1.1 202 Accepted\r\nContent-Length: 15\r\n\r\n" + string(answer), "HTTP status 202"},
		{"redirect", "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "HTTP status 307"},
		{"another protocol", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP status 101"},
		{"only interim answers", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", informLimit+2), "interim answers"},
		{"no HTTP", string(answer) + "\n", "no HTTP answer"},
		{"half a head", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP answer"},
		{"endless head", ok + "X: " + strings.Repeat("x", responseLimit), "more than"},
		{"endless lines", ok + strings.Repeat("X: y\r\n", responseLimit/6+1), "more than"},
		{"two lengths", ok + "Content-Length: 15\r\nContent-Length: 16\r\n\r\n" + string(answer), "no HTTP answer"},
		{"negative length", ok + "Content-Length: -1\r\n\r\n" + string(answer), "no HTTP answer"},
		{"length and chunks", ok + "Content-Length: 15\r\nTransfer-Encoding: chunked\r\n\r\n" + string(answer), "no HTTP answer"},
		{"another encoding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "no HTTP answer"},
		{"signed length", ok + "Content-Length: +15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"list of lengths", ok + "Content-Length: 15, 15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"length of 2^64", ok + "Content-Length: 18446744073709551631\r\n\r\n" + string(answer), "no HTTP answer"},
		{"space in a name", ok + "Content-Length : 15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"folded header", ok + "Content-Length:\r\n 15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"control byte", ok + "X: a\x00b\r\nContent-Length: 15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"another version", "HTTP/2.0 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 15\r\n\r\n" + string(answer), "no HTTP answer"},
		{"signed chunk", ok + "Transfer-Encoding: chunked\r\n\r\n+F\r\n" + string(answer) + "\r\n0\r\n\r\n", "no HTTP answer"},
		{"chunk in C's words", ok + "Transfer-Encoding: chunked\r\n\r\n0xF\r\n" + string(answer) + "\r\n0\r\n\r\n", "no HTTP answer"},
		{"chunk longer than it says", ok + "Transfer-Encoding: chunked\r\n\r\nE\r\n" + string(answer) + "\r\n0\r\n\r\n", "no HTTP answer"},
		{"trailer", ok + "Transfer-Encoding: chunked\r\n\r\nf\r\n" + string(answer) + "\r\n0\r\nX: y\r\n\r\n", "no HTTP answer"},
		{"line ends of Unix", "HTTP/1.1 200 OK\nContent-Length: 15\n\n" + string(answer), "no HTTP answer"},
		{"length too small", ok + "Content-Length: 14\r\n\r\n" + string(answer), "length does not match"},
		{"length too large", ok + "Content-Length: 16\r\n\r\n" + string(answer), "cut off"},
		{"length zero", ok + "Content-Length: 0\r\n\r\n", "too short"},
		{"a page", ok + "Content-Length: 6\r\n\r\n<html>", "frame"},
		{"body too large", ok + "Content-Length: 5000\r\n\r\n" + strings.Repeat("x", 5000), "frame too large"},
		{"body without end", ok + "\r\n" + strings.Repeat("x", 5000), "frame too large"},
		{"chunks too large", ok + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("3E8\r\n"+strings.Repeat("x", 1000)+"\r\n", 5) + "0\r\n\r\n", "frame too large"},
		{"chunks without end", ok + "Transfer-Encoding: chunked\r\n\r\nF\r\n" + string(answer) + "\r\n", "cut off"},
		{"no chunk", ok + "Transfer-Encoding: chunked\r\n\r\n" + string(answer), "HTTP answer"},
		{"bytes behind the frame", ok + "Content-Length: 16\r\n\r\n" + string(answer) + "x", "length does not match"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := byHTTP(wired(tt.in), frame.Format{})
			require.NoError(t, c.Send(request))
			_, err := c.Receive()
			require.ErrorContains(t, err, tt.want)
			require.True(t, errors.Is(err, ErrUnreadable) || errors.Is(err, frame.ErrTooLarge))
			require.False(t, c.Reusable())
		})
	}
}

func TestHTTPAnswersThatAreSome(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		reusable bool
	}{
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\x00\r\nE\r\n" + string(answer[1:]) + "\r\n0\r\n\r\n", true},
		{"chunks with an extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nf;x=y\r\n" + string(answer) + "\r\n0\r\n\r\n", true},
		{"after a 100", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer), true},
		{"closing in a list", "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 15\r\n\r\n" + string(answer), false},
		{"closing", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 15\r\n\r\n" + string(answer), false},
		{"an old server", "HTTP/1.0 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer), false},
		{"ended by the close", "HTTP/1.1 200 OK\r\n\r\n" + string(answer), false},
		{"more than was asked", "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer) + "HTTP/1.1 200", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := byHTTP(wired(tt.in), frame.Format{})
			require.NoError(t, c.Send(request))
			f, err := c.Receive()
			require.NoError(t, err)
			require.Equal(t, []byte{0x08, 0x30}, f.Body)
			require.Equal(t, tt.reusable, c.Reusable())
			_, err = c.Receive()
			require.ErrorIs(t, err, ErrUnreadable, "a POST has one answer: nobody waits for another")
		})
	}
}

// FuzzHTTPByTheStandardLibrary: what our parser takes for an answer, the standard
// library reads the same way. It may take more than we do.
func FuzzHTTPByTheStandardLibrary(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer),
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf;x=y\r\n" + string(answer) + "\r\n0\r\nX: y\r\n\r\n",
		"HTTP/1.0 200\nConnection: close\n\n" + string(answer),
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-A:\tb\r\nContent-Length: 015\r\n\r\n" + string(answer),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReader(bytes.NewReader(in))
		head, err := readHead(r)
		if err != nil || head.status != http.StatusOK {
			return
		}
		body, err := head.body(r)
		if err != nil {
			return
		}
		theirs, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(in)), &http.Request{Method: http.MethodPost})
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, theirs.StatusCode)
		got, err := io.ReadAll(theirs.Body)
		require.NoError(t, err)
		require.True(t, bytes.Equal(body, got))
		require.Equal(t, theirs.Close, head.close)
	})
}

// FuzzWrappers: whatever a host sends, reading ends, and what is taken for a frame
// was sent whole.
func FuzzWrappers(f *testing.F) {
	f.Add([]byte("\x02" + string(answer)))
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + string(answer)))
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nF\r\n" + string(answer) + "\r\n0\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, wrap := range []Wrap{Bare, STX, byHTTP} {
			w := wired(string(in))
			c := wrap(w, frame.Format{})
			require.NoError(t, c.Send(request))
			got, err := c.Receive()
			if err != nil {
				continue
			}
			require.LessOrEqual(t, len(got.Body), frame.Limit)
			raw, err := got.Append(nil)
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(in), len(raw))
		}
	})
}
