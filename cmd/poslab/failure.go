package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// failure is an error with what a person may do about it, and its exit code.
type failure struct {
	exit int
	hint string // empty: none
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// misuse is wrong use: nothing was started.
func misuse(err error, hint string) error { return &failure{exitUse, hint, err} }

// advised is an error with a hint.
func advised(err error, hint string) error { return &failure{exitError, hint, err} }

// fail tells an error in one line, with its hint in a second, and gives the exit code.
func fail(errw io.Writer, err error) int {
	if err == nil {
		return 0
	}
	f := &failure{exit: exitError, err: err}
	errors.As(err, &f)
	fmt.Fprintf(errw, "poslab: %s\n", strings.Join(strings.Fields(err.Error()), " "))
	if f.hint != "" {
		fmt.Fprintf(errw, "hint: %s\n", f.hint)
	}
	return f.exit
}
