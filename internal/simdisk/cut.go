package simdisk

import (
	"bytes"
	"hash/maphash"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
)

// sector is what a disk writes whole or not at all, in bytes. Given, RELIABILITY.md 2.
const sector = 512

// unit is a change that a power cut keeps or loses: one change of a node, or the
// versions of one place, of which one at most is kept.
type unit struct {
	node     int
	versions []int // indexes of the node's waiting changes, oldest first
}

// fate is what becomes of a unit.
type fate struct {
	kept    bool
	older   int                  // which version: 0 is the last one, 1 the one before
	sectors func(i, of int) bool // which sectors of a write are kept; nil: all
}

var (
	lost = fate{}
	kept = fate{kept: true}
)

// loose are the units of a tree that are neither durable nor gone for good.
func (t *tree) loose() (units []unit) {
	for number, n := range t.nodes {
		first := len(units)
	changes:
		for i, c := range n.waiting {
			if c.settled {
				continue
			}
			for u := range units[first:] {
				last := units[first+u].versions
				if c.samePlace(n.waiting[last[len(last)-1]]) {
					units[first+u].versions = append(last, i)
					continue changes
				}
			}
			units = append(units, unit{number, []int{i}})
		}
	}
	return units
}

// cut builds the tree that a power cut leaves when each unit meets its fate.
func (t *tree) cut(units []unit, fates []fate) *tree {
	chosen := make(map[[2]int]fate, len(units))
	for i, u := range units {
		if f := fates[i]; f.kept {
			chosen[[2]int{u.node, u.versions[max(0, len(u.versions)-1-f.older)]}] = f
		}
	}
	after := &tree{make([]*node, len(t.nodes))}
	for number, n := range t.nodes {
		if len(n.waiting) == 0 {
			after.nodes[number] = n.clone()
			continue
		}
		left := &node{isDir: n.isDir, data: bytes.Clone(n.durable), names: maps.Clone(n.durableNames)}
		for i, c := range n.waiting {
			if f, ok := chosen[[2]int{number, i}]; ok {
				c.torn(left, f.sectors)
			} else if c.settled {
				c.torn(left, nil)
			}
		}
		after.nodes[number] = left
	}
	return after
}

// torn applies the sectors of a change that were kept.
func (c change) torn(n *node, keep func(i, of int) bool) {
	c.rename(n.names)
	if c.write == nil || keep == nil {
		n.data = c.content(n.data)
		return
	}
	pieces := c.pieces()
	for i, p := range pieces {
		if keep(i, len(pieces)) {
			n.data = p.content(n.data)
		}
	}
}

// pieces splits a write at the sectors of the disk.
func (c change) pieces() (pieces []change) {
	for data, off := c.write, c.off; len(data) > 0; {
		size := min(int64(len(data)), sector-off%sector)
		pieces = append(pieces, change{write: data[:size], off: off})
		data, off = data[size:], off+size
	}
	return pieces
}

// draw draws the fate of a unit: lost, kept, an older version, torn.
func draw(r *rand.Rand, u unit) fate {
	switch r.IntN(4) {
	case 0:
		return lost
	case 1:
		return kept
	case 2:
		return fate{kept: true, older: r.IntN(len(u.versions))}
	}
	seed := r.Uint64()
	return fate{kept: true, sectors: func(i, _ int) bool {
		return rand.New(rand.NewPCG(seed, uint64(i))).IntN(2) == 0
	}}
}

// Cut gives the disk that a power cut leaves now: each change that was not synced is
// kept, lost or torn as the seed says. The disk itself stays as it is.
func (d *Disk) Cut(seed uint64) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := rand.New(rand.NewPCG(seed, 0))
	units := d.tree.loose()
	fates := make([]fate, len(units))
	for i, u := range units {
		fates[i] = draw(r, u)
	}
	return holding(d.tree.cut(units, fates))
}

var sumSeed = maphash.MakeSeed()

// Sum is a hash of all paths and contents as readers see them, the same for the same
// disk within one process.
func (d *Disk) Sum() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	var h maphash.Hash
	h.SetSeed(sumSeed)
	d.tree.sum(&h, 0, "/")
	return h.Sum64()
}

func (t *tree) sum(h *maphash.Hash, number int, name string) {
	n := t.nodes[number]
	_, _ = h.WriteString(name)
	maphash.WriteComparable(h, len(n.data))
	_, _ = h.Write(n.data)
	for _, base := range slices.Sorted(maps.Keys(n.names)) {
		t.sum(h, n.names[base], path.Join(name, base))
	}
}
