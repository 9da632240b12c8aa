package line

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"posterm/comms/frame"
)

// Post is how a frame travels by HTTP/1.1 (PROTOCOL.md 1.5): the frame with its
// length is the body of one POST, the answer is the body of its response.
type Post struct {
	Host     string // the Host header: name, and port unless it is the scheme's own
	Path     string // "/" or longer
	Agent    string // User-Agent, for example "posterm/v1.2.0"
	KeepOpen bool   // whether the connection shall stay open after the answer
}

// frameType is the media type that such hosts want.
const frameType = "x-ISO-TPDU/x-auth"

const (
	// responseLimit bounds everything a host may send for one answer: headers, and
	// a body in the smallest chunks HTTP allows. Chosen.
	responseLimit = 8<<10 + 6*bodyLimit
	// informLimit is how many "wait, I am working" (1xx) an answer may begin with.
	informLimit = 4
)

// HTTP makes the wrapper. Redirects are not followed, and no proxy is asked: the
// connection leads where it was dialled.
func HTTP(p Post) Wrap {
	head := strings.Join([]string{
		"POST " + p.Path + " HTTP/1.1", "Host: " + p.Host, "User-Agent: " + p.Agent,
		"Content-Type: " + frameType, "Cache-Control: no-cache", "Connection: " + p.connection(), "Content-Length: ",
	}, "\r\n")
	return func(conn io.ReadWriter, format frame.Format) Codec {
		budget := &io.LimitedReader{R: conn}
		return &httpCodec{head: head, format: format, conn: conn, budget: budget, in: bufio.NewReader(budget)}
	}
}

func (p Post) connection() string {
	if p.KeepOpen {
		return "keep-alive"
	}
	return "close"
}

// httpCodec is one connection. An answer belongs to the POST before it, so there is
// nothing to wait for after it.
type httpCodec struct {
	head    string // of a request, up to the value of its last header
	format  frame.Format
	conn    io.ReadWriter
	budget  *io.LimitedReader
	in      *bufio.Reader
	pending bool // a POST has no answer yet
	last    bool // the host ends the connection, or said more than it should
}

func (c *httpCodec) Reusable() bool { return !c.pending && !c.last }

func (c *httpCodec) Send(f frame.Frame) error {
	body, err := c.format.Append(nil, f)
	if err != nil {
		return err
	}
	c.pending = true
	return write(c.conn, fmt.Appendf(nil, "%s%d\r\n\r\n%s", c.head, len(body), body))
}

// Resume: what comes unasked is no answer to anything.
func (c *httpCodec) Resume(byte) (frame.Frame, error) {
	return frame.Frame{}, fmt.Errorf("%w: nothing was asked", ErrUnreadable)
}

func (c *httpCodec) Receive() (frame.Frame, error) {
	if !c.pending {
		return frame.Frame{}, fmt.Errorf("%w: a POST has one answer", ErrUnreadable)
	}
	c.budget.N = responseLimit
	if _, err := c.in.Peek(1); err != nil {
		return frame.Frame{}, err // nothing came: io.EOF, or a passed deadline
	}
	r, err := c.answer()
	if err != nil {
		return frame.Frame{}, c.unreadable(err)
	}
	if r.status != statusOK {
		return frame.Frame{}, fmt.Errorf("%w: HTTP status %d", ErrUnreadable, r.status)
	}
	body, err := r.body(c.in)
	if err != nil {
		return frame.Frame{}, c.unreadable(err)
	}
	f, err := c.format.Decode(body)
	if err != nil {
		return f, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	c.pending = false
	c.last = c.last || r.close || c.in.Buffered() > 0
	return f, nil
}

// answer reads the head of the answer. A 101 is none: nobody asked for another protocol.
func (c *httpCodec) answer() (response, error) {
	for range informLimit + 1 {
		r, err := readHead(c.in)
		if err != nil || r.status >= statusOK || r.status == 101 {
			return r, err
		}
	}
	return response{}, fmt.Errorf("more than %d interim answers", informLimit)
}

// unreadable keeps a passed deadline what it is, and calls everything else by name.
func (c *httpCodec) unreadable(err error) error {
	switch {
	case timedOut(err), errors.Is(err, frame.ErrTooLarge):
		return err
	case c.budget.N <= 0:
		return fmt.Errorf("%w: an answer of more than %d bytes", frame.ErrTooLarge, responseLimit)
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}
