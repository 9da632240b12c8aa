//go:build !linux

package console

import "io"

// hush does nothing: terminals run on Linux.
func hush(io.Reader) (restore func(), isTTY bool) { return func() {}, false }

func flush(io.Reader) {}

func isTerminal(io.Writer) bool { return false }

func size(io.Writer) {}
