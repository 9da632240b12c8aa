package posterm_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryLibraryHasItsLicence: whoever ships a program can give what is due with it, for every module that is linked in.
func TestEveryLibraryHasItsLicence(t *testing.T) {
	deps, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./cmd/posterm").Output()
	require.NoError(t, err)
	printed, err := exec.CommandContext(t.Context(), "scripts/licences").Output()
	require.NoError(t, err)
	pieces := map[string]string{}
	for piece := range strings.SplitSeq("\n"+string(printed), "\n==== ") {
		name, text, _ := strings.Cut(piece, "\n")
		pieces[name] = text
	}
	allows := regexp.MustCompile(`(?i)permission is hereby granted|redistribution and use|apache license`)
	for module := range strings.SplitSeq(strings.TrimSpace(string(deps)), "\n") {
		if module != "" {
			require.Regexp(t, allows, pieces[module], module)
		}
	}
	require.Contains(t, string(printed), "WenQuanYi")
}
