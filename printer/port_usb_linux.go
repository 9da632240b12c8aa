package printer

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// openUSB opens a USB printer through the kernel's printer class driver, /dev/usb/lp0.
//
// Non-blocking, because a write would otherwise wait for paper and nothing could end it: the
// kernel takes a block, and refuses the next one until the printer took it.
// Only one program can have the device open.
func openUSB(a Address) (Port, error) {
	f, err := os.OpenFile(a.Device, unix.O_RDWR|unix.O_NONBLOCK, 0)
	if errors.Is(err, unix.EBUSY) {
		return nil, fmt.Errorf("%w: %w", ErrPortBusy, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open usb printer: %w", err)
	}
	return usbPort{f}, nil
}

// usbPort is a USB printer.
type usbPort struct{ Port }

// emptyPause is how long to wait after a printer sent an empty packet; some do all the time.
const emptyPause = 20 * time.Millisecond

// Read gives what the printer says. An empty packet looks like the end of a file
// and is none: a printer that is unplugged gives an error.
func (p usbPort) Read(b []byte) (int, error) {
	for {
		n, err := p.Port.Read(b)
		if n > 0 || !errors.Is(err, io.EOF) {
			return n, err
		}
		<-time.After(emptyPause)
	}
}
