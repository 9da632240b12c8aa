// Package frame is the outermost layer of the acquirer link: a 2-byte length,
// the transport address (TPDU), the 6-byte header, and the message itself as
// bytes this package does not look into (PROTOCOL.md 1).
//
//	00 69 | 60 06 60 10 00 | 06 13 10 03 11 10 | 08 02 00 30 20 ...
//	length  TPDU             header              message (MTI first)
//
// The length is big-endian and does not count itself. Nothing here waits:
// deadlines belong to whoever owns the connection.
package frame

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Limit is the largest length a frame may announce, in bytes (PROTOCOL.md 11.1).
// A larger one is refused before anything is allocated for it.
const Limit = 4096

const (
	lengthSize   = 2
	tpduSize     = 5
	headerSize   = 6
	overheadSize = tpduSize + headerSize
)

// What can be wrong with a frame. Test with errors.Is.
var (
	// ErrZeroLength: the length bytes are 00 00.
	ErrZeroLength = errors.New("frame length is zero")
	// ErrTooLarge: the length, or the frame to be written, is above Limit.
	ErrTooLarge = errors.New("frame too large")
	// ErrShort: too short to hold TPDU and header, or cut off before its end.
	ErrShort = errors.New("frame too short")
	// ErrLengthMismatch: the length bytes do not describe the bytes that follow.
	ErrLengthMismatch = errors.New("frame length does not match")
)

// Frame is one message on the line with its addressing.
type Frame struct {
	TPDU   TPDU
	Header Header
	Body   []byte // from the MTI to the last byte of the last field
}

func (f Frame) size() int { return overheadSize + len(f.Body) }

// Check is nil when the frame can be written, otherwise ErrTooLarge.
func (f Frame) Check() error { return checkSize(f.size()) }

// Append adds the frame's bytes, length first, to dst. It fails only with
// ErrTooLarge.
func (f Frame) Append(dst []byte) ([]byte, error) {
	if err := f.Check(); err != nil {
		return dst, err
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(f.size()))
	dst = append(dst, f.TPDU[:]...)
	dst = append(dst, f.Header[:]...)
	return append(dst, f.Body...), nil
}

// Write sends the frame in one call of w.Write. An error that wraps ErrTooLarge
// means that w was not called at all.
func Write(w io.Writer, f Frame) error {
	raw, err := f.Append(make([]byte, 0, lengthSize+f.size()))
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	return nil
}

// Read takes exactly one frame from r, however it is split. A connection that
// ends before the first byte gives plain io.EOF; one that ends later gives an
// error that wraps ErrShort and io.ErrUnexpectedEOF. Other errors of r, such as
// a passed deadline, are wrapped as they are.
func Read(r io.Reader) (Frame, error) {
	var head [lengthSize]byte
	if n, err := io.ReadFull(r, head[:]); err != nil {
		if n == 0 && errors.Is(err, io.EOF) {
			return Frame{}, io.EOF
		}
		return Frame{}, cut("length", n, lengthSize, err)
	}
	size, err := checkLength(head)
	if err != nil {
		return Frame{}, err
	}
	raw := make([]byte, size)
	if n, err := io.ReadFull(r, raw); err != nil {
		return Frame{}, cut("frame", n, size, err)
	}
	return split(raw), nil
}

// Decode takes a whole frame with its length bytes from memory. Body aliases raw.
func Decode(raw []byte) (Frame, error) {
	if len(raw) < lengthSize {
		return Frame{}, fmt.Errorf("%w: %d bytes, the length alone needs %d", ErrShort, len(raw), lengthSize)
	}
	size, err := checkLength([lengthSize]byte(raw))
	if err != nil {
		return Frame{}, err
	}
	if size != len(raw)-lengthSize {
		return Frame{}, fmt.Errorf("%w: it says %d, %d bytes follow", ErrLengthMismatch, size, len(raw)-lengthSize)
	}
	return split(raw[lengthSize:]), nil
}

// DecodePayload takes a frame without its length bytes. Body aliases raw.
func DecodePayload(raw []byte) (Frame, error) {
	if err := checkSize(len(raw)); err != nil {
		return Frame{}, err
	}
	return split(raw), nil
}

func checkLength(head [lengthSize]byte) (int, error) {
	size := int(binary.BigEndian.Uint16(head[:]))
	return size, checkSize(size)
}

func checkSize(size int) error {
	switch {
	case size == 0:
		return ErrZeroLength
	case size > Limit:
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, size, Limit)
	case size < overheadSize:
		return fmt.Errorf("%w: %d bytes, TPDU and header need %d", ErrShort, size, overheadSize)
	}
	return nil
}

// cut describes a frame of which only got of want bytes arrived.
func cut(what string, got, want int, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s ended after %d of %d bytes: %w", ErrShort, what, got, want, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("read %s, %d of %d bytes: %w", what, got, want, err)
}

func split(raw []byte) Frame {
	return Frame{
		TPDU:   TPDU(raw[:tpduSize]),
		Header: Header(raw[tpduSize:overheadSize]),
		Body:   raw[overheadSize:],
	}
}
