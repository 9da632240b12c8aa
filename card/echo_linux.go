package card

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// quiet stops a tty from showing what is typed or swiped, until the returned
// function is called. Anything but a tty is left alone.
func quiet(in io.Reader) (restore func()) {
	nothing := func() {}
	f, isFile := in.(*os.File)
	if !isFile {
		return nothing
	}
	before, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return nothing
	}
	without := *before
	without.Lflag &^= unix.ECHO
	if unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, &without) != nil {
		return nothing
	}
	return func() { _ = unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, before) }
}
