//go:build !linux

package console

import (
	"io"
	"math"
)

// hush does nothing: terminals run on Linux.
func hush(io.Reader) (restore func(), isTTY bool) { return func() {}, false }

func flush(io.Reader) {}

func size(io.Writer) {}

func sizeOf(io.Writer) (columns, rows int) { return math.MaxInt16, math.MaxInt16 }

func hungUp(io.Reader) bool { return false }

// IsWindow says nothing: terminals run on Linux.
func IsWindow(any) bool { return false }

// IsTTY says nothing: terminals run on Linux.
func IsTTY(any) bool { return false }
