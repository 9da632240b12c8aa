package console

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"posterm/txn"
)

// The size of a tty that does not know its own.
const usualColumns, usualRows = 80, 24

// screenFace asks and tells on a whole screen. What it shows is the screen's; this hands over.
type screenFace struct {
	lang    txn.Lang
	head    func() string
	program *tea.Program
	screen  *screen
	answers chan line
	ended   chan struct{} // closed when nothing is shown any more
	stop    atomic.Pointer[func()]
}

// onScreen serves the menu on a whole screen.
func (m *menu) onScreen(ctx context.Context, tty *os.File) error {
	work, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	f := newScreenFace(m, tty, func() { leave(ErrExit) })
	m.face = f
	m.train()
	go f.run()
	err := m.serve(work)
	f.end()
	switch {
	case errors.Is(err, io.EOF):
		return ErrHungUp
	case ctx.Err() == nil && errors.Is(context.Cause(work), ErrExit):
		err = ErrExit
	}
	f.leaveBehind(m.Out)
	return err
}

func newScreenFace(m *menu, tty *os.File, leave func()) *screenFace {
	size(m.Out)
	f := &screenFace{lang: m.Lang, answers: make(chan line, 2), ended: make(chan struct{})}
	f.head = func() string {
		head := txn.Words{ZH: "终端 ", EN: "terminal "}.In(m.Lang) + m.TerminalID
		if m.Training {
			head = trainingHead.In(m.Lang) + "  " + head
		}
		if m.who != "" {
			head += txn.Words{ZH: "  操作员 ", EN: "  operator "}.In(m.Lang) + string(m.who)
		}
		return head
	}
	f.screen = &screen{lang: m.Lang, width: usualColumns, height: usualRows, head: f.head(), answers: f.answers, leave: leave, stop: &f.stop, qr: m.QR}
	// With SSH_TTY the tty is asked nothing about itself: on a serial line its answers would come as keys.
	f.program = tea.NewProgram(f.screen, tea.WithInput(&keyboard{tty, f}), tea.WithOutput(m.Out), tea.WithoutSignalHandler(),
		tea.WithEnvironment([]string{"TERM=" + m.Term, "SSH_TTY=yes"}))
	f.screen.send = f.program.Send
	return f
}

// keyboard is the tty's keys. A line that hung up ends the screen, which would wait for keys for ever.
type keyboard struct {
	*os.File
	face *screenFace
}

// Read waits for keys.
func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.File.Read(p)
	if err != nil {
		go k.face.program.Quit()
	}
	return n, err
}

// run shows the screen until end, or until the tty is gone: that answers whatever is asked.
func (f *screenFace) run() {
	_, _ = f.program.Run()
	f.screen.rest()
	f.answers <- line{err: io.EOF}
	close(f.ended)
}

func (f *screenFace) end() {
	f.program.Quit()
	<-f.ended
}

// leaveBehind writes what the last command told, which the screen took along: it may say not to
// charge again.
func (f *screenFace) leaveBehind(out io.Writer) {
	for _, t := range f.screen.told {
		if t.code != "" {
			continue // its link follows
		}
		_, _ = io.WriteString(out, t.text+"\n")
	}
}

func (f *screenFace) offer(*item) {} // the question shows it

func (f *screenFace) put(q question) <-chan line {
	select {
	case <-f.ended:
		gone := make(chan line, 1)
		gone <- line{err: io.EOF}
		return gone
	default:
	}
	f.program.Send(putMsg{q, f.head()})
	return f.answers
}

func (f *screenFace) heard(question, string) {}

func (f *screenFace) tell(text string) { f.program.Send(tellMsg{text: text}) }

func (f *screenFace) note(text string) { f.program.Send(tellMsg{text: text, keep: true}) }

func (f *screenFace) shout(text string) { f.program.Send(tellMsg{text: text, loud: true}) }

func (f *screenFace) meanwhile(_ question, text string) { f.note(text) }

func (f *screenFace) code(text string) { f.program.Send(tellMsg{code: text}) }

func (f *screenFace) passes() bool { return true }

func (f *screenFace) page(texts []tellMsg) {
	for _, t := range texts {
		f.program.Send(t)
	}
}

func (f *screenFace) stand(lines []string) { f.program.Send(standMsg(lines)) }

func (f *screenFace) renew(_ question, now renewal) { f.program.Send(now) }

func (f *screenFace) fresh() { f.program.Send(freshMsg{}) }

func (f *screenFace) stoppable(stop func()) {
	if stop == nil {
		f.stop.Store(nil)
	} else {
		f.stop.Store(&stop)
	}
	f.program.Send(redrawMsg{})
}

func (f *screenFace) failure() error { return nil }
