package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKnobsOnTheCommandLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "knobs.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"partial":"supported"}`), 0o600))
	for _, knobs := range []string{file, ` {"partial":"supported"}`} {
		s := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0",
			"--knobs", knobs, "--amounts", "51=51,05=ZZ", "--terminal", "00010001=104512541110001")
		_, body := get(t, s.at.Admin+"/v1/host/knobs")
		require.Contains(t, body, `"partial":"supported"`)
		_, body = get(t, s.at.Admin+"/v1/host/amounts")
		require.Contains(t, body, `"amounts":{"05":"ZZ","51":"51"}`)
		s.end(t)
	}
	s := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--amounts", "standard")
	_, body := get(t, s.at.Admin+"/v1/host/amounts")
	require.Contains(t, body, `"amounts":{"01":"01",`)
	s.end(t)

	for _, tt := range []struct{ option, value, want string }{
		{"--knobs", `{"partiall":1}`, "valid are reversal"},
		{"--knobs", `{"partial":"often"}`, "choose never, supported or forced"},
		{"--knobs", filepath.Join(t.TempDir(), "none"), "no such file"},
		{"--amounts", "51", "standard, or a list like"},
		{"--amounts", "5=51", "two digits"},
	} {
		r := lab(t, "", "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", tt.option, tt.value)
		require.Equal(t, exitUse, r.code, tt.value)
		require.Contains(t, r.errs, tt.want)
	}
}
