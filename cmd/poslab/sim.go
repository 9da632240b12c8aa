package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"posterm/internal/sim"
)

// Limits of one call.
const (
	seedLimit     = 10_000_000 // lives
	simSalesLimit = 400        // sales of a life: a batch holds 500 transactions
)

// simCmd is `poslab sim`.
type simCmd struct {
	Seed  uint64 `help:"The (first) seed." default:"1"`
	Seeds uint64 `help:"How many lives, from that seed on. One life tells its whole story." default:"1"`
	Sales int    `help:"Sales of each life; 0: a short day." default:"0"`
	Disk  bool   `help:"The real journal on a simulated disk that fails and forgets, instead of a roll in memory."`
	JSON  bool   `name:"json" help:"One JSON object on one line, without a story."`
}

// simResult is what --json says; violations is empty when all agree.
type simResult struct {
	Seed         uint64         `json:"seed"`
	Lives        uint64         `json:"lives"`
	Transactions int            `json:"transactions"`
	Faults       int            `json:"faults"`
	Cuts         int            `json:"cuts"`
	Situations   map[string]int `json:"situations"`
	Violations   []simViolation `json:"violations"`
}

type simViolation struct {
	Seed uint64 `json:"seed"`
	What string `json:"what"`
}

// errDisagree: a life ended with money, paper and record apart.
var errDisagree = errors.New("钱、纸、流水不一致 · money, paper and record disagree")

// Run lives the lives. A seed always tells the same story; one that fails tells it.
func (c *simCmd) Run(ctx context.Context, s *streams) error {
	switch {
	case c.Seeds < 1 || c.Seeds > seedLimit:
		return misuse(fmt.Errorf("--seeds %d", c.Seeds), fmt.Sprintf("give 1 to %d", seedLimit))
	case c.Seed > math.MaxUint64-c.Seeds:
		return misuse(fmt.Errorf("--seed %d and %d lives", c.Seed, c.Seeds), "give a smaller seed")
	case c.Sales < 0 || c.Sales > simSalesLimit:
		return misuse(fmt.Errorf("--sales %d", c.Sales), fmt.Sprintf("give 1 to %d, or 0 for a short day", simSalesLimit))
	}
	result := simResult{Seed: c.Seed, Situations: map[string]int{}, Violations: []simViolation{}}
	for seed := c.Seed; result.Lives < c.Seeds && ctx.Err() == nil; seed++ {
		if err := c.live(seed, &result, s.out); err != nil {
			return err
		}
	}
	if err := result.write(s.out, c.JSON); err != nil {
		return err
	}
	if len(result.Violations) > 0 {
		return errDisagree
	}
	if result.Lives < c.Seeds {
		return fmt.Errorf("stopped after %d of %d lives: %w", result.Lives, c.Seeds, context.Cause(ctx))
	}
	return nil
}

// live runs one life and adds it to the result.
func (c *simCmd) live(seed uint64, r *simResult, out io.Writer) error {
	tally, told, err := sim.Life(seed, sim.Options{Sales: c.Sales, Disk: c.Disk, Keep: c.Seeds == 1 && !c.JSON})
	violation := (*sim.Violation)(nil)
	if errors.As(err, &violation) {
		r.Violations = append(r.Violations, simViolation{seed, violation.What})
		told = violation.Story
	} else if err != nil {
		return err
	}
	r.add(tally)
	if c.JSON || told == "" {
		return nil
	}
	_, err = fmt.Fprintf(out, "seed %d\n%s\n", seed, told)
	return err
}

func (r *simResult) add(t sim.Tally) {
	r.Lives++
	r.Transactions += t.Transactions
	r.Faults += t.Faults
	r.Cuts += t.Cuts
	for m, n := range t.Marks {
		r.Situations[sim.Situations[m].Says] += n
	}
}

func (r *simResult) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	_, err := fmt.Fprintf(out, "%d 次模拟，%d 笔交易，%d 个故障，%d 次断电 · %d lives, %d transactions, %d faults, %d power cuts\n",
		r.Lives, r.Transactions, r.Faults, r.Cuts, r.Lives, r.Transactions, r.Faults, r.Cuts)
	for _, v := range r.Violations {
		if err == nil {
			_, err = fmt.Fprintf(out, "%s：poslab sim --seed %d  %s\n", "不一致 DISAGREES", v.Seed, v.What)
		}
	}
	if err == nil && len(r.Violations) == 0 {
		_, err = fmt.Fprintln(out, "钱、纸、流水一致 · money, paper and record agree")
	}
	return err
}
