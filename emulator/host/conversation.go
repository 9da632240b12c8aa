package host

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

// conversation is one connection: a request, its answer, the next request.
type conversation struct {
	host *Host
	ctx  context.Context
	conn net.Conn
	pace *pace
	in   *bufio.Reader // of conn: a frame is read at once
	id   uint64
	door string
	envelope
}

// Reasons for which a conversation ends.
var (
	errHungUp    = errors.New("closed by the terminal")
	errOnPurpose = errors.New("closed on purpose")
	errHopeless  = errors.New("closed: no answer can be made to these bytes")
	errAsked     = errors.New("closed as the terminal asked")
)

// run returns why the conversation ended, never nil.
func (c *conversation) run() error {
	for {
		f, err := c.read()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || c.pace.begun.IsZero() && errors.Is(err, syscall.ECONNRESET) {
			return errHungUp
		}
		if err != nil && c.ctx.Err() != nil {
			return err // the host stops, and closed the connection itself: nobody sent anything wrong
		}
		if err != nil {
			err = c.pace.explain(err)
			c.host.tell(Event{Type: Malformed, Conn: c.id, Reason: err.Error()})
			c.refusePost(err)
			return err
		}
		if err := c.turn(f); err != nil {
			return err
		}
		if c.last() {
			return errAsked
		}
	}
}

// read waits for a whole frame. A pipe whose other end is closed already refuses
// the deadline.
func (c *conversation) read() (frame.Frame, error) {
	if err := c.pace.next(c.in.Buffered() > 0); err != nil {
		return frame.Frame{}, err
	}
	return c.open(c.in, c.host.dialect.frame())
}

// turn answers one frame, or does what a fault wants instead.
func (c *conversation) turn(f frame.Frame) error {
	m, err := c.host.dialect.spec.Unpack(f.Body)
	if err == nil && !isRequest(m.MTI) {
		err = fmt.Errorf("message type %s is no request", m.MTI)
	}
	if err != nil {
		return c.malformed(f, plainly(err))
	}
	c.host.tellOf(c.host.with(Event{Type: Requested, Conn: c.id}, m), m)
	native := c.host.dialect.request(m)
	fault, kind := c.host.faults.forMessage(m, native, c.door)
	came := taped{conn: c.id, note: fault.Name, body: f.Body}
	if fault.Name != "" {
		c.host.tellOf(Event{Type: FaultUsed, Conn: c.id, Fault: fault.Name}, m)
	}
	if kind.moment == before {
		came.key, came.at = keyOf(native), c.host.now()
		c.host.tape.keep(came)
	}
	switch fault.Name {
	case "drop_request":
		return nil
	case "close_before_response":
		return errOnPurpose
	}
	force, err := c.askIssuer(native)
	if err != nil {
		return err
	}
	if kind.moment == instead {
		force, kind.do = forcing{txn.Code(fault.Value), "on purpose"}, sendWhole
	}
	a := c.host.decide(&request{frame: f, wire: m, msg: native, force: force.code, forced: force.why})
	came.key, came.at = a.request.key, a.request.at
	c.host.tape.keep(came)
	c.tellDecided(a)
	if err := c.sendLate(a.request.key.Terminal); err != nil {
		return err
	}
	return kind.do(c, a, fault)
}

// askIssuer waits as long as the issuer takes.
func (c *conversation) askIssuer(m *message.Message) (forcing, error) {
	takes, code := c.host.issuerTakes(m)
	if takes == 0 {
		return forcing{}, nil
	}
	c.host.tellOf(Event{Type: IssuerAsked, Conn: c.id, Reason: takes.String()}, m)
	return forcing{code, "the issuer did not answer"}, c.pause(takes)
}

func (c *conversation) malformed(f frame.Frame, why error) error {
	c.host.tell(Event{Type: Malformed, Conn: c.id, Reason: why.Error()})
	a := c.host.refuseMalformed(f, why)
	if a == nil {
		return errHopeless
	}
	var at *message.ParseError
	if errors.As(why, &at) {
		a.decision.field = at.Field
	}
	c.tellDecided(*a)
	return sendWhole(c, *a, Fault{})
}

// plainly says what is behind the last field, which is in none.
func plainly(err error) error {
	var at *message.ParseError
	if errors.As(err, &at) && at.Field == message.AfterLast {
		return fmt.Errorf("bytes after the last field, from byte %d on: %w", at.Offset, at.Err)
	}
	return err
}

func (c *conversation) tellDecided(a answer) {
	e := Event{Type: Decided, Conn: c.id, Response: a.decision.code, Field: c.host.dialect.where(a.decision.field), Reason: a.decision.reason}
	c.host.tell(e.about(a.request))
}

// sendLate sends what should have gone out on an earlier connection.
func (c *conversation) sendLate(terminal string) error {
	for _, l := range c.host.late.collect(terminal, c.id) {
		if err := c.send(l.key, l.raw, "late_response"); err != nil {
			return err
		}
	}
	return nil
}

// send sends an answer whole. It is remembered before it leaves: whoever has it finds it in the story at once.
func (c *conversation) send(k Key, raw []byte, fault string) error {
	id := c.sent(k, raw, fault)
	err := c.write(c.wrap(raw))
	if err != nil {
		c.host.tape.forget(id)
	}
	return err
}

// sent remembers what leaves.
func (c *conversation) sent(k Key, raw []byte, fault string) (id uint64) {
	f, err := c.host.dialect.frame().Decode(raw)
	if err == nil {
		id = c.host.tape.keep(taped{key: k, at: c.host.now(), conn: c.id, sent: true, note: fault, body: f.Body})
	}
	return id
}

func (c *conversation) write(raw []byte) error {
	if err := c.pace.writable(); err != nil {
		return err
	}
	_, err := c.conn.Write(raw)
	return err
}

// pause returns early with an error when the host stops.
func (c *conversation) pause(d time.Duration) error { return pause(c.ctx, c.host.options.After(d)) }

func pause(ctx context.Context, over <-chan time.Time) error {
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
