package customer

import (
	"context"
	"io"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Limits of the display.
const (
	queueLimit = 8               // messages that wait; at the limit the oldest is dropped
	writeLimit = time.Second     // then a display that takes no bytes is closed, and opened again for a later message
	reopen     = 5 * time.Second // chosen: pause between tries to open a display that is gone
	lookLimit  = 2 * time.Second // how long the terminal is asked what became of a transaction
)

// The commands. Sources: package documentation.
const (
	initialize = "\x1b@"
	clearAll   = "\x0c"
	newLine    = "\r\n"
)

// Terminal tells what became of a transaction.
type Terminal interface {
	Status(context.Context, txn.Ref) (terminal.Reply, error)
}

// Display writes to one display. Its methods never block.
type Display struct {
	open  func() (io.WriteCloser, error)
	lang  txn.Lang
	queue chan message
	ended chan struct{}
	stop  context.CancelFunc
	line  io.WriteCloser // nil: not open
	tried time.Time
}

// message is what is to be shown: lines, or a screen of the terminal.
type message struct {
	lines  Lines
	screen *machine.Screen
}

// New makes a display that open opens. Nothing is written before Begin.
func New(open func() (io.WriteCloser, error), lang txn.Lang) *Display {
	return &Display{open: open, lang: lang, queue: make(chan message, queueLimit), ended: make(chan struct{})}
}

// Begin shows what waits and what comes, until Close.
func (d *Display) Begin(t Terminal) {
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.Idle()
	go func() {
		defer close(d.ended)
		for {
			select {
			case m := <-d.queue:
				if lines, known := d.read(ctx, t, m); known {
					d.write(lines)
				}
			case <-ctx.Done():
				d.shut()
				return
			}
		}
	}()
}

// Close ends it. What still waits is not shown. A display that hangs is waited for as long as it may be slow.
func (d *Display) Close() {
	d.stop()
	select {
	case <-d.ended:
	case <-time.After(2 * writeLimit):
	}
}

// Show takes a screen of the terminal.
func (d *Display) Show(s machine.Screen, _ txn.Words) {
	if _, says := progress[s.Is]; says || s.Is == machine.Finished {
		d.push(message{screen: &s})
	}
}

// Card asks for a card, PIN for its number, Code for a payment code; each shows the amount, when there is one.
func (d *Display) Card(amount txn.Fen) { d.push(message{lines: sayAmount(askCard, amount, d.lang)}) }

// PIN asks for the card's PIN.
func (d *Display) PIN(amount txn.Fen) { d.push(message{lines: sayAmount(askPIN, amount, d.lang)}) }

// Code asks for a payment code.
func (d *Display) Code(amount txn.Fen) { d.push(message{lines: sayAmount(askCode, amount, d.lang)}) }

// Idle greets whoever comes next.
func (d *Display) Idle() { d.push(message{lines: Lines{welcome.In(d.lang), ""}}) }

// push makes room by dropping what is oldest.
func (d *Display) push(m message) {
	for {
		select {
		case d.queue <- m:
			return
		default:
		}
		select {
		case <-d.queue:
		default:
		}
	}
}

// read finds what a message says. A transaction of which the terminal says nothing is not shown.
func (d *Display) read(ctx context.Context, t Terminal, m message) (Lines, bool) {
	s := m.screen
	switch {
	case s == nil:
		return m.lines, true
	case s.Is == machine.Refused:
		return Lines{noDeal.In(d.lang), notCharged.In(d.lang)}, true
	case s.Trace == 0 || s.Is == machine.Cleared:
		return Lines{progress[s.Is].In(d.lang), ""}, true
	case earlier(s.Is):
		return Lines{progress[s.Is].In(d.lang), traceIs.In(d.lang) + s.Trace.String()}, true
	}
	ctx, done := context.WithTimeout(ctx, lookLimit)
	defer done()
	reply, err := t.Status(ctx, txn.Ref{Trace: s.Trace})
	v := reply.View
	switch {
	case err != nil:
		return Lines{}, false
	case s.Is == machine.Finished:
		return sayResult(v, d.lang), true
	case !v.Kind.Moves():
		return Lines{progress[s.Is].In(d.lang), ""}, true
	}
	return Lines{progress[s.Is].In(d.lang), amountIs.In(d.lang) + v.Amount}, true
}

// Bytes are a message as it is sent.
func Bytes(l Lines) []byte {
	text := clearAll + cut(l[0], Columns-1) + newLine + cut(l[1], Columns)
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil { // our words and amounts can be encoded
		return nil
	}
	return out
}

// write sends a message. What cannot be sent is dropped.
func (d *Display) write(l Lines) {
	out := Bytes(l)
	if d.line == nil {
		if now := time.Now(); !d.tried.IsZero() && now.Sub(d.tried) < reopen {
			return
		}
		d.tried = time.Now()
		line, err := d.open()
		if err != nil {
			return
		}
		d.line, out = line, append([]byte(initialize), out...)
	}
	if slow, can := d.line.(interface{ SetWriteDeadline(time.Time) error }); can {
		_ = slow.SetWriteDeadline(time.Now().Add(writeLimit)) // a file has none, and is never slow
	}
	if n, err := d.line.Write(out); err != nil || n < len(out) {
		d.shut()
	}
}

func (d *Display) shut() {
	if d.line != nil {
		_ = d.line.Close()
		d.line = nil
	}
}
