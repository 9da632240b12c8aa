package command

import (
	"context"
	"io"
	"net"
	"time"

	"posterm/front/socket"
	"posterm/printer"
	"posterm/terminal"
)

// Program is posterm as it is started: what it reads, where it speaks, and where it touches the world. The log goes to
// Err from several goroutines, also while something is written to Out.
type Program struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Edges    Edges
}

// Edges are where a terminal touches what is not its own file. What is nil is the real thing.
type Edges struct {
	// Now is the clock.
	Now func() time.Time
	// DialHost opens a connection to a host's address, host:port as configured.
	DialHost func(ctx context.Context, address string) (net.Conn, error)
	// DialPrinter opens the line to the printer, whatever port is configured; "none" is still none.
	DialPrinter printer.Dial
	// DialNotify opens a connection to a receiver of notifications.
	DialNotify func(ctx context.Context, network, address string) (net.Conn, error)
	// OpenCustomer opens the display that faces the customer, whatever place is configured; where none is, there is none.
	OpenCustomer func() (io.WriteCloser, error)
	// Roll is put around the journal of a terminal.
	Roll func(terminal.Roll) terminal.Roll
	// Door gets what carries out other commands while "run" runs, in place of the socket in the data
	// directory. It must not be used after "run" has ended.
	Door func(socket.Handler)
}
