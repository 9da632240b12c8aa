package notify

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

const (
	address = "http://127.0.0.1:9/pos"
	shared  = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

// shop is a real journal, a receiver on pipes in memory, and between them a Deliverer. Its
// clock is that of the bubble and its skew.
type shop struct {
	t      *testing.T
	dir    string
	mu     sync.Mutex // of the journal, as the loop has it for one
	j      *journal.Journal
	book   roll.Book
	live   roll.Row
	skew   atomic.Int64 // nanoseconds
	wake   chan struct{}
	unmark error // what the next mark says instead of being made

	down  bool                                // nobody listens
	serve func(http.ResponseWriter, delivery) // nil: 200
	got   []delivery
	dials atomic.Int64
	lines pipes
	over  chan struct{} // closed when the story is told
	http  *http.Server
	url   string
}

// delivery is one message as it came.
type delivery struct {
	at       time.Time
	id, body string
	over     <-chan struct{} // for whoever keeps it waiting
}

// pipes is a listener without a network.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if c, open := <-p; open {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// open makes a shop. It is called in a bubble.
func open(t *testing.T) *shop {
	s := &shop{t: t, dir: t.TempDir(), wake: make(chan struct{}, 1), lines: make(pipes), over: make(chan struct{}), url: address}
	require.NoError(t, journal.Create(s.dir, roll.Book{Batch: 1}, []byte("0123456789abcdef"), time.Now()))
	s.start()
	s.http = &http.Server{Handler: http.HandlerFunc(s.receive)}
	go func() { _ = s.http.Serve(s.lines) }()
	t.Cleanup(func() {
		close(s.over)
		_ = s.http.Close()
		require.NoError(t, s.j.Close())
	})
	return s
}

// start opens the journal, after a power cut as in the morning.
func (s *shop) start() {
	var err error
	if s.j != nil {
		require.NoError(s.t, s.j.Close())
	}
	s.j, err = journal.Open(s.dir, "test", journal.Notifying(roll.Events()...))
	require.NoError(s.t, err)
	s.book, _, err = s.j.Book()
	require.NoError(s.t, err)
}

// pass lets time go by: the bubble's.
func (s *shop) pass(d time.Duration) { <-time.After(d) }

func (s *shop) now() time.Time { return time.Now().Add(time.Duration(s.skew.Load())) }

// commit adds a row, in a commit of its own.
func (s *shop) commit(what roll.What, kind txn.Kind, body any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.live
	if what == roll.IntentMade {
		r = roll.Row{Batch: 1, Trace: s.book.Trace.Next(), Kind: kind, Txn: roll.ID(s.book.Seq + 1)}
	}
	r.Seq, r.What, r.Body, r.At = s.book.Seq+1, what, body, s.now()
	s.book, s.live = s.book.Apply(r), r
	require.NoError(s.t, s.j.Commit([]roll.Row{r}, nil))
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// sale makes an approved sale.
func (s *shop) sale() {
	s.commit(roll.IntentMade, txn.Sale, roll.Intent{Amount: 1234, Card: "622202******1234", Terminal: "00010001", Merchant: "104512541110001"})
	s.commit(roll.Approved, txn.Sale, roll.Outcome{Code: "00"})
}

func (s *shop) Outbox(_ context.Context, use func(*journal.Outbox) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return use(s.j.Outbox())
}

func (s *shop) MarkOutbox(ctx context.Context, use func(*journal.Outbox) error) error {
	if err := s.unmark; err != nil {
		s.unmark = nil
		return err
	}
	return s.Outbox(ctx, use)
}

// state is how the outbox stands.
func (s *shop) state() (st journal.OutboxState) {
	require.NoError(s.t, s.Outbox(s.t.Context(), func(o *journal.Outbox) (err error) {
		st, err = o.State()
		return err
	}))
	return st
}

// list is what the outbox holds.
func (s *shop) list() (all []journal.Notice) {
	require.NoError(s.t, s.Outbox(s.t.Context(), func(o *journal.Outbox) (err error) {
		all, err = o.List(0, 100)
		return err
	}))
	return all
}

func (s *shop) resume() {
	require.NoError(s.t, s.Outbox(s.t.Context(), (*journal.Outbox).Resume))
}

func (s *shop) deliverer() *Deliverer {
	secret, err := ParseSecret(shared)
	require.NoError(s.t, err)
	return New(Config{
		Source: s, URL: s.url, Secret: secret, Timeout: 10 * time.Second, Agent: "posterm/test", Seed: 7, Now: s.now, Wake: s.wake, Log: zerolog.Nop(), Dial: s.dial,
	})
}

// run delivers for a while.
func (s *shop) run(while func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.deliverer().Run(ctx)
	}()
	while()
	cancel()
	<-ended
}

func (s *shop) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	s.dials.Add(1)
	s.mu.Lock()
	down := s.down
	s.mu.Unlock()
	if down {
		return nil, errors.New("connection refused")
	}
	near, far := net.Pipe()
	select {
	case s.lines <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// receive is the receiver: it believes what is signed.
func (s *shop) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	hook, hookErr := webhooks.NewWebhook(shared)
	d := delivery{time.Now(), r.Header.Get("webhook-id"), string(body), s.over}
	s.mu.Lock()
	s.got = append(s.got, d)
	serve, skewed := s.serve, s.skew.Load() != 0
	s.mu.Unlock()
	if err = errors.Join(err, hookErr); err == nil {
		err = hook.Verify(body, r.Header)
	}
	switch {
	case err != nil && !skewed:
		s.t.Errorf("%s is not signed as it should be: %v", d.id, err)
	case r.Header.Get("Content-Type") != "application/json" || !bytes.HasPrefix(body, []byte(`{"type":"`)):
		s.t.Errorf("%s is no message: %s", d.id, body)
	case serve != nil:
		serve(w, d)
	}
}

// received are the messages so far.
func (s *shop) received() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivery(nil), s.got...)
}

// answers makes the receiver answer.
func (s *shop) answers(serve func(http.ResponseWriter, delivery)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serve = serve
}

func (s *shop) listens(up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = !up
}
