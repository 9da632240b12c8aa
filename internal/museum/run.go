package museum

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Result is what became of one mutant.
type Result struct {
	Mutant   Mutant
	Findings []Finding // of every instrument that looked
	Err      error     // the museum has a fault: the mutant was not looked at as it should
	Took     time.Duration
}

// Caught gives the findings that recognised the mutant.
func (r Result) Caught() (by []Finding) {
	for _, f := range r.Findings {
		if f.Sight == Failed || f.Sight == Stuck && r.Mutant.Stuck {
			by = append(by, f)
		}
	}
	return by
}

// Options say how hard to look.
type Options struct {
	All     bool // every instrument looks at every mutant; else the expected ones, to the first that sees it
	Workers int  // mutants at a time; chosen by the caller for the machine
	Each    func(Result)
}

// Run plants the mutants, one after the other, and lets instruments look at each.
// Each instrument must first see nothing wrong with the source as it is.
func Run(ctx context.Context, root string, mutants []Mutant, o Options) ([]Result, error) {
	dir, err := os.MkdirTemp("", "museum")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b := bench{root: root, dir: dir}
	healthy := b.listen(ctx, mutants, o.All)
	results := make([]Result, len(mutants))
	var wg sync.WaitGroup
	var telling sync.Mutex
	next := make(chan int)
	for range max(1, o.Workers) {
		wg.Go(func() {
			for i := range next {
				results[i] = b.look(ctx, mutants[i], o.All, healthy)
				if o.Each != nil {
					telling.Lock()
					o.Each(results[i])
					telling.Unlock()
				}
			}
		})
	}
	for i := range mutants {
		if ctx.Err() == nil {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	return results, ctx.Err()
}

// look lets instruments look at one mutant.
func (b bench) look(ctx context.Context, m Mutant, all bool, healthy sound) Result {
	r := Result{Mutant: m}
	began := time.Now()
	overlay, err := b.overlay(m)
	probes := m.By
	if all && err == nil {
		probes, err = b.everything(ctx, m)
	}
	for _, p := range probes {
		if err != nil || !all && len(r.Caught()) > 0 {
			break
		}
		var i Instrument
		if i, err = instrument(p.Instrument); err == nil {
			err = healthy[i.Name]()
		}
		if err == nil {
			r.Findings = append(r.Findings, b.probe(ctx, m, i, p, overlay))
		}
	}
	r.Err, r.Took = err, time.Since(began)
	if len(r.Caught()) == 0 && r.Err == nil {
		r.Err = r.fault()
	}
	return r
}

// everything is every instrument that the mutant's file is built into, with all its tests.
func (b bench) everything(ctx context.Context, m Mutant) (probes []Probe, err error) {
	for _, i := range Instruments {
		uses, err := b.uses(ctx, i, path.Dir(m.File))
		if err != nil {
			return nil, err
		}
		if uses {
			probes = append(probes, Probe{Instrument: i.Name})
		}
	}
	return probes, nil
}

// fault says why nobody recognised the mutant, when it is not that nobody saw it.
func (r Result) fault() error {
	for _, f := range r.Findings {
		if f.Sight != Passed {
			return fmt.Errorf("mutant %s: %s %s, which is no catch: %s", r.Mutant.Name, f.Instrument, f.Sight, f.Output)
		}
	}
	return nil
}

// probe builds and runs one instrument with the mutant in it.
func (b bench) probe(ctx context.Context, m Mutant, i Instrument, p Probe, overlay string) Finding {
	program := filepath.Join(b.dir, m.Name+"-"+i.Name+".test")
	began := time.Now()
	if err := b.build(ctx, i, overlay, program); err != nil {
		return Finding{Instrument: i.Name, Sight: Unbuilt, Output: err.Error(), Took: time.Since(began)}
	}
	defer os.Remove(program)
	return b.run(ctx, i, program, p.Run)
}

// sound says of each instrument whether it sees nothing wrong with the source as it is;
// one that does could not tell a mutant from it.
type sound map[string]func() error

var errUnsound = errors.New("fails without any mutant")

// listen gets every instrument ready to be tried, once and when it is first needed,
// with all the tests that will look at mutants.
func (b bench) listen(ctx context.Context, mutants []Mutant, all bool) sound {
	tests := map[string][]string{}
	for _, m := range mutants {
		for _, p := range m.By {
			tests[p.Instrument] = append(tests[p.Instrument], p.Run)
		}
	}
	healthy := sound{}
	for _, i := range Instruments {
		pattern := strings.Join(tests[i.Name], "|")
		if all || slices.Contains(tests[i.Name], "") {
			pattern = ""
		}
		healthy[i.Name] = sync.OnceValue(func() error { return b.try(ctx, i, pattern) })
	}
	return healthy
}

// try runs an instrument on the source as it is.
func (b bench) try(ctx context.Context, i Instrument, tests string) error {
	program := filepath.Join(b.dir, i.Name+".test")
	if err := b.build(ctx, i, "", program); err != nil {
		return err
	}
	defer os.Remove(program)
	if f := b.run(ctx, i, program, tests); f.Sight != Passed {
		return fmt.Errorf("%s %w: %s %s: %s", i.Name, errUnsound, f.Sight, f.Test, f.Output)
	}
	return nil
}
