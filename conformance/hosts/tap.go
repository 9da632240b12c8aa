package hosts

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"posterm/comms/frame"
	"posterm/comms/line"
)

// tap stands between the terminal's side and the host, whatever is around a message there: it keeps what passes, and
// spoils one message where it is told to.
type tap struct {
	way line.Path

	mu      sync.Mutex
	spoil   spoil         // what becomes of the next message
	out, in []frame.Frame // whole frames
	rest    []byte        // what came and is no whole frame, at most restLimit bytes of it
	dialled int
}

// restLimit is how much of what cannot be read is kept. Chosen: the first line of any other protocol.
const restLimit = 96

// path is the way to the host, by the tap.
func (t *tap) path() line.Path { return line.Path{Dial: t.dial, Wrap: t.wrap} }

// next clears what was kept.
func (t *tap) next(s spoil) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spoil, t.out, t.in, t.rest = s, nil, nil, nil
}

// kept is what passed since next.
func (t *tap) kept() (out, in []frame.Frame, rest []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.out, t.in, t.rest
}

// count is how many connections were opened.
func (t *tap) count() int { t.mu.Lock(); defer t.mu.Unlock(); return t.dialled }

func (t *tap) dial(ctx context.Context) (net.Conn, error) {
	conn, err := t.way.Dial(ctx)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dialled++
	return &tapped{conn, t}, nil
}

func (t *tap) wrap(conn io.ReadWriter, format frame.Format) line.Codec {
	inner := t.way.Wrap
	if inner == nil {
		inner = line.Bare
	}
	return &tappedCodec{inner(conn, format), conn, t}
}

// tappedCodec sees frames.
type tappedCodec struct {
	line.Codec
	conn io.ReadWriter
	tap  *tap
}

func (c *tappedCodec) Send(f frame.Frame) error {
	c.tap.mu.Lock()
	if change := c.tap.spoil.change; change != nil {
		f = change(f)
	}
	c.tap.out = append(c.tap.out, f)
	c.tap.mu.Unlock()
	return c.Codec.Send(f)
}

func (c *tappedCodec) Receive() (frame.Frame, error) { return c.came(c.Codec.Receive()) }

// Resume keeps what came while nothing was asked.
func (c *tappedCodec) Resume(first byte) (frame.Frame, error) { return c.came(c.Codec.Resume(first)) }

func (c *tappedCodec) came(f frame.Frame, err error) (frame.Frame, error) {
	if err != nil {
		c.drain()
		return f, err
	}
	c.tap.mu.Lock()
	defer c.tap.mu.Unlock()
	c.tap.in, c.tap.rest = append(c.tap.in, f), nil
	return f, nil
}

// drainLimit is how long more of what cannot be read is waited for. Chosen: it is there already, or under way.
const drainLimit = 200 * time.Millisecond

// drain keeps what is behind the bytes that were no length or no frame: they tell what the host is. The exchange is over, and its
// connection is closed next.
func (c *tappedCodec) drain() {
	conn, timed := c.conn.(net.Conn)
	if !timed || conn.SetReadDeadline(time.Now().Add(drainLimit)) != nil {
		return
	}
	for b := make([]byte, restLimit); ; {
		if n, err := conn.Read(b); n == 0 || err != nil {
			return
		}
		if _, _, rest := c.tap.kept(); len(rest) == restLimit {
			return
		}
	}
}

// tapped sees bytes.
type tapped struct {
	net.Conn
	tap *tap
}

// Write sends a whole message: the terminal's side hands it over in one piece.
func (c *tapped) Write(b []byte) (int, error) {
	c.tap.mu.Lock()
	raw := b[:len(b)-c.tap.spoil.cut]
	c.tap.spoil = asItIs
	c.tap.mu.Unlock()
	if _, err := c.Conn.Write(raw); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Read keeps what comes.
func (c *tapped) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.tap.mu.Lock()
	defer c.tap.mu.Unlock()
	c.tap.rest = append(c.tap.rest, b[:min(n, restLimit-len(c.tap.rest))]...)
	return n, err
}
