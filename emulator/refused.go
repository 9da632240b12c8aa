package emulator

import (
	"errors"
	"fmt"
	"net"
)

// OptionError is an option whose value a lab cannot start with.
type OptionError struct {
	Option string // as poslab calls it: host, backup, printer-tcp, printer-pty, admin or out
	Value  string
	Err    error
}

// Error says which option, what it says, and why not.
func (e *OptionError) Error() string { return fmt.Sprintf("%s %s: %v", e.Option, e.Value, e.Err) }

// Unwrap gives the reason.
func (e *OptionError) Unwrap() error { return e.Err }

// listen opens the address that an option gives. The error names that once, not as each layer below does.
func (l *Lab) listen(option, address string) (net.Listener, error) {
	listener, err := l.network.Listen(address)
	if err == nil {
		return listener, nil
	}
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		err = op.Err
	}
	if bad := (*net.AddrError)(nil); errors.As(err, &bad) {
		err = errors.New(bad.Err)
	}
	return nil, &OptionError{option, address, err}
}
