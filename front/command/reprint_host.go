package command

import (
	"context"
	"errors"
	"fmt"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// fromHost asks the host what it holds, tells that, and prints it when it happened. Nothing here changes money or totals.
func (c *reprintCmd) fromHost(ctx context.Context, a *app) (int, error) {
	order, err := c.enquiry()
	if err != nil {
		return 0, err
	}
	return a.with("reprint", func(t *terminal.Terminal) (int, error) {
		asked, err := t.Do(ctx, order)
		if err != nil {
			return 0, err
		}
		if asked.Refusal != machine.Possible {
			return 0, refusedBy(asked)
		}
		v := asked.View
		if v.Host == nil || v.Host.Record == nil || !v.Host.Prints {
			return a.notPrinted(v), nil
		}
		reply, err := t.ReprintHost(ctx, v.Trace)
		how, err := onPaper(ctx, t, reply, err)
		if err != nil {
			return 0, err
		}
		if !how.Printed() {
			v.PaperFault = &how.Fault
		}
		a.tell(v)
		if !a.json {
			fmt.Fprintln(a.out, a.paperSaid(how))
		}
		return paperExit(how), nil
	})
}

// notPrinted tells what the host holds, or that it holds nothing of it, and that there is no slip.
func (a *app) notPrinted(v terminal.View) int {
	a.tell(v)
	if !a.json {
		fmt.Fprintln(a.out, txn.Words{ZH: "没有可补打的成功记录，未打印。", EN: "There is no success to print: nothing was printed."}.In(a.lang()))
	}
	if exit := v.Exit(); exit != terminal.ExitDone {
		return exit
	}
	return terminal.ExitDeclined
}

// enquiry is what the host is asked about: a transaction of this terminal, or one of the merchant's by its reference number.
func (c *reprintCmd) enquiry() (order terminal.Order, err error) {
	order.Kind = txn.Query
	switch byNumber := c.RRN != "" || c.Date != ""; {
	case !c.FromHost:
		err = errors.New("--rrn and --date go with --from-host")
	case c.Unreadable || c.Copy != "":
		err = errors.New("--unreadable and --copy are about slips of this terminal's own")
	case byNumber && c.Trace != "":
		err = errors.New("want a trace number, or --rrn and --date, not both")
	case byNumber:
		order.Named, err = slipNumber(c.RRN, c.Date)
	default:
		order.Of, err = exactly(c.Trace)
		return order, err
	}
	if err != nil {
		err = wrongUse(txn.Words{ZH: "用法：posterm reprint --from-host 凭证号，或 --from-host --rrn 参考号 --date 月日", EN: plain(err)},
			txn.Words{ZH: "参考号 12 位，日期如 1121", EN: `"posterm reprint --from-host TRACE", or "--from-host --rrn R --date MMDD": 12 characters and a day like 1121`})
	}
	return order, err
}

// slipNumber checks what a slip says of a transaction.
func slipNumber(rrn, date string) (terminal.Named, error) {
	if len(rrn) != rrnSize {
		return terminal.Named{}, fmt.Errorf("--rrn wants %d characters", rrnSize)
	}
	if _, err := txn.ParseDay(date); err != nil {
		return terminal.Named{}, fmt.Errorf("--date: %w", err)
	}
	return terminal.Named{RRN: rrn, Date: date}, nil
}
