package journal

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// The sealed key file. Four lines:
//
//	sealed 1     layout of the file
//	device 3f…   4 bytes, hex: which device secret it is; "none" when bound to nothing
//	salt 5c…     16 random bytes, hex
//	box 9a…      hex: nonce (12 bytes), AES-256-GCM of root key (32) and master key, tag (16)
//
// Key and device line are derived from the device secret and the salt by HKDF-SHA256, with
// "posterm device seal" and "posterm device id"; bound to nothing, the secret is empty.
// The first two lines are additional data of the box.
const (
	sealedHead   = "sealed "
	sealedLayout = "1"
	deviceIDSize = 4
	boundNowhere = "none"
	saltSize     = 16
)

// deviceID says which device secret it is, and nothing that would help to guess it faster
// than by trying.
func deviceID(device, salt []byte) string {
	if len(device) == 0 {
		return boundNowhere
	}
	return hex.EncodeToString(derive(device, salt, "device id", deviceIDSize))
}

func sealedHeader(id string) string { return sealedHead + sealedLayout + "\ndevice " + id + "\n" }

// sealed is the file's text.
func (s secrets) sealed(device []byte) ([]byte, error) {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	head := sealedHeader(deviceID(device, salt))
	plain := append(bytes.Clone(s.root), s.master...)
	box := newSealer(derive(device, salt, "device seal", sealKeySize)).Seal(nil, nil, plain, []byte(head))
	clear(plain)
	return fmt.Appendf(nil, "%ssalt %x\nbox %x\n", head, salt, box), nil
}

// unseal reads a sealed file. ErrDevice: it is bound to another device secret. ErrNewer: a
// newer program wrote it. ErrSecrets: it is not what was written.
func unseal(name string, text, device []byte) (secrets, error) {
	lines, ok := sealedLines(text)
	if !ok {
		return secrets{}, altered(name)
	}
	if layout := lines[0]; layout != sealedLayout {
		return secrets{}, fmt.Errorf("%w: %s has layout %q: install the newer program", ErrNewer, name, layout)
	}
	salt, saltErr := hex.DecodeString(lines[2])
	box, boxErr := hex.DecodeString(lines[3])
	if saltErr != nil || boxErr != nil || len(salt) != saltSize {
		return secrets{}, altered(name)
	}
	id := lines[1]
	if id == boundNowhere {
		device = nil
	}
	if !hmac.Equal([]byte(id), []byte(deviceID(device, salt))) {
		return secrets{}, fmt.Errorf("%w: %s was sealed on another machine, or under another device key file", ErrDevice, name)
	}
	plain, err := newSealer(derive(device, salt, "device seal", sealKeySize)).Open(nil, nil, box, []byte(sealedHeader(id)))
	if err != nil || len(plain) <= sha256.Size {
		return secrets{}, altered(name)
	}
	return secrets{root: plain[:sha256.Size:sha256.Size], master: plain[sha256.Size:], bound: id != boundNowhere}, nil
}

// sealedLines are the values of the four lines. Whatever else is there makes it not ours.
func sealedLines(text []byte) (values [4]string, ok bool) {
	rest := text
	for i, name := range [4]string{sealedHead, "device ", "salt ", "box "} {
		var line []byte
		var found bool
		line, rest, found = bytes.Cut(rest, []byte{'\n'})
		value, named := bytes.CutPrefix(line, []byte(name))
		if !found || !named {
			return values, false
		}
		values[i] = string(value)
	}
	return values, len(rest) == 0
}
