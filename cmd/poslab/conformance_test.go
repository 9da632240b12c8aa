package main

import (
	"bytes"
	"encoding/json"
	"net"
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
	t.Parallel()
	s := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--amounts", "51=51")
	junit := filepath.Join(t.TempDir(), "host.xml")
	quick := []string{"--skip", "unknown-type", "--skip", "wrong-length", "--skip", "garbage"} // which wait for answers that need not come
	r, code := conformJSON(t, append([]string{"host", "--target", s.at.Host, "--decline-amount", "1.51", "--junit", junit}, quick...)...)
	require.Zero(t, code, r)
	require.Equal(t, examined{"host", 33, 0, 0, 0, r.Cases}, r)
	xml, err := os.ReadFile(junit)
	require.NoError(t, err)
	require.Contains(t, string(xml), `tests="33" failures="0"`)

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
	require.Contains(t, errs, "1 of 6 cases failed")
	wrong.end(t)

	code, out, errs = conform(t, "host", "--target", wrong.at.Host, "--only", "echo", "--tap")
	require.Equal(t, 3, code, "nobody listens there any more")
	require.Contains(t, out, "TAP version 14\n1..1\nok 1 - echo # SKIP inconclusive: ")
	require.Contains(t, errs, "could not be judged")
}

// TestConformanceWrapped: a host behind STX, HTTP, TLS, or with another transport address is examined like any other.
func TestConformanceWrapped(t *testing.T) {
	dir := t.TempDir()
	for name, tt := range map[string]struct{ host, exam []string }{
		"STX":   {[]string{"--wrapper", "stx"}, []string{"--wrapper", "stx", "--tpdu", "6000030000"}},
		"HTTP":  {[]string{"--wrapper", "http"}, []string{"--wrapper", "http", "--path", "/pos"}},
		"HTTPS": {[]string{"--wrapper", "http", "--tls", dir}, []string{"--wrapper", "http", "--tls", "--ca", filepath.Join(dir, "ca.pem")}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveLab(t, append([]string{"host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, tt.host...)...)
			defer s.end(t)
			args := append([]string{"host", "--target", s.at.Host, "--only", "=sale", "--only", "connection-reuse"}, tt.exam...)
			r, code := conformJSON(t, args...)
			require.Zero(t, code, r)
			require.Equal(t, 2, r.Pass)
			code, out, _ := conform(t, "host", "--target", s.at.Host, "--only", "sign-in", "--timeout", "300ms", "--lang", "en")
			require.Equal(t, 1, code, out)
		})
	}
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
		only = append(only, "--only", "="+name)
	}
	r, code := conformJSON(t, append([]string{"terminal", "--host", "127.0.0.1:0", "--drive", script}, only...)...)
	require.Zero(t, code, r)
	require.Len(t, r.Cases, 6)
	require.Equal(t, 6, r.Pass)

	t.Setenv("DRIVE_DATA", filepath.Join(dir, "secure")) // by HTTPS, with a certificate of its own
	secure := []string{"terminal", "--host", "127.0.0.1:0", "--drive", script, "--tls", filepath.Join(dir, "tls"), "--client-cert", "require", "--wrapper", "http"}
	r, code = conformJSON(t, append(secure, "--only", "=sale", "--only", "bad-mac", "--only", "tls")...)
	require.Zero(t, code, r)
	require.Equal(t, 5, r.Pass)

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
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	foreign := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(foreign, "ca.pem"), []byte("mine"), 0o600))
	nowhere := filepath.Join(t.TempDir(), "none", "results.xml")
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
		"a port in use":      {[]string{"terminal", "--host", taken.Addr().String()}, "in use"},
		"results nowhere":    {append(host, "--junit", nowhere), "--junit"},
		"results nowhere at": {[]string{"terminal", "--host", "127.0.0.1:0", "--junit", nowhere}, "--junit"},
		"two forms":          {append(host, "--json", "--tap"), "--tap"},
		"transport address":  {append(host, "--tpdu", "60"), "10 hex digits"},
		"path without HTTP":  {append(host, "--path", "/pos"), "--wrapper http"},
		"path":               {append(host, "--wrapper", "http", "--path", "pos"), "/pos"},
		"whose certificate":  {[]string{"terminal", "--client-cert", "require"}, "--tls"},
		"a foreign folder":   {[]string{"terminal", "--host", "127.0.0.1:0", "--tls", foreign}, "--tls"},
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
