//go:build linux

package card

import (
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// On a tty the digits of a PIN must not appear on the screen, and afterwards
// typing must be visible again.
func TestATtyDoesNotShowThePIN(t *testing.T) {
	screen, tty, err := pty.Open()
	require.NoError(t, err)
	defer screen.Close()
	defer tty.Close()
	echoes := func() bool {
		mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
		require.NoError(t, err)
		return mode.Lflag&unix.ECHO != 0
	}
	require.True(t, echoes())
	restore := quiet(tty)
	require.False(t, echoes())
	restore()
	require.True(t, echoes())

	_, err = screen.WriteString("123456\n")
	require.NoError(t, err)
	pin, err := ReadPIN(tty)
	require.NoError(t, err)
	require.Equal(t, "123456", pin.Digits())
	require.True(t, echoes())
}
