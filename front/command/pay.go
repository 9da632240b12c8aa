package command

import (
	"context"

	"posterm/card"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// payCmd charges a customer's payment code 扫码支付.
type payCmd struct {
	Amount string `arg:"" help:"in yuan, for example 12.34"`
	Code   string `required:"" help:"the code on the customer's phone, 16 to 24 digits, or - to read it from stdin: 62... UnionPay, 10-15... WeChat, 25-30... Alipay" placeholder:"CODE"`
	bought
	Again bool `help:"this is another payment, although the same code paid the same amount within ten minutes"`
}

func (c *payCmd) run(ctx context.Context, a *app) (int, error) {
	amount, err := txn.ParseFen(c.Amount)
	if err != nil {
		return 0, err
	}
	text := c.Code
	if text == "-" {
		if text, err = card.ReadCode(waiting{ctx, a.in}); err != nil {
			if ctx.Err() != nil {
				err = refused(machine.RefusedCancelled)
			}
			return 0, err
		}
	}
	code, kind, err := txn.ParseCode(text)
	if err != nil {
		return 0, err
	}
	goods, err := c.lines(ctx, a)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "pay", func(*terminal.Terminal) (terminal.Order, error) {
		return terminal.Order{Kind: kind, Amount: amount, Code: code, Again: c.Again, Goods: goods}, nil
	})
}

// queryCmd asks what the host holds of a transaction 查单.
type queryCmd struct {
	Trace string `arg:"" help:"trace number, or BATCH/TRACE"`
}

func (c *queryCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := exactly(c.Trace)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "query", func(*terminal.Terminal) (terminal.Order, error) {
		return terminal.Order{Kind: txn.Query, Of: ref}, nil
	})
}
