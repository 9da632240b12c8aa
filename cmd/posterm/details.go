package main

import (
	"context"
	"fmt"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// rowLimit bounds what one list shows.
const rowLimit = 10_000

// detailsCmd prints the transactions of the open batch 打印明细, or shows them.
type detailsCmd struct {
	Screen bool `help:"as text on the screen instead of on paper"`
}

func (c *detailsCmd) run(ctx context.Context, a *app) (int, error) {
	if c.Screen || a.json {
		return a.read("details", func(t *terminal.Terminal) (int, error) {
			views, err := t.Batch(ctx)
			if err != nil {
				return 0, err
			}
			a.tellAll(views, txn.Words{ZH: "本批次没有交易。", EN: "The open batch has no transactions."})
			return terminal.ExitDone, nil
		})
	}
	return a.with("details", func(t *terminal.Terminal) (int, error) {
		reply, err := t.Details(ctx)
		if err != nil {
			return 0, err
		}
		if reply.Refusal != machine.Possible {
			return 0, refused(reply.Refusal)
		}
		how, err := t.Settled(ctx)
		if err != nil {
			return 0, err
		}
		fmt.Fprintln(a.out, a.paperSaid(how))
		return paperExit(how), nil
	})
}

// read opens the journal for a command that only reads: no exchange and no
// print job is started. A terminal in safe mode can still be read.
func (a *app) read(name string, work func(*terminal.Terminal) (int, error)) (int, error) {
	a.reading = true
	return a.with(name, func(t *terminal.Terminal) (int, error) {
		how, err := t.Condition(context.Background())
		if err != nil {
			return 0, err
		}
		if how.Safe != nil {
			fmt.Fprintf(a.errw, "posterm: %s\n", plain(how.Safe))
		}
		return work(t)
	})
}
