package emulator

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"posterm/emulator/authority"
	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/office"
	"posterm/emulator/printer"
)

// Lab is a running lab. Host and Printer may be used directly, too.
type Lab struct {
	Host    *host.Host
	Printer *printer.Printer

	office *office.Office

	network link.Network
	hub     hub
	doors   []*hostDoor // of the host
	at      Addresses
	since   time.Time       // there is a printer
	ctx     context.Context // ends when the lab does; its cause says why
	stop    context.CancelCauseFunc

	mu   sync.Mutex // guards work against being joined by late comers
	work sync.WaitGroup
}

// Addresses are where the lab listens; what does not is empty. As JSON they are
// the line that poslab prints when the lab is ready.
type Addresses struct {
	Host       string `json:"host"`
	PrinterTCP string `json:"printer_tcp"`
	PrinterPTY string `json:"printer_pty"`
	Admin      string `json:"admin"`   // with http:// in front
	Backup     string `json:"backup"`  // second address of the same host
	Wrapper    string `json:"wrapper"` // what the host wants around a message: none, stx or http
	// TLS is what a terminal needs to know; null when the host speaks plain TCP.
	TLS *authority.Files `json:"tls"`
}

// ErrClosed is the end of a lab that was closed.
var ErrClosed = errors.New("lab is closed")

// Start opens everything the options ask for. When it returns without an error
// every door is open. The lab ends with ctx, with Close, or when one of its
// servers fails; call Close in any case.
func Start(ctx context.Context, o Options) (*Lab, error) {
	l := &Lab{network: o.Network, hub: hub{listeners: map[chan Event]struct{}{}, first: o.OnEvent}}
	if l.network == nil {
		l.network = link.TCP
	}
	l.ctx, l.stop = context.WithCancelCause(ctx)
	err := l.start(o)
	if err != nil {
		l.stop(err)
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *Lab) start(o Options) error {
	var err error
	l.Host, err = host.New(host.Options{
		Accounts: accounts(o.Cards), Ledger: o.Ledger, Seed: o.Seed, MAC: o.MAC, Knobs: o.Knobs, Profile: o.Profile, Amounts: o.Amounts, Terminals: o.Terminals,
		OnEvent: l.hub.fromHost,
	})
	if err != nil {
		return err
	}
	if l.Printer, err = printer.New(o.Printer); err != nil {
		return err
	}
	if err := l.openOffice(o); err != nil {
		return err
	}
	l.since = time.Now().UTC()
	events := l.Printer.Subscribe(l.ctx) // from the beginning: whoever has the lab misses nothing
	l.spawn(func() error { l.hub.fromPrinter(l.ctx, l.Printer, events); return nil })
	if o.Out != "" {
		if err := l.openOut(o.Out); err != nil {
			return &OptionError{"out", o.Out, err}
		}
	}
	return l.openDoors(o)
}

// spawn runs a part of the lab; its failure ends the whole. It reports false when
// the lab has ended.
func (l *Lab) spawn(run func() error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ctx.Err() != nil {
		return false
	}
	l.work.Go(func() {
		if err := run(); err != nil {
			l.stop(err)
		}
	})
	return true
}

// Addresses tells where the lab listens.
func (l *Lab) Addresses() Addresses { return l.at }

// Done is closed when the lab has ended, for whatever reason.
func (l *Lab) Done() <-chan struct{} { return l.ctx.Done() }

// Close ends the lab and waits for all of it. It returns what ended the lab
// before, if that was a failure. It may be called twice.
func (l *Lab) Close() error {
	l.stop(ErrClosed)
	err := l.close()
	if cause := context.Cause(l.ctx); !errors.Is(cause, ErrClosed) && !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

func (l *Lab) close() error {
	var errs []error
	if l.Printer != nil {
		errs = append(errs, l.Printer.Close())
	}
	l.mu.Lock() // whoever spawns now is refused after the wait
	l.work.Wait()
	l.mu.Unlock()
	if l.Host != nil {
		errs = append(errs, l.Host.Close())
	}
	return errors.Join(errs...)
}

// DialHost is a connection to the host in memory. It fits where a dial function
// is wanted.
func (l *Lab) DialHost(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	if !l.spawn(func() error { l.Host.ServeConn(l.ctx, far); return nil }) {
		return nil, ErrClosed
	}
	return near, nil
}

// OpenPrinter is a line to the printer in memory.
func (l *Lab) OpenPrinter() (io.ReadWriteCloser, error) {
	near, far := net.Pipe()
	if !l.spawn(func() error { l.Printer.Serve(l.ctx, far); return nil }) {
		return nil, ErrClosed
	}
	return near, nil
}
