//go:build !linux

package console

import (
	"io"
	"math"
)

// hush does nothing: terminals run on Linux.
func hush(io.Reader) (restore func(), isTTY bool) { return func() {}, false }

func flush(io.Reader) {}

func isTerminal(io.Writer) bool { return false }

func size(io.Writer) {}

func sizeOf(io.Writer) (columns, rows int) { return math.MaxInt16, math.MaxInt16 }
