package simdisk

import (
	"bytes"
	"iter"
	"math/rand/v2"
)

// subsetLimit is up to how many unsynced changes every subset is tried; beyond it,
// seeded mixes. Given, RELIABILITY.md 2.
const subsetLimit = 6

// Recording is what a disk was and every operation since.
type Recording struct {
	Ops   []Op
	start *tree
}

// Record keeps every operation from now on.
func (d *Disk) Record() *Recording {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tape = &Recording{start: d.tree.clone()}
	return d.tape
}

// Plan says which disks Cuts builds.
type Plan struct {
	Torn  bool
	Mixes int
	Seed  uint64
}

// Cuts builds the disks that a power cut after the first n operations may leave, for
// every n from 0 to all. Equal ones come again and again: see Sum. At each n they are
//
//   - nothing unsynced, everything unsynced, every subset of up to six changes;
//   - each older version of a place that was written again and again, the rest lost and kept;
//   - Torn: the last write with each number of its first sectors, and of its last ones,
//     the rest lost and kept;
//   - Mixes drawn by seed, each change lost, kept or torn.
func (r *Recording) Cuts(p Plan) iter.Seq2[int, *Disk] {
	return func(yield func(int, *Disk) bool) {
		t := r.start.clone()
		for n := 0; ; n++ {
			var last Op
			if n > 0 {
				last = r.Ops[n-1]
			}
			b := builder{t: t, units: t.loose(), rand: rand.New(rand.NewPCG(p.Seed, uint64(n)))}
			for _, fates := range b.all(last, p) {
				if !yield(n, holding(t.cut(b.units, fates))) {
					return
				}
			}
			if n == len(r.Ops) {
				return
			}
			t.apply(r.Ops[n])
		}
	}
}

// At gives the disk as it was after the first n operations, with what was unsynced
// then: what a process finds that starts after another one was killed.
func (r *Recording) At(n int) *Disk {
	t := r.start.clone()
	for _, op := range r.Ops[:n] {
		t.apply(op)
	}
	return holding(t)
}

// builder chooses fates for the units of one moment.
type builder struct {
	t     *tree
	units []unit
	rand  *rand.Rand
	made  [][]fate
}

func (b *builder) all(last Op, p Plan) [][]fate {
	if len(b.units) <= subsetLimit {
		for set := range 1 << len(b.units) {
			b.add(func(i int) fate { return fate{kept: set>>i&1 == 1} })
		}
	} else {
		b.add(func(int) fate { return lost })
		b.add(func(int) fate { return kept })
	}
	for i, u := range b.units {
		for older := 1; older < len(u.versions); older++ {
			b.around(i, fate{kept: true, older: older})
		}
	}
	if p.Torn && last.Kind == Write {
		b.tear(last)
	}
	if len(b.units) > 0 {
		for range p.Mixes {
			b.add(func(i int) fate { return draw(b.rand, b.units[i]) })
		}
	}
	return b.made
}

func (b *builder) add(choose func(i int) fate) {
	fates := make([]fate, len(b.units))
	for i := range fates {
		fates[i] = choose(i)
	}
	b.made = append(b.made, fates)
}

// around gives one unit a fate while all others are lost, and while all are kept.
func (b *builder) around(one int, f fate) {
	for _, rest := range []fate{lost, kept} {
		b.add(func(i int) fate {
			if i == one {
				return f
			}
			return rest
		})
	}
}

// tear tears the last write at each of its sectors.
func (b *builder) tear(last Op) {
	for i, u := range b.units {
		if u.node != last.node {
			continue
		}
		c := b.t.nodes[u.node].waiting[u.versions[len(u.versions)-1]]
		if c.off != last.Off || len(c.write) != len(last.Data) {
			continue
		}
		// What is zero to the end of a write is one sector for this purpose.
		for n := range (change{write: bytes.TrimRight(c.write, "\x00"), off: c.off}).pieces() {
			b.around(i, fate{kept: true, sectors: func(j, _ int) bool { return j <= n }})
			b.around(i, fate{kept: true, sectors: func(j, _ int) bool { return j > n }})
		}
	}
}
