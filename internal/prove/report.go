package main

import (
	"fmt"
	"io"
	"strconv"
)

// report collects figures and prints each when it is known.
type report struct {
	out     io.Writer
	nightly bool
	unmet   int
}

// least reports something of which there must be enough.
func (r *report) least(what string, measured, goal int) {
	r.line(what, grouped(measured), "at least "+grouped(goal), measured >= goal)
}

// none reports something of which there must be none; each found is printed below.
func (r *report) none(what string, found []string) {
	r.line(what, grouped(len(found)), "0", len(found) == 0)
	for i, f := range found {
		if i == shown {
			fmt.Fprintf(r.out, "    ... and %d more\n", len(found)-shown)
			break
		}
		fmt.Fprintf(r.out, "    %s\n", f)
	}
}

// shown is how many of the things that should not be are printed.
const shown = 20

// just reports a figure without a goal.
func (r *report) just(what, measured string) { r.line(what, measured, "", true) }

func (r *report) line(what, measured, goal string, met bool) {
	verdict := ""
	switch {
	case !met:
		verdict = "NO"
		r.unmet++
	case goal != "":
		verdict = "ok"
	}
	fmt.Fprintf(r.out, "  %-46s %14s  %-20s %s\n", what, measured, goal, verdict)
}

// scale is how much more a nightly run does.
func (r *report) scale(usual, nightly int) int {
	if r.nightly {
		return nightly
	}
	return usual
}

// grouped writes a number with commas: 1,234,567.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
