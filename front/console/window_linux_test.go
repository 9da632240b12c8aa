package console

import (
	"os"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Windows are pseudo terminals; serial lines, USB converters and the board's own console are none.
func TestWindowsAreToldFromLines(t *testing.T) {
	for name, device := range map[string][2]uint32{"/dev/pts/0": {136, 0}, "/dev/pts/2047": {143, 255}} {
		require.True(t, window(unix.Mkdev(device[0], device[1])), name)
	}
	for name, device := range map[string][2]uint32{"/dev/ttyS0": {4, 64}, "/dev/tty1": {4, 1}, "/dev/console": {5, 1}, "/dev/ttyUSB0": {188, 0}, "/dev/ttyACM0": {166, 0}, "/dev/ttyAMA0": {204, 64}} {
		require.False(t, window(unix.Mkdev(device[0], device[1])), name)
	}
	screen, tty, err := pty.Open()
	require.NoError(t, err)
	defer tty.Close()
	require.True(t, IsWindow(tty))
	require.True(t, IsTTY(tty))
	require.False(t, hungUp(tty))
	require.NoError(t, screen.Close())
	require.True(t, hungUp(tty), "closed by whoever sat at it")
	require.True(t, IsWindow(tty), "and it was a window")
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	require.False(t, IsWindow(null))
}
