package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"posterm/internal/shop"
)

// How long the soak lasts, and how long goroutines are counted after it.
const (
	soakUsual, goroutinesUsual     = time.Minute, 10 * time.Second
	soakNightly, goroutinesNightly = 8 * time.Hour, 30 * time.Minute
)

// What a soak comes to at least: a slow machine makes half of what a quick one does.
const soakSales, soakChecks = 100, 5

// soak lets one terminal and one lab work for a long day with faults, and looks at
// what they hold.
func soak(ctx context.Context, r *report) error {
	programs, err := shop.Build(ctx)
	if err != nil {
		return err
	}
	defer programs.Close()
	lasts, counting := soakUsual, goroutinesUsual
	if r.nightly {
		lasts, counting = soakNightly, goroutinesNightly
	}
	seed := rand.Uint64()
	r.just("seed of the soak", fmt.Sprint(seed))
	day, err := programs.Soak(ctx, shop.Soak{Seed: seed, Lasts: lasts})
	if err != nil {
		return err
	}
	faults := 0
	for _, n := range day.Faults {
		faults += n
	}
	r.just("customers: sales, others; faults", fmt.Sprintf("%s, %s; %s", grouped(day.Sales), grouped(day.Others), grouped(faults)))
	r.least("sales that stand at the host", day.Approved, max(soakSales, day.Sales/2))
	r.least("comparisons of the books at rest", day.Checks, soakChecks)
	r.none("disagreements", day.Found)
	growing := append(flat(r, "posterm", day.Terminal), flat(r, "poslab", day.Lab)...)
	counts, err := programs.Goroutines(ctx, counting)
	if err != nil {
		return err
	}
	early, late := counts.Ends()
	r.just("goroutines of the same code, "+grouped(len(counts))+" sales", fmt.Sprintf("%d, later %d", early.Threads, late.Threads))
	r.none("what was not flat", append(growing, counts.Growing("goroutines, counted as threads")...))
	return nil
}

// flat reports what a process held in the second quarter of the time, and in the last.
func flat(r *report, process string, all shop.Samples) []string {
	early, late := all.Ends()
	r.just(process+": resident KiB", fmt.Sprintf("%s, later %s", grouped(early.Resident>>10), grouped(late.Resident>>10)))
	r.just(process+": descriptors", fmt.Sprintf("%d, later %d", early.Descriptors, late.Descriptors))
	r.just(process+": threads", fmt.Sprintf("%d, later %d", early.Threads, late.Threads))
	return all.Growing(process)
}
