package terminal

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/receipt"
	"posterm/receipt/link"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Roll is the durable journal as the loop uses it.
type Roll interface {
	Commit(rows []roll.Row, seal *journal.Seal) error
	Book() (roll.Book, []roll.Row, error)
	Txn(roll.ID) (roll.Txn, error)
	About(roll.ID) ([]roll.Row, error)
	Txns(before roll.ID, limit int) ([]roll.Txn, error)
	Rows(after uint64, limit int) ([]roll.Row, error)
	Find(txn.Ref) (roll.ID, error)
	PAN(roll.ID) (txn.PAN, error)
	Digest(txn.PAN) string
	Similar(kind txn.Kind, digest string, amount txn.Fen, since time.Time) (roll.ID, bool, error)
	Master() []byte
	Nonce() [4]byte
	SlipSeed() []byte
	Approved(since time.Time, match func(roll.Row) bool) (roll.ID, error)
	Spent(owed func(roll.ID) bool) ([]roll.ID, error)
	Forget([]roll.ID) error
	Checkpoint() (int, error)
	Check(context.Context) (journal.Report, error)
	Outbox() *journal.Outbox // nil: there is none
	Close() error
}

// Host asks the acquirer one question at a time.
type Host interface {
	Exchange(ctx context.Context, r comms.Request, mac *keys.Sealer) (comms.Answer, error)
}

// Paper is a printer driver.
type Paper interface {
	Expect(printer.Job) // Print follows, as soon as the job is committed
	Print(printer.Job) error
	Mended() // a person has put right what was wrong, as far as they know; Ready or Down follows
	Events() <-chan printer.Event
	Close() error
}

// Config is everything a terminal is made of.
type Config struct {
	Policy machine.Policy // From is set by Open
	// Flags are what counts as unusual; it is told and stops nothing.
	Flags roll.FlagRules
	// Training: nothing of it is about money, its journal says so from the first row on, and so does everything it tells.
	Training bool
	OneShot  bool // print only what this process makes due
	// SlipCode is the QR code on slips; Links are those to e-slips, of which Open sets the key.
	SlipCode SlipCode
	Links    link.Maker
	Shop     receipt.Shop
	Make     txn.Words // what the printer is, and how many columns it has: for a test slip
	Columns  int
	Lang     txn.Lang
	// Duplicate is what happens at the same card and amount within SimilarWindow.
	Duplicate Duplicate
	MAC       keys.Algorithm
	Form      keys.Form // "": a sign-in brings no keys, nothing has a MAC and no PIN is sent

	// Offers says whether the acquirer has messages for a kind; nil: for all.
	Offers func(txn.Kind) bool

	OpenRoll  func() (Roll, error)
	Host      Host
	OpenPaper func(nonce [4]byte, known []uint64) (Paper, error) // nil: no printer is used by this process

	Now   func() time.Time
	After func(time.Duration) <-chan time.Time // nil: time.After
	Log   zerolog.Logger
	// Committed is called by the loop after rows became durable; it must not block. May be nil.
	Committed func()
	// Changed is called by the loop when what Condition or a transaction tells may have changed, also when no door
	// asked for it; it must not block. May be nil.
	Changed func()
	// Screen is called by the loop for everything it shows; it must not block. May be nil.
	Screen func(machine.Screen, txn.Words)
}

// Duplicate is a rule for possible duplicate sales (RULES.md 3.9).
type Duplicate string

// The rules.
const (
	Warn   Duplicate = "warn"   // the sale goes on and its answer says so
	Ask    Duplicate = "ask"    // a person must confirm
	Refuse Duplicate = "refuse" // never
)

// Limits.
const (
	// StopGrace is how long Close lets an exchange or a print job end (RULES.md 1.8).
	StopGrace = 5 * time.Second
	// SimilarWindow is how long the same card and amount counts as a possible duplicate (RULES.md 3.9).
	SimilarWindow = 10 * time.Minute
)

// Errors of a terminal as such.
var (
	// ErrSafe: the journal failed or does not hold; the terminal only reports.
	ErrSafe = errors.New("safe mode: the journal cannot be relied on, no transactions are possible")
	// ErrNotRecorded: the journal refused a row before anything was sent; nobody was charged.
	ErrNotRecorded = errors.New("the journal could not be written, nothing was sent, nobody was charged")
	// ErrUnrecorded: a request was sent, its outcome could not be written, and the journal
	// cannot even be read any more. What was written before says that it is to be reversed.
	ErrUnrecorded = errors.New("it was sent and its outcome could not be recorded: the customer may be charged until it is reversed, do not charge again")
	// ErrStopped: the terminal was closed.
	ErrStopped = errors.New("the terminal was stopped")
)

// Terminal is a running terminal. Its methods may be called from any goroutine.
type Terminal struct {
	cfg    Config
	orders chan order
	stop   chan struct{} // closed by Close: end gracefully
	kill   context.CancelFunc
	done   chan struct{} // closed when the loop has ended
	once   *sync.Once
	test   bool
	lang   txn.Lang // of what this door is told
}

// Open recovers from the journal and starts the loop. It waits for nothing: the
// printer and the host are heard of later.
//
// A journal whose chain is broken opens in safe mode: reading works, and every
// order is refused with ErrSafe.
func Open(cfg Config) (*Terminal, error) {
	if cfg.After == nil {
		cfg.After = time.After
	}
	l := &loop{cfg: cfg, lang: cfg.Lang, results: make(chan machine.Event, 1)}
	if err := l.open(); err != nil {
		return nil, err
	}
	ctx, kill := context.WithCancel(context.Background())
	t := &Terminal{cfg: cfg, lang: cfg.Lang, once: &sync.Once{}, test: testKeys(l.tmk), orders: make(chan order), stop: make(chan struct{}), kill: kill, done: make(chan struct{})}
	go func() {
		defer close(t.done)
		defer kill()
		l.run(ctx, t.orders, t.stop)
	}()
	return t, nil
}

// Close stops the terminal: nothing new is begun, the exchange and the print job
// under way may end within StopGrace; then everything is closed. When ctx ends
// first it stops at once and says so. Both ways are safe.
func (t *Terminal) Close(ctx context.Context) error {
	t.once.Do(func() { close(t.stop) })
	select {
	case <-t.done:
		return nil
	case <-ctx.Done():
		t.kill()
		<-t.done
		return ctx.Err()
	}
}

// TestKeys says whether the terminal holds the public test key: only then are
// test cards and numbers on the command line allowed.
func (t *Terminal) TestKeys() bool { return t.test }

func testKeys(master keys.Key) bool {
	test, err := keys.ParseKey(keys.TestTMK)
	return err == nil && string(master) == string(test)
}

// In is the same terminal for a door whose people speak another language. Slips stay in the configured one.
func (t *Terminal) In(lang txn.Lang) *Terminal {
	other := *t
	other.lang = lang
	return &other
}

// Done is closed when the loop has ended.
func (t *Terminal) Done() <-chan struct{} { return t.done }
