package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"posterm/internal/shop"
)

// Sizes of the kills. A sale takes some 40 ms, and after each kill as much is spent on
// looking at what is left.
const (
	killsGoal    = 300
	killShops    = 4 // side by side: a shop whose line is silent only waits
	killsEach    = 40
	killsNightly = 3 * time.Hour
)

// kills kills the shipped program: at every second system call that leaves a trace outside
// of it (nightly: at every one), and at drawn moments over bad lines.
func kills(ctx context.Context, r *report) error {
	programs, err := shop.Build(ctx)
	if err != nil {
		return err
	}
	defer programs.Close()
	all, err := programs.Everywhere(ctx, r.scale(2, 1))
	if err != nil {
		return err
	}
	r.just("commands run to be killed at a system call", grouped(all.Runs))
	calls := byCall(all.Points)
	for _, call := range slices.Sorted(maps.Keys(calls)) {
		r.just("  killed "+call, grouped(calls[call]))
	}
	random := shop.Random{Seed: rand.Uint64(), Shops: killShops, Kills: killsEach, Lines: true}
	if r.nightly {
		random.Kills, random.Until = 1<<30, time.Now().Add(killsNightly)
	}
	r.just("seeds of the random kills, -kill.seed", fmt.Sprintf("%d + 0 to %d", random.Seed, killShops-1))
	drawn, err := programs.AtRandom(ctx, random)
	if err != nil {
		return err
	}
	r.least(fmt.Sprintf("commands killed at random, of %s", grouped(drawn.Runs)), drawn.Killed, killShops*killsEach/4)
	for _, kind := range slices.Sorted(maps.Keys(drawn.Faults)) {
		r.just("  lines "+kind, grouped(drawn.Faults[kind]))
	}
	all.Add(drawn)
	r.least("real processes killed", all.Killed, killsGoal)
	r.least("comparisons of ledger, journal, accounts, paper", all.Checks, all.Killed)
	r.none("disagreements after a kill", all.Found)
	return nil
}

// byCall adds up points by system call: all files of the data directory are one.
func byCall(points map[string]int) map[string]int {
	calls := map[string]int{}
	for point, n := range points {
		words := strings.Fields(point)
		switch place := words[len(words)-1]; place {
		case "host", "printer", "screen":
			calls[point] += n
		default:
			calls[strings.TrimSuffix(point, " "+place)] += n
		}
	}
	return calls
}
