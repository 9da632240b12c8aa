package command

import (
	"context"

	"posterm/terminal"
	"posterm/txn"
)

// cashCmd records a payment in cash 现金收款.
type cashCmd struct {
	Amount string `arg:"" help:"in yuan, for example 12.34"`
	bought
}

func (c *cashCmd) run(ctx context.Context, a *app) (int, error) {
	amount, err := txn.ParseFen(c.Amount)
	if err != nil {
		return 0, err
	}
	goods, err := c.lines(ctx, a)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "cash", func(*terminal.Terminal) (terminal.Order, error) {
		return terminal.Order{Kind: txn.Cash, Amount: amount, Goods: goods}, nil
	})
}
