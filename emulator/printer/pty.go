package printer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// ptyPoll is how often a pseudo terminal without a host is looked at again. The kernel tells of a host
// that closes the line but not of one that opens it.
const ptyPoll = 20 * time.Millisecond

// ServePTY is a serial line: it opens a pseudo terminal and makes path a symlink to it. Hosts may open and
// close it as often as they like. While the cable is out there is no such device, as with a USB adapter.
// It removes the link and returns nil when ctx ends or the printer is closed.
func (p *Printer) ServePTY(ctx context.Context, path string) error {
	for {
		if !p.waitCable(ctx) {
			return nil
		}
		line, err := openPTY(path, p.frame().baud)
		if err != nil {
			return err
		}
		p.serve(ctx, &link{rw: line, wire: line, serial: true, out: make(chan []byte, outboxLimit)})
	}
}

// waitCable returns false when the server is to end.
func (p *Printer) waitCable(ctx context.Context) bool {
	stop := context.AfterFunc(ctx, p.wakeAll)
	defer stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.m.state.unplugged && !p.closed && ctx.Err() == nil {
		p.cond.Wait()
	}
	return !p.closed && ctx.Err() == nil
}

// ptyLine is the printer's end of a pseudo terminal. Without a host at the other end its reads wait and
// its writes are lost, as on a serial line.
type ptyLine struct {
	master *os.File
	path   string
	closed chan struct{}
	once   sync.Once
}

// openPTY makes the line raw before anybody can open it: a cooked one would turn LF into CR LF. It has the
// printer's rate until a host sets another; 0 leaves the kernel's.
func openPTY(path string, baud int) (*ptyLine, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("open a pseudo terminal: %w", err)
	}
	defer slave.Close()
	if err := makeRaw(slave, baud); err != nil {
		master.Close()
		return nil, fmt.Errorf("set %s raw: %w", slave.Name(), err)
	}
	master, err = pollable(master)
	if err != nil {
		return nil, fmt.Errorf("open a pseudo terminal: %w", err)
	}
	if err := linkTo(slave.Name(), path); err != nil {
		master.Close()
		return nil, err
	}
	return &ptyLine{master: master, path: path, closed: make(chan struct{})}, nil
}

// pollable gives the same file in a form whose Close ends a Read at once. Opening a pseudo terminal
// leaves it in blocking mode, where Close waits for the Read instead.
func pollable(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// linkTo makes path a symlink to the device; an older symlink gives way, a file does not.
func linkTo(device, path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSymlink != 0 {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("replace the printer's link: %w", err)
		}
	}
	if err := os.Symlink(device, path); err != nil {
		return fmt.Errorf("make the printer's link: %w", err)
	}
	return nil
}

// makeRaw sets the line to 8 bits without any processing.
func makeRaw(tty *os.File, baud int) error {
	raw, err := tty.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS2)
		if err != nil {
			failed = err
			return
		}
		t.Iflag, t.Oflag, t.Lflag = unix.IGNPAR, 0, 0
		t.Cflag = t.Cflag&^(unix.CSIZE|unix.PARENB) | unix.CS8 | unix.CREAD | unix.CLOCAL
		t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
		if baud != 0 {
			t.Cflag = t.Cflag&^unix.CBAUD | unix.BOTHER
			t.Ispeed, t.Ospeed = uint32(baud), uint32(baud)
		}
		failed = unix.IoctlSetTermios(int(fd), unix.TCSETS2, t)
	})
	return errors.Join(err, failed)
}

// Read waits for a host as long as there is none.
func (l *ptyLine) Read(b []byte) (int, error) {
	for {
		n, err := l.master.Read(b)
		if n > 0 || err == nil || !errors.Is(err, syscall.EIO) {
			return n, err
		}
		select {
		case <-l.closed:
			return 0, os.ErrClosed
		case <-time.After(ptyPoll):
		}
	}
}

// Write sends an answer; without a host it is lost.
func (l *ptyLine) Write(b []byte) (int, error) {
	if l.hungUp() {
		return len(b), nil
	}
	return l.master.Write(b)
}

// hungUp asks the kernel whether the other end is closed.
func (l *ptyLine) hungUp() bool {
	raw, err := l.master.SyscallConn()
	if err != nil {
		return true
	}
	gone := false
	err = raw.Control(func(fd uintptr) {
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		if _, err := unix.Poll(poll, 0); err == nil {
			gone = poll[0].Revents&unix.POLLHUP != 0
		}
	})
	return gone || err != nil
}

// Close takes the device away; a host that has it open sees a hang-up.
func (l *ptyLine) Close() error {
	l.once.Do(func() {
		close(l.closed)
		_ = os.Remove(l.path)
		_ = l.master.Close()
	})
	return nil
}

// terminal is what the host has set; the printer's end of a pseudo terminal sees it.
func (l *ptyLine) terminal() (t terminal) {
	raw, err := l.master.SyscallConn()
	if err != nil {
		return t
	}
	_ = raw.Control(func(fd uintptr) {
		if set, err := unix.IoctlGetTermios(int(fd), unix.TCGETS2); err == nil {
			t = terminalOf(set)
		}
	})
	return t
}

func terminalOf(set *unix.Termios) terminal {
	t := terminal{frame: plain(int(set.Ospeed))}
	if set.Cflag&unix.CSTOPB != 0 {
		t.stop = 2
	}
	t.rtscts = set.Cflag&unix.CRTSCTS != 0
	t.xonxoff = set.Iflag&unix.IXON != 0 && set.Cc[unix.VSTOP] == xoff && set.Cc[unix.VSTART] == xon
	return t
}
