package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/emulator/host"
	"posterm/internal/canary"
)

// shippedTill is the shipped terminal, at a lab with real sockets.
type shippedTill struct {
	*testing.T
	program, config, data string
	lab                   served
}

// newShippedTill builds posterm as anybody would and points it at a lab of its own.
func newShippedTill(t *testing.T) *shippedTill {
	t.Helper()
	dir := t.TempDir()
	s := &shippedTill{T: t, program: filepath.Join(dir, "posterm"), config: filepath.Join(dir, "posterm.toml"), data: filepath.Join(dir, "data")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", s.program, "posterm/cmd/posterm")
	text, err := build.CombinedOutput()
	require.NoError(t, err, string(text))
	s.lab = serveLab(t, "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--merchant", "104512541110001=<b>测试商户</b>", "--fee", "0.38")
	config := "[host]\nprimary = \"" + s.lab.at.Host + "\"\nresponse_timeout = \"300ms\"\n[printer]\nport = \"tcp://" + s.lab.at.PrinterTCP + "\"\n"
	require.NoError(t, os.WriteFile(s.config, []byte(config), 0o600))
	return s
}

// run runs a command of the terminal and wants its exit code.
func (s *shippedTill) run(code int, args ...string) []byte {
	s.Helper()
	var out, errs bytes.Buffer
	command := exec.CommandContext(s.Context(), s.program, append([]string{"--config", s.config, "--data", s.data, "--lang", "en"}, args...)...)
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	if code == 0 {
		require.NoError(s, err, out.String()+errs.String())
	}
	require.Equal(s, code, command.ProcessState.ExitCode(), out.String()+errs.String())
	return out.Bytes()
}

// export writes what the terminal exports, changed, and gives the file.
func (s *shippedTill) export(change func(string) string) string {
	file := filepath.Join(s.TempDir(), "journal.json")
	require.NoError(s, os.WriteFile(file, []byte(change(string(s.run(0, "journal", "export", "--format", "json")))), 0o600))
	return file
}

func same(s string) string { return s }

// A day at a shop, and what the next day's reconciliation makes of it: with the terminal's own
// journal nothing, with a double swipe, and with journals that lie, what they lie about.
func TestOfficeOfAShop(t *testing.T) {
	t.Parallel()
	s := newShippedTill(t)
	admin := s.lab.at.Admin
	s.run(0, "sale", "12.34", "--card", "A")
	s.run(0, "refund", "5.00", "--trace", "2", "--card", "A")
	require.NoError(t, s.lab.client().HostFault(t.Context(), host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}}))
	s.run(4, "sale", "33.00", "--card", "B")

	open := lab(t, "", "office", "reconcile", "--admin", admin, "--journal", s.export(same))
	require.Zero(t, open.code, open.out+open.errs)
	require.Contains(t, open.out, "the terminal does not know yet: host approved, terminal being reversed")
	require.Contains(t, open.out, "Nothing has to be done.")

	s.run(0, "balance", "--card", "B")
	s.run(0, "settle")
	s.run(0, "sale", "9.90", "--card", "B")
	honest := s.export(same)
	require.Zero(t, lab(t, "", "office", "reconcile", "--admin", admin, "--journal", honest, "--json").code)

	s.run(0, "sale", "9.90", "--card", "B", "--again")
	twice := lab(t, "", "office", "reconcile", "--admin", admin, "--journal", s.export(same))
	require.Equal(t, exitError, twice.code)
	require.Contains(t, twice.out, "probably charged twice: same card and amount as trace")
	require.Contains(t, twice.errs, "something to do: 1 finding\n")
	require.Contains(t, twice.errs, "hint: poslab office evidence")

	lied := s.export(func(text string) string { return strings.Replace(text, `"amount":"12.34"`, `"amount":"12.43"`, -1) })
	said := lab(t, "", "office", "reconcile", "--admin", admin, "--journal", lied, "--json")
	require.Equal(t, 1, strings.Count(said.out, "\n"))
	var result struct {
		Findings []struct{ Problem, Trace string }
	}
	require.NoError(t, json.Unmarshal([]byte(said.out), &result))
	require.Equal(t, "amount_differs", result.Findings[0].Problem)
	require.Equal(t, "000002", result.Findings[0].Trace)
	require.Len(t, result.Findings, 2, "and the double swipe")

	s.evidence(honest)
	s.lab.end(t)
}

// What was given back since is told, and is nothing to do.
func TestWhatIsHandledIsNotCounted(t *testing.T) {
	var r reconciled
	require.NoError(t, json.Unmarshal([]byte(`{"findings":[{"handled":true},{"handled":false},{"handled":true}],"open":[{}]}`), &r))
	require.Equal(t, 1, r.toDo())
}

// evidence makes the pack of the first sale, which names both copies of its slip.
func (s *shippedTill) evidence(journal string) {
	out := filepath.Join(s.TempDir(), "pack.html")
	said := lab(s.T, "", "office", "evidence", "00010001/1/2", "--admin", s.lab.at.Admin, "--journal", journal, "--out", out, "--lang", "en")
	require.Zero(s, said.code, said.errs)
	pack, err := os.ReadFile(out)
	require.NoError(s, err)
	for _, want := range []string{"&lt;b&gt;测试商户&lt;/b&gt;", "SALE request", "settled", "printed / printed", "0.38%", "CARDHOLDER COPY"} {
		require.Contains(s, string(pack), want)
	}
	require.NotContains(s, string(pack), "REFUND request", "the refund has a pack of its own")
	require.Equal(s, 2, strings.Count(string(pack), `src="data:image/png;base64,`))
	require.NotRegexp(s, `(?:src|href)="[^d]|https?:`, string(pack))
	var secrets []canary.Secret
	for _, def := range card.Builtin() {
		if def.Card.PAN != "" {
			secrets = append(secrets, canary.Digits(def.Name, def.Card.PAN.Digits()))
		}
	}
	scanner, err := canary.New(secrets...)
	require.NoError(s, err)
	require.Empty(s, scanner.Bytes("pack", pack))

	all := lab(s.T, "", "office", "evidence", "00010001/000001/000002", "--admin", s.lab.at.Admin, "--out", "-")
	require.Zero(s, all.code, all.errs)
	require.True(s, strings.HasPrefix(all.out, "<!doctype html>"))
}

// Wrong use says what would be right.
func TestOfficeWrongUse(t *testing.T) {
	s := serveLab(t, "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	admin := s.at.Admin
	for _, tt := range []struct {
		name string
		args []string
		in   string
		code int
		want string
	}{
		{"no such transaction", []string{"evidence", "00010001/1/2", "--admin", admin, "--out", "-"}, "", exitError, "no such transaction"},
		{"no number", []string{"evidence", "000012", "--admin", admin, "--out", "-"}, "", exitUse, "terminal, batch, trace"},
		{"no batch", []string{"evidence", "00010001/000012", "--admin", admin, "--out", "-"}, "", exitUse, "terminal, batch, trace"},
		{"no file", []string{"evidence", "00010001/1/2", "--admin", admin}, "", exitUse, "--out"},
		{"no journal", []string{"reconcile", "--admin", admin, "--journal", "/nowhere/at/all"}, "", exitUse, "/nowhere/at/all"},
		{"no export", []string{"reconcile", "--admin", admin, "--journal", "-"}, "hello", exitUse, "journal export --format json"},
		{"an empty journal", []string{"reconcile", "--admin", admin, "--journal", "-"}, `{"transactions":[]}`, exitUse, "no transaction that moves money"},
		{"no day", []string{"reconcile", "--admin", admin, "--day", "today"}, "", exitUse, "day is a date"},
		{"no window", []string{"reconcile", "--admin", admin, "--window", "0"}, "", exitUse, "1 to 1440"},
		{"no address", []string{"reconcile", "--admin", "ftp://x"}, "", exitUse, "no address"},
		{"nobody there", []string{"reconcile", "--admin", "http://127.0.0.1:1"}, "", exitError, "refused"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := lab(t, tt.in, append([]string{"office"}, tt.args...)...)
			require.Equal(t, tt.code, said.code, said.errs)
			require.Contains(t, said.errs, tt.want)
			require.Contains(t, said.errs, "hint: ")
			require.Empty(t, said.out)
		})
	}
	require.Zero(t, lab(t, "", "office", "reconcile", "--admin", admin).code, "an empty ledger agrees with itself")
	s.end(t)
	bad := lab(t, "", "up", "--fee", "11", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	require.Equal(t, exitUse, bad.code)
	require.Contains(t, bad.errs, "per cent")
}
