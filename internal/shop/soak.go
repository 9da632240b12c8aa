package shop

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// Soak is a long day at one till.
type Soak struct {
	Seed  uint64
	Lasts time.Duration
}

// Limits of a soak.
const (
	soakSales   = 440                     // a batch holds 500, and one lasts the whole day: these are spread over it
	soakPause   = 40 * time.Millisecond   // between two customers, so that other programs get the processor too
	soakPatient = 1500 * time.Millisecond // a fault is mended after that, when the customer still waits
	soakSamples = 120                     // looks at the processes in a day
	soakRests   = 12                      // comparisons of the books in a day: every 5 seconds of a minute
	soakFaults  = 0.15                    // of all customers
)

// Day is what came of a soak.
type Day struct {
	Tally
	Sales, Others int     // customers who wanted to buy, and others
	Approved      int     // sales that stand at the host in the end
	Terminal, Lab Samples // of the processes posterm and poslab
}

// Soak lets one `posterm run` and one `poslab up` work for a while without a pause: a
// person sells, inquires, reprints and signs in at the menu, while host, printer and
// both lines do what a seed says. Between two customers the processes are measured, and
// ledger, journal, accounts and paper compared.
//
// At most soakSales sales, spread over the time, so that one batch, and with it one
// process, lasts the whole day; whoever comes in between only inquires. The ledger and
// the journal grow, as they must; what is judged is what should not.
func (p *Programs) Soak(ctx context.Context, o Soak) (day Day, err error) {
	s, err := p.open(ctx)
	if err != nil {
		return day, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	s.doing = fmt.Sprintf("soak, seed %d", o.Seed)
	if err := s.provision(ctx); err != nil {
		return day, err
	}
	m, err := s.openMenu()
	if err != nil {
		return day, err
	}
	defer m.kill()
	w := &work{shop: s, menu: m, dice: rand.New(rand.NewPCG(o.Seed, o.Seed)), began: time.Now(), lasts: o.Lasts, day: &day}
	err = w.all(ctx)
	if err == nil {
		err = m.leave()
	}
	if err == nil {
		err = s.settle(ctx)
	}
	if err == nil {
		day.Approved, err = s.approved(ctx)
	}
	err = s.tally.judge(err)
	day.Tally = s.tally
	return day, err
}

func (s *shop) approved(ctx context.Context) (n int, err error) {
	ledger, err := s.lab.ledger(ctx, s.terminal)
	for _, e := range ledger {
		if e.State == host.Approved {
			n++
		}
	}
	return n, err
}

// work is a soak under way.
type work struct {
	*shop
	menu   *menu
	dice   *rand.Rand
	began  time.Time
	lasts  time.Duration
	day    *Day
	rested int
}

func (w *work) all(ctx context.Context) error {
	pause := time.NewTicker(soakPause)
	defer pause.Stop()
	for {
		spent := time.Since(w.began)
		if spent >= w.lasts {
			return nil
		}
		if err := w.customer(ctx, spent); err != nil {
			return err
		}
		if err := w.measure(spent); err != nil {
			return err
		}
		if n := int(spent * soakRests / w.lasts); n > w.rested {
			w.rested = n
			if err := w.rest(ctx); err != nil {
				return err
			}
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// customer is one go at the menu, perhaps with something that goes wrong.
func (w *work) customer(ctx context.Context, spent time.Duration) error {
	keys := w.wish(spent)
	if err := w.trouble(ctx, w.dice.Float64(), w.dice.IntN(len(troubles)), drawBad(w.dice)); err != nil {
		return err
	}
	mended := make(chan error, 1)
	mend := time.AfterFunc(soakPatient, func() { mended <- w.mend(ctx) })
	err := w.menu.do(keys)
	if mend.Stop() {
		mended <- w.mend(ctx)
	}
	return errors.Join(err, <-mended)
}

// wish is what the customer wants, as keys at the menu.
func (w *work) wish(spent time.Duration) string {
	which := w.dice.IntN(5)
	if w.day.Sales < int(spent*soakSales/w.lasts) {
		w.day.Sales++
		return fmt.Sprintf("1\n%d.%02d\nA\n\n", 1+which, w.dice.IntN(100))
	}
	w.day.Others++
	return []string{"3\nA\n\n", "4\n", "5\n0\n", "6\n", "8\n"}[which] // balance, reprint, status, sign-in, echo
}

// trouble is one thing that goes wrong with host or printer.
type trouble struct {
	host    string // a fault of the host, for one request
	printer printer.Faults
}

func with[T any](v T) *T { return &v }

var troubles = []trouble{
	{host: "drop_response"}, {host: "approve_then_close"}, {host: "close_before_response"}, {host: "garbage"}, {host: "half_frame"},
	{host: "wrong_trace"}, {host: "bad_mac"}, {host: "duplicate_response"}, {host: "refuse_connection"}, {host: "decline"},
	{printer: printer.Faults{Paper: with("out")}}, {printer: printer.Faults{PaperOutAfterRows: with(700)}},
	{printer: printer.Faults{PaperOutAfterRows: with(1500)}}, {printer: printer.Faults{Cover: with("open")}},
	{printer: printer.Faults{Cutter: with("jammed")}}, {printer: printer.Faults{Power: with("off")}},
}

// trouble draws all its numbers in any case; most customers have none.
func (w *work) trouble(ctx context.Context, chance float64, which int, line link.Fault) error {
	switch t := troubles[which]; {
	case chance > soakFaults:
		return nil
	case chance < soakFaults/4:
		w.tally.Faults["line to the host "+line.Kind()]++
		w.hostLine.Be(line)
	case chance < soakFaults/2:
		w.tally.Faults["line to the printer "+line.Kind()]++
		w.printerLine.Be(line)
	case t.host != "":
		w.tally.Faults["host "+t.host]++
		return w.lab.HostFault(ctx, host.Fault{Name: t.host})
	default:
		w.tally.Faults["printer"]++
		return w.lab.PrinterFaults(ctx, t.printer)
	}
	return nil
}

// mend is the repairman: lines, host and printer are well again, with paper.
func (w *work) mend(ctx context.Context) error {
	if w.hostLine.Bad() {
		w.hostLine.Be(link.Fault{})
	}
	if w.printerLine.Bad() {
		w.printerLine.Be(link.Fault{})
	}
	return w.lab.heal(ctx)
}

// rest compares the books on a copy of the data directory, while nobody is at the menu.
func (w *work) rest(ctx context.Context) error {
	copied, err := w.snapshot(ctx)
	if err != nil {
		return err
	}
	return w.agree(ctx, copied)
}

// measure looks at the processes when it is time.
func (w *work) measure(spent time.Duration) error {
	if int(spent*soakSamples/w.lasts) < len(w.day.Terminal) {
		return nil
	}
	terminal, err := sample(w.menu.cmd.Process.Pid)
	if err != nil {
		return err
	}
	lab, err := sample(w.lab.PID())
	w.day.Terminal, w.day.Lab = append(w.day.Terminal, terminal), append(w.day.Lab, lab)
	return err
}
