package console

import (
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

// echo makes a tty show what is typed, or not, until restore is called. Shows
// says whether a person sees the line they type: never on a pipe.
func echo(in io.Reader, want bool) (restore func(), shows bool) {
	var before *unix.Termios
	onTTY(in, func(fd int) error {
		var err error
		before, err = unix.IoctlGetTermios(fd, unix.TCGETS)
		return err
	})
	switch {
	case before == nil:
		return func() {}, false
	case want || before.Lflag&unix.ECHO == 0:
		return func() {}, before.Lflag&unix.ECHO != 0
	}
	without := *before
	without.Lflag &^= unix.ECHO
	set := func(mode *unix.Termios) {
		onTTY(in, func(fd int) error { return unix.IoctlSetTermios(fd, unix.TCSETS, mode) })
	}
	set(&without)
	return func() { set(before) }, false
}

// onTTY works on the descriptor without taking it out of Go's hands, as Fd would.
func onTTY(in io.Reader, work func(fd int) error) {
	file, ok := in.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := file.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _ = work(int(fd)) })
	}
}
