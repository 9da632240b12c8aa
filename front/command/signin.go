package command

import (
	"context"

	"posterm/terminal"
	"posterm/txn"
)

// signinCmd fetches working keys 签到; signoffCmd signs off 签退; settleCmd settles the batch
// 批结算; echoCmd tests the line 回响测试.
type (
	signinCmd  struct{}
	signoffCmd struct{}
	echoCmd    struct{}
	settleCmd  struct{}
)

func (*signinCmd) run(ctx context.Context, a *app) (int, error)  { return a.manage(ctx, txn.SignIn) }
func (*signoffCmd) run(ctx context.Context, a *app) (int, error) { return a.manage(ctx, txn.SignOff) }
func (*settleCmd) run(ctx context.Context, a *app) (int, error)  { return a.manage(ctx, txn.Settle) }
func (*echoCmd) run(ctx context.Context, a *app) (int, error)    { return a.manage(ctx, txn.Echo) }

// manage carries out a kind without card and money.
func (a *app) manage(ctx context.Context, k txn.Kind) (int, error) {
	return a.deal(ctx, k.String(), func(*terminal.Terminal) (terminal.Order, error) { return terminal.Order{Kind: k}, nil })
}
