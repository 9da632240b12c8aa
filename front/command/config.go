package command

import (
	"context"
	"fmt"
	"text/tabwriter"

	"posterm/terminal"
	"posterm/txn"
)

// configCmd shows every key with value, source, default, unit and meaning 参数.
type configCmd struct{}

func (*configCmd) run(_ context.Context, a *app) (int, error) {
	keys := a.cfg.Keys()
	if a.json {
		a.object(map[string]any{"data": a.dir, "keys": keys})
		return terminal.ExitDone, nil
	}
	fmt.Fprintf(a.out, "# %s %s\n", txn.Words{ZH: "数据目录", EN: "data directory"}.In(a.lang()), a.dir)
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, k := range keys {
		fmt.Fprintf(w, "%s\t= %s\t(%s)\t%s\n", k.Name, k.Value, k.Source, txn.Words(k.Doc).In(a.lang()))
	}
	return terminal.ExitDone, w.Flush()
}
