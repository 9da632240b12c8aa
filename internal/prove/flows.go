package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"posterm/internal/sim"
	"posterm/txn"
)

// flows walks every kind of transaction through every script: what the line does with
// the first exchanges, what the printer does with the first two slips, and a power cut at
// every step; nightly, three exchanges of every kind, every pair of cuts, and also with
// reversals that leave at once.
func flows(ctx context.Context, r *report) error {
	parts := make(chan sim.Flow)
	var workers sync.WaitGroup
	var mu sync.Mutex
	var tally sim.Tally
	var found []string
	runs := map[string]int{}
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for flow := range parts {
				var mine sim.Tally
				n, err := flow.Walk(scriptOf(flow.Kind, r), &mine, func() bool { return ctx.Err() == nil })
				mu.Lock()
				tally.Add(mine)
				runs[flow.Kind.String()] += n
				if err != nil {
					found = append(found, flowFailed(flow, n, err))
				}
				mu.Unlock()
			}
		})
	}
	list := sim.Flows(false)
	if r.nightly {
		list = append(list, sim.Flows(true)...)
	}
	for _, flow := range list {
		parts <- flow
	}
	close(parts)
	workers.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	all := 0
	for kind, n := range runs {
		r.just("runs of "+kind, grouped(n))
		all += n
	}
	r.least("runs", all, flowGoal)
	r.just("power cuts", grouped(tally.Cuts))
	r.none("violations", found)
	r.just("runs per second", grouped(int(float64(all)/time.Since(began).Seconds())))
	return nil
}

// scriptOf is how much may go wrong: with a sale three exchanges, with the others two, and
// with what is repeated, asked about or resumed, which are long, one slip; that is what a gate of minutes can
// afford on two cores.
func scriptOf(kind txn.Kind, r *report) sim.Script {
	s := sim.Script{Exchanges: r.scale(2, 3), Jobs: 2, Cuts: r.scale(1, 2)}
	switch {
	case r.nightly:
	case kind == txn.Sale:
		s.Exchanges = 3
	case kind.Doubt() == txn.Repeated, kind.Doubt() == txn.Asked, kind.Doubt() == txn.Resumed:
		s.Jobs = 1
	}
	return s
}

// flowGoal is what the kinds come to at least: RELIABILITY.md 5.
const flowGoal = 150_000

func flowFailed(flow sim.Flow, n int, err error) string {
	text := fmt.Sprintf("%s, first exchange %d, at once %v, run %d: %v", flow.Kind, flow.First, flow.AtOnce, n, err)
	if v := (*sim.Violation)(nil); errors.As(err, &v) {
		text += "\n" + v.Story
	}
	return text
}
