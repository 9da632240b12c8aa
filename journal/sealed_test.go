package journal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	thisDevice  = "3d1219c7c4c5404aaa1f6d2a48adfda4"
	otherDevice = "3d1219c7c4c5404aaa1f6d2a48adfda5"
)

func someSecrets(t testing.TB) secrets {
	t.Helper()
	s, err := newSecrets([]byte{0xC0, 0xFF, 0xEE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
	require.NoError(t, err)
	return s
}

func TestSealedSecrets(t *testing.T) {
	s := someSecrets(t)
	for _, device := range []string{thisDevice, ""} {
		text, err := s.sealed([]byte(device))
		require.NoError(t, err)
		require.False(t, isPlain(text))
		for _, secret := range [][]byte{s.root, s.master, []byte(thisDevice)} {
			require.NotContains(t, string(text), hex.EncodeToString(secret))
			require.NotContains(t, string(text), string(secret))
		}
		again, err := s.sealed([]byte(device))
		require.NoError(t, err)
		require.NotEqual(t, text, again, "another salt and nonce every time")

		got, err := unseal("f", text, []byte(device))
		require.NoError(t, err)
		require.Equal(t, secrets{s.root, s.master, device != ""}, got)
		if device != "" {
			for _, wrong := range []string{otherDevice, ""} {
				_, err = unseal("f", text, []byte(wrong))
				require.ErrorIs(t, err, ErrDevice)
				require.NotContains(t, err.Error(), wrong+"x")
			}
			continue
		}
		got, err = unseal("f", text, []byte(otherDevice))
		require.NoError(t, err, "what is bound to nothing opens everywhere")
		require.False(t, got.bound)
	}
}

// Every bit of the file is guarded, or makes no difference, as the case of a hex digit.
func TestEveryBitOfTheSealedSecrets(t *testing.T) {
	s := someSecrets(t)
	for _, device := range []string{thisDevice, ""} {
		text, err := s.sealed([]byte(device))
		require.NoError(t, err)
		for bit := range len(text) * 8 {
			bad := bytes.Clone(text)
			bad[bit/8] ^= 1 << (bit % 8)
			got, err := unseal("f", bad, []byte(device))
			if err == nil {
				require.True(t, strings.EqualFold(string(bad), string(text)), "bit %d", bit)
				require.Equal(t, s.root, got.root)
				require.Equal(t, s.master, got.master)
			}
		}
		for n := range len(text) {
			_, err := unseal("f", text[:n], []byte(device))
			require.ErrorIs(t, err, ErrSecrets, n)
		}
		_, err = unseal("f", append(bytes.Clone(text), '\n'), []byte(device))
		require.ErrorIs(t, err, ErrSecrets)
	}
}

// The device line cannot be lied about: it is part of what is authenticated.
func TestABoundFileCannotBeCalledUnbound(t *testing.T) {
	text, err := someSecrets(t).sealed(nil)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	salt, err := hex.DecodeString(strings.TrimPrefix(lines[2], "salt "))
	require.NoError(t, err)
	lines[1] = "device " + deviceID([]byte(thisDevice), salt)
	_, err = unseal("f", []byte(strings.Join(lines, "\n")), []byte(thisDevice))
	require.ErrorIs(t, err, ErrSecrets)
	_, err = unseal("f", bytes.Replace(text, []byte("sealed 1"), []byte("sealed 2"), 1), nil)
	require.ErrorIs(t, err, ErrNewer)
}

func FuzzUnseal(f *testing.F) {
	for _, device := range []string{thisDevice, ""} {
		text, err := someSecrets(f).sealed([]byte(device))
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte("sealed 1\ndevice none\nsalt \nbox \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := unseal("f", text, []byte(thisDevice))
		if err == nil {
			require.Len(t, s.root, 32)
			require.NotEmpty(t, s.master)
		}
		_, _ = parsePlain("f", text)
	})
}

func TestEveryDigitOfPlainSecretsMatters(t *testing.T) {
	s := someSecrets(t)
	was := s.check()
	s.master[0] ^= 1
	require.NotEqual(t, was, s.check())
	s.master[0] ^= 1
	s.root[31] ^= 1
	require.NotEqual(t, was, s.check())
}

// failing fails at the nth thing that a save asks of the disk.
type failing struct {
	files
	in *int
}

var errDisk = errors.New("disk failed")

func (f failing) fails() bool { *f.in--; return *f.in == 0 }

func (f failing) OpenFile(name string, flag int, mode fs.FileMode) (plain, error) {
	if flag != os.O_RDONLY && f.fails() {
		return nil, errDisk
	}
	file, err := f.files.OpenFile(name, flag, mode)
	return failingFile{file, f}, err
}

func (f failing) Rename(from, to string) error {
	if f.fails() {
		return errDisk
	}
	return f.files.Rename(from, to)
}

type failingFile struct {
	plain
	of failing
}

func (f failingFile) WriteAt(b []byte, at int64) (int, error) {
	if f.of.fails() {
		return 0, errDisk
	}
	return f.plain.WriteAt(b, at)
}

func (f failingFile) Sync() error {
	if f.of.fails() {
		return errDisk
	}
	return f.plain.Sync()
}

// An old plain file is sealed when it is read. Wherever that fails, the keys are the same
// keys, and the next time seals them.
func TestPlainSecretsAreSealedOrStay(t *testing.T) {
	old, err := os.ReadFile("../testdata/journals/plain-keys/secrets.key")
	require.NoError(t, err)
	device := func(bool) ([]byte, error) { return []byte(thisDevice), nil }
	const steps = 4 // of a save: open, write, sync, rename
	for n := range steps + 2 {
		at := n // the step that fails; 0: none
		dir := t.TempDir()
		file := filepath.Join(dir, secretsFile)
		require.NoError(t, os.WriteFile(file, old, 0o600))
		s, err := loadSecrets(place{files: failing{system{}, &at}, device: device}, dir)
		require.NoError(t, err)
		require.Equal(t, n == 0 || n > steps, s.bound)
		require.Equal(t, "0123456789abcdeffedcba9876543210", hex.EncodeToString(s.master))
		next, err := loadSecrets(place{files: system{}, device: device}, dir)
		require.NoError(t, err)
		require.Equal(t, s.root, next.root)
		require.True(t, next.bound)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotContains(t, string(text), hex.EncodeToString(s.root))
		_, err = loadSecrets(place{files: system{}}, dir)
		require.ErrorIs(t, err, ErrDevice)
	}
}

// Without anything to bind them to, or with a device key that cannot be had, plain keys
// stay plain: the terminal must not stop for that.
func TestPlainSecretsWithoutADevice(t *testing.T) {
	old, err := os.ReadFile("../testdata/journals/plain-keys/secrets.key")
	require.NoError(t, err)
	for name, device := range map[string]Device{
		"nothing": nil, "no machine id": func(bool) ([]byte, error) { return nil, nil }, "no such folder": DeviceFile("/nonexistent/device.key"),
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, secretsFile)
		require.NoError(t, os.WriteFile(file, old, 0o600))
		s, err := loadSecrets(place{files: system{}, device: device}, dir)
		require.NoError(t, err, name)
		require.False(t, s.bound)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, old, text, name)
	}
}
