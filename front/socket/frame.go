package socket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// kind says what a frame is.
type kind byte

const (
	request kind = 'r'
	input   kind = 'i'
	cancel  kind = 'c'
	need    kind = 'n'
	output  kind = 'o'
	trouble kind = 'e'
	exit    kind = 'x'
)

// frameLimit is the most bytes in a frame. Chosen: the output of a command goes in pieces, and a
// command line is far shorter.
const frameLimit = 64 << 10

// errFrame marks what is no frame.
var errFrame = errors.New("not a frame of this door")

// writeFrame writes one frame in one piece.
func writeFrame(w io.Writer, k kind, content []byte) error {
	if len(content) > frameLimit {
		return fmt.Errorf("%w: %d bytes", errFrame, len(content))
	}
	frame := binary.BigEndian.AppendUint32([]byte{byte(k)}, uint32(len(content)))
	_, err := w.Write(append(frame, content...))
	return err
}

// readFrame reads one. The end of the line between two frames is io.EOF.
func readFrame(r io.Reader) (kind, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > frameLimit {
		return 0, nil, fmt.Errorf("%w: %d bytes, at most %d", errFrame, n, frameLimit)
	}
	content := make([]byte, n)
	if _, err := io.ReadFull(r, content); err != nil {
		return 0, nil, fmt.Errorf("%w: cut short: %w", errFrame, err)
	}
	return kind(head[0]), content, nil
}
