package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"posterm/internal/museum"
)

// mutants plants the bugs of the museum, one by one, and lets the instruments look.
// Usually a part of the bugs is planted, museum.Usual, and the expected instruments look, to the first that sees
// it; nightly all of both.
func mutants(ctx context.Context, r *report) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	list := museum.Usual()
	if r.nightly {
		list = museum.All()
	}
	results, err := museum.Run(ctx, root, list, museum.Options{
		All: r.nightly, Workers: runtime.GOMAXPROCS(0),
		Each: func(found museum.Result) { fmt.Fprintln(r.out, mutantLine(found)) },
	})
	if err != nil {
		return err
	}
	var survived, faults []string
	seen, twice := 0, 0
	for _, found := range results {
		by := len(found.Caught())
		switch {
		case found.Err != nil:
			faults = append(faults, found.Err.Error())
		case by == 0:
			survived = append(survived, found.Mutant.Name+": "+found.Mutant.Says)
		}
		if found.Mutant.Seen {
			seen++
		}
		if by >= 2 {
			twice++
		}
	}
	r.least(fmt.Sprintf("bugs planted, of %d", len(museum.All())), len(results), 40)
	r.just("of them known from real firmware", grouped(seen))
	r.none("bugs that nobody caught", survived)
	r.none("bugs that could not be looked at", faults)
	if r.nightly {
		r.just("bugs caught by two or more instruments", grouped(twice))
	}
	return nil
}

// mutantLine says who caught a bug: "  duplicate-mark-missing   roll TestCopies, 1.2 s".
func mutantLine(found museum.Result) string {
	var by []string
	for _, f := range found.Caught() {
		by = append(by, f.Instrument+" "+f.Test)
	}
	if len(by) == 0 {
		by = []string{"NOBODY"}
	}
	return fmt.Sprintf("  %-46s %s, %.1f s", found.Mutant.Name, strings.Join(by, " · "), found.Took.Seconds())
}

// moduleRoot is the folder of go.mod: prove may be started anywhere below it.
func moduleRoot(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}
