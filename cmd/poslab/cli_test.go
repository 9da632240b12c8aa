package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// result is what one run of the program left behind.
type result struct {
	code      int
	out, errs string
}

func lab(t *testing.T, in string, args ...string) result {
	t.Helper()
	var out, errw bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a lab that was to refuse would serve for ever
	defer cancel()
	code := run(ctx, args, strings.NewReader(in), &out, &errw)
	require.NoError(t, ctx.Err())
	return result{code, out.String(), errw.String()}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"demo", "--help"}, {"up", "--help"}} {
		r := lab(t, "", args...)
		require.Zero(t, r.code)
		require.Contains(t, r.out, "Usage: poslab")
		require.Empty(t, r.errs)
	}
	require.NotContains(t, lab(t, "", "demo", "--help").out, "--picture")
}

// Wrong use: one line, one hint, exit 2, and nothing was started.
func TestWrongUse(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"no such verb", []string{"dmeo"}, `did you mean "demo"`},
		{"no such flag", []string{"up", "--hots", "x"}, `did you mean "--host"`},
		{"no such language", []string{"demo", "--lang", "fr"}, `"zh","en"`},
		{"no such format", []string{"decode", "xml"}, `"iso8583","escpos"`},
		{"no such file", []string{"decode", "escpos", "/nowhere/at/all"}, "no such file"},
		{"no such algorithm", []string{"host", "--mac", "md5"}, "unionpay-ecb"},
		{"bad speed", []string{"printer", "--printer-speed", "fast"}, "instant"},
		{"bad seed", []string{"up", "--seed", "-1"}, "seed"},
		{"no such folder of cards", []string{"up", "--cards", "/nowhere/at/all"}, "/nowhere/at/all"},
		{"the world as administrator", []string{"up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "0.0.0.0:0"}, "loopback"},
		{"a file where the pictures go", []string{"demo", "--out", "/dev/null/x"}, "/dev/null"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lab(t, "", tt.args...)
			require.Equal(t, exitUse, r.code)
			require.Empty(t, r.out)
			lines := strings.Split(strings.TrimSuffix(r.errs, "\n"), "\n")
			require.Len(t, lines, 2, r.errs)
			require.True(t, strings.HasPrefix(lines[0], "poslab: "), lines[0])
			require.Contains(t, lines[0], tt.want)
			require.True(t, strings.HasPrefix(lines[1], "hint: "), lines[1])
		})
	}
}

func TestVersion(t *testing.T) {
	r := lab(t, "", "version")
	require.Zero(t, r.code)
	require.Regexp(t, `^poslab .* commit .*, built with go1\.`, r.out)
}

func TestAnOutputThatCannotBeWritten(t *testing.T) {
	var errw bytes.Buffer
	code := run(context.Background(), []string{"version"}, nil, full{}, &errw)
	require.Equal(t, exitError, code)
	require.Contains(t, errw.String(), "poslab: disk full")
}
