package printer

import (
	"io"
	"os"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// stutter sends empty packets between its bytes, as some USB printers do.
type stutter struct {
	Port
	packets []string
}

func (s *stutter) Read(b []byte) (int, error) {
	if len(s.packets) == 0 {
		return 0, os.ErrClosed
	}
	packet := s.packets[0]
	s.packets = s.packets[1:]
	if packet == "" {
		return 0, io.EOF // what os.File makes of a read of no bytes
	}
	return copy(b, packet), nil
}

func TestUSBEmptyPacketsAreNoEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got, err := io.ReadAll(usbPort{&stutter{packets: []string{"", "a", "", "", "b"}}})
		require.ErrorIs(t, err, os.ErrClosed)
		require.Equal(t, "ab", string(got))
	})
}

func TestUSBThatIsNotThere(t *testing.T) {
	_, err := openUSB(Address{Device: "/dev/usb/not-there"})
	require.ErrorIs(t, err, os.ErrNotExist)
}
