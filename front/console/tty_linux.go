package console

import (
	"io"
	"math"
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
func onTTY(inOrOut any, work func(fd int)) {
	file, ok := inOrOut.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := file.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { work(int(fd)) })
	}
}

// size gives a tty that does not know its size, as on a serial line, the usual one: without a
// size nothing would be drawn.
func size(out io.Writer) {
	onTTY(out, func(fd int) {
		if now, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ); err == nil && (now.Col == 0 || now.Row == 0) {
			_ = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: usualColumns, Row: usualRows})
		}
	})
}

// sizeOf is how large a tty is, as far as it knows; anything else has room for everything.
func sizeOf(out io.Writer) (columns, rows int) {
	columns, rows = math.MaxInt16, math.MaxInt16
	onTTY(out, func(fd int) {
		if now, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ); err == nil && now.Col > 0 && now.Row > 0 {
			columns, rows = int(now.Col), int(now.Row)
		}
	})
	return columns, rows
}

// hungUp says whether a tty is gone: then it answers nothing about itself any more. One whose person typed the end of
// the input is still there.
func hungUp(in io.Reader) bool { return !IsTTY(in) }

// The major numbers of pseudo terminals: windows, remote logins, terminal multiplexers. Given: Linux,
// Documentation/admin-guide/devices.txt.
const firstPTY, lastPTY = 136, 143

// IsWindow says whether an input is the tty of a window or a remote login, which somebody closes on purpose. A serial
// line or the board's own console is none: its cable may be pulled and put back.
func IsWindow(in any) (is bool) {
	onTTY(in, func(fd int) {
		var about unix.Stat_t
		if unix.Fstat(fd, &about) == nil && about.Mode&unix.S_IFMT == unix.S_IFCHR {
			is = window(uint64(about.Rdev))
		}
	})
	return is
}

func window(device uint64) bool {
	major := unix.Major(device)
	return major >= firstPTY && major <= lastPTY
}

// IsTTY says whether an input is any tty.
func IsTTY(in any) (is bool) {
	onTTY(in, func(fd int) {
		_, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		is = err == nil
	})
	return is
}
