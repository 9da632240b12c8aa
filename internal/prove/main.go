// Command prove runs the instruments that cut, lose, delay, duplicate and fail at
// every step, and prints what they did as figures beside their goals.
//
//	go run ./internal/prove                  what a change must pass, some minutes
//	go run ./internal/prove --nightly        the same for hours
//	go run ./internal/prove --only storage   one instrument
//	go run ./internal/prove --skip soak      all but one
//
// It exits 2 when it was not understood, and 1 when money, paper and record ever disagreed, when a planted bug was
// not caught, or when an instrument did less than its goal. docs/proof.md says what
// is proven, what is not, and how to replay a seed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"
)

// instrument is one way to attack the terminal. An error means that it could not do
// its work; what it found goes into the report.
type instrument struct {
	name string
	run  func(context.Context, *report) error
}

// instruments are run in this order.
var instruments = []instrument{
	{"flows", flows},
	{"seeds", seeds},
	{"disklives", diskSeeds},
	{"replay", replay},
	{"canary", canaries},
	{"mutants", mutants},
	{"rows", rows},
	{"storage", storage},
	{"iofaults", iofaults},
	{"bits", bits},
	{"kills", kills},
	{"soak", soak},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := prove(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "prove:", err)
		if errors.Is(err, errUse) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

// errUse: the command was not understood; nothing was run.
var errUse = errors.New("wrong use")

// errUnmet: a goal was not met.
var errUnmet = errors.New("not proven: see the lines marked NO")

func prove(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("prove", flag.ContinueOnError)
	flags.SetOutput(out)
	nightly := flags.Bool("nightly", false, "run for hours instead of minutes")
	only := flags.String("only", "", "instruments to run, with commas: "+strings.Join(names(), ","))
	skip := flags.String("skip", "", "instruments to leave out, with commas")
	if err := flags.Parse(args); err != nil {
		return errors.Join(errUse, err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%w: what is %q? instruments are named with --only", errUse, flags.Arg(0))
	}
	chosen, err := choose(*only, *skip)
	if err != nil {
		return err
	}
	debug.SetGCPercent(collectAt) // most of what is thrown away here is a world that ended
	r := &report{out: out, nightly: *nightly}
	began := time.Now()
	for _, i := range chosen {
		fmt.Fprintf(out, "\n%s\n", i.name)
		start := time.Now()
		if err := i.run(ctx, r); err != nil {
			return fmt.Errorf("%s: %w", i.name, err)
		}
		fmt.Fprintf(out, "  %.1f s\n", time.Since(start).Seconds())
	}
	fmt.Fprintf(out, "\n%.1f s in all\n", time.Since(began).Seconds())
	if r.unmet > 0 {
		return errUnmet
	}
	return nil
}

// collectAt lets memory grow to eleven times what is in use. Chosen: a third faster than
// the usual two times, and still some sixty MiB.
const collectAt = 1000

func names() (list []string) {
	for _, i := range instruments {
		list = append(list, i.name)
	}
	return list
}

// choose gives the instruments that are named, or all, but for those to leave out.
func choose(only, skip string) ([]instrument, error) {
	chosen, err := named(only)
	if only == "" {
		chosen = instruments
	}
	if err != nil {
		return nil, err
	}
	left, err := named(skip)
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(i instrument) bool {
		return slices.ContainsFunc(left, func(l instrument) bool { return l.name == i.name })
	})
	if err == nil && len(chosen) == 0 {
		err = fmt.Errorf("%w: --skip leaves no instrument", errUse)
	}
	return chosen, err
}

// named finds instruments by name.
func named(list string) (chosen []instrument, err error) {
	if list == "" {
		return nil, nil
	}
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(instruments, func(i instrument) bool { return i.name == name })
		if i < 0 {
			return nil, fmt.Errorf("%w: no instrument is called %q: want %s", errUse, name, strings.Join(names(), ", "))
		}
		chosen = append(chosen, instruments[i])
	}
	return chosen, nil
}
