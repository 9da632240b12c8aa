//go:build !linux

package printer

import "errors"

// openSerial exists on Linux only; the terminal's boards run Linux.
func openSerial(Address) (Port, error) {
	return nil, errors.New("serial ports are supported on Linux only: use tcp://")
}
