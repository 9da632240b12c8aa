package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePrinterProfileGivesTheColumns(t *testing.T) {
	own := filepath.Join(t.TempDir(), "mine.toml")
	doc, err := os.ReadFile("../../printer/profile/58mm-dots.toml")
	require.NoError(t, err)
	mine := strings.Replace(strings.Replace(string(doc), `"58mm-dots"`, `"mine"`, 1), "columns = 32", "columns = 30", 1)
	require.NoError(t, os.WriteFile(own, []byte(mine), 0o600))
	for _, tt := range []struct {
		doc     string
		name    string
		columns int
	}{
		{"", "58mm", 32},
		{"printer.profile = \"80mm\"", "80mm", 48},
		{"printer.profile = \"80mm\"\nprinter.columns = 42", "80mm", 42},
		{"printer.columns = 42", "58mm", 42},
		{"printer.profile = \"" + own + "\"", "mine", 30},
	} {
		c, err := Parse("a.toml", []byte(tt.doc))
		require.NoError(t, err, tt.doc)
		require.Equal(t, tt.name, c.Printer.Make.Name)
		require.Equal(t, tt.columns, c.Printer.Columns, tt.doc)
	}
}

func TestPrinterProfilesThatAreRefused(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.toml")
	require.NoError(t, os.WriteFile(bad, []byte("name = \"x\"\n\n[paper]\nwidth = 5\n"), 0o600))
	for doc, want := range map[string]string{
		"printer.profile = \"tm-t88\"":                          "there are [\"58mm\"",
		"printer.profile = \"\"":                                "want one of",
		"printer.profile = \"./mine.toml\"":                     "absolute path",
		"printer.profile = \"/not/there.toml\"":                 "no such file",
		"lang = \"en\"\nprinter.profile = \"" + bad + "\"":      "a.toml:2: printer.profile: " + bad + ":4: paper.width: want 40 to 112",
		"printer.profile = \"58mm-dots\"\nprinter.columns = 42": "a.toml:2: printer.columns: profile \"58mm-dots\" draws its lines, 384 dots wide: want at most 32",
		"printer.temperature = \"\"":                            "printer.temperature",
	} {
		_, err := Parse("a.toml", []byte(doc))
		require.ErrorContains(t, err, want, doc)
	}
}
