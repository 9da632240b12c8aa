//go:build !linux

package card

import "io"

// quiet does nothing: terminals run on Linux.
func quiet(io.Reader) (restore func()) { return func() {} }
