package main

import (
	"context"

	"posterm/internal/config"
	"posterm/terminal"
	"posterm/txn"
)

// voidCmd undoes a sale of the open batch 消费撤销.
type voidCmd struct {
	Trace string `arg:"" help:"trace number of the sale, or BATCH/TRACE"`
	presented
}

func (c *voidCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := reference(c.Trace)
	if err != nil {
		return 0, err
	}
	stored := c.Card == "" && a.cfg.Void.Card == config.VoidStored
	if !stored {
		if err := needsCard(c.Card); err != nil {
			return 0, err
		}
	}
	return a.deal(ctx, "void", func(t *terminal.Terminal) (terminal.Order, error) {
		order := terminal.Order{Kind: txn.Void, Of: ref, Stored: stored}
		if !stored {
			order.Card, order.Pad, err = c.read(ctx, a, t.TestKeys())
		}
		return order, err
	})
}
