package config

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/configuration.md; read the diff before committing it")

const docsFile = "../../docs/configuration.md"

const docsHead = `# Configuration 参数

One TOML file, given with ` + "`posterm --config FILE`" + `. Every key has a default; without a file the terminal talks to a local lab.
The file is strict: an unknown key, a key set twice or a bad value is refused with file, line and what is expected.
` + "`posterm config`" + ` shows every key with its value and where it came from.

This page is generated from the table of keys: ` + "`go test ./internal/config -update`" + `.
`

// page writes the table of keys as a page for people.
func page() string {
	var b strings.Builder
	b.WriteString(docsHead)
	heading := "-"
	for _, k := range Default().Keys() {
		table, name, dotted := strings.Cut(k.Name, ".")
		if !dotted {
			table, name = "", k.Name
		}
		if table != heading {
			heading = table
			title := "Top of the file"
			if table != "" {
				title = "`[" + table + "]`"
			}
			fmt.Fprintf(&b, "\n## %s\n\n| key | default | values | meaning | 含义 |\n|---|---|---|---|---|\n", title)
		}
		shown := "(empty)"
		if k.Default != "" {
			shown = "`" + k.Default + "`"
		}
		unit := strings.ReplaceAll(k.Unit, "|", "\\|")
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", name, shown, unit, k.Doc.EN, k.Doc.ZH)
	}
	return b.String()
}

func TestTheDocumentationIsCurrent(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(docsFile, []byte(page()), 0o644))
	}
	got, err := os.ReadFile(docsFile)
	require.NoError(t, err)
	require.Equal(t, page(), string(got), "run: go test ./internal/config -update")
}

func TestEveryKeyIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Default().Keys() {
		require.False(t, seen[k.Name], k.Name)
		seen[k.Name] = true
		require.NotEmpty(t, k.Unit, k.Name)
		require.NotEmpty(t, k.Doc.ZH, k.Name)
		require.NotEmpty(t, k.Doc.EN, k.Name)
		require.Equal(t, k.Default, k.Value, "%s: the default is written as it is shown", k.Name)
	}
}
