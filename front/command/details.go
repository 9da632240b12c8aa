package command

import (
	"context"
	"fmt"

	"posterm/terminal"
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
	return a.report(ctx, "details", (*terminal.Terminal).Details)
}

// totalsCmd prints what the open batch comes to 打印汇总, or shows it.
type totalsCmd struct {
	Screen bool `help:"as text on the screen instead of on paper"`
}

func (c *totalsCmd) run(ctx context.Context, a *app) (int, error) {
	if c.Screen || a.json {
		return a.read("totals", func(t *terminal.Terminal) (int, error) {
			sums, err := t.Sums(ctx)
			if err == nil {
				a.tellSums(sums)
			}
			return terminal.ExitDone, err
		})
	}
	return a.report(ctx, "totals", (*terminal.Terminal).Totals)
}

// tellSums prints a batch's totals.
func (a *app) tellSums(s terminal.Sums) {
	if a.json {
		a.object(s)
		return
	}
	words := func(zh, en string) string { return txn.Words{ZH: zh, EN: en}.In(a.lang()) }
	fmt.Fprintf(a.out, "%s %s\n", words("批次号", "batch"), s.Batch)
	for _, k := range s.Kinds {
		fmt.Fprintf(a.out, "  %s  %d  %s\n", k.Kind.Words().In(a.lang()), k.Count, k.Amount)
	}
	if c := s.Cash; c != nil {
		fmt.Fprintf(a.out, "  %s  %d  %s\n", txn.Cash.Words().In(a.lang()), c.In.Count, c.In.Amount)
		fmt.Fprintf(a.out, "  %s  %d  -%s\n", txn.CashVoid.Words().In(a.lang()), c.Out.Count, c.Out.Amount)
		fmt.Fprintf(a.out, "  %s  %s\n", words("现金合计（不计入结算）", "cash in the drawer, not settled"), c.Drawer)
	}
	fmt.Fprintf(a.out, "%s  %d  %s\n%s  %d  %s\n", words("借记", "debit"), s.Debit.Count, s.Debit.Amount, words("贷记", "credit"), s.Credit.Count, s.Credit.Amount)
}

// report prints something about the whole batch.
func (a *app) report(ctx context.Context, name string, of func(*terminal.Terminal, context.Context) (terminal.Reply, error)) (int, error) {
	return a.with(name, func(t *terminal.Terminal) (int, error) {
		reply, err := of(t, ctx)
		how, err := onPaper(ctx, t, reply, err)
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
