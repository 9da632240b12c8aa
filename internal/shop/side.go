package shop

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// shopsPerCore is how many shops share a core: they wait for each other's processes.
const shopsPerCore = 2

// side does n works side by side and adds their tallies up. The first error stops them all.
func side(ctx context.Context, n int, one func(context.Context, int) (Tally, error)) (Tally, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		mu    sync.Mutex
		all   = newTally()
		errs  error
		queue = make(chan int)
		work  sync.WaitGroup
	)
	for range min(n, shopsPerCore*runtime.NumCPU()) {
		work.Go(func() {
			for i := range queue {
				if ctx.Err() != nil {
					continue
				}
				tally, err := one(ctx, i)
				mu.Lock()
				all.Add(tally)
				if err != nil {
					errs = errors.Join(errs, err)
					stop()
				}
				mu.Unlock()
			}
		})
	}
	for i := range n {
		queue <- i
	}
	close(queue)
	work.Wait()
	return all, errs
}
