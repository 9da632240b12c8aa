package console

import (
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

// hush makes a tty show nothing of what is typed until restore is called: a card
// reader in keyboard-wedge form types at any time, also when nobody asked for a
// card. What was typed and not read when restore is called is thrown away, so it
// does not become the next program's input. On anything but a tty hush does nothing.
func hush(in io.Reader) (restore func(), isTTY bool) {
	var before *unix.Termios
	onTTY(in, func(fd int) { before, _ = unix.IoctlGetTermios(fd, unix.TCGETS) })
	if before == nil {
		return func() {}, false
	}
	silent := *before
	silent.Lflag &^= unix.ECHO | unix.ECHONL
	set := func(mode *unix.Termios) {
		onTTY(in, func(fd int) { _ = unix.IoctlSetTermios(fd, unix.TCSETS, mode) })
	}
	set(&silent)
	return func() {
		flush(in)
		set(before)
	}, true
}

// flush throws away what was typed on a tty and not read yet.
func flush(in io.Reader) {
	onTTY(in, func(fd int) { _ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH) })
}

// onTTY works on the descriptor without taking it out of Go's hands, as Fd would.
func onTTY(in io.Reader, work func(fd int)) {
	file, ok := in.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := file.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { work(int(fd)) })
	}
}
