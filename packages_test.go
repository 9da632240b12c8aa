package posterm_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/packages.md; read the diff before committing it")

const packagesHead = `# Packages

Every folder with code, in one paragraph: what its package says of itself first. ` + "`go doc posterm/FOLDER`" + ` says the rest. Who may import whom is in
[architecture.md](architecture.md).

This page is generated from the package comments: ` + "`go test . -run Packages -update`" + `.

| folder | what is in it |
|---|---|
`

// TestPackagesPage: the page of docs is what the packages say of themselves.
func TestPackagesPage(t *testing.T) {
	code, _ := load(t)
	says := map[string]string{}
	for _, f := range code {
		if f.isTest() || f.syntax.Doc == nil || f.pkg() == "." {
			continue
		}
		first, _, _ := strings.Cut(f.syntax.Doc.Text(), "\n\n")
		says[f.pkg()] = strings.Join(strings.Fields(first), " ")
	}
	var names []string
	for name := range says {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString(packagesHead)
	for _, name := range names {
		fmt.Fprintf(&b, "| [`%s`](../%s) | %s |\n", name, name, strings.ReplaceAll(says[name], "|", `\|`))
	}
	const page = "docs/packages.md"
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o644))
	}
	kept, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, string(kept), b.String(), "go test . -run Packages -update")
}
