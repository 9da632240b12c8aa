package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/internal/museum"
)

func TestMutantLine(t *testing.T) {
	found := museum.Result{Mutant: museum.Mutant{Name: "duplicate-mark-missing"}, Took: 1200 * time.Millisecond}
	require.Regexp(t, `^  duplicate-mark-missing +NOBODY, 1\.2 s$`, mutantLine(found))
	found.Findings = []museum.Finding{
		{Instrument: "txn"}, {Instrument: "roll", Sight: museum.Failed, Test: "TestCopies"}, {Instrument: "machine", Sight: museum.Failed, Test: "TestSale/cut"},
	}
	require.Regexp(t, ` roll TestCopies · machine TestSale/cut, 1\.2 s$`, mutantLine(found))
}
