package printer

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"
)

// The two bytes of software flow control.
const (
	xon  = 0x11
	xoff = 0x13
)

// openSerial opens a serial line in raw mode, 8 data bits, 1 stop bit.
//
// The serial library sets the line up and is closed again: its reads and writes
// block beyond its own Close. All traffic goes over a second, non-blocking
// descriptor of the same device, which Go's poller can interrupt at any time.
// The settings belong to the device, so they outlive the first descriptor as
// long as the second is open.
func openSerial(a Address) (Port, error) {
	f, err := os.OpenFile(a.Device, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if errors.Is(err, unix.EBUSY) {
		return nil, ErrPortBusy
	}
	if err != nil {
		return nil, fmt.Errorf("open serial port: %w", err)
	}
	if err := setUp(f, a); err != nil {
		f.Close()
		return nil, err
	}
	return serialPort{f}, nil
}

// serialPort throws unsent bytes away when it is closed: the kernel would wait for
// a printer that holds the line, for half a minute.
type serialPort struct{ *os.File }

// Close drops what was not sent and ends reads and writes at once.
func (p serialPort) Close() error {
	if raw, err := p.SyscallConn(); err == nil {
		_ = control(raw, func(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) })
	}
	return p.File.Close()
}

// readTimeout makes the library set VMIN 0 and VTIME above zero; overruled below.
const readTimeout = 100 * time.Millisecond

func setUp(f *os.File, a Address) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return fmt.Errorf("serial port: %w", err)
	}
	if err := control(raw, func(fd int) error { return lock(fd) }); err != nil {
		return err
	}
	lib, err := serial.OpenPort(library(a))
	if err != nil {
		return fmt.Errorf("set up serial port at %d baud: %w", a.Baud, err)
	}
	defer lib.Close()
	return control(raw, func(fd int) error { return setFlow(fd, a.Flow) })
}

// library is what the serial library is asked for. It takes no parity for none.
func library(a Address) *serial.Config {
	parities := map[Parity]serial.Parity{ParityEven: serial.ParityEven, ParityOdd: serial.ParityOdd}
	return &serial.Config{Name: a.Device, Baud: a.Baud, ReadTimeout: readTimeout, Parity: parities[a.Parity]}
}

// lock refuses a port that another posterm has open; the lock goes with the descriptor.
func lock(fd int) error {
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("%w: %w", ErrPortBusy, err)
	}
	return nil
}

// setFlow adds what the library leaves out: flow control and its two characters
// (the library leaves them 0, so that NUL bytes would stop the line), and VMIN 1,
// so that a read of zero bytes means a hang-up and nothing else.
func setFlow(fd int, flow Flow) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return fmt.Errorf("read serial settings: %w", err)
	}
	t.Cflag &^= unix.CRTSCTS
	t.Iflag &^= unix.IXON | unix.IXOFF
	t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = xon, xoff
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	switch flow {
	case FlowRTSCTS:
		t.Cflag |= unix.CRTSCTS
	case FlowXONXOFF:
		t.Iflag |= unix.IXON | unix.IXOFF
	}
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, t); err != nil {
		return fmt.Errorf("set flow control %s: %w", flow, err)
	}
	return nil
}

// control runs a function on the raw descriptor without taking it from the poller.
func control(raw interface{ Control(func(uintptr)) error }, do func(fd int) error) error {
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = do(int(fd)) }); err != nil {
		return fmt.Errorf("serial port: %w", err)
	}
	return inner
}
