package museum

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// bench is where bugs are planted and looked for: a folder for what is built.
type bench struct {
	root string // of the module
	dir  string
}

// Limits of one build and one run. Chosen: many times what a loaded machine needs, and
// a build of everything from nothing; at them the museum has a fault, and no bug is caught.
const (
	buildLimit = 5 * time.Minute
	runLimit   = 2 * time.Minute
)

// overlay writes what the go command needs to see the mutant in place of the source.
func (b bench) overlay(m Mutant) (string, error) {
	planted, err := m.Plant(b.root)
	if err != nil {
		return "", err
	}
	source := filepath.Join(b.dir, m.Name+filepath.Ext(m.File))
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(b.root, filepath.FromSlash(m.File)): source,
	}})
	if err != nil {
		return "", err
	}
	name := filepath.Join(b.dir, m.Name+".json")
	return name, errors.Join(os.WriteFile(source, planted, 0o600), os.WriteFile(name, list, 0o600))
}

// build makes an instrument's program, with the mutant of an overlay or without.
func (b bench) build(ctx context.Context, i Instrument, overlay, program string) error {
	ctx, cancel := context.WithTimeout(ctx, buildLimit)
	defer cancel()
	// Without a symbol table it links in half the time; -vet=off: the instrument is tested elsewhere.
	args := []string{"test", "-c", "-vet=off", "-ldflags=-s -w", "-o", program}
	env := append(os.Environ(), "GOGC=400") // memory for time
	if overlay != "" {
		// Little is to be compiled, and another mutant is built beside it: one processor each costs half.
		args, env = append(args, "-p=1", "-overlay", overlay), append(env, "GOMAXPROCS=1")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "./"+i.Package)...)
	cmd.Dir, cmd.Env = b.root, env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build of %s: %w: %s", i.Package, err, shortened(string(out)))
	}
	return nil
}

// uses says whether a package of the module is built into an instrument.
func (b bench) uses(ctx context.Context, i Instrument, pkg string) (bool, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "./"+i.Package)
	cmd.Dir = b.root
	out, err := cmd.Output()
	if err != nil {
		return false, fmt.Errorf("packages of %s: %w", i.Package, err)
	}
	for line := range strings.Lines(string(out)) {
		if name, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasSuffix(name, "/"+pkg) {
			return true, nil
		}
	}
	return false, nil
}

// run lets a program look and tells what it found.
func (b bench) run(ctx context.Context, i Instrument, program, tests string) Finding {
	ctx, cancel := context.WithTimeout(ctx, runLimit+10*time.Second)
	defer cancel()
	began := time.Now()
	args := []string{"-test.run=" + tests, "-test.short", "-test.failfast", "-test.timeout=" + runLimit.String()}
	if i.Rapid {
		args = append(args, "-rapid.nofailfile", "-rapid.shrinktime=1s")
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = filepath.Join(b.root, filepath.FromSlash(i.Package))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	f := judge(string(out), err)
	f.Instrument, f.Took = i.Name, time.Since(began)
	return f
}

// shortened keeps what a person needs of a program's output.
func shortened(out string) string {
	const most = 2000
	if out = strings.TrimSpace(out); len(out) > most {
		return out[:most] + " ..."
	}
	return out
}
