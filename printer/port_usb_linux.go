package printer

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"posterm/txn"
)

// openUSB opens a USB printer through the kernel's printer class driver, /dev/usb/lp0, or the one
// with the address's serial number, whatever number the kernel gave it: sys, /sys, tells.
//
// Non-blocking, because a write would otherwise wait for paper and nothing could end it: the
// kernel takes a block, and refuses the next one until the printer took it.
// Only one program can have the device open.
func openUSB(sys string, a Address) (Port, error) {
	device := a.Device
	if a.Serial != "" {
		name, err := findUSB(sys, a.Serial)
		if err != nil {
			return nil, err
		}
		device = filepath.Join(filepath.Dir(a.Device), name)
	}
	f, err := os.OpenFile(device, unix.O_RDWR|unix.O_NONBLOCK, 0)
	if errors.Is(err, unix.EBUSY) {
		return nil, fmt.Errorf("%w: %w", ErrPortBusy, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open usb printer: %w", err)
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 { // a file would be written over
		_ = f.Close()
		return nil, fmt.Errorf("open usb printer: %s: %w", device, ErrNoDevice)
	}
	return usbPort{Port: f, raw: f}, nil
}

// findUSB gives the name, lp0 to lp15, of the printer with a serial number. It is asked at
// every opening: the number changes when a printer is plugged in again.
func findUSB(sys, serial string) (string, error) {
	printers, err := filepath.Glob(filepath.Join(sys, "class/usbmisc/lp*"))
	if err != nil {
		return "", fmt.Errorf("look for usb printers: %w", err)
	}
	for _, p := range printers {
		face, err := filepath.EvalSymlinks(filepath.Join(p, "device")) // one interface of the device
		if err != nil {
			continue
		}
		text, err := os.ReadFile(filepath.Join(filepath.Dir(face), "serial"))
		if err == nil && strings.TrimSpace(string(text)) == serial {
			return filepath.Base(p), nil
		}
	}
	return "", fmt.Errorf("usb printer with serial number %q: %w", serial, os.ErrNotExist)
}

// usbPort is a USB printer.
type usbPort struct {
	Port
	raw *os.File
}

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

// lpGetStatus is LPGETSTATUS. Source: <linux/lp.h>. It goes over the control pipe, so it is
// answered while a transfer stalls.
const lpGetStatus = 0x060B

// Word asks the kernel's driver why the printer says nothing. It may take the five seconds of a
// control transfer. It works on a descriptor of its own, because closing the port would wait for it.
func (p usbPort) Word() txn.Fault {
	raw, err := p.raw.SyscallConn()
	if err != nil {
		return txn.FaultSilent
	}
	own := -1
	err = control(raw, func(fd int) (err error) {
		own, err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return txn.FaultSilent
	}
	defer unix.Close(own)
	status, err := unix.IoctlGetInt(own, lpGetStatus)
	if err != nil {
		return txn.FaultSilent
	}
	return wordOf(status)
}

// Bits of LPGETSTATUS. Source: <linux/lp.h>.
const (
	lpPaperOut = 0x20
	lpSelected = 0x10 // on-line
	lpNoError  = 0x08 // 1: well
)

// wordOf names what a port status says. Many printers always say that all is well: then the
// silence stays unexplained.
func wordOf(status int) txn.Fault {
	switch {
	case status&lpPaperOut != 0:
		return txn.FaultPaperOut
	case status&lpNoError == 0 && status&lpSelected != 0:
		return txn.FaultError
	}
	return txn.FaultSilent
}
