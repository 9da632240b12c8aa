package main

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
	"posterm/internal/check"
)

// TestReconcileAStrip: with a tear bar several slips lie on one piece of paper, and each of them is held against the
// journal.
func TestReconcileAStrip(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	one := uncut(r.lab.Printer.Slips())
	paper := func(s printer.Slip) func(string) string {
		return func(string) string {
			text, err := json.Marshal(map[string]any{"slips": []printer.Slip{s}, "forgotten": 0})
			require.NoError(t, err)
			return string(text)
		}
	}
	r.alter["/v1/paper"] = paper(one)
	said := r.reconcile(t)
	require.Zero(t, said.code, said.out)
	require.Contains(t, said.out, "6 slips")

	for name, tt := range map[string]struct {
		parts []printer.Part
		want  check.Problem
	}{
		"one that is missing":     {one.Parts[1:], check.NotOnPaper},
		"one that lacks its rest": {slices.Concat([]printer.Part{{Text: one.Parts[0].Text}}, one.Parts[1:]), check.NotOnPaper},
		"one that is there twice": {slices.Concat(one.Parts[:1], one.Parts), check.SecondOriginal},
	} {
		other := one
		other.Parts = tt.parts
		r.alter["/v1/paper"] = paper(other)
		exit, agree, problems := r.found(t)
		require.Equal(t, exitError, exit, name)
		require.False(t, agree, name)
		require.Equal(t, []string{tt.want.String()}, problems, name)
	}
}

// uncut is the paper of a cutter as it would lie at a tear bar, on one roll.
func uncut(slips []printer.Slip) printer.Slip {
	one := printer.Slip{ID: 1, Complete: true, Ended: "at_bar"}
	for _, s := range slips {
		if last := len(one.Parts) - 1; s.Continues != nil {
			one.Parts[last].Text += "\n" + s.Text
			one.Parts[last].Complete = true
		} else {
			one.Parts = append(one.Parts, printer.Part{Text: s.Text, Duplicate: s.Duplicate, Complete: s.Complete})
		}
		one.Text += s.Text + "\n"
	}
	return one
}
