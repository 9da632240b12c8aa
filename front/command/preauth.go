package command

import (
	"context"

	"posterm/terminal"
	"posterm/txn"
)

// preauthCmd holds an amount on a card 预授权.
type preauthCmd struct {
	Amount string `arg:"" help:"in yuan, for example 12.34"`
	presented
	Again bool `help:"this is another hold, although as much was held on the same card within ten minutes"`
}

func (c *preauthCmd) run(ctx context.Context, a *app) (int, error) {
	amount, err := txn.ParseFen(c.Amount)
	if err != nil {
		return 0, err
	}
	if err := needsCard(c.Card); err != nil {
		return 0, err
	}
	return a.deal(ctx, "preauth", func(t *terminal.Terminal) (terminal.Order, error) {
		card, pad, err := c.read(ctx, a, t.TestKeys())
		return terminal.Order{Kind: txn.Preauth, Amount: amount, Card: card, Pad: pad, Again: c.Again}, err
	})
}

// held is a hold on the command line: by what its slip says, or by its trace number here.
type held struct {
	Auth  string `help:"authorisation code on the slip 授权码, 6 characters" placeholder:"CODE"`
	Date  string `help:"day of the hold, MMDD" placeholder:"MMDD"`
	Trace string `help:"instead of both: trace number of the hold on this terminal, or BATCH/TRACE" placeholder:"TRACE"`
	presented
}

func (h held) deal(ctx context.Context, a *app, kind txn.Kind, amount string) (int, error) {
	o := terminal.Order{Kind: kind, Named: terminal.Named{Auth: h.Auth, Date: h.Date}}
	if err := named(&o, amount, h.Trace, h.Auth, authSize); err != nil {
		return 0, err
	}
	return a.deal(ctx, kind.String(), func(t *terminal.Terminal) (terminal.Order, error) { return h.order(ctx, a, t, o) })
}

// preauthVoidCmd releases a hold 预授权撤销; completeCmd turns it into money 预授权完成.
type (
	preauthVoidCmd struct {
		Amount string `arg:"" optional:"" help:"in yuan, the amount of the hold; not needed with --trace"`
		held
	}
	completeCmd struct {
		Amount string `arg:"" help:"in yuan, at most 115% of the hold"`
		held
	}
)

func (c *preauthVoidCmd) run(ctx context.Context, a *app) (int, error) {
	return c.deal(ctx, a, txn.PreauthVoid, c.Amount)
}

func (c *completeCmd) run(ctx context.Context, a *app) (int, error) {
	return c.deal(ctx, a, txn.Complete, c.Amount)
}

// completeVoidCmd undoes a completion of the open batch 预授权完成撤销.
type completeVoidCmd struct {
	Trace string `arg:"" help:"trace number of the completion, or BATCH/TRACE"`
	presented
}

func (c *completeVoidCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := exactly(c.Trace)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "complete-void", func(t *terminal.Terminal) (terminal.Order, error) {
		return c.order(ctx, a, t, terminal.Order{Kind: txn.CompleteVoid, Of: ref})
	})
}
