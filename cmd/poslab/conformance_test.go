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
)

// examined is a report as --json gives it.
type examined struct {
	Of                                string
	Pass, Fail, Inconclusive, Skipped int
	Cases                             []struct{ Case, Verdict string }
}

func conform(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), append([]string{"conformance"}, args...), strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func conformJSON(t *testing.T, args ...string) (r examined, code int) {
	t.Helper()
	code, out, errs := conform(t, append(args, "--json")...)
	require.NoError(t, json.Unmarshal([]byte(out), &r), out+errs)
	return r, code
}

// TestConformanceHost: our host passes, and one that keeps no tombstones fails the one case about them.
func TestConformanceHost(t *testing.T) {
	s := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--amounts", "51=51")
	junit := filepath.Join(t.TempDir(), "host.xml")
	quick := []string{"--skip", "unknown-type", "--skip", "wrong-length", "--skip", "garbage"} // which wait for answers that need not come
	r, code := conformJSON(t, append([]string{"host", "--target", s.at.Host, "--decline-amount", "1.51", "--junit", junit}, quick...)...)
	require.Zero(t, code, r)
	require.Equal(t, examined{"host", 30, 0, 0, 0, r.Cases}, r)
	xml, err := os.ReadFile(junit)
	require.NoError(t, err)
	require.Contains(t, string(xml), `tests="30" failures="0"`)

	code, out, errs := conform(t, "host", "--target", s.at.Host, "--only", "echo", "--only", "decline", "--lang", "en")
	require.Zero(t, code)
	require.Empty(t, errs)
	require.Contains(t, out, "✓ echo")
	require.Contains(t, out, "pass 1, skipped 1")
	s.end(t)

	wrong := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--knobs", `{"reversal":{"no_tombstone":true}}`)
	code, out, errs = conform(t, "host", "--target", wrong.at.Host, "--only", "reversal", "--lang", "en")
	require.Equal(t, 1, code)
	require.Contains(t, out, "✗ reversal-late-original")
	require.Contains(t, out, "RULES.md 3.5")
	require.Contains(t, errs, "1 of 5 cases failed")
	wrong.end(t)

	code, _, errs = conform(t, "host", "--target", wrong.at.Host, "--only", "echo")
	require.Equal(t, 3, code, "nobody listens there any more")
	require.Contains(t, errs, "could not be judged")
}

// TestConformanceTerminal drives the real program by the script that the documentation shows.
func TestConformanceTerminal(t *testing.T) {
	dir := t.TempDir()
	posterm := filepath.Join(dir, "posterm")
	built, err := exec.CommandContext(t.Context(), "go", "build", "-o", posterm, "posterm/cmd/posterm").CombinedOutput()
	require.NoError(t, err, string(built))
	t.Setenv("POSTERM", posterm)
	t.Setenv("DRIVE_DATA", filepath.Join(dir, "drive"))
	script, err := filepath.Abs("../../scripts/drive-posterm")
	require.NoError(t, err)
	var only []string
	for _, name := range []string{"sign-in", "sale", "void", "bad-mac", "settlement", "field-formats"} {
		only = append(only, "--only", name)
	}
	only = append(only, "--skip", "void-lost-answer", "--skip", "sign-in-demanded", "--skip", "settlement-unbalanced", "--skip", "settlement-resumed")
	r, code := conformJSON(t, append([]string{"terminal", "--host", "127.0.0.1:0", "--drive", script}, only...)...)
	require.Zero(t, code, r)
	require.Len(t, r.Cases, 6)
	require.Equal(t, 6, r.Pass)

	code, out, errs := conform(t, "terminal", "--host", "127.0.0.1:0", "--only", "sale", "--lang", "en")
	require.Equal(t, 3, code, "nobody is there to work the terminal")
	require.Contains(t, out, "nobody is there")
	require.Contains(t, errs, "make a sale of 1.02")
}

// TestConformanceLists: what there is, for people and machines, without running any of it.
func TestConformanceLists(t *testing.T) {
	for _, of := range []string{"terminal", "host"} {
		code, out, _ := conform(t, of, "--list", "--lang", "en")
		require.Zero(t, code)
		require.Contains(t, out, "PROTOCOL.md")
		r, code := conformJSON(t, of, "--list")
		require.Zero(t, code)
		require.Equal(t, of, r.Of)
		require.Greater(t, len(r.Cases), 25)
	}
}

// TestConformanceMisuse: told in one line with a hint, exit 2, before anything is sent.
func TestConformanceMisuse(t *testing.T) {
	open := filepath.Join(t.TempDir(), "tmk.hex")
	require.NoError(t, os.WriteFile(open, []byte("0123456789ABCDEFFEDCBA9876543210\n"), 0o644))
	host := []string{"host", "--target", "127.0.0.1:1"}
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"no target":          {[]string{"host"}, "--target"},
		"no such case":       {append(host, "--only", "nothing"), "there are sign-in"},
		"no such case here":  {[]string{"terminal", "--skip", "echo"}, "there are sign-in"},
		"terminal number":    {append(host, "--terminal", "1"), "8 characters"},
		"a PIN for all":      {append(host, "--pin", "123456"), "others can see it"},
		"no such card":       {append(host, "--card", "none.toml"), "--card"},
		"no amount":          {append(host, "--amount", "0"), "--amount"},
		"what is declined":   {append(host, "--decline-amount", "x"), "--decline-amount"},
		"keys that part":     {append(host, "--mac", "sm4", "--signin", "003"), "sm4"},
		"a key for all":      {append(host, "--tmk-file", open), "chmod 600"},
		"CA without TLS":     {append(host, "--ca", open), "--tls"},
		"time":               {append(host, "--timeout", "0s"), "--timeout"},
		"limit":              {[]string{"terminal", "--limit", "0s"}, "--limit"},
		"beyond the machine": {[]string{"terminal", "--host", "0.0.0.0:0"}, "--insecure"},
		"no address":         {[]string{"terminal", "--host", "nowhere"}, "--host"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := conform(t, tt.args...)
			require.Equal(t, exitUse, code, errs)
			require.Empty(t, out)
			require.Contains(t, errs, tt.says)
			require.Contains(t, errs, "hint: ")
		})
	}
}
