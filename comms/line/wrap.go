package line

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"

	"posterm/comms/frame"
)

// WrapperName is what a host wants around a frame, as a configuration names it.
type WrapperName string

// The wrappers (PROTOCOL.md 1.5).
const (
	WrapNone WrapperName = "none"
	WrapSTX  WrapperName = "stx"  // one byte 02 before the length
	WrapHTTP WrapperName = "http" // one POST per frame; over TLS it is HTTPS
)

// ErrUnreadable marks what came instead of a wrapped frame.
var ErrUnreadable = errors.New("not what this host should send")

// wrap chooses the wrapper for a host.
func (s Settings) wrap(address string) (Wrap, error) {
	switch s.Wrapper {
	case "", WrapNone:
		return Bare, nil
	case WrapSTX:
		return STX, nil
	case WrapHTTP:
		return HTTP(Post{Host: s.hostHeader(address), Path: s.HTTPPath, Agent: s.Agent, KeepOpen: s.KeepOpen}), nil
	}
	return nil, fmt.Errorf("unknown wrapper %q: want %s, %s or %s", s.Wrapper, WrapNone, WrapSTX, WrapHTTP)
}

// hostHeader is the host as HTTP names it: without the port that goes without saying.
func (s Settings) hostHeader(address string) string {
	_, port, err := net.SplitHostPort(address)
	usual := "80"
	if s.TLS != nil {
		usual = "443"
	}
	name := s.serverName(address)
	if err != nil || port == usual {
		if bytes.ContainsRune([]byte(name), ':') {
			return "[" + name + "]"
		}
		return name
	}
	return net.JoinHostPort(name, port)
}

// Bare is no wrapper: the length comes first.
func Bare(conn io.ReadWriter, format frame.Format) Codec { return bare{conn, format} }

type bare struct {
	conn   io.ReadWriter
	format frame.Format
}

func (b bare) Send(f frame.Frame) error      { return b.format.Write(b.conn, f) }
func (b bare) Receive() (frame.Frame, error) { return b.format.Read(b.conn) }
func (b bare) Reusable() bool                { return true }

func (b bare) Resume(first byte) (frame.Frame, error) {
	return b.format.Read(io.MultiReader(bytes.NewReader([]byte{first}), b.conn))
}

// stx is the byte before the length.
const stx = 0x02

// STX puts one byte 02 before the length: 02 00 69 60 ...
func STX(conn io.ReadWriter, format frame.Format) Codec { return stxCodec{conn, format} }

type stxCodec struct {
	conn   io.ReadWriter
	format frame.Format
}

func (s stxCodec) Reusable() bool { return true }

func (s stxCodec) Send(f frame.Frame) error {
	raw, err := s.format.Append([]byte{stx}, f)
	if err != nil {
		return err
	}
	return write(s.conn, raw)
}

func (s stxCodec) Receive() (frame.Frame, error) {
	var first [1]byte
	if _, err := io.ReadFull(s.conn, first[:]); err != nil {
		return frame.Frame{}, err
	}
	return s.Resume(first[0])
}

func (s stxCodec) Resume(first byte) (frame.Frame, error) {
	if first != stx {
		return frame.Frame{}, fmt.Errorf("%w: it begins with %02X instead of STX, 02", ErrUnreadable, first)
	}
	f, err := s.format.Read(s.conn)
	if errors.Is(err, io.EOF) {
		return f, fmt.Errorf("%w: it ends after STX", ErrUnreadable)
	}
	return f, err
}

// write sends a whole message in one call, as frame.Write does.
func write(conn io.Writer, raw []byte) error {
	if _, err := conn.Write(raw); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	return nil
}
