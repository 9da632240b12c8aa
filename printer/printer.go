package printer

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"posterm/printer/profile"
)

// ErrFull is returned by Print when the job before has not been taken yet. The
// terminal hands over one job at a time, so this is a defect of the caller.
var ErrFull = errors.New("printer: a job is already waiting")

// ErrClosed is returned by Print after Close.
var ErrClosed = errors.New("printer: closed")

// Config is everything a printer needs.
type Config struct {
	// Port is where the printer is: "tcp://host:9100",
	// "serial:///dev/ttyUSB0?baud=115200&flow=rtscts", "usb:///dev/usb/lp0" or "none"; see ParsePort.
	Port string
	// Profile is the make of the printer; nil: the default.
	Profile *profile.Profile
	// Columns is the width of the paper in narrow characters; 0: the profile's.
	Columns int
	// Thermometer tells the paper's temperature; nil: nobody knows it.
	Thermometer Thermometer
	// WarmEvery is how often it is read; zero: every minute. A room changes little in that time, a laboratory's
	// weather is switched.
	WarmEvery time.Duration
	// ConfirmTimeout is how long a healthy printer may take to confirm a slip,
	// from the last byte it accepted. Zero means DefaultConfirmTimeout.
	ConfirmTimeout time.Duration
	// Nonce is fixed for the life of the journal; with a job's number it gives the process id.
	Nonce uint64
	// Known are the jobs of earlier processes that have no end in the journal:
	// the printer may still confirm them. Each ends by Printed or Lost. One that was
	// lost belongs to them as long as nothing was printed after it: what hangs in the
	// printer is cut off before the next slip.
	Known []uint64
	// Log gets what the driver does; never what is on a slip.
	Log zerolog.Logger
	// Dial opens the port instead of what Port says; tests use it.
	Dial Dial

	baud int // of a serial line; 0: what was written is as good as there
}

// The defaults and limits of Config.
const (
	DefaultConfirmTimeout = 10 * time.Second // chosen: three times a long slip at 60 mm/s
	minColumns            = 24               // chosen: a masked card number with its letter fits
)

// Printer is one receipt printer, driven by goroutines of its own.
type Printer struct {
	cfg    Config
	jobs   chan Job
	drafts chan Job      // jobs that are expected
	mended chan struct{} // the word of a person
	events chan Event
	stop   context.CancelFunc
	ctx    context.Context
	done   chan struct{}
	paper  warmth

	trouble atomic.Pointer[error]
	tells   atomic.Bool
}

// Open starts the driver; it does not wait for the printer. It fails only when
// the configuration is wrong. Events must be read until Close.
func Open(cfg Config) (*Printer, error) {
	cfg, err := cfg.checked()
	if err != nil {
		return nil, err
	}
	p := &Printer{cfg: cfg, jobs: make(chan Job, 1), drafts: make(chan Job, 1), mended: make(chan struct{}, 1), events: make(chan Event), done: make(chan struct{})}
	p.ctx, p.stop = context.WithCancel(context.Background())
	go p.paper.watch(p.ctx, p.cfg.Thermometer, p.cfg.WarmEvery)
	go p.run()
	return p, nil
}

func (c Config) checked() (Config, error) {
	w, err := newWriter(Style{Profile: c.Profile, Columns: c.Columns})
	if err != nil {
		return c, err
	}
	c.Profile, c.Columns = w.style.Profile, w.style.Columns
	if c.ConfirmTimeout == 0 {
		c.ConfirmTimeout = DefaultConfirmTimeout
	}
	if most := c.Profile.Room(); c.Columns < minColumns || c.Columns > most {
		return c, fmt.Errorf("printer: columns must be %d to %d, not %d", minColumns, most, c.Columns)
	}
	if c.ConfirmTimeout < 0 {
		return c, fmt.Errorf("printer: confirm timeout must not be negative")
	}
	if c.Dial != nil {
		return c, nil
	}
	addr, err := ParsePort(c.Port)
	c.Dial, c.baud = addr.dial(), addr.Baud
	return c, err
}

// Print hands over a job and returns at once; what becomes of it arrives as
// events. The error is ErrFull or ErrClosed; then nothing was taken.
func (p *Printer) Print(job Job) error {
	if p.ctx.Err() != nil {
		return ErrClosed
	}
	select {
	case p.jobs <- job:
		return nil
	default:
		return ErrFull
	}
}

// Trouble is why the port could not be opened when that was last tried; nil: it is open, or was not tried yet.
func (p *Printer) Trouble() error {
	if err := p.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// Tells says whether the printer reports changes by itself (automatic status): faults are then noticed at
// once, also while a slip prints. Without it they are at the next look.
func (p *Printer) Tells() bool { return p.tells.Load() }

// Events is where the driver tells what happens. It is closed by Close.
func (p *Printer) Events() <-chan Event { return p.events }

// Close stops the driver and closes the port, whatever state it is in, within
// a second. A job on its way gets no more events: it is for the next process.
func (p *Printer) Close() error {
	p.stop()
	<-p.done
	return nil
}

// tell sends an event unless the driver is being closed.
func (p *Printer) tell(e Event) {
	select {
	case p.events <- e:
	case <-p.ctx.Done():
	}
}
