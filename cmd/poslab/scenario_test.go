package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// good and bad are stories that hold and do not.
const (
	good = "name: a sale (消费)\ncovers: [R5]\nsteps:\n  - key: {sale: \"1.00\", card: A}\n  - expect: {verdict: paid}\n"
	bad  = "name: no sale\nwith each: [{price: \"1.00\"}, {price: \"2.00\"}]\nsteps:\n  - command: sale ${price} --card A\n  - expect: {verdict: not_paid}\n"
)

// storyFiles writes both, and gives the folder.
func storyFiles(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "good.yaml"), []byte(good), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte(bad), 0o600))
	return dir
}

// poslab runs a command.
func poslab(t *testing.T, args ...string) (code int, out, errw string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestStoriesAreTold(t *testing.T) {
	dir := storyFiles(t)
	t.Setenv("TMPDIR", t.TempDir()) // pictures of what failed are kept there
	code, out, errw := poslab(t, "scenario", "run", filepath.Join(dir, "good.yaml"))
	require.Zero(t, code, errw)
	require.Contains(t, out, "✓ a sale (消费)")
	require.Contains(t, out, "1 story, 0 failed, 0 skipped")

	report := filepath.Join(dir, "junit.xml")
	code, out, errw = poslab(t, "scenario", "run", dir, "--junit", report)
	require.Equal(t, 1, code)
	require.Contains(t, errw, "2 of 3 stories do not hold")
	for _, want := range []string{"✗ no sale [price 1.00]", "bad.yaml:5", "expected  not_paid", `seen      "paid"`, "again: ", " scenario run ", "--only 'no sale [price 2.00]'", ".png"} {
		require.Contains(t, out, want)
	}
	text, err := os.ReadFile(report)
	require.NoError(t, err)
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			File  string `xml:"file,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Line    int    `xml:"line,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(text, &suites))
	require.Equal(t, []int{3, 2, 2}, []int{suites.Tests, suites.Failures, len(suites.Suites)})
	require.Equal(t, 5, suites.Suites[0].Cases[1].Line)
	require.Equal(t, "not as expected: verdict", suites.Suites[0].Cases[1].Failure.Message)
	require.Contains(t, suites.Suites[0].Cases[1].Failure.Text, "sale 2.00")
	require.Nil(t, suites.Suites[1].Cases[0].Failure)
}

func TestStoriesForPrograms(t *testing.T) {
	dir := storyFiles(t)
	code, out, _ := poslab(t, "scenario", "run", dir, "--tap")
	require.Equal(t, 1, code)
	require.True(t, strings.HasPrefix(out, "TAP version 14\n1..3\nnot ok 1 - no sale [price 1.00]\n"), out)
	require.Contains(t, out, "ok 3 - a sale (消费) # time=")

	code, out, _ = poslab(t, "scenario", "run", dir, "--json", "--only", "price 2")
	require.Equal(t, 1, code)
	var object struct {
		Failed  int
		Stories []struct {
			Name, Result string
			Failure      struct{ Replay string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &object))
	require.Equal(t, 1, strings.Count(out, "\n"))
	require.Len(t, object.Stories, 1)
	require.Equal(t, "failed", object.Stories[0].Result)
	require.Contains(t, object.Stories[0].Failure.Replay, "--seed 1")

	code, out, _ = poslab(t, "scenario", "list", dir)
	require.Zero(t, code)
	require.Contains(t, out, "no sale (×2)")
	require.Contains(t, out, "a sale (消费)  R5")
	code, out, _ = poslab(t, "scenario", "schema")
	require.Zero(t, code)
	require.True(t, json.Valid([]byte(out)))
}

func TestStoriesThatAreRefused(t *testing.T) {
	dir := storyFiles(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "worse.yaml"), []byte("name: x\nsteps:\n  - hots: {}\n"), 0o600))
	code, out, errw := poslab(t, "scenario", "run", dir)
	require.Equal(t, 2, code)
	require.Empty(t, out, "nothing is told when one of them cannot be read")
	require.Contains(t, errw, "worse.yaml:3:5: unknown key \"hots\": did you mean \"host\"?\n    3 |   - hots: {}\n      |     ^\n")
	code, _, errw = poslab(t, "scenario", "run", filepath.Join(dir, "good.yaml"), "--only", "nobody")
	require.Equal(t, 2, code)
	require.Contains(t, errw, `no story is called "nobody"`)
	code, _, errw = poslab(t, "scenario", "run", filepath.Join(dir, "good.yaml"), "--real", "--posterm", filepath.Join(dir, "nothing"))
	require.Equal(t, 2, code)
	require.Contains(t, errw, "posterm is not found")
	for said, args := range map[string][]string{
		"as TAP or as JSON":          {"--tap", "--json"},
		"--posterm is for --real":    {"--posterm", "x"},
		"a file that can be written": {"--junit", filepath.Join(dir, "nothing", "x.xml")},
	} {
		code, out, errw = poslab(t, append([]string{"scenario", "run", filepath.Join(dir, "good.yaml")}, args...)...)
		require.Equal(t, 2, code)
		require.Empty(t, out)
		require.Contains(t, errw, said)
	}

	file := filepath.Join(dir, "new.yaml")
	code, out, _ = poslab(t, "scenario", "new", file)
	require.Zero(t, code)
	require.Contains(t, out, " scenario run "+file)
	code, _, errw = poslab(t, "scenario", "new", file)
	require.Equal(t, 2, code)
	require.Contains(t, errw, "exists already")
	code, _, _ = poslab(t, "scenario", "run", file)
	require.Zero(t, code)
}

// TestStoriesWithTheRealPrograms: the same story, with sockets, a tty, two processes and the machine's clock.
func TestStoriesWithTheRealPrograms(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds both programs")
	}
	dir := storyFiles(t)
	build := exec.CommandContext(t.Context(), "go", "build", "-o", dir, "posterm/cmd/posterm", "posterm/cmd/poslab")
	said, err := build.CombinedOutput()
	require.NoError(t, err, "%s", said)
	story := filepath.Join(dir, "real.yaml")
	require.NoError(t, os.WriteFile(story, []byte("real: yes\n"+good+"  - power: cut\n  - power: on\n  - expect: {screen: 上一笔, verdict: paid}\n"), 0o600))
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "poslab"), "scenario", "run", "--real", story, filepath.Join(dir, "good.yaml"))
	said, err = cmd.CombinedOutput()
	require.NoError(t, err, "%s", said)
	require.Contains(t, string(said), "2 stories, 0 failed, 1 skipped")
}
