package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"posterm/terminal"
	"posterm/txn"
)

// Terminal is what the menu needs of the terminal.
type Terminal interface {
	Do(context.Context, terminal.Order) (terminal.Reply, error)
	Deliver(ctx context.Context, parked txn.Ref) (terminal.Reply, error)
	Reprint(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error)
	Unreadable(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error)
	Status(context.Context, txn.Ref) (terminal.Reply, error)
	Owed(context.Context) ([]terminal.View, error)
	Condition(context.Context) (terminal.Condition, error)
	Settled(context.Context) (terminal.Condition, error)
}

var _ Terminal = (*terminal.Terminal)(nil)

// Config is everything a menu is made of.
type Config struct {
	Terminal Terminal
	Screens  *Screens  // what the terminal shows under way; may be nil
	In       io.Reader // answers, one per line; a tty shows nothing of what is typed
	Out      io.Writer
	Lang     txn.Lang

	TerminalID   string // what the service desk asks for: 8 characters, field 41
	ServicePhone string // empty: none is told
	TestKeys     bool   // the terminal holds test keys: built-in cards and the software PIN pad work
	StoredVoid   bool   // a void uses the stored card number and asks for no card
}

// ErrExit is what Run returns when a person chose 退出: stop the terminal.
var ErrExit = errors.New("exit was chosen")

// errBack ends a command without a result: back to the menu.
var errBack = errors.New("back to the menu")

// Run shows the menu until its input ends, a person leaves or ctx ends.
//
// It returns nil at the end of the input: the terminal goes on without a menu.
// Otherwise it returns ErrExit, the reason of ctx, or what broke: the input, the
// output, or the terminal (terminal.ErrStopped). After ctx it returns at once,
// also while a question waits; the read under way then ends with the input.
func Run(ctx context.Context, c Config) error {
	m := &menu{Config: c, lines: newLines(c.In)}
	defer m.lines.close()
	restore, isTTY := hush(c.In)
	defer restore()
	m.tty = isTTY
	if c.Screens != nil {
		m.shown = c.Screens.told
	}
	err := m.serve(ctx)
	switch {
	case errors.Is(err, io.EOF), m.tty && errors.Is(err, syscall.EIO): // EIO: the line hung up
		m.say(inputEnded)
		return nil
	case m.broken != nil:
		return fmt.Errorf("write to the console: %w", m.broken)
	}
	return err
}

// menu is one menu at work. Its methods return errBack, or an error that ends the menu.
type menu struct {
	Config
	lines  *lines
	shown  <-chan told
	tty    bool  // a person sits at In, and it shows nothing of what they type
	broken error // why nothing can be written any more

	owed      int  // slips the person was last told about
	low       bool // the person was told that the roll is near its end
	paperless bool // printing is switched off
}

func (m *menu) serve(ctx context.Context) error {
	if err := m.powerOn(ctx); err != nil {
		return err
	}
	for {
		m.say(menuText)
		err := m.one(ctx)
		if err != nil && !errors.Is(err, errBack) {
			return err
		}
	}
}

// one asks what to do and does it.
func (m *menu) one(ctx context.Context) error {
	do, err := ask(ctx, m, question{prompt: choosePrompt, plain: parses(parseChoice), blank: true}, parseChoice)
	if err != nil && !errors.Is(err, errBack) {
		return err
	}
	if told := m.news(ctx); err == nil {
		err = told
	}
	if err != nil {
		return err
	}
	return do(m, ctx)
}

// say writes one text and ends the line.
func (m *menu) say(w txn.Words) { m.write(w.In(m.Lang) + "\n") }

// sayf writes one text with values in it.
func (m *menu) sayf(w txn.Words, values ...any) { m.write(fmt.Sprintf(w.In(m.Lang), values...) + "\n") }

// write keeps the first error; after it nothing is written any more.
func (m *menu) write(text string) {
	if m.broken == nil {
		_, m.broken = io.WriteString(m.Out, text)
	}
}
