package diskproof

import (
	"context"
	"errors"
	"fmt"

	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/journal/roll"
)

// Faults is how much of the proof against a failing disk is done.
type Faults struct {
	NestedEvery int          // of so many failed syncs one has the recovery after it cut too
	Nested      simdisk.Plan // after each operation of such a recovery
	Days        int          // drawn from the seed, besides the flows
	Seed        uint64
	Workers     int // goroutines
}

// faultKinds are the ways in which an operation fails while the power stays on.
var faultKinds = []simdisk.FaultKind{simdisk.WriteError, simdisk.SyncError, simdisk.Full, simdisk.ShortWrite}

// Run plays every flow on a disk whose Nth operation fails, for each way to fail, once
// and for ever, and for N = 1, 2, 3 … until a run meets no fault.
func (p Faults) Run(ctx context.Context) (*Figures, error) {
	b, err := newBase()
	if err != nil {
		return nil, err
	}
	f := &Figures{}
	t := &faulty{p, b, f}
	err = b.each(ctx, p.Workers, p.Days, p.Seed, func(s script) error { return t.prove(ctx, s) })
	return f, errors.Join(err, b.close())
}

// faulty does the proof against a failing disk.
type faulty struct {
	Faults
	base    *base
	figures *Figures
}

// prove plays one script with every fault.
func (t *faulty) prove(ctx context.Context, s script) error {
	t.figures.add(&t.figures.Scripts, 1)
	for _, kind := range faultKinds {
		for _, forEver := range []bool{false, true} {
			for n := 1; t.fail(s, simdisk.Fault{Kind: kind, At: n, ForEver: forEver}); n++ {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fail plays a script with one fault and says whether the fault was met.
func (t *faulty) fail(s script, fault simdisk.Fault) bool {
	f, d := t.figures, t.base.disk.Clone()
	defer d.Close()
	p := &performer{at: on(t.base.name(d))}
	d.Fail(fault)
	err := p.play(s, nil, nil)
	what := fmt.Sprintf("%s, %s at %d", s.name, fault.Kind, fault.At)
	if fault.ForEver {
		what += " and for ever"
	}
	if d.Failed() == 0 {
		if err != nil {
			f.found(&f.Wrong, "%s: no operation failed, and still: %v", what, err)
		}
		return false
	}
	f.add(&f.Runs, 1)
	may := s.truths[p.done : p.done+1] // what was acknowledged
	if err != nil && p.done < len(s.acts) {
		may = s.truths[p.done : p.done+2] // and what failed, as a whole
		t.stopped(p, s.acts[p.done], what)
	}
	if p.j != nil {
		_ = p.j.Close()
	}
	d.Fail(simdisk.Fault{})
	t.after(d, fault, what, may)
	return true
}

// after looks at what a failing disk held: by a process on a healthy disk, and after a power cut.
func (t *faulty) after(d *simdisk.Disk, fault simdisk.Fault, what string, may []truth) {
	healthy := d.Clone()
	c, o := powerOn(healthy, healthy.Record())
	c.name = what + ", then a healthy disk"
	c.marks = append([]mark{{0, may}}, c.marks...)
	t.figures.judge(c, 0, o)
	if o.err == nil && fault.Kind == simdisk.SyncError && !fault.ForEver && t.NestedEvery > 0 && fault.At%t.NestedEvery == 0 {
		t.figures.nested(c, t.Nested)
	}
	_, o = powerOn(d.Cut(uint64(fault.At)), nil)
	c = &chronicle{name: what + ", then a power cut", tape: &simdisk.Recording{}, marks: []mark{{0, may}}}
	t.figures.judge(c, 0, o)
}

// stopped makes sure that a journal whose commit failed takes nothing more, even when
// the disk is well again.
func (t *faulty) stopped(p *performer, a act, what string) {
	if p.j == nil || a.verb != commit && a.verb != forget && a.verb != deliver {
		return
	}
	next := a.rows
	if next == nil {
		next = []roll.Row{{Seq: p.j.Seq() + 1}}
	}
	if err := p.j.Commit(next, a.seal); !errors.Is(err, journal.ErrStopped) {
		t.figures.found(&t.figures.Wrong, "%s: after the error the journal was asked for a commit and said: %v", what, err)
	}
	if err := p.j.Forget(nil); !errors.Is(err, journal.ErrStopped) {
		t.figures.found(&t.figures.Wrong, "%s: after the error the journal was asked to forget and said: %v", what, err)
	}
}
