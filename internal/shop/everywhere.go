package shop

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"posterm/emulator/host"
	"posterm/terminal"
)

// scene is a command that is killed at every point of its way.
type scene struct {
	name  string
	ready func(*shop, context.Context) error // before every run; nil: nothing
	args  func(*shop) []string
	keys  string // what is typed
}

func command(args ...string) func(*shop) []string {
	return func(*shop) []string { return args }
}

// scenes are all of them.
var scenes = []scene{
	{name: "sale", args: command("sale", "1.00", "--card", "A")},
	{name: "declined sale", args: command("sale", "5.00", "--card", "C")},
	{name: "void", ready: (*shop).readyForVoid, args: func(s *shop) []string { return []string{"void", s.paid, "--card", "A"} }},
	{name: "balance", args: command("balance", "--card", "A")},
	{name: "init", ready: (*shop).readyForInit, args: command("init")},
	{name: "first sign-in", ready: (*shop).readyForSignIn, args: command("signin")},
	{name: "reprint", args: command("reprint")},
	{name: "owed slip", ready: (*shop).readyForSlip, args: command("reprint")},
	{name: "reversal", ready: (*shop).readyForReversal, args: command("balance", "--card", "A")},
	{name: "menu", args: command("run"), keys: "1\n1.00\nA\n\n4\n0\n"}, // a sale, a reprint, and out
}

// Everywhere kills every command of a terminal at every point of its way: at the
// first, the second, the third ..., until it ends before it is killed. With every > 1
// it takes only each every-th point. Scenes run side by side.
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
	err = s.provision(ctx)
	for nth, killed := 1, true; killed && err == nil; nth += every {
		s.doing = fmt.Sprintf("%s, killed at point %d", one.name, nth)
		killed, err = s.kill(ctx, one, nth)
	}
	return s.tally, s.tally.judge(err)
}

// kill runs a scene once and looks at what is left.
func (s *shop) kill(ctx context.Context, one scene, nth int) (killed bool, err error) {
	if one.ready != nil {
		if err := one.ready(s, ctx); err != nil {
			return false, err
		}
	}
	t := trap{
		program: s.posterm, args: s.arguments(one.args(s)...), stdin: one.keys, data: s.data, nth: nth, limit: commandTime,
		ports: map[uint16]string{portOf(s.hostLine.Address()): atHost, portOf(s.printerLine.Address()): atPrinter},
	}
	hit, code, err := t.spring()
	if err != nil {
		return false, err
	}
	s.tally.Runs++
	if hit != nil {
		s.tally.Killed++
		s.tally.Points[hit.String()]++
		s.doing = fmt.Sprintf("%s, killed at point %d, %s", one.name, nth, hit)
	} else if code != 0 && one.name != "declined sale" {
		return false, s.disagree("not killed: exit %d", code)
	}
	if err := s.truth(ctx); err != nil {
		return false, err
	}
	return hit != nil, s.settle(ctx)
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

func (s *shop) readyForInit(ctx context.Context) error { return s.renew(ctx) }

func (s *shop) readyForSignIn(ctx context.Context) error {
	if err := s.renew(ctx); err != nil {
		return err
	}
	return s.must(ctx, "init")
}

// readyForSlip leaves a sale whose slips are owed, and a printer with paper again.
func (s *shop) readyForSlip(ctx context.Context) error {
	s.printerLine.Be(Fault{Cut: CutOut})
	defer s.printerLine.Be(Fault{})
	return s.sells(ctx, terminal.ExitSlipOwed)
}

// readyForReversal leaves a sale whose answer was lost.
func (s *shop) readyForReversal(ctx context.Context) error {
	if err := s.lab.fault(ctx, host.Fault{Name: "approve_then_close", Match: host.Match{MTI: "0200"}}); err != nil {
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
