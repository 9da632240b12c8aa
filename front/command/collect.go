package command

import (
	"context"
	"fmt"
	"strings"

	"posterm/front/eslip"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// collectCmd shows a code that the customer scans 出码收款, and waits until the order is paid or closed.
type collectCmd struct {
	Amount string `arg:"" help:"in yuan, for example 12.34"`
	Wallet string `help:"whose customers scan it: unionpay, wechat or alipay; without it anybody's" enum:",unionpay,wechat,alipay" default:"" placeholder:"unionpay|wechat|alipay"`
	Print  bool   `help:"the code on paper, too"`
}

func (c *collectCmd) run(ctx context.Context, a *app) (int, error) {
	amount, err := txn.ParseFen(c.Amount)
	if err != nil {
		return 0, err
	}
	wallet, err := txn.ParseWallet(c.Wallet)
	if err != nil {
		return 0, err
	}
	return a.deal(ctx, "collect", func(*terminal.Terminal) (terminal.Order, error) {
		return terminal.Order{Kind: txn.WalletPay, Amount: amount, Wallet: wallet, Paper: c.Print}, nil
	})
}

// showCode draws the code of an order when it is told first; the text stands below it for who cannot see the drawing.
func (a *app) showCode(s machine.Screen) {
	if s.Is != machine.WaitingPay || s.Code == "" || s.N > 0 {
		return
	}
	a.drawCode(s.Code)
}

func (a *app) drawCode(text string) {
	if lines := eslip.Blocks(text, usualColumns, usualRows); lines != nil {
		fmt.Fprintln(a.out, strings.Join(lines, "\n"))
	}
	fmt.Fprintln(a.out, txn.Words{ZH: "收款码：", EN: "code: "}.In(a.lang())+text)
}
