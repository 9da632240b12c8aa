// Package frame is the outermost layer of the acquirer link: a 2-byte length,
// the transport address (TPDU), the 6-byte header, and the message itself as
// bytes this package does not look into (PROTOCOL.md 1).
//
//	00 69 | 60 06 60 10 00 | 06 13 10 03 11 10 | 08 02 00 30 20 ...
//	length  TPDU             header              message (MTI first)
//
// The length is big-endian and does not count itself. Other acquirers have other
// formats, see Format. Nothing here waits: deadlines belong to whoever owns the
// connection.
package frame

import (
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
	// ErrNoLength: a frame does not begin with the four digits of its length.
	ErrNoLength = errors.New("frame length is not four digits")
	// ErrLengthMismatch: the length bytes do not describe the bytes that follow.
	ErrLengthMismatch = errors.New("frame length does not match")
)

// Frame is one message on the line with its addressing.
type Frame struct {
	TPDU   TPDU
	Header Header
	Body   []byte // from the MTI to the last byte of the last field
}

// Check is nil when the frame can be written in any format, otherwise ErrTooLarge.
func (f Frame) Check() error { return Format{}.checkSize(overheadSize + len(f.Body)) }

// Append adds the frame's bytes, length first, to dst. It fails only with
// ErrTooLarge.
func (f Frame) Append(dst []byte) ([]byte, error) { return Format{}.Append(dst, f) }

// Write sends the frame in the default format: Format.Write.
func Write(w io.Writer, f Frame) error { return Format{}.Write(w, f) }

// Read takes one frame of the default format: Format.Read.
func Read(r io.Reader) (Frame, error) { return Format{}.Read(r) }

// Decode takes a whole frame of the default format from memory: Format.Decode.
func Decode(raw []byte) (Frame, error) { return Format{}.Decode(raw) }

// DecodePayload takes a frame of the default format without its length bytes:
// Format.DecodePayload.
func DecodePayload(raw []byte) (Frame, error) { return Format{}.DecodePayload(raw) }

// cut describes a frame of which only got of want bytes arrived.
func cut(what string, got, want int, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s ended after %d of %d bytes: %w", ErrShort, what, got, want, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("read %s, %d of %d bytes: %w", what, got, want, err)
}
