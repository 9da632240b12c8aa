package diskproof

import (
	"context"
	"errors"
	"fmt"

	"posterm/internal/simdisk"
	"posterm/journal"
)

// nothing is the truth of a disk without a journal, on which posterm init may be run.
const nothing truth = "no journal"

// creation cuts posterm init at every operation: there is no journal, or a whole one.
func (p *prover) creation(ctx context.Context) error {
	whole, err := p.base.told.truth()
	if err != nil {
		return err
	}
	d := simdisk.New()
	defer d.Close()
	c := &chronicle{name: "init", tape: d.Record()}
	c.mark(nothing, whole)
	if err := provision(p.base.name(d)); err != nil {
		return err
	}
	c.mark(whole)
	if err := p.cuts(ctx, c, initAgain); err != nil {
		return err
	}
	for n := 0; p.KillEvery > 0 && n <= len(c.tape.Ops); n += p.KillEvery {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.initKilled(c.tape.At(n), n, whole); err != nil {
			return err
		}
	}
	return nil
}

// initAgain powers on with a disk. Where there is no journal, the terminal says so,
// and init can be run again.
func initAgain(d *simdisk.Disk) outcome {
	_, o := powerOn(d, nil)
	if !errors.Is(o.err, journal.ErrMissing) {
		return o
	}
	defer d.Close()
	if err := provision(d.Name()); err != nil {
		return outcome{err: fmt.Errorf("init cannot be run again: %w", err)}
	}
	if _, o = powerOn(d, nil); o.err != nil {
		return outcome{err: fmt.Errorf("init was run again: %w", o.err)}
	}
	return outcome{said: nothing}
}

// initKilled runs init again after the first one was killed, sells, and cuts the
// power: what the terminal has shown must stay.
func (p *prover) initKilled(d *simdisk.Disk, n int, whole truth) error {
	name := d.Name()
	defer d.Close()
	tape := d.Record()
	err := provision(name)
	if err != nil && !errors.Is(err, journal.ErrExists) {
		p.figures.found(&p.figures.Unreadable, "init killed after operation %d cannot be run again: %v", n, err)
		return nil
	}
	c, o := powerOn(d, tape)
	c.name = fmt.Sprintf("init killed after operation %d, run again, sold", n)
	c.marks = append([]mark{{0, []truth{nothing, whole}}}, c.marks...)
	p.figures.judge(c, 0, o)
	memo := map[uint64]outcome{}
	for n, image := range tape.Cuts(p.Nested) {
		sum := image.Sum()
		o, known := memo[sum]
		if !known {
			o = initAgain(image)
			memo[sum] = o
			p.figures.add(&p.figures.Nested, 1)
		}
		p.figures.judge(c, n, o)
	}
	return nil
}
