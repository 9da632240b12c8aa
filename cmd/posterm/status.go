package main

import (
	"context"
	"fmt"

	"posterm/terminal"
	"posterm/txn"
)

// statusCmd answers the merchant's question from the journal alone.
type statusCmd struct {
	Trace   string `arg:"" optional:"" help:"trace number, BATCH/TRACE, or last (default)"`
	Pending bool   `help:"everything that is still owed: reversals, open orders, slips, a settlement that was cut"`
}

func (c *statusCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := reference(c.Trace)
	if err != nil {
		return 0, err
	}
	if c.Pending && c.Trace != "" {
		return 0, wrongUse(txn.Words{ZH: "--pending 不能与凭证号同用", EN: "--pending and a trace number exclude each other"}, oneOfThem)
	}
	return a.read("status", func(t *terminal.Terminal) (int, error) {
		if c.Pending {
			owed, err := t.Owed(ctx)
			if err != nil {
				return 0, err
			}
			a.tellAll(owed, txn.Words{ZH: "没有待处理的交易。", EN: "Nothing is owed."})
			return terminal.ExitDone, nil
		}
		reply, err := t.Status(ctx, ref)
		if err != nil {
			return 0, unknown(err, ref)
		}
		a.tell(reply.View)
		return terminal.ExitDone, nil
	})
}

// tellAll prints transactions, or words for none.
func (a *app) tellAll(views []terminal.View, none txn.Words) {
	if a.json {
		if views == nil {
			views = []terminal.View{}
		}
		a.object(map[string]any{"transactions": views})
		return
	}
	if len(views) == 0 {
		fmt.Fprintln(a.out, none.In(a.lang()))
	}
	for _, v := range views {
		fmt.Fprintln(a.out, a.line(v))
	}
}
