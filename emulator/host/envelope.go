package host

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"posterm/comms/frame"
)

// Wrapper is what a door wants around a message (PROTOCOL.md 1.5).
type Wrapper string

// The wrappers.
const (
	WrapNone Wrapper = "none"
	WrapSTX  Wrapper = "stx"  // one byte 02 before the length
	WrapHTTP Wrapper = "http" // one POST for each message
)

// Check refuses what is no wrapper. The empty one is WrapNone.
func (w Wrapper) Check() error {
	switch w {
	case "", WrapNone, WrapSTX, WrapHTTP:
		return nil
	}
	return fmt.Errorf("wrapper %q: want none, stx or http", w)
}

// envelope takes messages out of what is around them on one connection, and puts
// answers into the same.
type envelope interface {
	open(in *bufio.Reader, format frame.Format) (frame.Frame, error)
	wrap(raw []byte) []byte
	last() bool // the terminal wants the connection to end after the answer
}

func (w Wrapper) envelope() envelope {
	switch w {
	case WrapSTX:
		return stx{}
	case WrapHTTP:
		return &post{}
	}
	return bare{}
}

type bare struct{}

func (bare) open(in *bufio.Reader, format frame.Format) (frame.Frame, error) { return format.Read(in) }
func (bare) wrap(raw []byte) []byte                                          { return raw }
func (bare) last() bool                                                      { return false }

// startOfText is the byte before the length.
const startOfText = 0x02

type stx struct{}

func (stx) open(in *bufio.Reader, format frame.Format) (frame.Frame, error) {
	switch first, err := in.ReadByte(); {
	case err != nil:
		return frame.Frame{}, err
	case first != startOfText:
		return frame.Frame{}, fmt.Errorf("a message begins with %02X, not with STX, 02", first)
	}
	return format.Read(in)
}

func (stx) wrap(raw []byte) []byte { return append([]byte{startOfText}, raw...) }
func (stx) last() bool             { return false }

// messageType is the media type of requests and answers.
const messageType = "x-ISO-TPDU/x-auth"

// Limits of a request, chosen: a terminal sends a few headers and one frame.
const (
	postHeadLimit = 16 << 10
	postBodyLimit = 4 + frame.Limit
)

// post is HTTP.
type post struct{ ends bool }

// badPost is a request that is answered by a status alone.
type badPost struct {
	status int
	why    string
}

func (b badPost) Error() string { return fmt.Sprintf("HTTP %d: %s", b.status, b.why) }

// open is strict: what other hosts let pass in silence is told here.
func (p *post) open(in *bufio.Reader, format frame.Format) (frame.Frame, error) {
	if _, err := in.Peek(1); err != nil {
		return frame.Frame{}, err
	}
	limited := bufio.NewReader(io.LimitReader(in, postHeadLimit+postBodyLimit))
	r, err := http.ReadRequest(limited)
	switch {
	case err != nil:
		return frame.Frame{}, badPost{http.StatusBadRequest, "no HTTP request"}
	case r.Method != http.MethodPost:
		return frame.Frame{}, badPost{http.StatusMethodNotAllowed, "want POST"}
	case r.Header.Get("Content-Type") != messageType:
		return frame.Frame{}, badPost{http.StatusUnsupportedMediaType, "want Content-Type: " + messageType}
	case r.ContentLength < 0:
		return frame.Frame{}, badPost{http.StatusLengthRequired, "want a Content-Length"}
	case r.ContentLength > postBodyLimit:
		return frame.Frame{}, badPost{http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d bytes", postBodyLimit)}
	}
	p.ends = r.Close
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return frame.Frame{}, badPost{http.StatusBadRequest, "the body is shorter than its Content-Length"}
	}
	if limited.Buffered() > 0 {
		return frame.Frame{}, badPost{http.StatusBadRequest, "more than one request before its answer"}
	}
	f, err := format.Decode(body)
	if err != nil {
		return f, badPost{http.StatusBadRequest, err.Error()}
	}
	return f, nil
}

func (p *post) wrap(raw []byte) []byte { return p.response(http.StatusOK, raw) }
func (p *post) last() bool             { return p.ends }

// response is an answer by HTTP.
func (p *post) response(status int, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nCache-Control: no-cache\r\nContent-Length: %d\r\n", status, http.StatusText(status), messageType, len(body))
	if p.ends {
		b.WriteString("Connection: close\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// refusePost answers a request that holds no message, by its status.
func (c *conversation) refusePost(err error) {
	var bad badPost
	if p, ok := c.envelope.(*post); ok && errors.As(err, &bad) {
		p.ends = true
		_ = c.write(p.response(bad.status, nil)) // the connection ends anyway
	}
}
