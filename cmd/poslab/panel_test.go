package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var panelURL = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

// serving runs a command until it tells where its panel is; end stops it and gives its exit code.
func serving(t *testing.T, args ...string) (url, before string, end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		code <- run(ctx, args, nil, in, &errs)
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	for url == "" && lines.Scan() {
		before += lines.Text() + "\n"
		url = panelURL.FindString(lines.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	require.NotEmpty(t, url, "%s%s", before, &errs)
	return url, before, func() int {
		cancel()
		return <-code
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	reply, err := http.Get(url)
	require.NoError(t, err)
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, reply.StatusCode)
	return string(body)
}

func TestPanel(t *testing.T) {
	url, _, end := serving(t, "panel", "--listen", "127.0.0.1:0", "--lang", "en")
	require.Contains(t, fetch(t, url), "posterm-token")
	require.Contains(t, fetch(t, url+"lab/v1/ledger"), `"entries":[]`)
	require.Zero(t, end())
}

// The demonstration ends with all three agreeing; then the same shop stays open.
func TestDemoStays(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the printer takes its time")
	}
	url, told, end := serving(t, "demo", "--stay", "--listen", "127.0.0.1:0", "--lang", "en", "--out", t.TempDir())
	require.Contains(t, told, "Ledger, journal and paper agree.")
	require.Contains(t, fetch(t, url+"lab/v1/ledger"), `"trace":"000004"`)
	require.Zero(t, end())
}

func TestThePanelIsForThisMachine(t *testing.T) {
	r := lab(t, "", "panel", "--listen", "0.0.0.0:0")
	require.Equal(t, exitUse, r.code)
	require.Contains(t, r.errs, "loopback only")
	require.Contains(t, r.errs, "hint: ")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	r = lab(t, "", "panel", "--listen", taken.Addr().String())
	require.Equal(t, exitError, r.code)
	require.Contains(t, r.errs, "--listen 127.0.0.1:0")
}
