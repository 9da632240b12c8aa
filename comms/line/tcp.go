package line

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// TCPOptions are what a socket is told before it connects.
type TCPOptions struct {
	Interface   string        // leave by this network interface only; "": the system decides
	UserTimeout time.Duration // see Settings
}

// keepAlive lets the system notice, without a byte of ours, that the host's machine
// is gone: after a minute. It only tidies up; whether an exchange is under way in
// vain is decided by our own time limits.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3} // chosen

// TCP dials host:port without encryption. Errors of dialling are of type *Error.
func TCP(address string, o TCPOptions) Dialer {
	d := net.Dialer{KeepAliveConfig: keepAlive}
	d.ControlContext = func(_ context.Context, _, _ string, raw syscall.RawConn) error {
		var failed error
		if err := raw.Control(func(fd uintptr) { failed = o.apply(int(fd)) }); err != nil {
			return err
		}
		return failed
	}
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, unreached(ctx, err)
		}
		return conn, nil
	}
}

// errInterface marks a socket that could not be tied to its network interface.
var errInterface = errors.New("the network interface cannot be used")

// unreached finds the fault behind an error of dialling, and leaves the address out.
func unreached(ctx context.Context, err error) error {
	var (
		op   *net.OpError
		name *net.DNSError
	)
	switch {
	case errors.Is(err, errInterface):
		return &Error{FaultInterface, inner(err)}
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.As(err, &name):
		return &Error{FaultName, nil}
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil, errors.Is(err, syscall.ETIMEDOUT):
		return &Error{FaultSlow, nil}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Error{FaultRefused, nil}
	case errors.As(err, &op):
		return &Error{FaultUnreachable, inner(err)}
	}
	return &Error{FaultUnknown, err}
}

// inner is the cause of a network error without its addresses.
func inner(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// bound words the refusal of an interface.
func bound(name string, err error) error {
	return fmt.Errorf("%w: %s: %w", errInterface, name, err)
}
