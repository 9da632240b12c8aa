package console

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// TestWhatIsUnusualIsTold before the menu, a line for each kind, and stops nothing.
func TestWhatIsUnusualIsTold(t *testing.T) {
	for lang, want := range map[txn.Lang][]string{
		txn.Chinese: {"异常提示: 连续多笔被拒绝（凭证号 000007 等 2 笔），请核实", "异常提示: 金额远高于平时（凭证号 000009），请核实"},
		txn.English: {"unusual: many declines in a row (trace 000007 and others, 2 in all), please look into it", "unusual: an amount far above the usual (trace 000009), please look into it"},
	} {
		d := newDevice(lang)
		d.flags = []terminal.Flagged{
			{Of: txn.Ref{Batch: 1, Trace: 6}, Flag: roll.ManyDeclines}, {Of: txn.Ref{Batch: 1, Trace: 7}, Flag: roll.ManyDeclines}, {Of: txn.Ref{Batch: 1, Trace: 9}, Flag: roll.HighAmount},
		}
		var out bytes.Buffer
		require.ErrorIs(t, Run(t.Context(), config(d, strings.NewReader("0\n"), &out)), ErrExit)
		for _, line := range want {
			require.Contains(t, out.String(), line)
		}
	}
}
