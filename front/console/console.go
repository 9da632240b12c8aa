package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"posterm/front/operator"
	"posterm/terminal"
	"posterm/txn"
)

// Terminal is what the menu needs of the terminal.
type Terminal interface {
	Do(context.Context, terminal.Order) (terminal.Reply, error)
	Deliver(ctx context.Context, parked txn.Ref) (terminal.Reply, error)
	Reprint(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error)
	Unreadable(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error)
	ReprintSettlement(context.Context) (terminal.Reply, error)
	ReprintHost(context.Context, txn.Ref) (terminal.Reply, error)
	Details(context.Context) (terminal.Reply, error)
	Totals(context.Context) (terminal.Reply, error)
	Trial(context.Context) (terminal.Reply, error)
	StaticCode(context.Context) (terminal.Reply, error)
	Batch(context.Context) ([]terminal.View, error)
	Sums(context.Context) (terminal.Sums, error)
	Status(context.Context, txn.Ref) (terminal.Reply, error)
	Owed(context.Context) ([]terminal.View, error)
	Condition(context.Context) (terminal.Condition, error)
	Settled(context.Context) (terminal.Condition, error)
	Operate(ctx context.Context, operator string) error
	Flags(context.Context) ([]terminal.Flagged, error)
}

var _ Terminal = (*terminal.Terminal)(nil)

// Config is everything a menu is made of.
type Config struct {
	Terminal Terminal
	Screens  *Screens  // what the terminal shows under way; may be nil
	In       io.Reader // answers, one per line; a tty shows nothing of what is typed
	Out      io.Writer
	QR       drawQR // nil: links are shown as text only
	Lang     txn.Lang
	Term     string // type of the tty that In and Out are, for a whole screen; empty, or no tty: lines

	TerminalID   string   // what the service desk asks for: 8 characters, field 41
	ServicePhone string   // 24 hours; empty: none is known
	TestKeys     bool     // the terminal holds test keys: built-in cards and the software PIN pad work
	Training     bool     // nothing is real: every screen says so
	StoredVoid   bool     // a void uses the stored card number and asks for no card
	Customer     Customer // nil: there is none
	Goods        bool     // a sale asks what was bought, for slip and record
	StaticCode   string   // text of the shop's code for the counter; empty: there is none
	About        About
	Log          zerolog.Logger // for errors that a person is told in words

	// Staff are the operators who sign in before anything else; nil: nobody is asked.
	Staff *operator.Staff
	Now   func() time.Time // for Staff
}

// Customer is the display that faces the customer. Its methods never block; an amount of 0 is none.
type Customer interface {
	Card(txn.Fen)
	PIN(txn.Fen)
	Code(txn.Fen)
	Idle() // what was asked for is not wanted any more
}

// drawQR draws a text as a QR code in block characters, a line each, the largest that so many columns and rows hold.
// nil: none does.
type drawQR func(text string, columns, rows int) []string

// About is what the board's program knows of itself, in lines for people.
type About struct{ Settings, Keys, Version string }

// ErrHungUp is what Run returns when its tty is gone: a window that was closed, a line whose cable was pulled.
var ErrHungUp = errors.New("the tty hung up")

// ErrExit is what Run returns when a person chose 退出: stop the terminal.
var ErrExit = errors.New("exit was chosen")

// Run shows the menu until its input ends, a person leaves or ctx ends.
//
// It returns nil at the end of the input: the terminal goes on without a menu.
// Otherwise it returns ErrHungUp, after which the caller decides, ErrExit, the reason of ctx, or what broke: the input, the
// output, or the terminal (terminal.ErrStopped). After ctx it returns at once,
// also while a question waits; the read under way then ends with the input.
func Run(ctx context.Context, c Config) error {
	m := &menu{Config: c}
	restore, isTTY := hush(c.In)
	defer restore()
	if c.Screens != nil {
		m.shown, m.changed = c.Screens.told, c.Screens.changed
	}
	if tty, is := c.In.(*os.File); is && c.Term != "" && isTTY && IsTTY(c.Out) {
		return m.onScreen(ctx, tty)
	}
	lines := newLines(c.In)
	defer lines.close()
	m.face = &lineFace{in: c.In, out: c.Out, lang: c.Lang, lines: lines, qr: c.QR, tty: isTTY}
	m.train()
	err := m.serve(ctx)
	switch broken := m.face.failure(); {
	case isTTY && (errors.Is(err, io.EOF) || errors.Is(err, syscall.EIO)) && hungUp(c.In):
		return ErrHungUp
	case errors.Is(err, io.EOF):
		m.say(inputEnded)
		return nil
	case broken != nil:
		return fmt.Errorf("write to the console: %w", broken)
	}
	return err
}

// menu is one menu at work. Its methods return errBack, or an error that ends the menu.
type menu struct {
	Config
	face    face
	shown   <-chan told
	changed <-chan struct{}
	who     operator.Number // who is signed in; empty: nobody, or nobody is asked

	retell    func(context.Context) error // tells anew what stands on the page; nil: it cannot have changed
	looking   bool                        // the menu looks for itself: what the terminal shows meanwhile is not of it
	stood     []string                    // what was last told to be owed and wanting
	scanning  string                      // the code that a customer scans now
	owed      int                         // slips the person was last told about
	paperless bool                        // printing is switched off
}

func (m *menu) serve(ctx context.Context) error {
	if err := m.powerOn(ctx); err != nil {
		return err
	}
	for {
		err := m.one(ctx)
		if err != nil && !isBack(err) {
			return err
		}
	}
}

// one lets a person sign in or choose something.
func (m *menu) one(ctx context.Context) error {
	if m.Staff != nil && m.who == "" {
		return m.signIn(ctx)
	}
	return m.choose(ctx, &tree)
}

// filled is a text with values in it.
func filled(w txn.Words, values ...any) txn.Words {
	return txn.Words{ZH: fmt.Sprintf(w.ZH, values...), EN: fmt.Sprintf(w.EN, values...)}
}

// say tells one text.
func (m *menu) say(w txn.Words) { m.face.tell(w.In(m.Lang)) }

// sayf tells one text with values in it.
func (m *menu) sayf(w txn.Words, values ...any) { m.face.tell(fmt.Sprintf(w.In(m.Lang), values...)) }
