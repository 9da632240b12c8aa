package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/scenario"
)

// askFaults runs `poslab scenario faults` with arguments.
func askFaults(t *testing.T, code int, args ...string) (out, errw string) {
	t.Helper()
	var o, e bytes.Buffer
	require.Equal(t, code, run(t.Context(), append([]string{"scenario", "faults"}, args...), nil, &o, &e), e.String())
	return o.String(), e.String()
}

func TestScenarioFaults(t *testing.T) {
	list, _ := askFaults(t, 0)
	require.Contains(t, list, "主机与款项 · the host and the money\n")
	require.Contains(t, list, "  paper-out ")

	for lang, words := range map[string]string{"zh": "请勿重复刷卡", "en": "Do not charge again"} {
		story, _ := askFaults(t, 0, "answer-lost", "--lang", lang)
		require.Contains(t, story, words)
		_, err := scenario.Parse("story.yaml", []byte(story))
		require.NoError(t, err)
	}
	_, said := askFaults(t, 2, "answer-lst")
	require.Contains(t, said, `did you mean "answer-lost"?`)
	_, said = askFaults(t, 2, "answer-lost", "--write", "x.md")
	require.Contains(t, said, "the page has all faults")
}

// TestScenarioFaultsAsJSON: one object, with the stories that show each where there are some.
func TestScenarioFaultsAsJSON(t *testing.T) {
	type object struct{ Faults []faultResult }
	ask := func(args ...string) (o object) {
		out, _ := askFaults(t, 0, append(args, "--json")...)
		require.NoError(t, json.Unmarshal([]byte(out), &o))
		return o
	}
	all := ask("--stories", filepath.Join(t.TempDir(), "nothing"))
	require.Greater(t, len(all.Faults), 40)
	require.Empty(t, all.Faults[0].Stories)
	one := ask("paper-out", "--stories", filepath.Join("..", "..", "testdata", "scenarios")).Faults
	require.Len(t, one, 1)
	require.NotEmpty(t, one[0].Stories)
	require.Equal(t, []string{`POST /v1/printer/faults {"paper":"out"}`}, one[0].Calls)
	require.Equal(t, []string{`- printer: {paper: out}`}, one[0].Inject)
}

// TestScenarioFaultsAsAPage: the page needs the stories it names.
func TestScenarioFaultsAsAPage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "faults.md")
	_, said := askFaults(t, 2, "--write", file, "--stories", filepath.Join(t.TempDir(), "nothing"))
	require.Contains(t, said, "nothing was told")
	askFaults(t, 0, "--write", file, "--stories", filepath.Join("..", "..", "testdata", "scenarios"))
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	current, err := os.ReadFile("../../docs/faults.md")
	require.NoError(t, err)
	require.Equal(t, string(current), string(page))
}
