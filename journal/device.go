package journal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Device gives the secret of the machine that a data directory is bound to: what its
// backup does not hold. Fresh says that nothing was sealed under it yet, so that it may
// be made now. Nil without an error: this machine has none, the keys are bound to nothing.
type Device func(fresh bool) ([]byte, error)

// WithDevice binds the keys of a journal to a device secret. Without it, a journal in the
// operating system's files is bound to Machine, and one in another VFS to nothing.
func WithDevice(d Device) Option { return func(p *place) { p.device = d } }

// BoundTo binds the keys of a journal to a device key file, or with an empty path to the
// machine's id: what the configuration key terminal.device_key says.
func BoundTo(path string) Option {
	if path == "" {
		return WithDevice(Machine)
	}
	return WithDevice(DeviceFile(path))
}

// machineIDFile is a file of systemd and D-Bus: 32 hex digits drawn when the system was
// installed, the same until it is installed again. Everybody on the machine can read it.
const machineIDFile = "/etc/machine-id"

// machineIDSize is its length in hex digits.
const machineIDSize = 32

// Machine is the machine's own id as a device secret.
func Machine(bool) ([]byte, error) { return machineID(machineIDFile), nil }

// machineID reads an id, or nothing: a file that is missing or was never filled ("uninitialized")
// is no id.
func machineID(path string) []byte {
	text, err := readLimited(path)
	if err != nil {
		return nil
	}
	id := bytes.TrimSpace(text)
	if raw, err := hex.DecodeString(string(id)); err != nil || len(id) != machineIDSize || bytes.Count(raw, []byte{0}) == len(raw) {
		return nil
	}
	return id
}

// Limits of a device key file, in bytes without white space at its ends. Chosen: what is
// shorter can be tried out.
const (
	deviceKeyLeast = 16
	deviceKeyMost  = 1024
)

// DeviceFile is a file as a device secret: any 16 to 1024 bytes, white space at its ends
// not counted, in a file that only its owner can read. It is made, with 32 random bytes in
// hex, when nothing was sealed under it yet. A copy of another machine's /etc/machine-id
// opens what was bound to that machine.
//
// Errors: ErrDevice, ErrRights.
func DeviceFile(path string) Device {
	return func(fresh bool) ([]byte, error) {
		secret, err := readDeviceKey(path)
		if fresh && errors.Is(err, fs.ErrNotExist) {
			return makeDeviceKey(path)
		}
		return secret, deviceError(path, err)
	}
}

func readDeviceKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%w: mode %04o: run chmod 600 on it", ErrRights, info.Mode().Perm())
	}
	text, err := readLimited(path)
	if err != nil {
		return nil, err
	}
	secret := bytes.TrimSpace(text)
	if len(secret) < deviceKeyLeast || len(secret) > deviceKeyMost {
		return nil, fmt.Errorf("it must hold %d to %d bytes", deviceKeyLeast, deviceKeyMost)
	}
	return secret, nil
}

// readLimited reads at most one byte more than a device key may have. A named pipe is not
// waited for.
func readLimited(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, deviceKeyMost+1))
}

// makeDeviceKey gives the file its name when it is whole, and never takes the name from a
// file that another terminal of this machine made meanwhile.
func makeDeviceKey(path string) ([]byte, error) {
	var random [32]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, err
	}
	text := hex.AppendEncode(nil, random[:])
	unfinished := fmt.Sprintf("%s.%d", path, os.Getpid())
	err := writeNew(unfinished, append(text, '\n'))
	if err == nil {
		err = os.Link(unfinished, path)
	}
	err = errors.Join(err, os.Remove(unfinished))
	if errors.Is(err, fs.ErrExist) {
		text, err = readDeviceKey(path)
	}
	if err == nil {
		err = system{}.SyncDir(filepath.Dir(path))
	}
	return text, deviceError(path, err)
}

func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// deviceError says which file it is about. It hides what kind of file error it was: that
// is not about the data directory.
func deviceError(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrRights):
		return fmt.Errorf("device key file %s: %w", path, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: device key file %s is missing", ErrDevice, path)
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fmt.Errorf("%w: device key file %s: %s", ErrDevice, path, err.Error())
}
