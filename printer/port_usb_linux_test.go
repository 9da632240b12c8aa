package printer

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"posterm/txn"
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
		got, err := io.ReadAll(usbPort{Port: &stutter{packets: []string{"", "a", "", "", "b"}}})
		require.ErrorIs(t, err, os.ErrClosed)
		require.Equal(t, "ab", string(got))
	})
}

func TestUSBThatIsNotThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "precious")
	require.NoError(t, os.WriteFile(file, []byte("kept"), 0o600))
	_, err := openUSB(t.TempDir(), Address{Device: file})
	require.ErrorIs(t, err, ErrNoDevice, "a file would be written over")
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "kept", string(kept))
	_, err = openUSB(t.TempDir(), Address{Device: "/dev/usb/not-there"})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// plugged makes what the kernel shows of a USB printer.
func plugged(t *testing.T, sys, name, device, serial string) {
	t.Helper()
	face := filepath.Join(sys, "devices", device, device+":1.0")
	require.NoError(t, os.MkdirAll(face, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(sys, "devices", device, "serial"), []byte(serial+"\n"), 0o600))
	at := filepath.Join(sys, "class/usbmisc", name)
	require.NoError(t, os.MkdirAll(at, 0o755))
	require.NoError(t, os.Symlink(face, filepath.Join(at, "device")))
}

// TestAUSBPrinterIsFoundByItsSerialNumber, also when it comes back under another number.
func TestAUSBPrinterIsFoundByItsSerialNumber(t *testing.T) {
	sys := t.TempDir()
	plugged(t, sys, "lp0", "1-1", "OTHER")
	plugged(t, sys, "lp1", "1-2", "X123")
	name, err := findUSB(sys, "X123")
	require.NoError(t, err)
	require.Equal(t, "lp1", name)
	require.NoError(t, os.RemoveAll(filepath.Join(sys, "class/usbmisc/lp1")))
	_, err = findUSB(sys, "X123")
	require.ErrorIs(t, err, os.ErrNotExist)
	plugged(t, sys, "lp2", "1-3", "X123")
	name, err = findUSB(sys, "X123")
	require.NoError(t, err)
	require.Equal(t, "lp2", name)
}

func TestPortStatusWords(t *testing.T) {
	for status, want := range map[int]txn.Fault{
		0x18: txn.FaultSilent, // all is well, or a printer that always says so
		0x38: txn.FaultPaperOut,
		0x30: txn.FaultPaperOut,
		0x20: txn.FaultPaperOut,
		0x10: txn.FaultError,
		0x08: txn.FaultSilent, // off-line
		0x00: txn.FaultSilent, // nothing is driven
	} {
		require.Equal(t, want, wordOf(status), "%02X", status)
	}
}

// A file that is no printer knows nothing, and can be closed at once.
func TestAPortThatIsNoPrinterHasNoWord(t *testing.T) {
	f, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer f.Close()
	require.Equal(t, txn.FaultSilent, usbPort{Port: f, raw: f}.Word())
}
