package host

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// pace bounds how long a terminal may be silent, and how long one frame may take from its
// first byte to its last. It lies below TLS, so that a record cannot dribble either.
type pace struct {
	net.Conn
	begun bool // bytes of the frame that is waited for have come
}

// next waits for another frame, of which something may have come with the one before.
func (p *pace) next(begun bool) error {
	p.begun = begun
	if begun {
		return p.SetReadDeadline(time.Now().Add(FrameTimeout))
	}
	return p.SetReadDeadline(time.Now().Add(IdleTimeout))
}

// Read starts the clock of a frame with its first byte.
func (p *pace) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	if n > 0 && !p.begun {
		p.begun = true
		if slow := p.SetReadDeadline(time.Now().Add(FrameTimeout)); err == nil {
			err = slow
		}
	}
	return n, err
}

// explain says which of the two times was over.
func (p *pace) explain(err error) error {
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case p.begun:
		return fmt.Errorf("a frame was not whole %s after its first byte: %w", FrameTimeout, err)
	}
	return fmt.Errorf("not a word for %s: %w", IdleTimeout, err)
}
