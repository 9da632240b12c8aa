package shop

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"time"

	"posterm/emulator/link"
)

// Random is a schedule of kills.
type Random struct {
	Seed  uint64    // repeats the draws; the moments of a real machine are near, not the same
	Shops int       // side by side, with seeds Seed, Seed+1, ...; a round mostly waits. 0 is 1
	Kills int       // commands to kill in each shop
	Until time.Time // no new one after that; zero: no limit
	Lines bool      // the lines to host and printer are bad, too
}

// spread: kills fall between the start and this many durations of a sale.
const spread = 1.2

// AtRandom kills a terminal with SIGKILL at drawn moments of sales, voids, inquiries
// and reprints, while the lines to host and printer may be slow, break after some
// bytes, or be silent.
//
// What disagreed is in the tally; an error means that the work could not be done.
func (p *Programs) AtRandom(ctx context.Context, r Random) (Tally, error) {
	return side(ctx, max(1, r.Shops), func(ctx context.Context, n int) (Tally, error) {
		one := r
		one.Seed += uint64(n)
		return p.atRandom(ctx, one)
	})
}

// atRandom is the work of one shop. A batch is not settled: it gets a new shop in time.
func (p *Programs) atRandom(ctx context.Context, r Random) (Tally, error) {
	all, dice := newTally(), rand.New(rand.NewPCG(r.Seed, r.Seed))
	for n := 0; n < r.Kills && len(all.Found) == 0 && !r.over(); n += batchRoom {
		tally, err := p.batch(ctx, r, dice, n)
		all.Add(tally)
		if err != nil {
			return all, fmt.Errorf("seed %d: %w", r.Seed, err)
		}
	}
	return all, nil
}

func (r Random) over() bool { return !r.Until.IsZero() && time.Now().After(r.Until) }

// batch plays the rounds from the nth on that one batch has room for.
func (p *Programs) batch(ctx context.Context, r Random, dice *rand.Rand, n int) (tally Tally, err error) {
	s, err := p.open(ctx)
	if err != nil {
		return tally, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	err = s.provision(ctx)
	for end := min(r.Kills, n+batchRoom); n < end && err == nil && !r.over(); n++ {
		s.doing = fmt.Sprintf("seed %d, round %d", r.Seed, n)
		err = s.round(ctx, draw(dice, r.Lines))
	}
	if err == nil {
		err = s.settle(ctx)
	}
	return s.tally, s.tally.judge(err)
}

// round is one kill. Every number of it is drawn in advance, so that a schedule does
// not depend on how fast the machine is.
type round struct {
	victim, moment, mend float64
	host, printer        link.Fault
}

func draw(dice *rand.Rand, lines bool) round {
	r := round{dice.Float64(), dice.Float64(), dice.Float64(), drawFault(dice), drawFault(dice)}
	if !lines {
		r.host, r.printer = link.Fault{}, link.Fault{}
	}
	return r
}

// round kills one command and looks at what is left.
func (s *shop) round(ctx context.Context, r round) error {
	args := []string{"sale", "1.00", "--card", "A"}
	switch {
	case r.victim < 0.1:
		args = []string{"balance", "--card", "A"}
	case r.victim < 0.2:
		args = []string{"reprint"}
	case r.victim < 0.3 && s.paid != "":
		args = []string{"void", s.paid, "--card", "A"}
	}
	s.hostLine.Be(r.host)
	s.printerLine.Be(r.printer)
	for _, f := range []link.Fault{r.host, r.printer} {
		s.tally.Faults[f.Kind()]++
	}
	lasts := s.sale + slower(r.host) + slower(r.printer)
	err := s.killAfter(time.Duration(r.moment*spread*float64(lasts)), args...)
	s.hostLine.Be(link.Fault{})
	s.printerLine.Be(link.Fault{})
	if err == nil {
		err = s.truth(ctx)
	}
	if err == nil {
		err = s.agree(ctx, s.data) // with all that is open still open
	}
	switch {
	case err != nil:
		return err
	case r.mend < 0.3:
		return s.settle(ctx)
	case r.mend < 0.4:
		return s.reprint(ctx)
	}
	return nil
}

// killAfter starts a command and kills it after a while, unless it is faster.
func (s *shop) killAfter(while time.Duration, args ...string) error {
	c := exec.Command(s.posterm, s.arguments(args...)...)
	if err := c.Start(); err != nil {
		return err
	}
	moment := time.AfterFunc(while, func() { _ = c.Process.Kill() })
	defer moment.Stop()
	err := c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	s.tally.Runs++
	if c.ProcessState.ExitCode() == -1 {
		s.tally.Killed++
	}
	return nil
}
