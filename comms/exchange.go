package comms

import (
	"context"
	"fmt"
	"net"
	"time"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/txn"
)

// exchange is one request on its way.
type exchange struct {
	link    *Link
	request *Request
	mac     *keys.Sealer
	sent    *message.Message
	layout  Layout
	clean   bool // the answer came alone, and nobody gave up meanwhile
}

func (x *exchange) fail(op Op, reason txn.Reason, err error) error {
	return &ExchangeError{op, x.request.Trace, reason, err}
}

// build makes the frame, sealed where the kind has a MAC. What can be refused is
// refused here, before anything is dialled.
func (x *exchange) build() (f frame.Frame, err error) {
	p := &x.link.Profile
	if x.sent, x.layout, err = build(p, x.request); err != nil {
		return f, err
	}
	f = frame.Frame{TPDU: p.TPDU, Header: p.Header}
	if x.sent.Has(55) {
		f.Header = f.Header.ForChip()
	}
	switch {
	case !x.layout.MAC:
		f.Body, err = x.sent.Pack()
	case x.mac == nil:
		err = errNotSigned
	default:
		f.Body, err = x.sent.Seal(x.mac.Sum)
	}
	if err != nil {
		return f, err
	}
	return f, f.Check()
}

// ask sends the request on a connection and waits for the answer, both within limit.
func (x *exchange) ask(ctx context.Context, conn *line.Conn, request frame.Frame, limit time.Duration) (a Answer, err error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer func() { x.clean = stop() && x.clean }()
	if err := arm(ctx, conn, limit); err != nil {
		return Answer{}, x.fail(OpDial, "", plain(err))
	}
	x.link.remember(x.sent)
	if err := conn.Send(request); err != nil {
		return Answer{}, x.fail(OpSend, txn.NoReply, plain(err))
	}
	return x.wait(ctx, conn)
}

// arm sets the one deadline of the exchange: a host that dribbles does not get
// more time with every byte.
func arm(ctx context.Context, conn net.Conn, limit time.Duration) error {
	if err := conn.SetDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	return ctx.Err()
}

// receiver is a connection while an answer is waited for.
type receiver interface{ Receive() (frame.Frame, error) }

// wait reads until the answer to this request came, or nothing can come any more.
func (x *exchange) wait(ctx context.Context, conn receiver) (Answer, error) {
	for strays := 0; strays < strayLimit; strays++ {
		f, err := conn.Receive()
		if err != nil {
			return Answer{}, x.silence(ctx, strays, err)
		}
		m, err := x.link.Profile.Spec.Unpack(f.Body)
		if err != nil {
			return Answer{}, x.fail(OpWait, txn.Unmatched, fmt.Errorf("unreadable answer: %w", err))
		}
		if len(x.link.Profile.differences(x.sent, m)) == 0 {
			x.clean = strays == 0
			return x.verify(f, m)
		}
		x.link.stray(m)
	}
	return Answer{}, x.fail(OpWait, txn.Unmatched, errStrays)
}

// silence says what the end of reading means: a broken frame or nothing but
// strays is 06; nothing at all, or our own giving up, is 98.
func (x *exchange) silence(ctx context.Context, strays int, err error) error {
	switch {
	case ctx.Err() != nil:
		return x.fail(OpWait, txn.NoReply, errGivenUp)
	case unreadable(err):
		return x.fail(OpWait, txn.Unmatched, fmt.Errorf("unreadable answer: %w", err))
	case strays > 0:
		return x.fail(OpWait, txn.Unmatched, fmt.Errorf("%w, then: %w", errStrays, plain(err)))
	}
	return x.fail(OpWait, txn.NoReply, plain(err))
}

// verify decides whether a matching answer may be believed (RULES.md 2.1, 2.3).
func (x *exchange) verify(f frame.Frame, m *message.Message) (Answer, error) {
	if !m.Has(39) {
		return Answer{}, x.fail(OpVerify, txn.Unmatched, errNoCode)
	}
	a := newAnswer(x.request.Kind, f.Header, m)
	if !x.layout.MAC {
		a.Authentic = true
		return a, nil
	}
	input, mac, sealed := m.Spec().MACInput(f.Body)
	switch {
	case sealed && x.mac.Verify(input, mac):
		a.Authentic = true
	case a.Code == macRefused:
		// The host cannot read our MAC, so we cannot read its: keys have parted.
	case sealed:
		return Answer{}, x.fail(OpVerify, txn.BadMAC, errWrongMAC)
	case !signInFirst[a.Code]:
		return Answer{}, x.fail(OpVerify, txn.BadMAC, errNoMAC)
	}
	return a, nil
}

// macRefused is the host's "your MAC is wrong".
const macRefused txn.Code = "A0"

// signInFirst are the codes believed without a MAC, and then only to mean "not
// accepted, sign in".
var signInFirst = map[txn.Code]bool{macRefused: true, "77": true, "97": true, "03": true}
