package line

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"posterm/comms/frame"
)

// Conn is an open connection to a host, with the codec by which frames travel on
// it. Deadlines are the caller's.
type Conn struct {
	net.Conn
	Codec
	woken chan bool // while it rests: whether it is still clean
}

// Secured tells the TLS version and the subject of the host's certificate, both
// empty for plain TCP.
func (c *Conn) Secured() (version, peer string) {
	secure, ok := c.Conn.(interface{ ConnectionState() tls.ConnectionState })
	if !ok {
		return "", ""
	}
	state := secure.ConnectionState()
	return tls.VersionName(state.Version), state.PeerCertificates[0].Subject.String()
}

// strayLimit is how long the rest of a frame may take that began while the
// connection rested. It is read for the record only.
const strayLimit = time.Second // chosen

// Rest leaves the connection to itself until Wake. Whatever comes meanwhile, be it
// the host's end or a byte that nobody asked for, closes it: what was not asked
// must not be read as an answer later. A whole frame is given to stray first.
func (c *Conn) Rest(stray func(frame.Frame)) {
	woken := make(chan bool, 1)
	c.woken = woken
	if c.SetDeadline(time.Time{}) != nil {
		_ = c.Close()
		woken <- false
		return
	}
	go func() {
		clean := c.idle(stray)
		if !clean {
			_ = c.Close()
		}
		woken <- clean
	}()
}

// idle reads until Wake interrupts it, and says whether nothing came.
func (c *Conn) idle(stray func(frame.Frame)) bool {
	var first [1]byte
	n, err := c.Conn.Read(first[:])
	if n == 0 {
		return errors.Is(err, os.ErrDeadlineExceeded)
	}
	if c.SetReadDeadline(time.Now().Add(strayLimit)) == nil {
		if f, err := c.Resume(first[0]); err == nil {
			stray(f)
		}
	}
	return false
}

// Wake ends the rest. False: the connection is closed and of no use. A byte that
// is under way at this very moment is not seen; it is read as a stray later.
func (c *Conn) Wake() bool {
	_ = c.SetReadDeadline(time.Unix(1, 0))
	if !<-c.woken {
		return false
	}
	return c.SetDeadline(time.Time{}) == nil
}

// Codec puts frames on one connection and takes them off.
type Codec interface {
	// Send calls Write of the connection once with the whole frame. An error that
	// wraps frame.ErrTooLarge means that Write was not called at all.
	Send(frame.Frame) error
	// Receive waits for the next frame. It gives plain io.EOF when the connection
	// ended before the first byte.
	Receive() (frame.Frame, error)
	// Resume receives a frame whose first byte was read already.
	Resume(first byte) (frame.Frame, error)
	// Reusable: nothing of the last answer is left, and neither side ends here.
	Reusable() bool
}

// Wrap makes the codec of a new connection.
type Wrap func(io.ReadWriter, frame.Format) Codec
