package sim

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"posterm/emulator/host"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Numbers of the simulated shop.
const (
	terminalID = "00010001"
	merchantID = "104512541110001"
	foot       = "posterm sim" // at the end of every slip
)

// Options say what kind of life it is.
type Options struct {
	Sales int  // sales that the merchant tries before everything heals; 0: UsualSales
	Keep  bool // keep the story
	// AtOnce: reversals leave as soon as the doubt arises. Otherwise the seed decides.
	AtOnce bool
	Disk   bool // the real journal on a simulated disk, instead of a roll in memory
	Waits  bool // wallets' customers take their time. Otherwise the seed decides
}

// UsualSales make a short day. Chosen: long enough for faults to meet, short enough for
// their story to be read.
const UsualSales = 30

func (o Options) sales() int {
	if o.Sales > 0 {
		return o.Sales
	}
	return UsualSales
}

// World is one shop: a terminal between a merchant, a host and a printer.
type World struct {
	Tally Tally

	fate   Fate
	story  Story
	broken *Violation

	clock atomic.Int64 // the true time, ns since 1970
	skew  atomic.Int64 // how wrong the terminal's clock is, ns
	reads atomic.Int64 // how often the terminal looked at its clock

	host    *host.Host
	habits  habits
	network network
	undone  map[txn.Trace]bool
	refused map[txn.Trace]bool // reversals and repeats that the host answered
	// forbidden is what came in the exchange under way and decides nothing; "" is nothing.
	forbidden string

	device device
	store  Store
	book   roll.Book // the terminal's, when its journal was opened last
	record *record
	sales  int // that were tried
	policy machine.Policy
	lang   txn.Lang
	twice  terminal.Duplicate
	next   *neighbour // another till of the merchant

	base      context.Context
	ctx       context.Context // base, or that of the exchange under way
	term      *terminal.Terminal
	ready     chan struct{} // closed when term is set
	driver    *driver
	wait      waiting
	dead      atomic.Bool // without power: nothing the terminal does counts any more
	rebooted  bool
	lastTrace txn.Trace
}

// dawn is when a life begins.
var dawn = time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)

// New makes a world whose terminal is switched on.
func New(f Fate, o Options) (*World, error) {
	w := &World{fate: f, base: context.Background(), undone: map[txn.Trace]bool{}, refused: map[txn.Trace]bool{}}
	w.story.kept, w.device.fault = o.Keep, txn.FaultNone
	w.clock.Store(dawn.UnixNano())
	w.setUp(o)
	if err := w.openHost(); err != nil {
		return nil, err
	}
	book := roll.Book{Batch: 1, Terminal: terminalID, Merchant: merchantID}
	if f.Choose(8) == 1 {
		book.Trace = txn.TraceLimit - txn.Trace(f.Choose(20))
		w.lastTrace = book.Trace
	}
	if err := w.openStore(o, book); err != nil {
		return nil, err
	}
	w.powerOn()
	return w, nil
}

func (w *World) openStore(o Options, book roll.Book) (err error) {
	if o.Disk {
		w.store, err = newOnDisk(w, book)
		return err
	}
	w.store = newMemory(w, roll.Row{Seq: 1, Batch: 1, What: roll.Provisioned, At: dawn, Body: roll.Checkpoint{Book: book}})
	return nil
}

// pass lets time go by.
func (w *World) pass(d time.Duration) { w.clock.Add(int64(d)) }

func (w *World) config() terminal.Config {
	return terminal.Config{
		Policy: w.policy, Shop: receipt.Shop{Name: "模拟商店 SIM SHOP", Version: foot}, Lang: w.lang, Duplicate: w.twice,
		MAC: w.habits.mac, Form: w.habits.profile.Form, Log: zerolog.Nop(),
		Now: func() time.Time {
			w.reads.Add(1)
			return time.Unix(0, w.clock.Load()).Add(time.Duration(w.skew.Load()))
		},
		After: w.after,
		Host:  acquirer{w.link(), w},
		OpenRoll: func() (terminal.Roll, error) {
			if w.dead.Load() {
				return nil, errPower
			}
			r, err := w.store.Open()
			return watched{r, w}, err
		},
		OpenPaper: func(nonce [4]byte, known []uint64) (terminal.Paper, error) { return w.openPaper(nonce, known) },
		Screen:    w.screen,
	}
}

// screen is what the terminal shows.
func (w *World) screen(s machine.Screen, words txn.Words) {
	if !w.dead.Load() && words.EN != "" {
		w.happened(screen, "%s  %s", words.ZH, words.EN)
	}
	if s.Ends() {
		w.wait.ended = true
	}
	if s.Is == machine.WaitingPay {
		w.wait.visit = make(chan struct{})
		go w.customer(w.wait.alarm, s.Of, w.wait.visit)
	}
}

// powerOn starts the terminal on what is durable.
func (w *World) powerOn() {
	w.ctx, w.ready = w.base, make(chan struct{})
	w.network.resting.over()
	w.network.resting = nil
	w.wait = waiting{ended: true, timer: w.policy.Timers && !w.policy.Reversal.AtOnce}
	w.dead.Store(false)
	w.happened(power, "on")
	t, err := terminal.Open(w.config())
	if err != nil {
		w.violated("the terminal does not start: %v", err)
		return
	}
	w.term = t
	close(w.ready)
	w.settle()
	w.wait.timer = false
}

// fault asks fate whether one of n faults strikes.
func (w *World) fault(at Place, n int) int {
	k := w.fate.Fault(at, n)
	if k != 0 {
		w.Tally.Faults++
	}
	return k
}

// cut is a step at which the power may go. True means that there is none any more.
func (w *World) cut(where string) bool {
	if w.dead.Load() {
		return true
	}
	if !w.fate.Cut() {
		return false
	}
	w.dead.Store(true)
	w.store.Off()
	w.Tally.Cuts++
	w.happened(power, "cut %s", where)
	if where == "before a slip leaves" {
		w.mark(CutBeforePaper)
	}
	if w.record != nil && (w.record.last.What == roll.Compared || w.record.last.What == roll.Uploaded) {
		w.mark(CutDuringUpload)
	}
	return true
}

// reboot ends a terminal without power and switches the next one on.
func (w *World) reboot() {
	over, cancel := context.WithCancel(w.base)
	cancel()
	_ = w.term.Close(over) // says that it was cancelled
	if s := w.device.stuck; s != nil && w.fate.Try(2) == 0 {
		w.device.stuck = nil // the printer lost its power too
	}
	w.store.Crash()
	w.rebooted = true
	w.pass(time.Minute)
	w.powerOn()
}

// restart switches the terminal off and on again in good order.
func (w *World) restart() {
	w.print()
	if w.dead.Load() {
		return
	}
	w.Tally.Restarts++
	if w.driver.job != nil {
		w.reboot()
		return
	}
	if err := w.term.Close(w.base); err != nil {
		w.violated("the terminal does not stop: %v", err)
	}
	w.powerOn()
}

// rest waits until the terminal's loop has done all that it was told.
func (w *World) rest(ctx context.Context) error {
	select {
	case <-w.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	_, err := w.term.Condition(ctx)
	return err
}

// settle waits until no exchange is under way, and lets a terminal that only reports
// start again.
func (w *World) settle() {
	for {
		c, err := w.term.Condition(w.base)
		switch {
		case err != nil:
			w.violated("the terminal does not answer: %v", err)
			return
		case c.Safe != nil && !w.dead.Load():
			w.happened(power, "safe mode: %v", c.Safe)
			w.restartSafe()
			return
		case c.Safe != nil || c.Desk == machine.Idle:
			w.ctx = w.base
			return
		}
		runtime.Gosched()
	}
}

// restartSafe is what a merchant does with a terminal whose journal failed twice.
func (w *World) restartSafe() {
	if err := w.term.Close(w.base); err != nil {
		w.violated("the terminal does not stop: %v", err)
	}
	w.powerOn()
}
