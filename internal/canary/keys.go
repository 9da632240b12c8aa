package canary

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
)

// JournalKeys are the keys in a terminal's sealed key file, "root key" and "master key",
// given the secret that it is bound to. It reads the file as its format is described, and
// not with the terminal's code: what it finds is what anybody finds who has both. Device
// is not used when the file is bound to nothing.
func JournalKeys(file, device []byte) ([]Secret, error) {
	var id, saltText, boxText string
	if _, err := fmt.Sscanf(string(file), "sealed 1\ndevice %s\nsalt %s\nbox %s\n", &id, &saltText, &boxText); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	salt, saltErr := hex.DecodeString(saltText)
	box, boxErr := hex.DecodeString(boxText)
	if id == "none" {
		device = nil
	}
	key, keyErr := hkdf.Key(sha256.New, device, salt, "posterm device seal", 32)
	if err := errors.Join(saltErr, boxErr, keyErr); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	const nonce, root = 12, 32
	block, err := aes.NewCipher(key)
	if err != nil || len(box) < nonce {
		return nil, errors.Join(err, errors.New("key file: no box"))
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, box[:nonce], box[nonce:], []byte("sealed 1\ndevice "+id+"\n"))
	if err != nil || len(plain) <= root {
		return nil, errors.Join(err, errors.New("key file: it does not open"))
	}
	return []Secret{Octets("root key", plain[:root]), Octets("master key", plain[root:])}, nil
}

// MachineSecret is what key files of this machine are bound to when nothing else is
// configured: its id. Empty on a machine without one, where they are bound to nothing.
func MachineSecret() []byte {
	text, err := os.ReadFile("/etc/machine-id")
	if err != nil {
		return nil
	}
	return bytes.TrimSpace(text)
}
