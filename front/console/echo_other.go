//go:build !linux

package console

import "io"

// echo does nothing: terminals run on Linux.
func echo(io.Reader, bool) (restore func(), shows bool) { return func() {}, false }
