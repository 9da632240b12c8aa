package main

import (
	"context"
	"fmt"

	"posterm/terminal"
	"posterm/txn"
)

// rowLimit bounds what one list shows.
const rowLimit = 10_000

// detailsCmd lists the transactions of the open batch 交易明细.
type detailsCmd struct {
	Screen bool `help:"as text on the screen (the only way in this release)"`
}

func (*detailsCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("details", func(t *terminal.Terminal) (int, error) {
		views, err := t.Batch(ctx, rowLimit)
		if err != nil {
			return 0, err
		}
		a.tellAll(views, txn.Words{ZH: "本批次没有交易。", EN: "The open batch has no transactions."})
		return terminal.ExitDone, nil
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
