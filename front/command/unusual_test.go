package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatIsUnusualIsTold beside the status, in both languages, and in the list of the batch.
func TestWhatIsUnusualIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"flags.declines": "2"})
	r.run("sale", "5", "--card", "C")
	require.NotContains(t, r.run("status").out, "异常提示")
	r.run("sale", "6", "--card", "C")
	require.Contains(t, r.run("status").out, "异常提示：连续多笔被拒绝，请核实。\n")
	require.Contains(t, r.run("--lang", "en", "status").out, "Unusual: many declines in a row, please look into it.\n")
	all, _ := r.ask(0, "details")["transactions"].([]any)
	require.Len(t, all, 2)
	require.NotContains(t, all[0], "flags")
	require.Equal(t, []any{"many_declines"}, all[1].(map[string]any)["flags"])
	r.configure(settings{"flags.declines": "0"})
	require.NotContains(t, r.run("status").out, "异常提示")
}
