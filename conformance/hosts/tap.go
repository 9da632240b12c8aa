package hosts

import (
	"context"
	"net"
	"sync"

	"posterm/comms"
	"posterm/comms/frame"
)

// tap stands between the terminal's side and the connection: it keeps what passes, and spoils one message where it is told to.
type tap struct {
	dial   comms.Dialer
	format frame.Format

	mu      sync.Mutex
	spoil   func(raw []byte) []byte // of the next message; nil: as it is
	out, in []byte
	dialled int
}

// next clears what was kept.
func (t *tap) next(spoil func([]byte) []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spoil, t.out, t.in = spoil, nil, nil
}

// frames are those in some bytes; what is no frame is left out.
func (t *tap) frames(raw []byte) (list []frame.Frame) {
	for len(raw) > 0 {
		f, rest, err := t.format.DecodeFirst(raw)
		if err != nil {
			return list
		}
		list, raw = append(list, f), rest
	}
	return list
}

func (t *tap) sent() []frame.Frame { t.mu.Lock(); defer t.mu.Unlock(); return t.frames(t.out) }
func (t *tap) came() []frame.Frame { t.mu.Lock(); defer t.mu.Unlock(); return t.frames(t.in) }

// count is how many connections were opened.
func (t *tap) count() int { t.mu.Lock(); defer t.mu.Unlock(); return t.dialled }

// Dial is a comms.Dialer.
func (t *tap) Dial(ctx context.Context) (net.Conn, error) {
	conn, err := t.dial(ctx)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dialled++
	return &tapped{conn, t}, nil
}

// tapped is one connection.
type tapped struct {
	net.Conn
	tap *tap
}

// Write sends a whole message: the terminal's side hands it over in one piece.
func (c *tapped) Write(b []byte) (int, error) {
	c.tap.mu.Lock()
	raw := b
	if c.tap.spoil != nil {
		raw, c.tap.spoil = c.tap.spoil(append([]byte(nil), b...)), nil
	}
	c.tap.out = append(c.tap.out, raw...)
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
	c.tap.in = append(c.tap.in, b[:n]...)
	return n, err
}
