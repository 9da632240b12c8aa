package diskproof

import (
	"context"
	"errors"
	"sync"
)

// each hands every flow, and days drawn from seeds, to so many workers.
func (b *base) each(ctx context.Context, workers, days int, seed uint64, do func(script) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan script)
	var busy sync.WaitGroup
	for range workers {
		busy.Go(func() {
			for s := range todo {
				if err := do(s); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := b.hand(ctx, todo, days, seed)
	close(todo)
	busy.Wait()
	if err == nil || errors.Is(err, context.Canceled) {
		err = context.Cause(ctx)
	}
	return err
}

func (b *base) hand(ctx context.Context, todo chan<- script, days int, seed uint64) error {
	all := flows()
	for i := range days {
		all = append(all, drawn(seed+uint64(i)))
	}
	for _, f := range all {
		s, err := b.write(f)
		if err != nil {
			return err
		}
		select {
		case todo <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
