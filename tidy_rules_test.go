package posterm_test

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// importsGoDown: ranks hold for the house itself; a test may look anywhere.
func importsGoDown(files []file) (faults []string) {
	for _, f := range files {
		if f.isTest() || f.pkg() == "." {
			continue
		}
		own, listed := rank[f.pkg()]
		if !listed {
			faults = append(faults, fmt.Sprintf("%s: package %s has no rank", f.name, f.pkg()))
			continue
		}
		for _, imported := range f.imports() {
			if lower, ok := rank[imported]; !ok || lower >= own {
				faults = append(faults, fmt.Sprintf("%s: rank %d must not import %s (rank %d)", f.name, own, imported, lower))
			}
		}
	}
	return faults
}

// programHasNoEmulator follows the imports of the terminal's program and of the
// terminal itself to the end.
func programHasNoEmulator(files []file) (faults []string) {
	imports := map[string][]string{}
	for _, f := range files {
		if !f.isTest() {
			imports[f.pkg()] = append(imports[f.pkg()], f.imports()...)
		}
	}
	for _, from := range []string{program, "terminal"} {
		seen, queue := map[string]bool{from: true}, []string{from}
		for len(queue) > 0 {
			pkg := queue[0]
			queue = queue[1:]
			for _, next := range imports[pkg] {
				if under(next, "emulator") {
					faults = append(faults, fmt.Sprintf("%s: imports %s, and %s contains it", pkg, next, from))
				}
				if !seen[next] {
					seen[next] = true
					queue = append(queue, next)
				}
			}
		}
	}
	return faults
}

// emulatorIsApart: a mistake shared by both sides would cancel itself out. This
// holds for the emulator's tests as well.
func emulatorIsApart(files []file) (faults []string) {
	for _, f := range files {
		if !under(f.pkg(), "emulator") {
			continue
		}
		for _, imported := range f.imports() {
			for _, room := range []string{"terminal", "printer", "journal"} {
				if under(imported, room) {
					faults = append(faults, fmt.Sprintf("%s: the emulator must not import %s", f.name, imported))
				}
			}
		}
	}
	return faults
}

func under(pkg, room string) bool { return pkg == room || strings.HasPrefix(pkg, room+"/") }

// sizes: a function has at most 60 lines, a file 400. A table inside a test is
// data, not code: it counts as one line.
func sizes(files []file) (faults []string) {
	for _, f := range files {
		if n := strings.Count(f.text, "\n"); n > fileLimit {
			faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", f.name, n, fileLimit))
		}
		for _, decl := range f.syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := f.line(fn.End()) - f.line(fn.Pos()) + 1
			if f.isTest() {
				n -= tableLines(f, fn)
			}
			if n > funcLimit {
				faults = append(faults, fmt.Sprintf("%s:%d: %s has %d lines, at most %d", f.name, f.line(fn.Pos()), fn.Name.Name, n, funcLimit))
			}
		}
	}
	return faults
}

func tableLines(f file, fn *ast.FuncDecl) int {
	lines := 0
	ast.Inspect(fn, func(n ast.Node) bool {
		table, ok := n.(*ast.CompositeLit)
		if ok {
			lines += f.line(table.Rbrace) - f.line(table.Lbrace)
		}
		return !ok
	})
	return lines
}

// described: every package and every exported name outside tests has a comment.
func described(files []file) (faults []string) {
	packages := map[string]bool{}
	for _, f := range files {
		if f.isTest() {
			continue
		}
		packages[f.pkg()] = packages[f.pkg()] || f.syntax.Doc != nil
		for _, decl := range f.syntax.Decls {
			for _, name := range bare(decl) {
				faults = append(faults, fmt.Sprintf("%s:%d: %s has no comment", f.name, f.line(decl.Pos()), name))
			}
		}
	}
	for pkg, has := range packages {
		if !has {
			faults = append(faults, fmt.Sprintf("%s: the package has no comment", pkg))
		}
	}
	slices.Sort(faults)
	return faults
}

// bare lists the exported names of a declaration that nothing describes. The
// comment of a group describes its members.
func bare(decl ast.Decl) (names []string) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if d.Doc == nil && s.Doc == nil && s.Name.IsExported() {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					if d.Doc == nil && s.Doc == nil && s.Comment == nil && name.IsExported() {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && !exported {
			exported = name.IsExported()
			return false
		}
		return true
	})
	return exported
}

var (
	clocks    = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"}
	worldly   = []string{"os", "net", "net/http", "os/exec", "syscall", "math/rand", "math/rand/v2", "crypto/rand", "database/sql", "log"}
	printings = []string{"Print", "Printf", "Println"}
)

// purity: pure packages are given the time and everything else.
func purity(files []file) (faults []string) {
	for _, f := range files {
		if f.isTest() || !slices.ContainsFunc(pure, func(p string) bool { return strings.HasPrefix(f.name, p) }) {
			continue
		}
		for _, spec := range f.syntax.Imports {
			if slices.Contains(worldly, strings.Trim(spec.Path.Value, `"`)) {
				faults = append(faults, fmt.Sprintf("%s: pure code must not import %s", f.name, spec.Path.Value))
			}
		}
		for _, call := range calls(f.syntax, "time", clocks) {
			faults = append(faults, fmt.Sprintf("%s:%d: pure code must not use a clock", f.name, f.line(call)))
		}
	}
	return faults
}

// noSleep: a test waits for events. In a synctest bubble the clock is not real,
// and sleeping is fine in a function that makes one.
func noSleep(files []file) (faults []string) {
	for _, f := range files {
		if !f.isTest() {
			continue
		}
		for _, decl := range f.syntax.Decls {
			if len(calls(decl, "synctest", []string{"Test"})) > 0 {
				continue
			}
			for _, at := range calls(decl, "time", []string{"Sleep"}) {
				faults = append(faults, fmt.Sprintf("%s:%d: a test must not sleep", f.name, f.line(at)))
			}
		}
	}
	return faults
}

// noPrint: only programs write to the standard output, and only on purpose. What an example file prints is compared
// with its output.
func noPrint(files []file) (faults []string) {
	for _, f := range files {
		if f.syntax.Name.Name == "main" || path.Base(f.name) == "example_test.go" {
			continue
		}
		for _, at := range calls(f.syntax, "fmt", printings) {
			faults = append(faults, fmt.Sprintf("%s:%d: only a command prints", f.name, f.line(at)))
		}
	}
	return faults
}

// verified: nobody who speaks TLS skips asking who is there, no test either.
func verified(files []file) (faults []string) {
	for _, f := range files {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && name.Name == "InsecureSkipVerify" {
				faults = append(faults, fmt.Sprintf("%s:%d: certificates are always verified", f.name, f.line(name.Pos())))
			}
			return true
		})
	}
	return faults
}

// calls finds pkg.Name for any of the names, called or handed on.
func calls(in ast.Node, pkg string, names []string) (found []token.Pos) {
	ast.Inspect(in, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(names, s.Sel.Name) {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg {
				found = append(found, s.Pos())
			}
		}
		return true
	})
	return found
}

func formatted(files []file) (faults []string) {
	for _, f := range files {
		if want, err := format.Source([]byte(f.text)); err != nil || string(want) != f.text {
			faults = append(faults, f.name+": run gofmt")
		}
	}
	return faults
}

// unwanted words, put together here so that this file does not contain them:
// marks of unfinished work, and paths that exist on one machine only.
var unwanted = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b|/(wo` + `rk|ro` + `ot|home/[a-z]+/go)/|/tm` + `p/posterm`)

func words(files []file) (faults []string) {
	for _, f := range files {
		for i, line := range strings.Split(f.text, "\n") {
			if found := unwanted.FindString(line); found != "" {
				faults = append(faults, fmt.Sprintf("%s:%d: %q does not belong here", f.name, i+1, found))
			}
		}
	}
	return faults
}
