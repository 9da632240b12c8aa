package observe

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the table in docs/observability.md; read the diff before committing it")

const (
	docsFile = "../../docs/observability.md"
	tableEnd = "\n<!-- the table ends here -->\n"
	tableTop = "<!-- the table begins here: go test ./front/observe -update -->\n"
)

// tableText is the table of metrics for people.
func tableText() string {
	var b strings.Builder
	b.WriteString("| metric | type | labels | meaning |\n|---|---|---|---|\n")
	for _, f := range table {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.name, f.is, f.labels, f.help)
	}
	fmt.Fprintf(&b, "\nClasses of `posterm_host_round_trip_seconds`, in seconds: %s.\nClasses of `posterm_print_seconds`: %s.\n", classes(answerTimes), classes(printTimes))
	return b.String()
}

func classes(bounds []time.Duration) string {
	var all []string
	for _, b := range bounds {
		all = append(all, fmt.Sprint(b.Seconds()))
	}
	return strings.Join(all, " ")
}

func TestTheDocumentationIsCurrent(t *testing.T) {
	page, err := os.ReadFile(docsFile)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), tableTop)
	require.True(t, found)
	_, after, found := strings.Cut(rest, tableEnd)
	require.True(t, found)
	want := before + tableTop + tableText() + tableEnd + after
	if *update {
		require.NoError(t, os.WriteFile(docsFile, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(page), "run: go test ./front/observe -update")
}

// Everything that is scraped stands in the table, and every sample has the labels that are said there.
func TestTheTableIsWhole(t *testing.T) {
	t.Parallel()
	w, _ := watching(well)
	for _, f := range w.families(t.Context()) {
		i := 0
		for i < len(table) && table[i].name != f.Name {
			i++
		}
		require.Less(t, i, len(table), f.Name)
		for _, s := range f.Samples {
			for _, l := range s.Labels {
				require.Regexp(t, `(^|[ ;,])`+l.Name+`([:,]|$)`, table[i].labels, f.Name)
			}
		}
	}
}
