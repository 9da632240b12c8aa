// Package posterm_test holds the house rules as a test: the shape of the house
// (who may import whom), sizes, comments, clocks, sleeps, prints and words.
// Every rule of tidy_rules_test.go is shown to bite by tidy_bites_test.go.
package posterm_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rank is the shape of the house: a package imports only packages of lower rank.
// A package that is not listed fails: decide where it belongs.
var rank = map[string]int{
	"txn": 0, "comms/frame": 0, "printer/escpos": 0, "internal/glyph": 0, "internal/strict": 0, "internal/few": 0, "internal/metrics": 0, "internal/sdnotify": 0, "emulator/dice": 0, "internal/simdisk": 0, "internal/odometer": 0, "internal/patient": 0, "internal/canary": 0, "emulator/authority": 0, "internal/museum": 0, "internal/junit": 0,
	"journal/roll": 1, "internal/redact": 1, "comms/profile": 1, "comms/keys": 1, "comms/line": 1, "emulator/link": 1, "printer/profile": 1,
	"journal": 2, "receipt": 2, "receipt/summary": 2, "receipt/link": 2, "card": 2, "comms/message": 2,
	"front/operator": 1,
	"journal/fill":   3, "printer": 3, "comms": 3, "comms/explain": 3, "reversal": 3, "emulator/printer": 3, "emulator/host": 3, "internal/config": 3, "internal/cause": 3,
	"terminal/machine": 4, "emulator/office": 4, "terminal/training": 4,
	"terminal":    5,
	"conformance": 1, "conformance/terminals": 5, "conformance/hosts": 5,
	"front/customer": 6, "front/console": 6, "front/eslip": 6, "emulator": 6, "internal/check": 6,
	"front/socket":    0,
	"front/notify":    6,
	"front/observe":   6,
	"emulator/client": 7, "internal/rig": 7, "internal/sim": 7, "internal/diskproof": 7,
	"front/panel": 7, "front/command": 7, "emulator/labtest": 7,
	"scenario": 8, "internal/shop": 8,
	"cmd/poslab": 9, "cmd/posterm": 9, "internal/glyph/gen": 9, "emulator/printer/gen": 9, "internal/prove": 9, "examples/gotest": 9,
}

// pure packages and files have no clock, no randomness and no I/O.
var pure = []string{
	"txn/", "receipt/", "reversal/", "terminal/machine/", "journal/roll/", "printer/escpos/",
	"comms/line/board.go",                                                                                                                                                          // which path is next
	"emulator/printer/head.go", "emulator/printer/pulse.go", "emulator/printer/curve.go", "emulator/printer/residue.go", "emulator/printer/warmth.go", "emulator/printer/motor.go", // the physics
	"emulator/printer/heating.go", "emulator/printer/paper.go", "emulator/printer/strip.go", "emulator/printer/bitmap.go",
}

const (
	module = "posterm/"
	// program contains no emulator, not even through another package.
	program   = "cmd/posterm"
	funcLimit = 60
	fileLimit = 400
)

// file is one text file of the repository; syntax is nil unless it is Go.
type file struct {
	name   string // with slashes, from the root
	text   string
	fset   *token.FileSet
	syntax *ast.File
}

func (f file) pkg() string  { return path.Dir(f.name) }
func (f file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

func (f file) line(p token.Pos) int { return f.fset.Position(p).Line }

// imports are the packages of this module that the file imports.
func (f file) imports() []string {
	var own []string
	for _, spec := range f.syntax.Imports {
		if name, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module); ok {
			own = append(own, name)
		}
	}
	return own
}

// goFile parses one file; generated code is not ours to keep tidy.
func goFile(name, text string) (file, bool, error) {
	f := file{name: name, text: text, fset: token.NewFileSet()}
	syntax, err := parser.ParseFile(f.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return f, false, err
	}
	f.syntax = syntax
	return f, !ast.IsGenerated(syntax), nil
}

// skipped folders hold nothing that people wrote for this house.
func skipped(dir string) bool {
	base := path.Base(dir)
	return dir == "internal/deps" || base == "out" || base != "." && base != ".ci" && strings.HasPrefix(base, ".")
}

// written says whether a file is text that people write.
func written(name string) bool {
	switch path.Ext(name) {
	case ".go", ".md", ".toml", ".yaml", ".yml", ".sh":
		return true
	}
	return name == ".ci/run" || name == "NOTICE"
}

// load reads the repository: Go files outside testdata, and all other text.
func load(t *testing.T) (code, prose []file) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name):
			return fs.SkipDir
		case d.IsDir() || !written(name):
			return nil
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		prose = append(prose, file{name: name, text: string(raw)})
		if path.Ext(name) != ".go" || strings.Contains("/"+name, "/testdata/") {
			return nil
		}
		f, ours, err := goFile(name, string(raw))
		if ours {
			code = append(code, f)
		}
		return err
	})
	require.NoError(t, err)
	return code, prose
}

func TestTheHouseIsTidy(t *testing.T) {
	code, prose := load(t)
	require.NotEmpty(t, code)
	for _, rule := range []struct {
		name  string
		check func([]file) []string
		files []file
	}{
		{"imports only go down", importsGoDown, code},
		{"the program holds no emulator", programHasNoEmulator, code},
		{"the emulator shares nothing with the terminal", emulatorIsApart, code},
		{"functions and files are short", sizes, code},
		{"packages and exported names are described", described, code},
		{"pure packages have no clock and no I/O", purity, code},
		{"tests do not sleep", noSleep, code},
		{"only commands print", noPrint, code},
		{"certificates are verified", verified, code},
		{"gofmt", formatted, code},
		{"nothing is left for later, no machine is named", words, prose},
	} {
		t.Run(rule.name, func(t *testing.T) {
			for _, fault := range rule.check(rule.files) {
				t.Error(fault)
			}
		})
	}
}

// The page that draws the house shows the ranks as they are tested.
func TestTheArchitecturePageShowsTheRanks(t *testing.T) {
	page, err := os.ReadFile("docs/architecture.md")
	require.NoError(t, err)
	rows := map[int][]string{}
	for pkg, n := range rank {
		rows[n] = append(rows[n], "`"+pkg+"`")
	}
	for n, pkgs := range rows {
		slices.Sort(pkgs)
		require.Contains(t, string(page), fmt.Sprintf("| %d | %s |\n", n, strings.Join(pkgs, " ")))
	}
}
