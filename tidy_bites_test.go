package posterm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A rule that cannot fail is no rule: each one is shown a tidy file and an
// untidy one, and must tell them apart.
func TestTheRulesBite(t *testing.T) {
	long := func(n int) string {
		return "package p\n\nfunc f() {\n" + strings.Repeat("\tf()\n", n-2) + "}\n"
	}
	table := "package p\n\nfunc f() {\n\t_ = []int{\n" + strings.Repeat("\t\t1,\n", 70) + "\t}\n}\n"
	sleep := "package p\n\nfunc f() { time.Sleep(1) }\n"
	for _, tt := range []struct {
		name           string
		check          func([]file) []string
		tidy, untidy   string // names of files
		good, bad, say string
	}{
		{"import of a lower rank", importsGoDown, "journal/a.go", "txn/a.go", importing("txn"), importing("journal"), "must not import journal"},
		{"import of the same rank", importsGoDown, "card/a.go", "card/a.go", importing("comms/keys"), importing("receipt"), "must not import receipt"},
		{"import of an unknown package", importsGoDown, "cmd/poslab/a.go", "cmd/poslab/a.go", importing("txn"), importing("nowhere"), "must not import nowhere"},
		{"a package without rank", importsGoDown, "txn/a.go", "new/a.go", "package p\n", "package p\n", "package new has no rank"},
		{"emulator in the terminal", programHasNoEmulator, "terminal/a.go", "terminal/a.go", importing("comms"), importing("emulator/host"), "terminal contains it"},
		{"emulator in the program", programHasNoEmulator, "cmd/poslab/a.go", "cmd/posterm/a.go", importing("emulator"), importing("emulator"), "cmd/posterm contains it"},
		{"driver in the emulator", emulatorIsApart, "emulator/host/a.go", "emulator/host/a.go", importing("comms/keys"), importing("printer"), "must not import printer"},
		{"encoder in the emulator's test", emulatorIsApart, "emulator/host/a.go", "emulator/host/a_test.go", importing("txn"), importing("printer/escpos"), "must not import printer/escpos"},
		{"a long function", sizes, "a.go", "a.go", long(60), long(61), "f has 61 lines"},
		{"a long function, not only a table", sizes, "a_test.go", "a.go", table, table, "f has 74 lines"},
		{"a long file", sizes, "a.go", "a.go", "package p\n" + strings.Repeat("\n", 399), "package p\n" + strings.Repeat("\n", 400), "401 lines"},
		{"a package without comment", described, "a.go", "a.go", "// Package p is.\npackage p\n", "package p\n", "the package has no comment"},
		{"a function without comment", described, "a.go", "a.go", "// Package p.\npackage p\n\nfunc f() {}\n", "// Package p.\npackage p\n\nfunc F() {}\n", "F has no comment"},
		{"a method without comment", described, "a.go", "a.go", "// Package p.\npackage p\n\nfunc (t t) M() {}\n", "// Package p.\npackage p\n\nfunc (t *T[X]) M() {}\n", "M has no comment"},
		{"a type without comment", described, "a.go", "a.go", "// Package p.\npackage p\n\n// T is.\ntype T int\n", "// Package p.\npackage p\n\ntype T int\n", "T has no comment"},
		{"a constant without comment", described, "a.go", "a.go", "// Package p.\npackage p\n\nconst C = 1 // one\n", "// Package p.\npackage p\n\nconst C = 1\n", "C has no comment"},
		{"a clock in pure code", purity, "terminal/a.go", "terminal/machine/a.go", "package p\n\nvar t = time.Now()\n", "package p\n\nvar t = time.Now()\n", "must not use a clock"},
		{"a clock handed on", purity, "txn/a_test.go", "txn/a.go", "package p\n\nvar t = time.Now\n", "package p\n\nvar t = time.Now\n", "must not use a clock"},
		{"a file in pure code", purity, "journal/a.go", "journal/roll/a.go", "package p\n\nimport \"os\"\n", "package p\n\nimport \"os\"\n", `must not import "os"`},
		{"a sleeping test", noSleep, "a.go", "a_test.go", sleep, sleep, "must not sleep"},
		{"a sleep outside the bubble", noSleep, "a_test.go", "a_test.go",
			"package p\n\nfunc f() { synctest.Test(t, func() { time.Sleep(1) }) }\n", "package p\n\nfunc g() { time.Sleep(1) }\n\nfunc f() { synctest.Test(t, g) }\n", "must not sleep"},
		{"a print", noPrint, "a.go", "a.go", "package main\n\nfunc f() { fmt.Println() }\n", "package p\n\nfunc f() { fmt.Println() }\n", "only a command prints"},
		{"a print beside an example", noPrint, "p/example_test.go", "p/a_test.go", "package p\n\nfunc Example() { fmt.Println() }\n", "package p\n\nfunc f() { fmt.Println() }\n", "only a command prints"},
		{"an unverified certificate", verified, "a.go", "a_test.go", "package p\n\nvar c = tls.Config{}\n", "package p\n\nvar c = tls.Config{InsecureSkipVerify: true}\n", "always verified"},
		{"bad format", formatted, "a.go", "a.go", "package p\n", "package  p\n", "run gofmt"},
		{"unfinished work", words, "a.go", "a.go", "package p // todos\n", "package p // TO" + "DO later\n", "does not belong here"},
		{"a machine's path", words, "a.go", "a.go", "package p // network/x\n", "package p // /wo" + "rk/x\n", "does not belong here"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Empty(t, tt.check(parse(t, tt.tidy, tt.good)), "the tidy file was refused")
			faults := tt.check(parse(t, tt.untidy, tt.bad))
			require.NotEmpty(t, faults, "the untidy file passed")
			require.Contains(t, strings.Join(faults, "\n"), tt.say)
		})
	}
}

// An emulator behind another package is found as well.
func TestTheProgramIsFollowedToTheEnd(t *testing.T) {
	files := append(parse(t, "cmd/posterm/a.go", importing("internal/rig")), parse(t, "internal/rig/a.go", importing("emulator/host"))...)
	require.Equal(t, []string{"internal/rig: imports emulator/host, and cmd/posterm contains it"}, programHasNoEmulator(files))
}

func TestGeneratedCodeIsLeftAlone(t *testing.T) {
	_, ours, err := goFile("a.go", "// Code generated by x. DO NOT EDIT.\n\npackage p\n")
	require.NoError(t, err)
	require.False(t, ours)
}

func importing(pkg string) string {
	return "package p\n\nimport _ \"" + module + pkg + "\"\n"
}

func parse(t *testing.T, name, text string) []file {
	t.Helper()
	f, ours, err := goFile(name, text)
	require.NoError(t, err)
	require.True(t, ours)
	return []file{f}
}
