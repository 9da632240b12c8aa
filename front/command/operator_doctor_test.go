package command

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDoctorLooksAtTheOperators: a file that nobody can sign in by is found before the shop opens.
func TestDoctorLooksAtTheOperators(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	require.NotContains(t, r.checks(0), "staff", "nobody is asked")
	r.configure(settings{"terminal.operators": `"on"`})
	require.NotEmpty(t, r.checks(0)["staff"]["hint"], "first passwords")
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, "operators.json"), []byte("garbage"), 0o600))
	require.Contains(t, r.checks(1)["staff"]["hint"], "operator reset")
}
