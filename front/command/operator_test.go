package command

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/front/operator"
)

// TestTheWayBackOfOperators: on the board, by whoever may write the data directory.
func TestTheWayBackOfOperators(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fails(2, "", "operator", "list") // there is no data directory yet
	r.ask(0, "init")
	members := r.ask(0, "operator", "list")["operators"].([]any)
	require.Len(t, members, 7)
	require.Equal(t, map[string]any{"number": "00", "role": "supervisor", "initial": true, "locked_seconds": 0.0}, members[0])

	r.fails(2, "--all", "operator", "reset")
	r.fails(2, "--all", "operator", "reset", "99", "--all")
	r.fails(2, "两位数字", "operator", "reset", "7x")
	r.fails(2, "没有这个操作员", "operator", "reset", "77")
	require.Equal(t, 0, r.run("operator", "reset", "99").code)

	file := filepath.Join(r.dir, operator.FileName)
	require.NoError(t, os.WriteFile(file, []byte("{}"), 0o600))
	r.fails(7, "已损坏", "operator", "list")
	r.fails(7, "已损坏", "operator", "reset", "99")
	r.refused(7, "operators_damaged", "operator", "list")
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "{}", string(kept), "a person decides")
	require.Contains(t, r.run("--lang", "en", "operator", "reset", "--all").out, "must be changed")
	require.Contains(t, r.run("--lang", "en", "operator", "list").out, "99  administrator  first password")
}

// TestWhenTheMenuIsAWholeScreen: where the tty is none for it, or a person wants lines, it comes by lines.
func TestWhenTheMenuIsAWholeScreen(t *testing.T) {
	for _, tt := range []struct {
		term  string
		plain bool
		want  string
	}{{"xterm", false, "xterm"}, {"vt220", false, "vt220"}, {"xterm", true, ""}, {"dumb", false, ""}, {"", false, ""}} {
		a := &app{getenv: func(string) string { return tt.term }}
		require.Equal(t, tt.want, a.term(tt.plain), tt.term)
	}
}

// TestATestSlipFromTheMenu: it comes out while the terminal runs, and neither journal nor paper count it.
//
// Covers: R43.
func TestATestSlipFromTheMenu(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "sale", "12.34", "--card", "A")
	k := r.start()
	k.key(t, "16", "2")
	k.shows(t, "已打印\n\n1 消费")
	k.key(t, "16", "4")
	k.shows(t, "KCV 08D7B4FB")
	k.key(t, "0")
	require.Equal(t, 0, <-k.ended)
	require.Contains(t, r.lab.Printer.Slips()[len(r.lab.Printer.Slips())-1].Text, "打印测试")
	require.Equal(t, 0, r.run("journal", "check").code)
	r.agrees()
}
