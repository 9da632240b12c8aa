package command

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
	ref, err := exactly(c.Trace)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "void", func(t *terminal.Terminal) (terminal.Order, error) {
		return c.order(ctx, a, t, terminal.Order{Kind: txn.Void, Of: ref})
	})
}

// order adds the card to an order that has an original. Without a card the stored number
// is used when the configuration says so; what was paid by a code needs none.
func (p presented) order(ctx context.Context, a *app, t *terminal.Terminal, o terminal.Order) (terminal.Order, error) {
	if p.Card == "" {
		o.Stored = a.cfg.Void.Card == config.VoidStored
		return o, nil
	}
	var err error
	o.Card, o.Pad, err = p.read(ctx, a, t.TestKeys())
	return o, err
}
