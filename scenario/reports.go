package scenario

import (
	"fmt"
	"io"
	"strings"
	"time"

	"posterm/internal/junit"
)

// WriteJUnit writes results as the XML that continuous integration systems read: a suite for each file, a case for each
// telling.
func WriteJUnit(w io.Writer, results []Result) error {
	var suites []junit.Suite
	for _, r := range results {
		n := len(suites)
		if n == 0 || suites[n-1].File != r.Story.File {
			suites = append(suites, junit.Suite{Name: r.Story.Name, File: r.Story.File})
			n++
		}
		suites[n-1].Cases = append(suites[n-1].Cases, r.junit())
	}
	return junit.Write(w, "poslab scenario", suites)
}

func (r Result) junit() junit.Case {
	c := junit.Case{
		Name: r.Telling, Class: strings.TrimSuffix(strings.TrimSuffix(r.Story.File, ".yaml"), ".yml"), File: r.Story.File,
		Took: r.Took, Skipped: r.Skipped,
	}
	if c.Skipped == "" && r.Failed() {
		c.Line, c.Failed, c.Details = r.Failure.Line, r.Failure.headline(), r.Failure.Text()
	}
	return c
}

// headline is the failure on one line.
func (f *Failure) headline() string {
	what, _, _ := strings.Cut(f.What, "\n")
	return clipTo(junit.Printable(what), 200)
}

// WriteTAP writes results as the Test Anything Protocol, version 14.
func WriteTAP(w io.Writer, results []Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "TAP version 14\n1..%d\n", len(results))
	for i, r := range results {
		name := strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(r.Telling)
		switch {
		case r.Skipped != "":
			fmt.Fprintf(&b, "ok %d - %s # SKIP %s\n", i+1, name, r.Skipped)
		case !r.Failed():
			fmt.Fprintf(&b, "ok %d - %s # time=%s\n", i+1, name, r.Took.Round(time.Millisecond))
		default:
			fmt.Fprintf(&b, "not ok %d - %s\n  ---\n  file: %q\n  line: %d\n  message: %q\n  details: |\n    %s\n  ...\n",
				i+1, name, r.Story.File, r.Failure.Line, r.Failure.headline(), indent(strings.TrimRight(junit.Printable(r.Failure.Text()), "\n"), "    "))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
