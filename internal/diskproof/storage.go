package diskproof

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"posterm/internal/simdisk"
	"posterm/txn"
)

// Storage is how much of the storage proof is done. The zero value of a field does nothing of it.
type Storage struct {
	Cuts        simdisk.Plan // after each operation of a flow
	NestedEvery int          // of so many images one has its recovery cut too
	Nested      simdisk.Plan // after each operation of such a recovery
	KillEvery   int          // at each so manyth operation the process is killed, and then the power is cut
	FullLog     bool         // a log over 1,000 pages is emptied too
	Days        int          // drawn from the seed, besides the flows
	Seed        uint64
	Workers     int // goroutines
}

// Run plays every flow and cuts the power after every operation.
func (s Storage) Run(ctx context.Context) (*Figures, error) {
	b, err := newBase()
	if err != nil {
		return nil, err
	}
	s.Cuts.Seed, s.Nested.Seed = s.Seed, s.Seed
	p := &prover{Storage: s, base: b, figures: &Figures{}}
	err = p.creation(ctx)
	if err == nil && s.FullLog {
		err = p.restart(ctx)
	}
	if err == nil {
		err = b.each(ctx, s.Workers, s.Days, s.Seed, func(s script) error { return p.prove(ctx, s) })
	}
	return p.figures, errors.Join(err, b.close())
}

// prover does the storage proof.
type prover struct {
	Storage
	base    *base
	figures *Figures
}

// prove cuts one script at every operation.
func (p *prover) prove(ctx context.Context, s script) error {
	c, err := p.base.record(s)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	images := 0
	err = p.cuts(ctx, c, func(image *simdisk.Disk) outcome {
		images++
		return p.recover(image, images)
	})
	if err == nil {
		err = p.kills(ctx, c)
	}
	return err
}

// cuts cuts the power after every operation of a chronicle. Each distinct disk is
// recovered once, and judged at every operation after which it may be left.
func (p *prover) cuts(ctx context.Context, c *chronicle, recover func(*simdisk.Disk) outcome) error {
	f := p.figures
	f.add(&f.Scripts, 1)
	f.add(&f.Operations, len(c.tape.Ops))
	memo := map[uint64]outcome{}
	cut := -1
	for n, image := range c.tape.Cuts(p.Cuts) {
		if err := ctx.Err(); err != nil {
			return err
		}
		cut = max(cut, n)
		sum := image.Sum()
		o, known := memo[sum]
		if !known {
			o = recover(image)
			memo[sum] = o
			f.add(&f.Images, 1)
		}
		p.figures.judge(c, n, o)
	}
	f.add(&f.Cut, cut)
	return nil
}

// outcome is what became of a disk.
type outcome struct {
	said truth
	err  error
}

// judge compares an outcome with what may be true after n operations.
func (f *Figures) judge(c *chronicle, n int, o outcome) {
	after := "the beginning"
	if n > 0 {
		after = c.tape.Ops[n-1].String()
	}
	switch {
	case o.err != nil:
		f.found(&f.Unreadable, "%s, power cut after operation %d (%s): %v", c.name, n, after, o.err)
	case !slices.Contains(c.may(n), o.said):
		f.found(&f.Lost, "%s, power cut after operation %d (%s): there are %s, want %s",
			c.name, n, after, o.said.brief(), briefs(c.may(n)))
	}
}

func briefs(may []truth) (text string) {
	for i, t := range may {
		if i > 0 {
			text += " or "
		}
		text += t.brief()
	}
	return text
}

// recover powers on with a disk. One image in NestedEvery has its recovery cut too.
func (p *prover) recover(image *simdisk.Disk, number int) outcome {
	if p.NestedEvery == 0 || number%p.NestedEvery != 0 {
		_, o := powerOn(image, nil)
		return o
	}
	c, o := powerOn(image, image.Record())
	if o.err == nil {
		c.name = "recovery"
		c.marks = append([]mark{{0, []truth{o.said}}}, c.marks...)
		p.figures.nested(c, p.Nested)
	}
	return o
}

// powerOn opens the journal on a disk, makes sure that selling goes on, and closes it.
// With a tape it writes the chronicle of the recovery.
func powerOn(d *simdisk.Disk, tape *simdisk.Recording) (*chronicle, outcome) {
	defer d.Close()
	c := &chronicle{tape: tape}
	j, told, err := open(d)
	if err != nil {
		return c, outcome{err: err}
	}
	said, err := told.truth()
	if err != nil {
		return c, outcome{err: err}
	}
	clerk := &clerk{book: told.book, digest: j.Digest}
	clerk.ask(txn.Sale, 0)
	sale := clerk.acts[0]
	if err := told.act(sale, nil); err != nil {
		return c, outcome{err: err}
	}
	then, err := told.truth()
	if err != nil {
		return c, outcome{err: err}
	}
	if tape != nil {
		c.mark(said)
		c.mark(said, then)
	}
	if err := j.Commit(sale.rows, sale.seal); err != nil {
		return c, outcome{err: errors.Join(fmt.Errorf("it takes no sale: %w", err), j.Close())}
	}
	if tape != nil {
		c.mark(then)
	}
	if err := j.Close(); err != nil {
		return c, outcome{err: err}
	}
	return c, outcome{said: said.shared()}
}

// nested cuts a recovery at each of its operations.
func (f *Figures) nested(c *chronicle, plan simdisk.Plan) {
	memo := map[uint64]outcome{}
	for n, image := range c.tape.Cuts(plan) {
		sum := image.Sum()
		o, known := memo[sum]
		if !known {
			_, o = powerOn(image, nil)
			memo[sum] = o
			f.add(&f.Nested, 1)
		}
		f.judge(c, n, o)
	}
}

// kills kills the process at operations, starts another one on the same disk, where
// nothing more was synced, and cuts the power at each operation of that one.
func (p *prover) kills(ctx context.Context, c *chronicle) error {
	for n := 0; p.KillEvery > 0 && n <= len(c.tape.Ops); n += p.KillEvery {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := c.tape.At(n)
		second, o := powerOn(d, d.Record())
		second.name = fmt.Sprintf("%s, process killed after operation %d, then another one", c.name, n)
		// Until the second process has opened it, a cut may leave what the first one left.
		second.marks = append([]mark{{0, c.may(n)}}, second.marks...)
		p.figures.judge(second, 0, o)
		if o.err == nil {
			p.figures.nested(second, p.Nested)
		}
	}
	return nil
}
