package comms

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/txn"
)

// Default time limits.
const (
	ConnectTimeout  = 5 * time.Second  // chosen: a host that takes longer is down
	ResponseTimeout = 60 * time.Second // given, PROTOCOL.md 9: then a reversal is owed
)

// Dialer opens a connection to the host. It must obey ctx.
type Dialer func(ctx context.Context) (net.Conn, error)

// Link is the way to one host: one connection per exchange, one exchange at a
// time. The zero time limits are the defaults.
type Link struct {
	Dial            Dialer
	Profile         Profile
	ConnectTimeout  time.Duration
	ResponseTimeout time.Duration // from the first byte sent to the last byte of the answer
	Stray           func(Stray)   // told of every answer to something else; may be nil

	closing sync.WaitGroup // the connection of the last exchange
	recent  []asked        // keys of the last requests, newest last
	strays  uint64
}

// TCP dials an address like "127.0.0.1:8583" without encryption.
func TCP(address string) Dialer {
	return func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", address)
	}
}

// Exchange sends the request and waits for its answer. Mac is the session's; it
// may be nil for kinds without MAC. Errors are of type *ExchangeError.
//
// The connection is always closed afterwards, so that a late answer cannot be
// read as the next one's. Who waits for the answer does not wait for that; the next
// exchange does, before it dials. A cancelled ctx ends the wait; once bytes have been
// sent that is an unknown outcome like any other.
func (l *Link) Exchange(ctx context.Context, r Request, mac *keys.Sealer) (Answer, error) {
	x := exchange{link: l, request: &r, mac: mac}
	request, err := x.build()
	if err != nil {
		return Answer{}, x.fail(OpBuild, "", err)
	}
	l.closing.Wait()
	conn, err := l.dial(ctx)
	if err != nil {
		return Answer{}, x.fail(OpDial, "", plain(err))
	}
	defer l.closing.Go(func() { conn.Close() })
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := l.arm(ctx, conn); err != nil {
		return Answer{}, x.fail(OpDial, "", plain(err))
	}
	l.remember(x.sent)
	if err := l.Profile.Frame.Write(conn, request); err != nil {
		return Answer{}, x.fail(OpSend, txn.NoReply, plain(err))
	}
	return x.wait(ctx, conn)
}

func (l *Link) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, orDefault(l.ConnectTimeout, ConnectTimeout))
	defer cancel()
	return l.Dial(ctx)
}

// arm sets the one deadline of the exchange: a host that dribbles does not get
// more time with every byte.
func (l *Link) arm(ctx context.Context, conn net.Conn) error {
	if err := conn.SetDeadline(time.Now().Add(orDefault(l.ResponseTimeout, ResponseTimeout))); err != nil {
		return err
	}
	return ctx.Err()
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// exchange is one request on its way.
type exchange struct {
	link    *Link
	request *Request
	mac     *keys.Sealer
	sent    *message.Message
	layout  Layout
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

// wait reads until the answer to this request came, or nothing can come any more.
func (x *exchange) wait(ctx context.Context, conn io.Reader) (Answer, error) {
	for strays := 0; strays < strayLimit; strays++ {
		f, err := x.link.Profile.Frame.Read(conn)
		if err != nil {
			return Answer{}, x.silence(ctx, strays, err)
		}
		m, err := x.link.Profile.Spec.Unpack(f.Body)
		if err != nil {
			return Answer{}, x.fail(OpWait, txn.Unmatched, fmt.Errorf("unreadable answer: %w", err))
		}
		if len(x.link.Profile.differences(x.sent, m)) == 0 {
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
