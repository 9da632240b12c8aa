package customer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"posterm/printer"
)

// ErrPlace marks a place that cannot be a display; the text says why.
var ErrPlace = errors.New("bad customer display")

// Check says whether a place can be a display: "none" or nothing, the absolute path of a tty, a pipe or a file, or
// serial:///dev/... as for printers.
func Check(place string) error {
	switch {
	case Off(place), filepath.IsAbs(place) && !strings.ContainsRune(place, 0):
		return nil
	case strings.HasPrefix(place, "serial://"):
		_, err := printer.ParsePort(place)
		return err
	}
	return fmt.Errorf("%w: want none, an absolute path, or serial:///dev/ttyUSB1?baud=9600", ErrPlace)
}

// Off says whether there is no display.
func Off(place string) bool { return place == "" || place == "none" }

// Opener opens a place that Check has passed.
func Opener(place string) func() (io.WriteCloser, error) {
	if !strings.HasPrefix(place, "serial://") {
		return func() (io.WriteCloser, error) { return openPath(place) }
	}
	return func() (io.WriteCloser, error) {
		a, err := printer.ParsePort(place)
		if err != nil {
			return nil, err
		}
		ctx, done := context.WithTimeout(context.Background(), writeLimit)
		defer done()
		return a.Open(ctx)
	}
}

// openPath opens a tty, a pipe that somebody reads, or a file, which then holds the newest message alone.
func openPath(path string) (io.WriteCloser, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return page{f}, nil
	}
	return f, nil
}

// page is a file that does not grow.
type page struct{ f *os.File }

// Write replaces what stands there.
func (p page) Write(b []byte) (int, error) {
	if err := p.f.Truncate(0); err != nil {
		return 0, err
	}
	return p.f.WriteAt(b, 0)
}

// Close closes the file; the message stays.
func (p page) Close() error { return p.f.Close() }
