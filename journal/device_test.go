package journal

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMachineID(t *testing.T) {
	file := filepath.Join(t.TempDir(), "machine-id")
	for text, want := range map[string]string{
		thisDevice + "\n":         thisDevice,
		thisDevice:                thisDevice,
		"":                        "",
		"uninitialized\n":         "",
		thisDevice[:31] + "\n":    "",
		thisDevice + "00\n":       "",
		strings.Repeat("0", 32):   "",
		strings.Repeat("x", 32):   "",
		strings.Repeat("a", 5000): "",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		require.Equal(t, want, string(machineID(file)), text)
	}
	require.Nil(t, machineID(filepath.Join(file, "none")))
}

func TestDeviceFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "device.key")
	device := DeviceFile(file)
	_, err := device(false)
	require.ErrorIs(t, err, ErrDevice)
	require.ErrorContains(t, err, file+" is missing")
	require.NoFileExists(t, file, "what may have been sealed under another one is not replaced")

	made, err := device(true)
	require.NoError(t, err)
	require.Len(t, made, 64)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	for _, fresh := range []bool{false, true} {
		got, err := device(fresh)
		require.NoError(t, err)
		require.Equal(t, made, got)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing unfinished stays behind")

	other, err := DeviceFile(filepath.Join(dir, "other.key"))(true)
	require.NoError(t, err)
	require.NotEqual(t, made, other)
	again, err := makeDeviceKey(file)
	require.NoError(t, err)
	require.Equal(t, made, again, "a file that another terminal made meanwhile stays")
}

func TestDeviceFilesThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "device.key")
	for _, tt := range []struct {
		name, says string
		want       error
		make       func()
	}{
		{"others can read it", "mode 0644: run chmod 600", ErrRights, func() { _ = os.WriteFile(file, []byte(thisDevice), 0o644) }},
		{"the group can read it", "mode 0640", ErrRights, func() {
			_ = os.WriteFile(file, []byte(thisDevice), 0o600)
			_ = os.Chmod(file, 0o640)
		}},
		{"too short", "it must hold 16 to 1024 bytes", ErrDevice, func() { _ = os.WriteFile(file, []byte("  15 bytes here  \n"), 0o600) }},
		{"empty", "it must hold 16", ErrDevice, func() { _ = os.WriteFile(file, nil, 0o600) }},
		{"too long", "to 1024 bytes", ErrDevice, func() { _ = os.WriteFile(file, make([]byte, 1025), 0o600) }},
		{"a folder", "not a regular file", ErrDevice, func() { _ = os.Mkdir(file, 0o700) }},
		{"a named pipe", "not a regular file", ErrDevice, func() { _ = syscall.Mkfifo(file, 0o600) }},
		{"no folder", "is missing", ErrDevice, func() {}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(file))
			tt.make()
			for _, fresh := range []bool{false, true} {
				if fresh && tt.name == "no folder" {
					break
				}
				_, err := DeviceFile(file)(fresh)
				require.ErrorIs(t, err, tt.want)
				require.ErrorContains(t, err, file)
				require.ErrorContains(t, err, tt.says)
				require.NotContains(t, err.Error(), thisDevice)
			}
		})
	}
	_, err := DeviceFile(filepath.Join(dir, "none", "device.key"))(true)
	require.ErrorIs(t, err, ErrDevice)
}

// The file may hold another machine's id, as its owner copied it: that is the way back to
// a journal whose machine is gone.
func TestAMachineIDInADeviceFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old-machine-id")
	require.NoError(t, os.WriteFile(file, []byte(thisDevice+"\n"), 0o600))
	text, err := someSecrets(t).sealed(machineID(file))
	require.NoError(t, err)
	secret, err := DeviceFile(file)(false)
	require.NoError(t, err)
	s, err := unseal("f", text, secret)
	require.NoError(t, err)
	require.True(t, s.bound)
	_, err = hex.DecodeString(string(secret))
	require.NoError(t, err)
}
