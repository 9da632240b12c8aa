package comms

import (
	"context"
	"sync"
	"time"

	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/txn"
)

// Default time limits.
const (
	ConnectTimeout  = 5 * time.Second  // chosen: a host that takes longer is down
	ResponseTimeout = 60 * time.Second // given, PROTOCOL.md 9: then a reversal is owed
	CoolDown        = 60 * time.Second // chosen: a host that restarts is back by then
	EchoAfter       = 30 * time.Second // chosen: routers forget a silent connection after a minute at the earliest
)

// Dialer opens a connection to the host. It must obey ctx.
type Dialer = line.Dialer

// Link is the way to the acquirer, one exchange at a time. The zero time limits are
// the defaults. By default each exchange has a connection of its own; open.go tells
// which path it takes, and what a kept connection must prove first.
type Link struct {
	Dial            Dialer      // the only path; or
	Paths           []line.Path // in the order in which they are tried
	Profile         Profile
	ConnectTimeout  time.Duration    // of each path
	ResponseTimeout time.Duration    // from the first byte sent to the last byte of the answer
	CoolDown        time.Duration    // how long a path that failed comes after the others
	KeepOpen        bool             // keep the connection for the next exchange
	EchoAfter       time.Duration    // a connection kept longer without a word must answer an echo first
	Stray           func(Stray)      // told of every answer to something else; may be nil
	Changed         func(line.State) // told when a path works, or fails; must not block. May be nil

	closing sync.WaitGroup // the connection of the last exchange
	recent  []asked        // keys of the last requests, newest last
	strays  uint64
	once    sync.Once
	paths   []line.Path // Paths, or Dial
	mu      sync.Mutex  // guards board
	board   *line.Board
	kept    *kept // nil: none
	echoes  txn.Trace
}

// TCP dials an address like "127.0.0.1:8583" without encryption.
func TCP(address string) Dialer { return line.TCP(address, line.TCPOptions{}) }

// Exchange sends the request and waits for its answer. Mac is the session's; it
// may be nil for kinds without MAC. Errors are of type *ExchangeError.
//
// The request is handed to one connection, once. Until then a path that does not
// work is left for the next one; from then on the outcome is unknown whatever
// happens, and nothing is sent again: that is for its reversal, which is an
// exchange of its own.
//
// After anything but a clean answer the connection is closed, so that a late answer
// cannot be read as the next one's. Who waits for the answer does not wait for that; the next
// exchange does, before it dials. A cancelled ctx ends the wait; once bytes have been
// sent that is an unknown outcome like any other.
func (l *Link) Exchange(ctx context.Context, r Request, mac *keys.Sealer) (Answer, error) {
	l.once.Do(l.start)
	x := exchange{link: l, request: &r, mac: mac}
	request, err := x.build()
	if err != nil {
		return Answer{}, x.fail(OpBuild, "", err)
	}
	l.closing.Wait()
	conn, err := l.open(ctx, &x)
	if err != nil {
		return Answer{}, x.fail(OpDial, "", err)
	}
	begun := time.Now()
	a, err := x.ask(ctx, conn.Conn, request, orDefault(l.ResponseTimeout, ResponseTimeout))
	l.note(ctx, conn.path, time.Since(begun), err)
	if err == nil && l.KeepOpen && x.clean && conn.Reusable() {
		l.keep(conn)
	} else {
		l.closing.Go(func() { _ = conn.Close() })
	}
	return a, err
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
