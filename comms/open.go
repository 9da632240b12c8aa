package comms

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"posterm/comms/frame"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/txn"
)

// kept is a connection with what a link knows about it.
type kept struct {
	*line.Conn
	path  int             // its number
	since time.Time       // nothing was said since
	told  map[string]bool // message type and trace of every request sent on it
}

// askLimit is how many requests one connection may carry; then it is replaced.
const askLimit = 1000 // chosen: the memory of what was asked stays small

func (l *Link) start() {
	l.paths = l.Paths
	if len(l.paths) == 0 {
		l.paths = []line.Path{{Dial: func(ctx context.Context) (net.Conn, error) { return l.Dial(ctx) }}}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.board = line.NewBoard(orDefault(l.CoolDown, CoolDown), l.paths)
}

// States tells how every path stands. It may be called at any time, from any
// goroutine.
func (l *Link) States() []line.State {
	l.once.Do(l.start)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.board.States(time.Now())
}

// Close ends a kept connection. No exchange may be under way.
func (l *Link) Close() error {
	if conn := l.kept; conn != nil {
		l.kept = nil
		conn.Wake()
		_ = conn.Close()
	}
	l.closing.Wait()
	return nil
}

// open finds a connection for an exchange: path after path, in the order of the
// board, the kept connection where its path's turn is. Nothing of the request is
// sent here, so that going on to the next path is safe.
func (l *Link) open(ctx context.Context, x *exchange) (*kept, error) {
	var failures []error
	for _, i := range l.order() {
		if conn := l.reuse(ctx, x, i); conn != nil {
			return conn, nil
		}
		conn, err := l.dial(ctx, i)
		if err == nil {
			l.drop()
			conn.take(x.sent)
			return conn, nil
		}
		if name := l.paths[i].Name(); name != "" {
			err = fmt.Errorf("%s: %w", name, err)
		}
		failures = append(failures, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, unopened(failures)
}

// unopened is why no path could be opened.
type unopened []error

// Error lists the failures, path by path.
func (u unopened) Error() string {
	texts := make([]string, len(u))
	for i, err := range u {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap gives all of them.
func (u unopened) Unwrap() []error { return u }

func (l *Link) order() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.board.Order(time.Now())
}

// dial opens path i, within the time a path has.
func (l *Link) dial(ctx context.Context, i int) (*kept, error) {
	begun := time.Now()
	limited, cancel := context.WithTimeout(ctx, orDefault(l.ConnectTimeout, ConnectTimeout))
	defer cancel()
	conn, err := l.paths[i].Open(limited, l.Profile.Frame)
	if err != nil {
		err = plain(err)
		if ctx.Err() == nil {
			l.change(func(b *line.Board) line.State { return b.Unreached(i, time.Now(), err) })
		}
		return nil, err
	}
	version, peer := conn.Secured()
	l.change(func(b *line.Board) line.State { return b.Connected(i, time.Since(begun), version, peer) })
	return &kept{Conn: conn, path: i, told: map[string]bool{}}, nil
}

// note tells the board how an exchange on path i ended. When we gave up ourselves,
// that says nothing about the host.
func (l *Link) note(ctx context.Context, i int, took time.Duration, err error) {
	switch {
	case err == nil:
		l.change(func(b *line.Board) line.State { return b.Answered(i, time.Now(), took) })
	case ctx.Err() == nil:
		l.change(func(b *line.Board) line.State { return b.Broken(i, time.Now(), err) })
	}
}

// change writes to the board, and tells who wants to know.
func (l *Link) change(write func(*line.Board) line.State) {
	l.mu.Lock()
	state := write(l.board)
	l.mu.Unlock()
	if l.Changed != nil {
		l.Changed(state)
	}
}

// keep leaves a connection open for the next exchange. What comes meanwhile is a
// stray, and closes it.
func (l *Link) keep(conn *kept) {
	conn.since = time.Now()
	l.kept = conn
	conn.Rest(func(f frame.Frame) {
		if m, err := l.Profile.Spec.Unpack(f.Body); err == nil {
			l.stray(m)
		}
	})
}

// drop closes the kept connection, for a better path was opened.
func (l *Link) drop() {
	if conn := l.kept; conn != nil {
		l.kept = nil
		conn.Wake()
		l.closing.Go(func() { _ = conn.Close() })
	}
}

// reuse gives the kept connection when path i is its own and it can be trusted with
// the request: nothing came while it rested, the host has not ended it, it answers
// an echo when it was silent for long, and the same was not asked on it before. Nil
// means dial: nothing of the request was sent.
//
// A host may still end the connection at the very moment at which the request
// leaves. Then Write was called, and the outcome is unknown (RULES.md 2.4).
func (l *Link) reuse(ctx context.Context, x *exchange, i int) *kept {
	conn := l.kept
	if conn == nil || conn.path != i {
		return nil
	}
	l.kept = nil
	if conn.Wake() && conn.take(x.sent) && l.alive(ctx, x, conn) {
		return conn
	}
	l.closing.Go(func() { _ = conn.Close() })
	return nil
}

// take notes what is asked on the connection. False: the same was asked on it before,
// so that a second answer to the first could be taken for the answer to this one.
func (c *kept) take(m *message.Message) bool {
	key := m.MTI + m.Get(11)
	if c.told[key] || len(c.told) >= askLimit {
		return false
	}
	c.told[key] = true
	return true
}

// Traces of the link's own echoes count down from echoFirst to echoLast and begin
// again. They are no part of the journal's numbers: an echo is recorded nowhere,
// cannot be reversed, and its answer fits no request that moves money.
const (
	echoFirst txn.Trace = 999999
	echoLast  txn.Trace = 999000
)

// alive asks for an echo when the connection was silent for too long. The limit is
// that of connecting: who does not answer by then is dialled anew, before anything
// that matters was sent.
func (l *Link) alive(ctx context.Context, x *exchange, conn *kept) bool {
	if x.request.Kind == txn.Echo || time.Since(conn.since) <= orDefault(l.EchoAfter, EchoAfter) {
		return true
	}
	r := l.echo(x.request.Batch, x.request.Terminal, x.request.Merchant, x.request.Sent)
	echo := exchange{link: l, request: &r}
	f, err := echo.build()
	if err != nil || !conn.take(echo.sent) {
		return false // a profile without an echo: a new connection is the proof
	}
	_, err = echo.ask(ctx, conn.Conn, f, orDefault(l.ConnectTimeout, ConnectTimeout))
	return err == nil && echo.clean && conn.Reusable()
}

// echo is an echo test of the link's own.
func (l *Link) echo(batch txn.Batch, terminal, merchant string, now time.Time) Request {
	if l.echoes--; l.echoes < echoLast || l.echoes > echoFirst {
		l.echoes = echoFirst
	}
	return Request{Kind: txn.Echo, Trace: l.echoes, At: now, Sent: now, Batch: batch, Terminal: terminal, Merchant: merchant}
}

// Echo asks for an echo beside the transactions: it is recorded nowhere and uses up no
// trace number of the journal. It ends as Exchange does.
func (l *Link) Echo(ctx context.Context, batch txn.Batch, terminal, merchant string) (Answer, error) {
	return l.Exchange(ctx, l.echo(batch, terminal, merchant, time.Now()), nil)
}
