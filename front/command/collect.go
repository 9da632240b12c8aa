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
	Amount string `arg:"" optional:"" help:"in yuan, for example 12.34"`
	Wallet string `help:"whose customers scan it: unionpay, wechat or alipay; without it anybody's" enum:",unionpay,wechat,alipay" default:"" placeholder:"unionpay|wechat|alipay"`
	Static bool   `help:"the shop's static code instead (terminal.static_code): whoever scans it types the amount, and no terminal knows of it"`
	Print  bool   `help:"the code on paper, too"`
}

func (c *collectCmd) run(ctx context.Context, a *app) (int, error) {
	if c.Static {
		return c.static(ctx, a)
	}
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

// static shows or prints the code for the counter.
func (c *collectCmd) static(ctx context.Context, a *app) (int, error) {
	text := a.cfg.Terminal.StaticCode
	switch {
	case c.Amount != "" || c.Wallet != "":
		return 0, wrongUse(txn.Words{ZH: "--static 不带金额和 --wallet", EN: "--static takes no amount and no --wallet"}, txn.Words{ZH: "金额由顾客输入", EN: "the customer types the amount"})
	case a.training():
		return 0, wrongUse(txn.Words{ZH: "训练时不出静态收款码", EN: "no static code in training"}, txn.Words{ZH: "扫码的顾客会真的付款", EN: "whoever scans it pays for real"})
	case text == "":
		return 0, wrongUse(txn.Words{ZH: "没有静态收款码", EN: "there is no static code"}, txn.Words{ZH: "在参数中设置 terminal.static_code", EN: "set terminal.static_code in the configuration"})
	case c.Print:
		return c.printStatic(ctx, a)
	case a.json:
		a.object(map[string]string{"code": text})
	default:
		a.drawCode(text)
	}
	return terminal.ExitDone, nil
}

// printStatic prints it; in JSON the answer is the code and whether it is on paper.
func (c *collectCmd) printStatic(ctx context.Context, a *app) (int, error) {
	if !a.json {
		return a.report(ctx, "collect", (*terminal.Terminal).StaticCode)
	}
	return a.with("collect", func(t *terminal.Terminal) (int, error) {
		reply, err := t.StaticCode(ctx)
		if err != nil {
			return 0, err
		}
		if reply.Refusal != machine.Possible {
			return 0, refused(reply.Refusal)
		}
		how, err := t.Settled(ctx)
		if err == nil {
			a.object(map[string]any{"code": a.cfg.Terminal.StaticCode, "printed": how.Printed()})
		}
		return paperExit(how), err
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
