package journal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// secretsFile holds all that must not stand in the database: the root key, 32 random bytes
// from which every key of the journal is derived, and the terminal's master key as it was
// given. It is sealed under the device secret (sealed.go); that of the first release was
// not (parsePlain).
const secretsFile = "secrets.key"

// masterLimit bounds the master key. Chosen: 3DES needs 16 or 24 bytes, AES 32.
const masterLimit = 32

// secretsLimit bounds the file, in bytes. Chosen: four lines of hex are shorter.
const secretsLimit = 1024

// secrets are the keys of one journal. They never print.
type secrets struct {
	root, master []byte
	bound        bool // they are sealed under a device secret
}

// String hides the keys.
func (secrets) String() string { return "(secrets)" }

// GoString hides the keys.
func (secrets) GoString() string { return "(secrets)" }

func newSecrets(master []byte) (secrets, error) {
	if len(master) == 0 || len(master) > masterLimit {
		return secrets{}, fmt.Errorf("%w: master key must have 1 to %d bytes, has %d", ErrSecrets, masterLimit, len(master))
	}
	s := secrets{root: make([]byte, sha256.Size), master: bytes.Clone(master)}
	_, err := rand.Read(s.root)
	return s, err
}

// derive makes the key for one purpose out of the root key (HKDF-SHA256).
func (s secrets) derive(purpose string, size int) []byte { return derive(s.root, nil, purpose, size) }

func derive(secret, salt []byte, purpose string, size int) []byte {
	key, err := hkdf.Key(sha256.New, secret, salt, "posterm "+purpose, size)
	if err != nil {
		panic(err) // only for sizes over 255 hashes
	}
	return key
}

// save writes the file so that it is there whole or not at all. The caller syncs the directory.
func (s secrets) save(p place, dir string, device []byte) error {
	text, err := s.sealed(device)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, secretsFile)
	f, err := p.OpenFile(name+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(text, 0)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return p.Rename(name+".new", name)
}

// loadSecrets reads the file and refuses one that others may read. What an older program
// left plain is sealed now, if there is something to bind it to; if that cannot be done the
// terminal works on, and the next Open tries again.
func loadSecrets(p place, dir string) (secrets, error) {
	text, err := readSecrets(p, dir)
	if err != nil {
		return secrets{}, err
	}
	name := filepath.Join(dir, secretsFile)
	if isPlain(text) {
		s, err := parsePlain(name, text)
		if err != nil {
			return secrets{}, err
		}
		if device, err := p.secret(true); err == nil && device != nil {
			s.bound = s.save(p, dir, device) == nil
		}
		return s, nil
	}
	device, err := p.secret(false)
	if err != nil {
		return secrets{}, err
	}
	return unseal(name, text, device)
}

func readSecrets(p place, dir string) ([]byte, error) {
	name := filepath.Join(dir, secretsFile)
	if err := p.private(name); errors.Is(err, fs.ErrNotExist) {
		return nil, missing(p, dir)
	} else if err != nil {
		return nil, err
	}
	f, err := p.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, explain("secrets", err)
	}
	text, err := io.ReadAll(io.NewSectionReader(f, 0, secretsLimit))
	return text, explain("secrets", errors.Join(err, f.Close()))
}

// altered is what is said of a file that is not what was written.
func altered(name string) error {
	return fmt.Errorf("%w: %s was altered: put the original back", ErrSecrets, name)
}

// isPlain tells a file of the first release by its first word.
func isPlain(text []byte) bool { return bytes.HasPrefix(text, []byte("root ")) }

// parsePlain reads a file of the first release. Three lines:
//
//	root 5f…   (32 bytes, hex)
//	master 01… (hex)
//	check 9a…  (8 bytes, hex: keyed hash of the two, so that a changed digit is noticed)
func parsePlain(name string, text []byte) (secrets, error) {
	var s secrets
	var root, master, check string
	_, err := fmt.Sscanf(string(text), "root %64s\nmaster %64s\ncheck %16s\n", &root, &master, &check)
	if err == nil {
		s.root, err = hex.DecodeString(root)
	}
	if err == nil {
		s.master, err = hex.DecodeString(master)
	}
	if err != nil || len(s.root) != sha256.Size || fmt.Sprintf("%x", s.check()) != check {
		return secrets{}, altered(name)
	}
	return s, nil
}

func (s secrets) check() []byte {
	h := hmac.New(sha256.New, s.derive("secrets check", sha256.Size))
	h.Write(s.master)
	return h.Sum(nil)[:8]
}

// missing tells a directory that was never provisioned, or not to its end, from one that lost its keys.
func missing(p place, dir string) error {
	if err := inspect(p, dir); err != nil {
		return fmt.Errorf("%w in %s: %s is not there, put it back", ErrKeyless, dir, secretsFile)
	}
	return fmt.Errorf("%w in %s: run posterm init", ErrMissing, dir)
}
