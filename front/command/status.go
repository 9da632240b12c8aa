package command

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
		return terminal.ExitDone, a.tellStatus(ctx, t, reply.View, ref)
	})
}

// tellStatus tells a transaction; with the last one also what a person should know of notifications.
func (a *app) tellStatus(ctx context.Context, t *terminal.Terminal, v terminal.View, ref txn.Ref) error {
	told := struct {
		terminal.View
		Notifications *outbox `json:"notifications,omitempty"`
	}{View: v}
	now, err := a.outboxNow(seen(ctx, t))
	if what, _ := now.trouble(); err == nil && ref.Trace == 0 && what != (txn.Words{}) {
		told.Notifications = &now
	}
	if a.json {
		a.object(told)
		return nil
	}
	a.tell(v)
	if told.Notifications != nil {
		a.tellOutbox(now)
	}
	return nil
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
