package command

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// journalCmd reads the roll 流水; everything is masked.
type journalCmd struct {
	List   journalListCmd   `cmd:"" help:"the newest transactions of all batches"`
	Show   journalShowCmd   `cmd:"" help:"one transaction with every row about it"`
	Export journalExportCmd `cmd:"" help:"all transactions, newest first"`
	Rows   journalRowsCmd   `cmd:"" help:"every row as it was written, one JSON object a line, oldest first; for programs"`
	Check  journalCheckCmd  `cmd:"" help:"verify the whole roll: chain, counters, impossible orders"`
}

type journalListCmd struct {
	Limit int `help:"how many" default:"50"`
}

func (c *journalListCmd) run(ctx context.Context, a *app) (int, error) {
	if c.Limit < 1 || c.Limit > rowLimit {
		err := fmt.Errorf("--limit wants 1 to %d", rowLimit)
		return 0, misuse("usage", err, "更多请用 posterm journal export", `for more use "posterm journal export"`)
	}
	return a.read("journal list", func(t *terminal.Terminal) (int, error) {
		views, err := t.List(ctx, terminal.Newest, c.Limit)
		if err != nil {
			return 0, err
		}
		a.tellAll(views, txn.Words{ZH: "还没有任何交易。", EN: "There is no transaction yet."})
		return terminal.ExitDone, nil
	})
}

type journalShowCmd struct {
	Trace string `arg:"" help:"trace number, or BATCH/TRACE"`
}

func (c *journalShowCmd) run(ctx context.Context, a *app) (int, error) {
	ref, err := exactly(c.Trace)
	if err != nil {
		return 0, err
	}
	return a.read("journal show", func(t *terminal.Terminal) (int, error) {
		account, err := t.Rows(ctx, ref)
		if err != nil {
			return 0, unknown(err, ref)
		}
		if a.json {
			a.object(account)
			return terminal.ExitDone, nil
		}
		a.tell(account.View)
		for _, r := range account.Rows {
			fmt.Fprintf(a.out, "  %8d  %s  %-12s %s\n", r.Seq, r.Time, r.What, r.Body)
		}
		return terminal.ExitDone, nil
	})
}

type journalExportCmd struct {
	Format string `help:"json or csv" enum:"json,csv" default:"json"`
}

// page is how many transactions are held in memory at once.
const page = 500

func (c *journalExportCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("journal export", func(t *terminal.Terminal) (int, error) {
		write, end := jsonArray[terminal.View](a.out, "transactions")
		if c.Format == "csv" && !a.json {
			write, end = csvExport(a.out)
		}
		for before := terminal.Newest; ; {
			views, err := t.List(ctx, before, page)
			if err != nil {
				return 0, err
			}
			for _, v := range views {
				if err := write(v); err != nil {
					return 0, err
				}
			}
			if len(views) < page {
				return terminal.ExitDone, end()
			}
			before = views[len(views)-1].ID
		}
	})
}

type journalRowsCmd struct{}

func (*journalRowsCmd) run(ctx context.Context, a *app) (int, error) {
	return a.read("journal rows", func(t *terminal.Terminal) (int, error) {
		write, end := jsonLines(a.out), func() error { return nil }
		if a.json {
			write, end = jsonArray[roll.Row](a.out, "rows")
		}
		for after := uint64(0); ; {
			rows, err := t.Roll(ctx, after, page)
			for i := 0; err == nil && i < len(rows); i++ {
				err = write(rows[i])
			}
			if err != nil || len(rows) == 0 {
				return terminal.ExitDone, errors.Join(err, end())
			}
			after = rows[len(rows)-1].Seq
		}
	})
}

func jsonLines(out io.Writer) (write func(roll.Row) error) {
	lines := json.NewEncoder(out)
	return func(r roll.Row) error { return lines.Encode(r) }
}

// jsonArray streams one object on one line, with an array in it.
func jsonArray[T any](out io.Writer, name string) (write func(T) error, end func() error) {
	head := `{"` + name + `":[`
	write = func(v T) error {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s%s", head, text)
		head = ","
		return err
	}
	end = func() error {
		if head != "," {
			fmt.Fprint(out, head)
		}
		_, err := fmt.Fprintln(out, "]}")
		return err
	}
	return write, end
}

func csvExport(out io.Writer) (write func(terminal.View) error, end func() error) {
	w := csv.NewWriter(out)
	first := w.Write([]string{"batch", "trace", "kind", "amount", "currency", "card", "money", "verdict", "response", "auth", "rrn", "time"})
	write = func(v terminal.View) error {
		return errors.Join(first, w.Write([]string{
			v.Batch, v.TraceText, v.Kind.String(), v.Amount, v.Currency, string(v.Card), v.Money.String(), v.Verdict.String(), string(v.Response), v.Auth, v.RRN, v.Time,
		}))
	}
	end = func() error {
		w.Flush()
		return errors.Join(first, w.Error())
	}
	return write, end
}

type journalCheckCmd struct{}

func (*journalCheckCmd) run(ctx context.Context, a *app) (int, error) {
	report, err := a.checkAll(ctx)
	if err != nil {
		return 0, err
	}
	exit := terminal.ExitDone
	if !report.Sound() {
		exit = terminal.ExitPerson
	}
	if a.json {
		a.object(checked(report))
		return exit, nil
	}
	for _, f := range report.Findings {
		fmt.Fprintln(a.out, f)
	}
	words := txn.Words{ZH: fmt.Sprintf("检查了 %d 行，发现 %d 处问题。", report.Rows, len(report.Findings)+report.More), EN: fmt.Sprintf("%d rows checked, %d findings.", report.Rows, len(report.Findings)+report.More)}
	fmt.Fprintln(a.out, words.In(a.lang()))
	return exit, nil
}

// checkAll verifies the journal, or has the terminal that holds it do so.
func (a *app) checkAll(ctx context.Context) (journal.Report, error) {
	if a.shared != nil {
		return a.shared.terminal.Check(ctx)
	}
	j, err := a.journal("journal check")
	if err != nil {
		return journal.Report{}, err
	}
	report, err := j.Check(ctx)
	return report, errors.Join(err, j.Close())
}

// checked is a report as an object.
func checked(r journal.Report) map[string]any {
	return map[string]any{
		"sound": r.Sound(), "rows": r.Rows, "transactions": r.Txns, "sealed": r.Sealed,
		"findings": append([]journal.Finding{}, r.Findings...), "more": r.More,
	}
}
