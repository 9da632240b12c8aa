//go:build !linux

package printer

import "errors"

// errLinuxOnly: the terminal's boards run Linux.
var errLinuxOnly = errors.New("serial and usb printers are supported on Linux only: use tcp://")

func openSerial(Address) (Port, error)      { return nil, errLinuxOnly }
func openUSB(string, Address) (Port, error) { return nil, errLinuxOnly }
