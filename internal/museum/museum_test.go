package museum

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root of the module.
const root = "../.."

var (
	chosen     = flag.String("mutants", "", "names of mutants to plant and look for, with commas, or all")
	everywhere = flag.Bool("everywhere", false, "every instrument looks, not only the expected ones")
)

// TestEveryMutantFitsTheSource: the museum cannot rot silently.
func TestEveryMutantFitsTheSource(t *testing.T) {
	mutants := All()
	require.GreaterOrEqual(t, len(mutants), 40)
	names := map[string]bool{}
	word := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	for _, m := range mutants {
		t.Run(m.Name, func(t *testing.T) {
			require.Regexp(t, word, m.Name)
			require.False(t, names[m.Name], "the name is used twice")
			names[m.Name] = true
			planted, err := m.Plant(root)
			require.NoError(t, err)
			source, err := os.ReadFile(filepath.Join(root, m.File))
			require.NoError(t, err)
			require.False(t, bytes.Equal(source, planted), "it changes nothing")
			require.Contains(t, m.Says, ":", "what it does: what that costs whom")
			require.True(t, strings.HasSuffix(m.Says, "."))
			require.Regexp(t, `^(hole [0-9]{1,2}|[1-8]\.[0-9]{1,2}|5|7)$`, m.Rule)
			require.NotEmpty(t, m.By)
			for _, p := range m.By {
				hasTests(t, p)
			}
		})
	}
}

// hasTests: the probe's tests exist.
func hasTests(t *testing.T, p Probe) {
	i, err := instrument(p.Instrument)
	require.NoError(t, err)
	names, _ := sources(t, i)
	for one := range strings.SplitSeq(p.Run, "|") {
		top, _, _ := strings.Cut(one, "/")
		pattern := regexp.MustCompile(top)
		require.True(t, slices.ContainsFunc(names, pattern.MatchString), "%s has no test %q", p.Instrument, one)
	}
}

var testName = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// sources are an instrument's test files, and the tests in them.
func sources(t *testing.T, i Instrument) (tests []string, all []byte) {
	files, err := filepath.Glob(filepath.Join(root, i.Package, "*_test.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		all = append(all, raw...)
	}
	for _, found := range testName.FindAllSubmatch(all, -1) {
		tests = append(tests, string(found[1]))
	}
	return tests, all
}

// TestRapidIsKnown: an instrument that has such tests understands their flags, others do not.
func TestRapidIsKnown(t *testing.T) {
	for _, i := range Instruments {
		_, source := sources(t, i)
		require.Equal(t, bytes.Contains(source, []byte(`"pgregory.net/rapid"`)), i.Rapid, i.Name)
	}
}

// TestPlantSaysWhatNoLongerFits: a mutant whose text is gone, stands twice or breaks the file.
func TestPlantSaysWhatNoLongerFits(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "x.go"), []byte("package x\n\nvar a, b = 1, 1\n"), 0o600))
	for find, want := range map[string]string{"2": "stands 0 times", "1": "stands 2 times", "var": "no longer parses"} {
		_, err := Mutant{Name: "m", File: "x.go", Find: find, Replace: "("}.Plant(dir)
		require.ErrorContains(t, err, want)
	}
	_, err := Mutant{Name: "m", File: "gone.go"}.Plant(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestOnlyAFailedCheckIsACatch reads what test programs print.
func TestOnlyAFailedCheckIsACatch(t *testing.T) {
	exit := error(&exec.ExitError{})
	for _, tt := range []struct {
		out  string
		err  error
		want Sight
		test string
	}{
		{"PASS\n", nil, Passed, ""},
		{"--- FAIL: TestSale (0.00s)\n    --- FAIL: TestSale/cut (0.00s)\n        x_test.go:1: charged twice\nFAIL\n", exit, Failed, "TestSale/cut"},
		{"--- FAIL: TestSale (0.00s)\n    x_test.go:1: charged twice\nFAIL\n", exit, Failed, "TestSale"},
		{"--- FAIL: TestSale (0.00s)\npanic: index out of range [recovered]\n", exit, Crashed, "TestSale"},
		{"panic: test timed out after 1s\n", exit, Stuck, ""},
		{"--- FAIL: TestLine (0.00s)\npanic: deadlock: all goroutines in bubble are blocked\n", exit, Stuck, "TestLine"},
		{"fatal error: all goroutines are asleep - deadlock!\n", exit, Stuck, ""},
		{"panic: flag redefined\n", exit, Crashed, ""},
		{"", exit, Crashed, ""},
		{"", errors.New("no such program"), Crashed, ""},
	} {
		f := judge(tt.out, tt.err)
		require.Equal(t, tt.want, f.Sight, tt.out)
		require.Equal(t, tt.test, f.Test, tt.out)
		stuck := Result{Mutant: Mutant{Stuck: true}, Findings: []Finding{f}}
		require.Equal(t, tt.want == Failed || tt.want == Stuck, len(stuck.Caught()) == 1)
		require.Equal(t, tt.want == Failed, len(Result{Findings: []Finding{f}}.Caught()) == 1)
	}
}

// TestCaught plants the mutants named by -mutants and lets their instruments look.
func TestCaught(t *testing.T) {
	if *chosen == "" {
		t.Skip("name mutants with -mutants")
	}
	abs, err := filepath.Abs(root)
	require.NoError(t, err)
	mutants := slices.DeleteFunc(All(), func(m Mutant) bool {
		return *chosen != "all" && !slices.Contains(strings.Split(*chosen, ","), m.Name)
	})
	require.NotEmpty(t, mutants)
	_, err = Run(t.Context(), abs, mutants, Options{All: *everywhere, Workers: 2, Each: func(r Result) {
		for _, f := range r.Findings {
			t.Logf("%s: %s %s %s (%.1f s)", r.Mutant.Name, f.Instrument, f.Sight, f.Test, f.Took.Seconds())
		}
		if len(r.Caught()) == 0 {
			t.Errorf("%s: nobody caught it: %v", r.Mutant.Name, r.Err)
		}
	}})
	require.NoError(t, err)
}
