package command

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// viewMembers are the members of a transaction, as INTERFACE.md 1 promises them.
var viewMembers = []string{
	"amount", "auth", "batch", "card", "currency", "entry", "grade", "kind", "money", "next", "original", "owed_slips", "paper", "paper_fault",
	"pieces", "response", "response_text", "reversal", "reversed_before", "rrn", "said", "settled", "slips", "terminal", "time", "trace", "verdict", "warning",
}

// shaped wants a transaction with exactly these members, and values of the promised kinds.
func shaped(t *testing.T, o object, more ...string) {
	t.Helper()
	require.Equal(t, slices.Sorted(slices.Values(append(more, viewMembers...))), members(o))
	require.Regexp(t, `^[0-9]{6}$`, o["trace"])
	require.Regexp(t, `^[0-9]{6}$`, o["batch"])
	require.Regexp(t, `^[0-9]+\.[0-9]{2}$`, o["amount"])
	require.Equal(t, "CNY", o["currency"])
	require.Equal(t, "00010001", o["terminal"])
	require.Regexp(t, `^([0-9]{6}\*+[0-9]{4})?$`, o["card"])
	require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$`, o["time"])
	require.Equal(t, []string{"cardholder", "merchant"}, members(o.in("paper")))
	require.IsType(t, []any{}, o["slips"])
	require.IsType(t, []any{}, o["reversed_before"])
	require.NotEmpty(t, o["said"])
	require.NotEmpty(t, o["next"])
}

// TestJSON: every command answers with exactly one object on exactly one line.
func TestJSON(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	shaped(t, r.ask(0, "sale", "12.34", "--card", "A"))
	shaped(t, r.ask(0, "balance", "--card", "A"), "balance")
	shaped(t, r.ask(3, "sale", "600", "--card", "A"))
	shaped(t, r.ask(0, "void", "2", "--card", "A"))
	shaped(t, r.ask(0, "signin"))
	shaped(t, r.ask(0, "echo"), "answered_by")
	r.owe("7")
	for _, command := range []string{"status", "reprint"} {
		shaped(t, r.ask(0, command))
		shaped(t, r.ask(0, command, "2"))
		shaped(t, r.ask(0, command, "last"))
	}
	for command, want := range map[string]int{"status --pending": 1, "reversal list": 1, "details --screen": 4, "journal list": 8, "journal export": 8} {
		o := r.ask(0, strings.Fields(command)...)
		require.Equal(t, []string{"transactions"}, members(o), command)
		require.Len(t, o.list("transactions"), want, command)
		for _, v := range o.list("transactions") {
			delete(v, "balance") // only inquiries have one
			shaped(t, v)
		}
	}
	shown := r.ask(0, "journal", "show", "2")
	shaped(t, shown, "rows")
	require.Greater(t, len(shown.list("rows")), 4)
	for _, row := range shown.list("rows") {
		require.Equal(t, []string{"body", "seq", "time", "what"}, members(row))
	}
	require.Equal(t, []string{"checks"}, members(r.ask(0, "doctor")))
	require.Equal(t, []string{"data", "keys"}, members(r.ask(0, "config")))
	require.Equal(t, []string{"commit", "go", "platform", "schema", "version"}, members(r.ask(0, "version")))
	report := r.ask(0, "journal", "check")
	require.Equal(t, []string{"findings", "more", "rows", "sealed", "sound", "transactions"}, members(report))
	require.Equal(t, []any{}, report["findings"])
}

// TestJSONOfErrors: also what goes wrong is one object, on stdout.
func TestJSONOfErrors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, tt := range []struct {
		exit int
		code string
		args []string
	}{
		{2, "usage", nil},
		{2, "usage", []string{"sell"}},
		{2, "usage", []string{"sale"}},
		{2, "usage", []string{"sale", "1", "--frobnicate"}},
		{2, "usage", []string{"sale", "1"}},
		{2, "usage", []string{"--log-level", "loud", "version"}},
		{2, "usage", []string{"--lang", "fr", "version"}},
		{2, "usage", []string{"reversal"}},
		{2, "usage", []string{"journal", "list", "--limit", "0"}},
		{2, "usage", []string{"journal", "list", "--limit", "x"}},
		{2, "usage", []string{"journal", "export", "--format", "xml"}},
		{2, "usage", []string{"reprint", "--copy", "mine"}},
		{2, "usage", []string{"status", "1", "--pending"}},
		{2, "bad_amount", []string{"sale", "0", "--card", "A"}},
		{2, "no_card", []string{"sale", "1", "--card", "nobody"}},
		{2, "bad_pin", []string{"sale", "1", "--card", "A", "--pin", "12"}},
		{2, "bad_trace", []string{"status", "x"}},
		{2, "no_transaction", []string{"status", "123"}},
		{2, "no_transaction", []string{"journal", "show", "9/9"}},
		{2, "bad_config", []string{"--config", "/nonexistent/posterm.toml", "version"}},
		{2, "bad_key_file", []string{"init", "--tmk-file", "/nonexistent/key"}},
		{2, "log_file", []string{"--log-file", "/nonexistent/log", "version"}},
	} {
		if tt.code == "no_transaction" {
			r.run("init")
		}
		e := r.refused(tt.exit, tt.code, tt.args...)
		require.NotContains(t, e["message"], "\n")
		res := r.run(tt.args...)
		require.Equal(t, tt.exit, res.code)
		require.Empty(t, res.out)
		require.Contains(t, res.err, "hint: ")
	}
}

func TestNothingYet(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, command := range [][]string{{"status"}, {"details"}, {"journal", "list"}, {"reprint"}, {"reversal", "list"}, {"journal", "check"}} {
		r.refused(6, "no_journal", command...)
	}
	r.ask(0, "init")
	r.refused(6, "no_transaction", "status")
	require.Contains(t, r.run("details", "--screen").out, "没有交易")
	require.Contains(t, r.run("journal", "list").out, "没有任何交易")
	require.Equal(t, object{"transactions": []any{}}, r.ask(0, "journal", "export"))
}

func TestStatusNames(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	r.sale("2")
	r.ask(0, "balance", "--card", "A")
	for _, name := range []string{"2", "02", "000002", "000001/000002", "1/2"} {
		require.Equal(t, "1.00", r.ask(0, "status", name)["amount"], name)
	}
	require.Equal(t, "2.00", r.ask(0, "status")["amount"], "a balance inquiry is not the last transaction")
	require.Equal(t, "balance", r.ask(0, "status", "4")["kind"])
	for _, bad := range []string{"0", "-2", "+2", "2/2/2", "/2", "2/", "２", "0000002", "1e0", "1/0"} {
		require.Equal(t, 2, r.run("status", bad).code, bad)
	}
}

// Covers: R46.
func TestExport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	rows, err := csv.NewReader(strings.NewReader(r.run("journal", "export", "--format", "csv").out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Equal(t, "batch", rows[0][0])
	require.Contains(t, rows[1], "622202******1234")
	var o object
	require.NoError(t, json.Unmarshal([]byte(r.run("journal", "export").out), &o))
	require.Len(t, o["transactions"], 2)
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	require.Contains(t, r.run("--lang", "en", "sale", "1", "--card", "A").out, "Paid. The slip is printed.")
	require.Equal(t, "approved", r.ask(0, "--lang", "en", "status")["response_text"])
	require.Contains(t, r.run("--lang", "en", "void", "x", "--card", "A").err, "a trace has up to six digits")
	require.Contains(t, r.lab.Printer.Slips()[0].Text, "SALES SLIP")
	r.configure(settings{"lang": `"en"`})
	require.Contains(t, r.run("status").out, "Paid")
	require.Contains(t, r.run("--lang", "zh", "status").out, "已收款")
}

// Covers: R86, R87.
func TestConfigAndVersion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, k := range r.ask(0, "config").list("keys") {
		require.NotEmpty(t, k["source"], k)
	}
	text := r.run("config").out
	require.Contains(t, text, "host.primary")
	require.Contains(t, text, r.config+":")
	require.Contains(t, r.run("version").out, "schema")
	require.Regexp(t, `(?s)reprint.*\n$`, r.bare("--help").out)
	require.Contains(t, r.bare("sale", "--help").out, "--card")
}
