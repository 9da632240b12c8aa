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
	begun time.Time // when the first bytes came of the frame that is waited for; zero: none did
	timed bool      // the rest has a deadline
	idle  time.Time // when the silence that is allowed was last counted from
	wrote time.Time // when the time for an answer to leave was
}

// coarse is by how much a deadline of minutes may be short, so that not every message sets one.
const coarse = time.Second

// writable gives the terminal as long to take an answer as to send a request.
func (p *pace) writable() error {
	now := time.Now()
	if now.Sub(p.wrote) < coarse {
		return nil
	}
	p.wrote = now
	return p.SetWriteDeadline(now.Add(IdleTimeout))
}

// next waits for another frame, of which something may have come with the one before.
func (p *pace) next(begun bool) error {
	now, timed := time.Now(), p.timed
	p.begun, p.timed = time.Time{}, false
	switch {
	case begun:
		p.begun = now
		return nil
	case !timed && now.Sub(p.idle) < coarse:
		return nil
	}
	p.idle = now
	return p.SetReadDeadline(now.Add(IdleTimeout))
}

// Read starts the clock of a frame with its first byte. Most frames come in one piece, and no
// deadline is set for them.
func (p *pace) Read(b []byte) (int, error) {
	if !p.begun.IsZero() && !p.timed {
		p.timed = true
		if err := p.SetReadDeadline(p.begun.Add(FrameTimeout)); err != nil {
			return 0, err
		}
	}
	n, err := p.Conn.Read(b)
	if n > 0 && p.begun.IsZero() {
		p.begun = time.Now()
	}
	return n, err
}

// explain says which of the two times was over.
func (p *pace) explain(err error) error {
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case !p.begun.IsZero():
		return fmt.Errorf("a frame was not whole %s after its first byte: %w", FrameTimeout, err)
	}
	return fmt.Errorf("not a word for %s: %w", IdleTimeout, err)
}
