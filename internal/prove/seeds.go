package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"posterm/internal/sim"
)

// seeds runs lives drawn from seeds, all processors at once, until there were enough
// transactions and faults.
func seeds(ctx context.Context, r *report) error {
	first := uint64(0)
	if r.nightly {
		first = rand.Uint64() >> 1
	}
	began := time.Now()
	run := &lives{goal: r.scale(1_000_000, 100_000_000), limit: lifeLimit}
	if err := run.from(ctx, first); err != nil {
		return err
	}
	t, took := run.tally, time.Since(began).Seconds()
	r.just("first seed", fmt.Sprint(first))
	r.least("transactions", t.Transactions, run.goal)
	r.least("faults injected", t.Faults+t.Cuts, run.goal)
	r.just("of them power cuts", grouped(t.Cuts))
	r.none("violations", run.found)
	r.none("situations never reached", missing(t))
	r.just("transactions per second", grouped(int(float64(t.Transactions)/took)))
	return nil
}

// diskSeeds runs lives whose terminal has the real journal, on a disk that fails and
// forgets.
func diskSeeds(ctx context.Context, r *report) error {
	began := time.Now()
	run := &lives{goal: r.scale(5_000, 5_000_000), limit: lifeLimit, options: sim.Options{Disk: true}}
	if err := run.from(ctx, 0); err != nil {
		return err
	}
	r.least("transactions", run.tally.Transactions, run.goal)
	r.just("faults injected", grouped(run.tally.Faults))
	r.just("power cuts", grouped(run.tally.Cuts))
	r.none("violations", run.found)
	r.just("situations reached, of "+fmt.Sprint(len(sim.Situations)), fmt.Sprint(len(sim.Situations)-len(run.tally.Missing())))
	r.just("transactions per second", grouped(int(float64(run.tally.Transactions)/time.Since(began).Seconds())))
	return nil
}

// lifeLimit ends a run that does not come to enough. Chosen: far more lives than are needed.
const lifeLimit = 10_000_000

// lives is a run of many lives.
type lives struct {
	goal  int // transactions, and faults
	limit uint64
	next  atomic.Uint64

	options sim.Options

	mu    sync.Mutex
	tally sim.Tally
	found []string
}

// from runs lives from a seed on.
func (l *lives) from(ctx context.Context, first uint64) error {
	l.next.Store(first)
	var workers sync.WaitGroup
	end := first + l.limit
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := l.next.Add(1) - 1; seed < end && ctx.Err() == nil; seed = l.next.Add(1) - 1 {
				tally, _, err := sim.Life(seed, l.options)
				if l.take(seed, tally, err) {
					return
				}
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}

// take adds a life and says whether there were enough.
func (l *lives) take(seed uint64, t sim.Tally, err error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tally.Add(t)
	if err != nil {
		l.found = append(l.found, fmt.Sprintf("poslab sim --seed %d%s: %v", seed, map[bool]string{true: " --disk"}[l.options.Disk], err))
	}
	return l.tally.Transactions >= l.goal && l.tally.Faults+l.tally.Cuts >= l.goal || len(l.found) >= shown
}

func missing(t sim.Tally) (list []string) {
	for _, s := range t.Missing() {
		list = append(list, fmt.Sprintf("%s (hole %s)", s.Says, s.Hole))
	}
	return list
}

// replay runs seeds twice, on one processor and on several: their stories must be the
// same, byte by byte.
func replay(ctx context.Context, r *report) error {
	goal, twice := r.scale(1000, 100_000), 0
	was := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(was)
	var differ []string
	for seed := range uint64(goal) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		runtime.GOMAXPROCS(1)
		disk := seed%diskEvery == 0
		one, err := story(seed, disk)
		if err != nil {
			return err
		}
		runtime.GOMAXPROCS(max(2, was))
		two, err := story(seed, disk)
		if err != nil {
			return err
		}
		if twice++; one != two {
			differ = append(differ, fmt.Sprintf("seed %d", seed))
		}
	}
	r.least("seeds run twice", twice, goal)
	r.none("that told another story", differ)
	return nil
}

// diskEvery is which of the seeds are told with the real journal. Chosen: they take ten times as long.
const diskEvery = 20

// story is what a seed tells; a violation is part of it.
func story(seed uint64, disk bool) (string, error) {
	_, told, err := sim.Life(seed, sim.Options{Sales: 10, Keep: true, Disk: disk})
	if v := (*sim.Violation)(nil); errors.As(err, &v) {
		return told + v.What, nil
	}
	return told, err
}
