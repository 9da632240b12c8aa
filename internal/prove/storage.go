package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"posterm/internal/diskproof"
	"posterm/internal/simdisk"
)

// night is how long each of the three runs on with new seeds in a nightly run. Chosen.
const night = 100 * time.Minute

// storage cuts the power at every operation of the journal's disk.
func storage(ctx context.Context, r *report) error {
	sum := &diskproof.Figures{}
	proof := diskproof.Storage{
		Cuts: simdisk.Plan{Torn: true, Mixes: 4}, Nested: simdisk.Plan{Torn: true, Mixes: 4},
		NestedEvery: 1200, KillEvery: 100, FullLog: true, Days: 7, Workers: runtime.GOMAXPROCS(0),
	}
	err := rounds(ctx, r, sum, func(seed uint64) (*diskproof.Figures, error) {
		proof.Seed = seed
		return proof.Run(ctx)
	})
	r.just("flows played", grouped(sum.Scripts))
	r.least(fmt.Sprintf("operations cut, of %s", grouped(sum.Operations)), sum.Cut, sum.Operations)
	r.least("distinct disks recovered", sum.Images, r.scale(20_000, 2_000_000))
	r.least("recoveries cut again, and recovered", sum.Nested, r.scale(5_000, 500_000))
	r.none("acknowledged and lost, or never committed", sum.Lost)
	r.none("unreadable, or found fault with", sum.Unreadable)
	return err
}

// iofaults lets the Nth operation of the disk fail.
func iofaults(ctx context.Context, r *report) error {
	sum := &diskproof.Figures{}
	proof := diskproof.Faults{NestedEvery: 12, Days: 2, Workers: runtime.GOMAXPROCS(0)}
	err := rounds(ctx, r, sum, func(seed uint64) (*diskproof.Figures, error) {
		proof.Seed = seed
		return proof.Run(ctx)
	})
	r.least("runs with a failing operation", sum.Runs, r.scale(4_000, 500_000))
	r.least("recoveries after them cut, and recovered", sum.Nested, r.scale(500, 50_000))
	r.none("acknowledged and lost, or never committed", sum.Lost)
	r.none("unreadable, or found fault with", sum.Unreadable)
	r.none("commits taken after an error", sum.Wrong)
	return err
}

// bitStride is which bits are flipped in CI: every 53rd, which meets all bits of a byte.
// A nightly run flips them all. Chosen: half a minute.
const bitStride = 53

// bits flips the bits of a small journal.
func bits(ctx context.Context, r *report) error {
	f, err := diskproof.Bits{Stride: r.scale(bitStride, 1), Workers: runtime.GOMAXPROCS(0)}.Run(ctx)
	if err != nil {
		return err
	}
	r.least(fmt.Sprintf("bits flipped, of %s", grouped(f.Bits)), f.Flips, f.Bits/r.scale(bitStride, 1))
	r.least("noticed; the others changed nothing", f.Noticed, f.Flips/4)
	r.none("changed what the journal says, unnoticed", f.Wrong)
	return nil
}

// rounds runs a proof once, or all night with new seeds.
func rounds(ctx context.Context, r *report, sum *diskproof.Figures, run func(seed uint64) (*diskproof.Figures, error)) error {
	began := time.Now()
	for seed := uint64(1); ; seed++ {
		f, err := run(seed << 20)
		if err != nil {
			return err
		}
		if sum.Add(f); !r.nightly || time.Since(began) > night {
			return nil
		}
	}
}
