package sim

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/emulator/host"
)

// acquirer is the link in a world that does one thing at a time: an exchange begins
// when the loop is at rest, and from then on only the exchange acts.
type acquirer struct {
	*comms.Link
	world *World
}

func (a acquirer) Exchange(ctx context.Context, r comms.Request, mac *keys.Sealer) (comms.Answer, error) {
	if err := a.world.rest(ctx); err != nil {
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpDial, Trace: r.Trace, Err: err}
	}
	a.world.ctx, a.world.forbidden = ctx, ""
	return a.Link.Exchange(ctx, r, mac)
}

// link is the terminal's way to the host, as the shop has set it up.
func (w *World) link() *comms.Link {
	h := w.habits
	l := &comms.Link{Profile: h.profile, KeepOpen: h.keepOpen, CoolDown: h.coolDown, EchoAfter: h.echoAfter}
	l.Paths = []line.Path{{Host: line.Primary, Dial: func(context.Context) (net.Conn, error) { return w.dial(line.Primary) }}}
	if h.backup {
		l.Paths = append(l.Paths, line.Path{Host: line.Backup, Dial: func(context.Context) (net.Conn, error) { return w.dial(line.Backup) }})
	}
	return l
}

// dial is one of the terminal's ways to the host.
func (w *World) dial(path string) (net.Conn, error) {
	if w.dead.Load() {
		return nil, errPower
	}
	c := &conn{world: w, path: path}
	if c.begin(); w.cut("before dialling") {
		return nil, errPower
	}
	if c.fault == refused {
		w.happened(wire, "no connection to the %s", path)
		return nil, errors.New("connection refused")
	}
	return c, nil
}

// conn is one connection as the terminal sees it.
type conn struct {
	net.Conn // nothing else of it is used
	world    *World
	path     string
	fault    int
	request  []byte
	answer   bytes.Buffer
	rests    chan struct{} // closed when a connection that was kept is looked at again
	gone     bool          // it ended while it rested
	woken    bool
}

// begin is the beginning of an exchange on the connection.
func (c *conn) begin() {
	c.world.deliverLate(false)
	c.fault = c.world.fault(Line, lineFaults)
}

func (c *conn) Close() error { return nil }

// SetDeadline without a time lets the connection rest, or takes it up again.
func (c *conn) SetDeadline(t time.Time) error {
	switch {
	case !t.IsZero():
	case c.woken:
		c.woken = false
	default:
		c.rests = make(chan struct{})
		c.world.network.resting = c
	}
	return nil
}

// SetReadDeadline in the past ends the rest: the network, or the host, may have ended the
// connection meanwhile, and whoever writes to it may not see that.
func (c *conn) SetReadDeadline(t time.Time) error {
	if c.rests == nil || t.After(time.Unix(1, 0)) {
		return nil
	}
	w := c.world
	if c.woken = true; w.network.resting == c {
		w.network.resting = nil
	}
	if c.begin(); c.fault == refused || w.dead.Load() {
		c.gone = true
	} else {
		w.mark(KeptConnection)
	}
	close(c.rests)
	return nil
}

// over ends a rest for good: the process is gone.
func (c *conn) over() {
	if c != nil {
		c.gone = true
		close(c.rests)
	}
}

// Write takes the request, and by the script's will lets the host see it.
func (c *conn) Write(request []byte) (int, error) {
	w := c.world
	kept := c.rests != nil
	c.rests = nil
	if w.cut("before the request leaves") {
		return 0, errPower
	}
	m := w.sent(request)
	w.forbidden = "" // what an echo before it was answered has nothing to say
	c.request = bytes.Clone(request)
	w.markWay(c, m, kept)
	switch c.fault {
	case requestLost:
		w.happened(wire, "%s is lost", told(m))
	case requestLate:
		w.happened(wire, "%s is held up", told(m))
		w.network.late = append(w.network.late, c.request)
	case reversalNo:
		if m.MTI == "0400" {
			w.mark(RefusedForGood)
			w.ask(c, m, host.Fault{Name: "decline", Value: "30"})
			break
		}
		w.ask(c, m, host.Fault{})
	case notNow:
		w.ask(c, m, host.Fault{Name: "decline", Value: []string{"91", "96", "68", "98", "90"}[w.fate.Choose(5)]})
	default:
		w.ask(c, m, host.Fault{Name: byHost[c.fault]})
	}
	if w.cut("after the request left") {
		return 0, errPower
	}
	if c.fault == sendFails {
		return 0, io.ErrClosedPipe
	}
	return len(request), nil
}

// Read gives what came, and then what a silent or closed line gives.
func (c *conn) Read(p []byte) (int, error) {
	w := c.world
	if rests := c.rests; rests != nil {
		if c.answer.Len() > 0 {
			return c.answer.Read(p) // nobody asked for it
		}
		<-rests
		if c.gone {
			return 0, io.EOF
		}
		return 0, os.ErrDeadlineExceeded
	}
	if w.dead.Load() {
		return 0, errPower
	}
	if c.answer.Len() > 0 {
		if len(c.request) > 0 { // before the first byte is read
			c.request = nil
			w.meanwhile()
			if w.cut("before the answer is read") {
				return 0, errPower
			}
		}
		return c.answer.Read(p)
	}
	if c.fault == closed || c.fault == halfAnswer || c.fault == garbage {
		return 0, io.EOF
	}
	w.meanwhile()
	if w.cut("waiting for an answer") {
		return 0, errPower
	}
	w.pass(responseTimeout)
	return 0, os.ErrDeadlineExceeded
}
