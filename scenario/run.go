package scenario

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"sync"
	"time"
)

// Options are how stories are told.
type Options struct {
	// Seed is what chance depends on. Every telling has its own, made of this and its name.
	Seed uint64
	// Jobs is how many are told at a time; 0: two for every processor.
	Jobs int
	// Programs are the paths of posterm and poslab, to tell stories with real programs; empty: in memory.
	Posterm, Poslab string
	// Command and Flags are the words by which poslab is called here, and what else it is told; for the command that tells a
	// story again. No words: poslab.
	Command, Flags []string
	// Out is a folder that gets the pictures of the paper of stories that failed; empty: none.
	Out string
	// Each is called after each telling, one at a time, in whatever order they end. It may be nil.
	Each func(Result)
}

// Result is how a telling ended.
type Result struct {
	Story   *Story
	Telling string        // its name
	Skipped string        // why it was not told; empty: it was
	Took    time.Duration // by the machine's clock
	Failure *Failure      // nil: everything was as it is told
	stopped bool          // by whoever wanted it told: that says nothing about the story
}

// Failed says whether it did not go as it is told.
func (r Result) Failed() bool { return r.Failure != nil }

// Run tells stories, several at a time, and gives the results in the order of the stories. It ends early with ctx; then what was
// not told to its end failed, and Each does not hear of it.
func Run(ctx context.Context, stories []*Story, o Options) []Result {
	if o.Jobs < 1 {
		o.Jobs = 2 * runtime.GOMAXPROCS(0)
	}
	var results []Result
	var tellings []*Telling
	for _, s := range stories {
		for i := range s.Tellings {
			results, tellings = append(results, Result{Story: s}), append(tellings, &s.Tellings[i])
		}
	}
	next, told := make(chan int), sync.Mutex{}
	var work sync.WaitGroup
	for range min(o.Jobs, len(results)) {
		work.Go(func() {
			for n := range next {
				r := tell(ctx, results[n].Story, tellings[n], o)
				told.Lock()
				results[n] = r
				if o.Each != nil && !r.stopped {
					o.Each(r)
				}
				told.Unlock()
			}
		})
	}
	for n := range results {
		next <- n
	}
	close(next)
	work.Wait()
	return results
}

// seedOf makes a telling's own seed.
func seedOf(seed uint64, name string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", seed, name)
	return h.Sum64()
}

// tell tells one story with one row of its table.
func tell(ctx context.Context, s *Story, t *Telling, o Options) Result {
	r := Result{Story: s, Telling: t.Name}
	if err := ctx.Err(); err != nil {
		r.Failure, r.stopped = failureOf(s, t, o, err, nil), true
		return r
	}
	if o.Posterm != "" && !s.Real {
		r.Skipped = "only told in memory: it does not say real: yes"
		return r
	}
	begun := time.Now()
	story, told := within(patience, func() (story *record, told error) {
		work := func() { story, told = perform(ctx, s, t, o) }
		if o.Posterm != "" {
			work()
		} else if err := inBubble(work); err != nil {
			told = errors.Join(told, err)
		}
		return story, told
	})
	r.Took = time.Since(begun)
	if told != nil {
		r.Failure, r.stopped = failureOf(s, t, o, told, story), ctx.Err() != nil
	}
	return r
}

// patience is how long the machine may take over one telling: virtual time does not pass for a terminal that never
// rests, and whoever waits for it waits for ever. Chosen: many times what the longest takes on a machine under load.
const patience = 10 * time.Minute

// within does something that may never end. What has not ended in time is left alone: nothing can stop it.
func within(limit time.Duration, f func() (*record, error)) (*record, error) {
	type end struct {
		story *record
		err   error
	}
	ended := make(chan end, 1)
	go func() {
		story, err := f()
		ended <- end{story, err}
	}()
	select {
	case e := <-ended:
		return e.story, e.err
	case <-time.After(limit):
		return nil, fmt.Errorf("the story did not end within %s of the machine's time: the terminal never rests", limit)
	}
}

// perform builds the world, does the steps, and compares at the end. In memory nothing of the world outside may be waited
// for, the end of its context included: that is looked at before every step.
func perform(outside context.Context, s *Story, t *Telling, o Options) (story *record, err error) {
	ctx, stop := context.WithCancel(context.WithoutCancel(outside))
	defer stop()
	if o.Posterm != "" {
		defer context.AfterFunc(outside, stop)()
	}
	w, err := build(ctx, s, t, o)
	if err != nil {
		return nil, fmt.Errorf("the world could not be built: %w", err)
	}
	p := begin(ctx, t, w)
	p.stopped = outside.Err
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(err, fmt.Errorf("panic: %v\n%s", r, stack()))
		}
		if err != nil && outside.Err() == nil {
			story = p.witnesses(o)
		}
		err = errors.Join(err, w.close())
	}()
	if err = w.on(ctx); err != nil {
		return nil, err
	}
	if err = p.note(); err != nil {
		return nil, err
	}
	for _, n := range t.steps {
		if err = p.step(n); err != nil {
			return nil, err
		}
	}
	if err = p.happenings(); err != nil {
		return nil, err
	}
	return nil, p.end(t.ends)
}

func build(ctx context.Context, s *Story, t *Telling, o Options) (*world, error) {
	seed := seedOf(o.Seed, s.Name)
	if o.Posterm != "" {
		return withPrograms(ctx, t, seed, o)
	}
	return inMemory(ctx, t, seed)
}
