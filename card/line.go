package card

import (
	"errors"
	"io"
	"strings"
)

var (
	errLineTooLong = errors.New("the line is too long")
	errNoLine      = errors.New("the input ended before a line came")
)

// readLine reads up to the end of the line or of the input, at most limit bytes
// without the line's end. It reads byte by byte: what follows the line belongs
// to the next reader of the same input. A tty does not show the line.
func readLine(in io.Reader, limit int) (string, error) {
	defer quiet(in)()
	var line strings.Builder
	var one [1]byte
	for {
		n, err := in.Read(one[:])
		switch {
		case n == 1 && one[0] == '\n', errors.Is(err, io.EOF) && n == 0 && line.Len() > 0:
			return strings.TrimSuffix(line.String(), "\r"), nil
		case n == 1 && line.Len() > limit: // one more is allowed: the \r of a line that just fits
			return "", errLineTooLong
		case n == 1:
			line.WriteByte(one[0])
		case errors.Is(err, io.EOF):
			return "", errNoLine
		case err != nil:
			return "", err
		}
	}
}

// ReadCode reads a payment code, as a scanner in keyboard-wedge form types it: one line.
func ReadCode(in io.Reader) (string, error) {
	line, err := readLine(in, codeLimit)
	return strings.TrimSpace(line), err
}

// codeLimit is more than any payment code has, in bytes.
const codeLimit = 64
