package frame

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Format is how frames are delimited and addressed. The zero value is the default:
// two bytes of length, then TPDU and header (PROTOCOL.md 1).
type Format struct {
	Digits bool // the length is four ASCII digits: "0089"
	Bare   bool // neither TPDU nor header: the message follows the length
}

const digitsSize = 4

// lengthSize is the number of bytes of the length.
func (f Format) lengthSize() int {
	if f.Digits {
		return digitsSize
	}
	return lengthSize
}

// overhead is the number of bytes between the length and the message.
func (f Format) overhead() int {
	if f.Bare {
		return 0
	}
	return overheadSize
}

// Append adds the frame's bytes, length first, to dst. It fails only with
// ErrTooLarge.
func (f Format) Append(dst []byte, in Frame) ([]byte, error) {
	size := f.overhead() + len(in.Body)
	if err := f.checkSize(size); err != nil {
		return dst, err
	}
	dst = slices.Grow(dst, digitsSize+size)
	if f.Digits {
		dst = fmt.Appendf(dst, "%04d", size)
	} else {
		dst = binary.BigEndian.AppendUint16(dst, uint16(size))
	}
	if !f.Bare {
		dst = append(dst, in.TPDU[:]...)
		dst = append(dst, in.Header[:]...)
	}
	return append(dst, in.Body...), nil
}

// Write sends the frame in one call of w.Write. An error that wraps ErrTooLarge
// means that w was not called at all.
func (f Format) Write(w io.Writer, in Frame) error {
	raw, err := f.Append(nil, in)
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
func (f Format) Read(r io.Reader) (Frame, error) {
	var space [digitsSize]byte
	head := space[:f.lengthSize()]
	if n, err := io.ReadFull(r, head); err != nil {
		if n == 0 && errors.Is(err, io.EOF) {
			return Frame{}, io.EOF
		}
		return Frame{}, cut("length", n, len(head), err)
	}
	size, err := f.size(head)
	if err != nil {
		return Frame{}, err
	}
	raw := make([]byte, size)
	if n, err := io.ReadFull(r, raw); err != nil {
		return Frame{}, cut("frame", n, size, err)
	}
	return f.split(raw), nil
}

// Decode takes a whole frame with its length bytes from memory. Body aliases raw.
func (f Format) Decode(raw []byte) (Frame, error) {
	body, err := f.payload(raw)
	if err == nil && len(raw) != f.lengthSize()+len(body) {
		err = f.mismatch(len(body), len(raw))
	}
	if err != nil {
		return Frame{}, err
	}
	return f.split(body), nil
}

// DecodeFirst takes the first frame of a stream of them from memory, with its length
// bytes, and gives the bytes behind it. Body aliases raw.
func (f Format) DecodeFirst(raw []byte) (first Frame, rest []byte, err error) {
	body, err := f.payload(raw)
	if err != nil {
		return Frame{}, nil, err
	}
	return f.split(body), raw[f.lengthSize()+len(body):], nil
}

// DecodeCut takes what there is of a frame that ends before its length says so, from
// memory, with its length bytes: missing is how many bytes are not there, more than 0. Body
// aliases raw and may be empty. Errors are those of DecodeFirst: ErrShort when the end of the
// address is not there either, ErrLengthMismatch when nothing is missing.
func (f Format) DecodeCut(raw []byte) (part Frame, missing int, err error) {
	n := f.lengthSize()
	if len(raw) < n {
		return Frame{}, 0, fmt.Errorf("%w: %d bytes, the length alone needs %d", ErrShort, len(raw), n)
	}
	size, err := f.size(raw[:n])
	if err != nil {
		return Frame{}, 0, err
	}
	there := raw[n:]
	if missing = size - len(there); missing <= 0 {
		return Frame{}, 0, f.mismatch(size, len(raw))
	}
	if len(there) < f.overhead() {
		return Frame{}, missing, fmt.Errorf("%w: %d bytes, TPDU and header need %d", ErrShort, len(there), overheadSize)
	}
	return f.split(there), missing, nil
}

// payload is what the length counts.
func (f Format) payload(raw []byte) ([]byte, error) {
	n := f.lengthSize()
	if len(raw) < n {
		return nil, fmt.Errorf("%w: %d bytes, the length alone needs %d", ErrShort, len(raw), n)
	}
	size, err := f.size(raw[:n])
	if err != nil {
		return nil, err
	}
	if size > len(raw)-n {
		return nil, f.mismatch(size, len(raw))
	}
	return raw[n : n+size], nil
}

func (f Format) mismatch(size, all int) error {
	return fmt.Errorf("%w: it says %d, %d bytes follow", ErrLengthMismatch, size, all-f.lengthSize())
}

// DecodePayload takes a frame without its length bytes. Body aliases raw.
func (f Format) DecodePayload(raw []byte) (Frame, error) {
	if err := f.checkSize(len(raw)); err != nil {
		return Frame{}, err
	}
	return f.split(raw), nil
}

// size reads the length.
func (f Format) size(head []byte) (int, error) {
	if !f.Digits {
		size := int(binary.BigEndian.Uint16(head))
		return size, f.checkSize(size)
	}
	if strings.Trim(string(head), "0123456789") != "" {
		return 0, ErrNoLength
	}
	size, _ := strconv.Atoi(string(head))
	return size, f.checkSize(size)
}

func (f Format) checkSize(size int) error {
	switch {
	case size == 0:
		return ErrZeroLength
	case size > Limit:
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, size, Limit)
	case size < f.overhead():
		return fmt.Errorf("%w: %d bytes, TPDU and header need %d", ErrShort, size, overheadSize)
	}
	return nil
}

func (f Format) split(raw []byte) Frame {
	if f.Bare {
		return Frame{Body: raw}
	}
	return Frame{
		TPDU:   TPDU(raw[:tpduSize]),
		Header: Header(raw[tpduSize:overheadSize]),
		Body:   raw[overheadSize:],
	}
}
