package rig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"posterm/card"
	"posterm/comms"
	"posterm/emulator"
	"posterm/internal/config"
	"posterm/printer"
	"posterm/terminal"
	"posterm/txn"
)

// Options are what a rig is made of besides its defaults.
type Options struct {
	Dir     string // of the journal; provisioned with test keys when it is not there
	Profile string // that terminal and host speak; empty: the default
	// HostLine and PrinterLine wrap the stand-in's end of every line, to look at
	// what goes over it. May be nil.
	HostLine, PrinterLine func(net.Conn) net.Conn
	// Port wraps the terminal's end of the printer's line. May be nil.
	Port func(printer.Port) printer.Port
	// Roll wraps the journal, to look at what is committed. May be nil.
	Roll func(terminal.Roll) terminal.Roll
}

// Rig is a terminal at work between a host and a printer.
type Rig struct {
	*terminal.Terminal
	Lab *emulator.Lab

	stop    context.CancelFunc
	servers sync.WaitGroup
}

// Start opens host, printer and terminal. Close ends them.
func Start(ctx context.Context, o Options) (*Rig, error) {
	if _, err := os.Stat(o.Dir); errors.Is(err, fs.ErrNotExist) {
		if err := Provision(o.Dir); err != nil {
			return nil, err
		}
	}
	ctx, stop := context.WithCancel(ctx)
	r := &Rig{stop: stop}
	lab, err := emulator.Start(ctx, emulator.Options{Cards: cards(), Seed: 1, Profile: o.Profile})
	if err != nil {
		stop()
		return nil, err
	}
	r.Lab = lab
	if err := r.open(ctx, o); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Rig) open(ctx context.Context, o Options) error {
	host, err := r.serve(o.HostLine, func(l net.Listener) error { return r.Lab.Host.Serve(ctx, l) })
	if err != nil {
		return err
	}
	paper, err := r.serve(o.PrinterLine, func(l net.Listener) error { return r.Lab.Printer.ServeTCP(ctx, l) })
	if err != nil {
		return err
	}
	c := Config(o.Dir)
	speaks := comms.UnionPay
	if o.Profile != "" {
		if speaks, err = comms.ProfileByName(o.Profile); err != nil {
			return err
		}
	}
	c.Form = speaks.Form
	if wrap, open := o.Roll, c.OpenRoll; wrap != nil {
		c.OpenRoll = func() (terminal.Roll, error) {
			roll, err := open()
			if err != nil {
				return nil, err
			}
			return wrap(roll), nil
		}
	}
	c.Host = &comms.Link{Dial: comms.TCP(host), Profile: speaks}
	c.OpenPaper = func(nonce [4]byte, known []uint64) (terminal.Paper, error) {
		config := PrinterConfig("tcp://"+paper, nonce, known)
		if o.Port != nil {
			config.Dial = dialWrapped(paper, o.Port)
		}
		return printer.Open(config)
	}
	r.Terminal, err = terminal.Open(c)
	return err
}

// dialWrapped opens the line to a printer as the driver itself would.
func dialWrapped(address string, wrap func(printer.Port) printer.Port) printer.Dial {
	return func(ctx context.Context) (printer.Port, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, err
		}
		return wrap(conn), nil
	}
}

// serve gives a stand-in a free port of the loopback.
func (r *Rig) serve(wrap func(net.Conn) net.Conn, run func(net.Listener) error) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	if wrap == nil {
		wrap = func(c net.Conn) net.Conn { return c }
	}
	r.servers.Go(func() { _ = run(lines{l, wrap}) }) // it ends when the rig does; a line that breaks before is seen by the terminal
	return l.Addr().String(), nil
}

// lines is a listener whose connections are wrapped.
type lines struct {
	net.Listener
	wrap func(net.Conn) net.Conn
}

func (l lines) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.wrap(conn), nil
}

// Close stops the terminal, then the stand-ins.
func (r *Rig) Close() error {
	var err error
	if r.Terminal != nil {
		ctx, cancel := context.WithTimeout(context.Background(), terminal.StopGrace+time.Second)
		defer cancel()
		err = r.Terminal.Close(ctx)
	}
	r.stop()
	err = errors.Join(err, r.Lab.Close())
	r.servers.Wait()
	return err
}

// ErrSale is a sale that did not end paid and with all its paper.
var ErrSale = errors.New("the sale did not end paid and printed")

// Sale charges the rig's nth card n fen, with PIN, at any terminal, and waits until
// its slips are on paper. ErrSale when anything is owed at the end.
func Sale(ctx context.Context, t *terminal.Terminal, n int) (terminal.View, error) {
	def := Card(n)
	pad, err := card.NewSoftPad(def.PIN, true)
	if err != nil {
		return terminal.View{}, err
	}
	reply, err := t.Do(ctx, terminal.Order{Kind: txn.Sale, Amount: txn.Fen(n), Card: def.Card, Pad: pad})
	if err != nil {
		return reply.View, err
	}
	stands, err := t.Settled(ctx)
	if err != nil {
		return reply.View, err
	}
	if reply.View.Verdict != txn.Paid || stands.Owed != 0 {
		return reply.View, fmt.Errorf("%w: refusal %v, money %v, %d slips owed", ErrSale, reply.Refusal, reply.View.Money, stands.Owed)
	}
	return reply.View, nil
}

// PrinterConfig is how the rig's driver is set up: 58 mm paper, no log.
func PrinterConfig(port string, nonce [4]byte, known []uint64) printer.Config {
	return printer.Config{
		Port: port, Columns: config.Default().Printer.Columns, Known: known, Log: zerolog.Nop(),
		Nonce: uint64(nonce[0])<<24 | uint64(nonce[1])<<16 | uint64(nonce[2])<<8 | uint64(nonce[3]),
	}
}
