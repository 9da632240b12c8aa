package comms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"posterm/comms/frame"
	"posterm/comms/line"
	"posterm/txn"
)

// What may be concluded from an error of Exchange. It is always exactly one of
// the two; test with errors.Is.
var (
	// ErrOutcomeUnknown marks every failure after which the host may have acted on
	// the request. Whoever sees it must owe a reversal.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrNotSent marks every failure before the first byte of the request was
	// handed to the connection.
	ErrNotSent = errors.New("nothing was sent")
)

// Op is the step of an exchange that failed.
type Op string

// The steps, in their order. The first two come before the first byte.
const (
	OpBuild  Op = "build"  // put the request together
	OpDial   Op = "dial"   // reach the host
	OpSend   Op = "send"   // hand the bytes over
	OpWait   Op = "wait"   // read an answer
	OpVerify Op = "verify" // believe it
)

// ExchangeError says which step failed, for which trace number, and why. It
// holds no card number, no key and no address.
type ExchangeError struct {
	Op     Op
	Trace  txn.Trace
	Reason txn.Reason // of a reversal; empty when nothing was sent
	Err    error
}

// Error is for example "wait, trace 000007: no answer in time".
func (e *ExchangeError) Error() string {
	return fmt.Sprintf("%s, trace %s: %v", e.Op, e.Trace, e.Err)
}

// Unwrap gives the cause.
func (e *ExchangeError) Unwrap() error { return e.Err }

// Is: before the first byte leaves, nothing can have happened at the host.
func (e *ExchangeError) Is(target error) bool {
	before := e.Op == OpBuild || e.Op == OpDial
	return before && target == ErrNotSent || !before && target == ErrOutcomeUnknown
}

// ReasonOf is the reason an unknown outcome is reversed with, "" for any other
// error.
func ReasonOf(err error) txn.Reason {
	var e *ExchangeError
	if errors.As(err, &e) && errors.Is(e, ErrOutcomeUnknown) {
		return e.Reason
	}
	return ""
}

// Why no answer could be taken. They are causes inside an ExchangeError.
var (
	errTimeout    = errors.New("no answer in time")
	errClosed     = errors.New("the host closed the connection without an answer")
	errGivenUp    = errors.New("given up while waiting")
	errStrays     = errors.New("only answers to something else came")
	errNoMAC      = errors.New("the answer has no MAC")
	errWrongMAC   = errors.New("the MAC of the answer is wrong")
	errNoCode     = errors.New("the answer has no response code")
	errNotSigned  = errors.New("no session key: sign in first")
	errNoReversal = errors.New("this kind is never reversed")
)

// plain is the cause of a network error without its addresses.
func plain(err error) error {
	var (
		network *net.OpError
		told    *line.Error
	)
	switch {
	case errors.As(err, &told):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return errTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrClosedPipe):
		return errClosed
	case errors.As(err, &network):
		return network.Err
	}
	return err
}

// unreadable: the host sent something, and it was no frame.
func unreadable(err error) bool {
	for _, no := range []error{frame.ErrShort, frame.ErrZeroLength, frame.ErrTooLarge, frame.ErrNoLength, line.ErrUnreadable} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}
