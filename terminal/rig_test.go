package terminal

import (
	"context"
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/receipt"
	"posterm/reversal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// The devices of these tests are small: a host that is a function, a printer
// that answers what a test tells it, and a real journal on a real disk.

const testPAN = txn.PAN("6222021234567890128")

var testCard = txn.Card{PAN: testPAN, Expiry: "3012", Track2: "6222021234567890128=30121010000000", Entry: txn.Swipe}

// host answers every exchange by a function.
type host struct {
	mu   sync.Mutex
	asks []comms.Request
	macs []*keys.Sealer // what each of them was sealed with
	say  func(comms.Request) (comms.Answer, error)
	// hold names a kind of request that is answered only by the end of its exchange;
	// each one that came is told on held.
	hold txn.Kind
	held chan comms.Request
	// holdOrders keeps the next question about a wallet order until its exchange ends.
	holdOrders chan comms.Request
	slow       time.Duration // what a held exchange takes to end, in a bubble
	now        int           // exchanges under way
	most       int
}

func (h *host) Exchange(ctx context.Context, r comms.Request, mac *keys.Sealer) (comms.Answer, error) {
	h.mu.Lock()
	h.asks, h.macs = append(h.asks, r), append(h.macs, mac)
	h.now++
	h.most = max(h.most, h.now)
	say, hold, orders := h.say, h.hold == r.Kind && r.As == txn.Request, h.holdOrders
	if r.As == txn.OrderQuery || r.As == txn.OrderClose {
		h.holdOrders = nil
	} else {
		orders = nil
	}
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.now--
	}()
	if err := ctx.Err(); err != nil {
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpDial, Err: err}
	}
	if orders != nil {
		orders <- r
		<-ctx.Done()
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpWait, Reason: txn.NoReply, Err: ctx.Err()}
	}
	if hold {
		h.held <- r
		<-ctx.Done()
		<-time.After(h.slow)
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpWait, Reason: txn.NoReply, Err: ctx.Err()}
	}
	return say(r)
}

// holds makes the host keep a kind of request; the channel tells of each that came.
func (h *host) holds(k txn.Kind) <-chan comms.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hold, h.held = k, make(chan comms.Request, 8)
	return h.held
}

// atOnce is how many exchanges were under way at the same time, at most.
func (h *host) atOnce() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.most
}

func (h *host) set(say func(comms.Request) (comms.Answer, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.say = say
}

func (h *host) asked() []comms.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]comms.Request(nil), h.asks...)
}

// approve is a host that is happy with everything.
func approve(t *testing.T) func(comms.Request) (comms.Answer, error) {
	block := keyBlock(t)
	return func(r comms.Request) (comms.Answer, error) {
		a := comms.Answer{Code: "00", Authentic: true, RRN: "000000000017", Auth: "123456", HostDate: "0301", HostTime: "120000", Batch: 1}
		if r.Kind == txn.SignIn {
			a.KeyBlock = block
		}
		return a, nil
	}
}

func keyBlock(t *testing.T) comms.Hidden {
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	key := func(s string) keys.Key {
		b, err := hex.DecodeString(s)
		require.NoError(t, err)
		return b
	}
	w := keys.Working{PIK: key("6BABB0BFD9544AF7D50DEAEA7A23E38F"), MAK: key("DAB36167E6DFB5EF")}
	block, err := w.Seal(keys.FormDouble, keys.UnionPayECB, tmk)
	require.NoError(t, err)
	return block
}

var errLost = &comms.ExchangeError{Op: comms.OpWait, Reason: txn.NoReply, Err: errors.New("no answer in time")}

// fakePrinter is a printer that does what a test says.
type fakePrinter struct {
	events chan printer.Event
	jobs   chan printer.Job
	refuse func(printer.Job) error // what Print says; nil: yes
}

func (p *fakePrinter) Expect(printer.Job)           {}
func (p *fakePrinter) Mended()                      {}
func (p *fakePrinter) Events() <-chan printer.Event { return p.events }
func (p *fakePrinter) Close() error                 { return nil }

func (p *fakePrinter) Print(j printer.Job) error {
	if p.refuse != nil {
		if err := p.refuse(j); err != nil {
			return err
		}
	}
	p.jobs <- j
	return nil
}

// manual is a printer that says nothing but what a test lets it say.
func manual(events ...printer.Event) *fakePrinter {
	p := &fakePrinter{events: make(chan printer.Event, 8), jobs: make(chan printer.Job, 8)}
	for _, e := range events {
		p.events <- e
	}
	return p
}

// obedient prints everything at once.
func obedient() *fakePrinter {
	p := &fakePrinter{events: make(chan printer.Event, 8), jobs: make(chan printer.Job, 8)}
	p.events <- printer.Ready{Grade: txn.GradePrinted}
	go func() {
		for j := range p.jobs {
			p.events <- printer.Printed{Job: j.Number, Grade: txn.GradePrinted, Pieces: 1}
		}
	}()
	return p
}

// failing is a journal whose commits fail when the test says so.
type failing struct {
	Roll
	fail func([]roll.Row) error
}

func (f *failing) Commit(rows []roll.Row, seal *journal.Seal) error {
	if f.fail != nil {
		if err := f.fail(rows); err != nil {
			return err
		}
	}
	return f.Roll.Commit(rows, seal)
}

type rig struct {
	t       *testing.T
	dir     string
	host    *host
	paper   func() *fakePrinter
	fail    func([]roll.Row) error
	screens []machine.Shown
	mu      sync.Mutex
	policy  machine.Policy
	change  func(*Config) // of the terminal, before it opens; may be nil
	known   [][]uint64    // the jobs that each opening of the printer was told of
	*Terminal
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, dir: t.TempDir(), host: &host{say: approve(t)}, paper: obedient}
	r.policy = machine.Policy{
		Reversal: reversal.Policy{Attempts: 2}, AutoSignIn: true, CompletePercent: 115, BatchLimit: 500, Copies: 2, Paper: true,
		Terminal: "00010001", Merchant: "104512541110001", Operator: "01",
	}
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	require.NoError(t, journal.Create(r.dir, roll.Book{Batch: 1}, tmk, time.Now()))
	return r
}

// open starts the terminal; every test ends with a journal that holds together.
func (r *rig) open() {
	r.t.Helper()
	cfg := Config{
		Policy: r.policy, Shop: receipt.Shop{Name: "测试商户"}, MAC: keys.UnionPayECB, Form: keys.FormDouble,
		OpenRoll: func() (Roll, error) {
			j, err := journal.Open(r.dir, "test")
			if err != nil {
				return nil, err
			}
			return &failing{j, func(rows []roll.Row) error {
				if r.fail == nil {
					return nil
				}
				return r.fail(rows)
			}}, nil
		},
		Host: r.host,
		OpenPaper: func(_ [4]byte, known []uint64) (Paper, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.known = append(r.known, known)
			return r.paper(), nil
		},
		Now: time.Now, Log: zerolog.Nop(),
		Screen: func(s machine.Screen, _ txn.Words) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.screens = append(r.screens, s.Is)
		},
	}
	if r.change != nil {
		r.change(&cfg)
	}
	var err error
	r.Terminal, err = Open(cfg)
	require.NoError(r.t, err)
	r.t.Cleanup(func() {
		r.stop()
		r.check()
	})
}

func (r *rig) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), StopGrace)
	defer cancel()
	require.NoError(r.t, r.Close(ctx))
}

func (r *rig) check() {
	j, err := journal.Open(r.dir, "check")
	require.NoError(r.t, err)
	report, err := j.Check(context.Background())
	require.NoError(r.t, err)
	require.Empty(r.t, report.Findings)
	require.NoError(r.t, j.Close())
}

func (r *rig) do(o Order) Reply {
	r.t.Helper()
	reply, err := r.Do(r.t.Context(), o)
	require.NoError(r.t, err)
	_, err = r.Settled(r.t.Context())
	require.NoError(r.t, err)
	r.sameAsTheRoll()
	return reply
}

// sameAsTheRoll: what the Book holds of a transaction is what the roll tells of it.
func (r *rig) sameAsTheRoll() {
	r.t.Helper()
	_, err := ask(r.t.Context(), r.Terminal, func(l *loop) (any, error) {
		for _, held := range l.st.Book.Txns {
			told, err := l.roll.Txn(held.ID)
			assert.NoError(r.t, err)
			assert.Equal(r.t, told, held)
		}
		return nil, nil
	})
	require.NoError(r.t, err)
}

func (r *rig) sale(amount txn.Fen) Reply {
	return r.do(Order{Kind: txn.Sale, Amount: amount, Card: testCard})
}

func (r *rig) status(ref txn.Ref) View {
	r.t.Helper()
	reply, err := r.Status(r.t.Context(), ref)
	require.NoError(r.t, err)
	return reply.View
}

func (r *rig) shown() []machine.Shown {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]machine.Shown(nil), r.screens...)
}

// opened is what each opening of the printer was told of.
func (r *rig) opened() [][]uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([][]uint64(nil), r.known...)
}

// inside runs on the loop's goroutine, where a test may only assert, not end.
func (r *rig) inside(work func(*loop)) {
	r.t.Helper()
	_, err := ask(r.t.Context(), r.Terminal, func(l *loop) (any, error) {
		work(l)
		return nil, nil
	})
	require.NoError(r.t, err)
}

// settled waits for the printer.
func (r *rig) settled() Condition {
	r.t.Helper()
	how, err := r.Settled(r.t.Context())
	require.NoError(r.t, err)
	return how
}

// lost makes the host silent about sales.
func (r *rig) lost() {
	happy := approve(r.t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		if q.Kind == txn.Sale && q.As == txn.Request {
			return comms.Answer{}, errLost
		}
		return happy(q)
	})
}

// answering makes the host answer one kind of request, or the reversals, with a code.
func (r *rig) answering(k txn.Kind, reverse bool, code txn.Code) {
	happy := approve(r.t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		a, err := happy(q)
		if q.Kind == k && (q.As == txn.Reversal) == reverse {
			a.Code = code
		}
		return a, err
	})
}
