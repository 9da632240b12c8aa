package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func simulate(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), append([]string{"sim"}, args...), strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestSimTellsAStory(t *testing.T) {
	code, out, _ := simulate(t, "--seed", "7", "--sales", "5")
	require.Zero(t, code)
	for _, column := range []string{"merchant", "screen", "wire", "journal", "ledger", "paper"} {
		require.Contains(t, out, "  "+column, "every witness speaks")
	}
	require.Contains(t, out, "money, paper and record agree")
	_, again, _ := simulate(t, "--seed", "7", "--sales", "5")
	require.Equal(t, out, again)
}

func TestSimOfManySeedsOnlySumsUp(t *testing.T) {
	code, out, _ := simulate(t, "--seeds", "5", "--sales", "3")
	require.Zero(t, code)
	require.Len(t, strings.Split(strings.TrimSpace(out), "\n"), 2)
	code, out, _ = simulate(t, "--seeds", "5", "--sales", "3", "--json")
	require.Zero(t, code)
	var r simResult
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.EqualValues(t, 5, r.Lives)
	require.Greater(t, r.Transactions, 5)
	require.Empty(t, r.Violations)
}

func TestSimRefusesWhatMakesNoSense(t *testing.T) {
	for _, args := range [][]string{{"--seeds", "0"}, {"--sales", "401"}, {"--sales", "-1"}, {"--seed", "x"}, {"--seed", "18446744073709551615", "--seeds", "2"}} {
		code, out, errs := simulate(t, args...)
		require.Equal(t, exitUse, code, "%v", args)
		require.Empty(t, out)
		require.NotEmpty(t, errs)
	}
}
