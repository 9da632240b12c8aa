package command

import (
	"context"

	"posterm/terminal"
	"posterm/txn"
)

// saleCmd charges a card 消费.
type saleCmd struct {
	Amount string `arg:"" help:"in yuan, for example 12.34"`
	presented
	bought
	Again bool `help:"this is another sale, although the same card paid the same amount within ten minutes"`
}

func (c *saleCmd) run(ctx context.Context, a *app) (int, error) {
	amount, err := txn.ParseFen(c.Amount)
	if err != nil {
		return 0, err
	}
	if err := needsCard(c.Card); err != nil {
		return 0, err
	}
	goods, err := c.lines(ctx, a)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "sale", func(t *terminal.Terminal) (terminal.Order, error) {
		card, pad, err := c.read(ctx, a, t.TestKeys())
		return terminal.Order{Kind: txn.Sale, Amount: amount, Card: card, Pad: pad, Again: c.Again, Goods: goods}, err
	})
}

// balanceCmd asks for a card's balance 余额查询.
type balanceCmd struct{ presented }

func (c *balanceCmd) run(ctx context.Context, a *app) (int, error) {
	if err := needsCard(c.Card); err != nil {
		return 0, err
	}
	return a.deal(ctx, "balance", func(t *terminal.Terminal) (terminal.Order, error) {
		card, pad, err := c.read(ctx, a, t.TestKeys())
		return terminal.Order{Kind: txn.Balance, Card: card, Pad: pad}, err
	})
}

func needsCard(spec string) error {
	if spec != "" {
		return nil
	}
	return &failure{code: "usage", exit: terminal.ExitUse, message: txn.Words{ZH: "缺少 --card", EN: "--card is missing"},
		hint: txn.Words{ZH: "例如 --card A", EN: "for example --card A"}}
}
