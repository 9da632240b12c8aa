package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strconv"
)

// rows lets the paper end, the paper stick, the cover open, the power fail and the cable part
// behind every row of a slip, and asks journal, ledger and paper before and after somebody
// mends it. The worlds are bubbles of virtual time, which only a test can make.
func rows(ctx context.Context, r *report) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	test := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "-run", "^TestEveryRow$", "./internal/rig", "-every", "1")
	test.Dir = root
	out, err := test.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return err
	}
	n := 0
	if said := accidents.FindSubmatch(out); said != nil {
		n, _ = strconv.Atoi(string(said[1]))
	}
	var failed []string
	for _, line := range disagreed.FindAll(out, shown) {
		failed = append(failed, string(bytes.TrimSpace(line)))
	}
	if err != nil && len(failed) == 0 {
		failed = append(failed, string(out))
	}
	r.least("accidents of the printer, at every row of a slip", n, 6500)
	r.none("disagreements of record and paper", failed)
	return nil
}

// What the test says.
var (
	accidents = regexp.MustCompile(`(\d+) accidents`)
	disagreed = regexp.MustCompile(`(?m)^.*(Messages:|Error:).*$`)
)
