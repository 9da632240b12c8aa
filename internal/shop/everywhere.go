package shop

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/link"
	"posterm/terminal"
)

// scene is a command that is killed at every point of its way.
type scene struct {
	name  string
	ready func(*shop, context.Context) error // before every run; nil: nothing
	args  func(*shop) []string
	keys  string // what is typed
	exit  int    // when nobody kills it
}

func command(args ...string) func(*shop) []string {
	return func(*shop) []string { return args }
}

// scenes are all of them.
var scenes = []scene{
	{name: "sale", args: command("sale", "1.00", "--card", "A")},
	{name: "declined sale", args: command("sale", "5.00", "--card", "C"), exit: terminal.ExitDeclined},
	{name: "void", ready: (*shop).readyForVoid, args: func(s *shop) []string { return []string{"void", s.paid, "--card", "A"} }},
	{name: "balance", args: command("balance", "--card", "A")},
	{name: "init", ready: (*shop).readyForInit, args: command("init")},
	{name: "first sign-in", ready: (*shop).readyForSignIn, args: command("signin")},
	{name: "reprint", args: command("reprint")},
	{name: "owed slip", ready: (*shop).readyForSlip, args: command("reprint")},
	{name: "reversal", ready: (*shop).readyForReversal, args: command("balance", "--card", "A")},
	{name: "refund", ready: (*shop).readyForRefund, args: func(s *shop) []string { return []string{"refund", "0.50", "--trace", s.paid, "--card", "A"} }},
	{name: "refund sent again", ready: (*shop).readyForRepeat, args: command("balance", "--card", "A")},
	{name: "pre-authorisation", args: command("preauth", "1.00", "--card", "A")},
	{name: "completion", ready: (*shop).readyForCompletion, args: func(s *shop) []string { return []string{"complete", "0.80", "--trace", s.held, "--card", "A"} }},
	{name: "payment code", args: command("pay", "1.00", "--code", "6212345678901234567")},
	{name: "wallet", args: command("pay", "1.00", "--code", "134567890123456789")},
	{name: "settlement", ready: (*shop).readyForSettlement, args: command("settle")},
	{name: "settlement with an upload", ready: (*shop).readyForUpload, args: command("settle")},
	{name: "menu", args: command("run"), keys: "1\n1.00\nA\n\n4\n0\n"}, // a sale, a reprint, and out
}

// Everywhere kills every command of a terminal at every point of its way: when it comes
// there for the first, the second, the third time, and as often as any run of it did.
// With every > 1 it takes only each every-th of them. Scenes run side by side.
//
// What disagreed is in the tally; an error means that the work could not be done.
func (p *Programs) Everywhere(ctx context.Context, every int) (Tally, error) {
	return side(ctx, len(scenes), func(ctx context.Context, n int) (Tally, error) {
		tally, err := p.scene(ctx, scenes[n], every)
		if err != nil {
			err = fmt.Errorf("%s: %w", scenes[n].name, err)
		}
		return tally, err
	})
}

// scene plays one scene to its end, or to its first disagreement.
func (p *Programs) scene(ctx context.Context, one scene, every int) (tally Tally, err error) {
	s, err := p.open(ctx)
	if err != nil {
		return tally, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err = s.provision(ctx); err == nil {
		err = s.points(ctx, one, every)
	}
	return s.tally, s.tally.judge(err)
}

// points kills a scene at all its points. The first run, which nobody kills, finds
// them; what only a later run comes to is taken as well.
func (s *shop) points(ctx context.Context, one scene, every int) error {
	var found []point
	passed := map[point]int{} // how often, at most, any run came there
	run := func(at point, nth int) error {
		r, err := s.run(ctx, one, at, nth)
		for p, n := range r.seen {
			if passed[p] == 0 {
				found = append(found, p)
			}
			passed[p] = max(passed[p], n)
		}
		return err
	}
	if err := run(point{}, 0); err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b point) int { return strings.Compare(a.String(), b.String()) })
	turn := 0
	for i := 0; i < len(found); i++ {
		at := found[i]
		for nth := 1; nth <= passed[at]; nth++ {
			if turn++; turn%every != 0 {
				continue
			}
			if err := run(at, nth); err != nil {
				return err
			}
		}
	}
	return nil
}

// run runs a scene once and looks at what is left.
func (s *shop) run(ctx context.Context, one scene, at point, nth int) (r sprung, err error) {
	s.doing = fmt.Sprintf("%s, killed %s, time %d", one.name, at, nth)
	if one.ready != nil {
		if err := one.ready(s, ctx); err != nil {
			return r, err
		}
	}
	if r, err = s.trap(one, at, nth).spring(); err != nil {
		return r, err
	}
	s.tally.Runs++
	switch {
	case r.killed:
		s.tally.Killed++
		s.tally.Points[at.String()]++
	case r.code != one.exit:
		return r, s.disagree("not killed: exit %d", r.code)
	}
	if err := s.truth(ctx); err != nil {
		return r, err
	}
	return r, s.settle(ctx)
}

func (s *shop) trap(one scene, at point, nth int) trap {
	return trap{
		program: s.posterm, args: s.arguments(one.args(s)...), stdin: one.keys, data: s.data, at: at, nth: nth, limit: commandTime,
		ports: map[uint16]string{portOf(s.hostLine.Address()): atHost, portOf(s.printerLine.Address()): atPrinter},
	}
}

func portOf(address string) uint16 {
	_, port, _ := net.SplitHostPort(address)
	n, _ := strconv.ParseUint(port, 10, 16)
	return uint16(n)
}

func (s *shop) readyForVoid(ctx context.Context) error {
	if s.paid != "" {
		return nil
	}
	if err := s.must(ctx, "sale", "1.00", "--card", "A"); err != nil {
		return err
	}
	return s.truth(ctx)
}

// readyForRefund makes a sale to give back a part of.
func (s *shop) readyForRefund(ctx context.Context) error {
	if err := s.sells(ctx, 0); err != nil {
		return err
	}
	return s.truth(ctx)
}

// readyForRepeat leaves a refund whose answer was lost.
func (s *shop) readyForRepeat(ctx context.Context) error {
	if err := s.readyForRefund(ctx); err != nil {
		return err
	}
	if err := s.lab.HostFault(ctx, host.Fault{Name: "approve_then_close", Match: host.Match{MTI: "0220"}}); err != nil {
		return err
	}
	a, err := s.ask(ctx, "refund", "0.50", "--trace", s.paid, "--card", "A")
	if err == nil && a.code != terminal.ExitOpen {
		err = s.disagree("a refund made ready: exit %d, %s %s", a.code, a.Money, a.Verdict)
	}
	return err
}

// readyForCompletion makes a hold.
func (s *shop) readyForCompletion(ctx context.Context) error {
	a, err := s.ask(ctx, "preauth", "1.00", "--card", "A")
	if err == nil && a.code != 0 {
		err = s.disagree("a hold made ready: exit %d, %s %s", a.code, a.Money, a.Verdict)
	}
	s.held = a.Trace
	return err
}

// readyForSettlement fills a batch a little.
func (s *shop) readyForSettlement(ctx context.Context) error { return s.sells(ctx, 0) }

// readyForUpload does so, and the host will find other totals.
func (s *shop) readyForUpload(ctx context.Context) error {
	if err := s.sells(ctx, 0); err != nil {
		return err
	}
	return s.lab.HostFault(ctx, host.Fault{Name: "wrong_totals", Match: host.Match{MTI: "0500"}})
}

func (s *shop) readyForInit(ctx context.Context) error { return s.renew(ctx) }

func (s *shop) readyForSignIn(ctx context.Context) error {
	if err := s.renew(ctx); err != nil {
		return err
	}
	return s.must(ctx, "init")
}

// readyForSlip leaves a sale whose slips are owed, and a printer with paper again.
func (s *shop) readyForSlip(ctx context.Context) error {
	s.printerLine.Be(link.Fault{Cut: link.CutOut})
	defer s.printerLine.Be(link.Fault{})
	return s.sells(ctx, terminal.ExitSlipOwed)
}

// readyForReversal leaves a sale whose answer was lost.
func (s *shop) readyForReversal(ctx context.Context) error {
	if err := s.lab.HostFault(ctx, host.Fault{Name: "approve_then_close", Match: host.Match{MTI: "0200"}}); err != nil {
		return err
	}
	return s.sells(ctx, terminal.ExitOpen)
}

// sells makes a sale that ends in this way.
func (s *shop) sells(ctx context.Context, exit int) error {
	a, err := s.ask(ctx, "sale", "1.00", "--card", "A")
	if err == nil && a.code != exit {
		err = s.disagree("a sale made ready: exit %d, %s %s, want exit %d", a.code, a.Money, a.Verdict, exit)
	}
	return err
}
