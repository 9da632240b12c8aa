package scenario

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/requirements.md and docs/scenarios.md; read the diff before committing it")

const (
	house            = ".."
	requirementsFile = "../docs/design/REQUIREMENTS.md"
	coverageFile     = "../docs/requirements.md"
)

// notOurs are the rows that nothing here can show, and why.
var notOurs = map[string]string{
	"R18": "Signing on a screen is another class of device. Our slips have a line for the signature, and the README says that there are no e-signatures.",
}

// required is a row of the requirements.
type required struct{ id, text, term string }

// witness is what shows a requirement: a story or a test.
type witness struct{ name, file string }

// cover is what is claimed: rows by the witness that has them in its tag.
type cover struct {
	stories, tests map[string][]witness
}

// readRequirements reads the tables of the page, row by row.
func readRequirements(page string) (rows []required) {
	row := regexp.MustCompile(`(?m)^\| (\d+) \| [A-Z,]+ \| (.+?) \| (.*?) \| [0-9, ]+ \|$`)
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		rows = append(rows, required{"R" + m[1], strings.ReplaceAll(m[2], "**", ""), m[3]})
	}
	return rows
}

// tagged is the form of a test's tag, alone on a line of its comment.
var tagged = regexp.MustCompile(`^Covers: (R[1-9][0-9]?(?:, R[1-9][0-9]?)*)\.$`)

// readTag gives the rows that a comment names.
func readTag(comment string) (rows []string, err error) {
	for _, line := range strings.Split(comment, "\n") {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "Covers:") {
			continue
		}
		m := tagged.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%q: write // Covers: R12, R45", line)
		}
		rows = append(rows, strings.Split(m[1], ", ")...)
	}
	return rows, nil
}

// testTags reads the tags of all Go tests below the root.
func testTags(t *testing.T, root string, into map[string][]witness) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		base := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (strings.HasPrefix(base, ".") || base == "testdata" || base == "out"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(base, "_test.go"):
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range syntax.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is || f.Recv != nil || f.Doc == nil {
				continue
			}
			rows, err := readTag(f.Doc.Text())
			if err != nil {
				return fmt.Errorf("%s: %s: %w", name, f.Name.Name, err)
			}
			file := filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))
			for _, r := range rows {
				into[r] = append(into[r], witness{f.Name.Name, file})
			}
			if len(rows) > 0 && !strings.HasPrefix(f.Name.Name, "Test") {
				return fmt.Errorf("%s: %s is no test, and covers nothing", name, f.Name.Name)
			}
		}
		return nil
	})
	require.NoError(t, err)
}

// uncovered are the faults of the table: rows that nothing covers, rows on the list that something covers, names of no row.
func uncovered(rows []required, c cover, not map[string]string) (wrong []string) {
	known := map[string]bool{}
	for _, r := range rows {
		known[r.id] = true
		covered := len(c.stories[r.id])+len(c.tests[r.id]) > 0
		switch {
		case covered && not[r.id] != "":
			wrong = append(wrong, r.id+" is covered, and stands in the list of what is not ours")
		case !covered && not[r.id] == "":
			wrong = append(wrong, r.id+" is covered by no story and no test: "+r.text)
		}
	}
	for _, of := range []map[string][]witness{c.stories, c.tests} {
		for _, id := range sortedKeys(of) {
			if !known[id] {
				wrong = append(wrong, of[id][0].file+" covers "+id+", which is no row")
			}
		}
	}
	for _, id := range sortedKeys(not) {
		if !known[id] {
			wrong = append(wrong, id+" is not ours, and no row")
		}
	}
	return wrong
}

// namedLimit is how many witnesses of a row the page names.
const namedLimit = 4

// links names some witnesses, and says how many more there are.
func links(all []witness, say func(witness) string) string {
	var parts []string
	for _, w := range all[:min(len(all), namedLimit)] {
		parts = append(parts, say(w))
	}
	if more := len(all) - namedLimit; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, ", ")
}

// briefly is a requirement up to the first stop behind enough of it.
func briefly(text string) string {
	for i, r := range text {
		if i >= 24 && (r == ';' || r == '(' || r == ':') {
			return strings.TrimSpace(text[:i])
		}
	}
	return text
}

// coveragePage is docs/requirements.md.
func coveragePage(rows []required, c cover) string {
	var b strings.Builder
	b.WriteString("# What shows each requirement 需求覆盖\n\nEvery row of [REQUIREMENTS.md](design/REQUIREMENTS.md), the stories in `testdata/scenarios` that show it (`covers:`),\n" +
		"and the Go tests that do (`// Covers: R12, R45.` in the test's comment). A row that has neither stands in the list at the end, with the reason;\n" +
		"a test fails otherwise. Written by `go test ./scenario -run TestRequirements -update`.\n\n| row | requirement | 中文 | stories | tests |\n|---|---|---|---|---|\n")
	for _, r := range rows {
		if notOurs[r.id] != "" {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.id, briefly(r.text), r.term,
			links(c.stories[r.id], func(w witness) string {
				return fmt.Sprintf("[%s](../testdata/scenarios/%s)", strings.TrimSuffix(w.file, ".yaml"), w.file)
			}),
			links(c.tests[r.id], func(w witness) string {
				return fmt.Sprintf("[%s](../%s) in `%s`", w.name, w.file, path.Dir(w.file))
			}))
	}
	b.WriteString("\n## Not ours\n\n| row | requirement | 中文 | because |\n|---|---|---|---|\n")
	for _, r := range rows {
		if why := notOurs[r.id]; why != "" {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.id, briefly(r.text), r.term, why)
		}
	}
	return b.String()
}

// claims reads all tags of the repository.
func claims(t *testing.T) cover {
	t.Helper()
	c := cover{map[string][]witness{}, map[string][]witness{}}
	told, err := Find([]string{stories})
	require.NoError(t, err)
	for _, s := range told {
		file, err := filepath.Rel(stories, s.File)
		require.NoError(t, err)
		for _, r := range s.Covers {
			c.stories[r] = append(c.stories[r], witness{s.Name, filepath.ToSlash(file)})
		}
	}
	testTags(t, house, c.tests)
	return c
}

// TestRequirements: every requirement is shown by a story or a test, or is not ours for a reason; docs/requirements.md says which.
func TestRequirements(t *testing.T) {
	design, err := os.ReadFile(requirementsFile)
	require.NoError(t, err)
	rows := readRequirements(string(design))
	for i, r := range rows {
		require.Equal(t, "R"+strconv.Itoa(i+1), r.id)
	}
	require.Len(t, rows, 92)
	c := claims(t)
	page := coveragePage(rows, c)
	if *update {
		require.NoError(t, os.WriteFile(coverageFile, []byte(page), 0o644))
	}
	written, err := os.ReadFile(coverageFile)
	require.NoError(t, err)
	require.Equal(t, page, string(written), "run: go test ./scenario -run TestRequirements -update")
	require.Empty(t, uncovered(rows, c, notOurs))
}

// TestWhatIsUncoveredIsFound: each way in which the table can be false.
func TestWhatIsUncoveredIsFound(t *testing.T) {
	rows := []required{{id: "R1", text: "one"}, {id: "R2", text: "two"}, {id: "R3", text: "three"}}
	some := cover{stories: map[string][]witness{"R1": {{"s", "s.yaml"}}, "R77": {{"s", "s.yaml"}}}, tests: map[string][]witness{"R3": {{"TestX", "x_test.go"}}, "R88": {{"TestX", "x_test.go"}}}}
	require.Equal(t, []string{
		"R2 is covered by no story and no test: two", "R3 is covered, and stands in the list of what is not ours",
		"s.yaml covers R77, which is no row", "x_test.go covers R88, which is no row", "R99 is not ours, and no row",
	}, uncovered(rows, some, map[string]string{"R3": "x", "R99": "x"}))
	rows[1].text = "fine"
	require.Empty(t, uncovered(rows[:1], cover{stories: map[string][]witness{"R1": {{}}}}, nil))
}

func TestTags(t *testing.T) {
	rows, err := readTag("TestX does.\nCovers: R1, R92.\n")
	require.NoError(t, err)
	require.Equal(t, []string{"R1", "R92"}, rows)
	for _, bad := range []string{"Covers: R1", "Covers: R1 and R2.", "Covers: r1.", "Covers: R0.", "Covers:"} {
		_, err := readTag(bad)
		require.Error(t, err, bad)
	}
	rows, err = readTag("It says what it covers.")
	require.NoError(t, err)
	require.Empty(t, rows)
	dir := t.TempDir()
	write := func(text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x_test.go"), []byte("package x\n\n"+text), 0o600))
	}
	write("// TestX does.\n//\n// Covers: R7.\nfunc TestX() {}\n")
	got := map[string][]witness{}
	testTags(t, dir, got)
	require.True(t, slices.Equal(got["R7"], []witness{{"TestX", "x_test.go"}}))
}
