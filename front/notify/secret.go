package notify

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Secret is what the endpoint knows our signature by. It prints as nothing.
type Secret struct{ key []byte }

// String keeps it out of logs.
func (Secret) String() string { return secretPrefix + "…" }

// GoString keeps it out of dumps.
func (s Secret) GoString() string { return s.String() }

const secretPrefix = "whsec_"

// Given, Standard Webhooks: 24 to 64 bytes. A file that is longer than its limit is none of ours.
const (
	secretLeast     = 24
	secretMost      = 64
	secretFileLimit = 256
)

var errSecret = fmt.Errorf("want one line: %s and %d to %d bytes in base64", secretPrefix, secretLeast, secretMost)

// ParseSecret reads "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".
func ParseSecret(text string) (Secret, error) {
	digits, found := strings.CutPrefix(strings.TrimSpace(text), secretPrefix)
	key, err := base64.StdEncoding.DecodeString(digits)
	if !found || err != nil || len(key) < secretLeast || len(key) > secretMost {
		return Secret{}, errSecret
	}
	return Secret{key}, nil
}

// ReadSecret reads a secret from a file that only its owner may read.
func ReadSecret(name string) (Secret, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Secret{}, err
	}
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return Secret{}, errors.New("not a regular file")
	case mode.Perm()&0o077 != 0:
		return Secret{}, fmt.Errorf("others may read it (mode %04o): run chmod 600 on it", mode.Perm())
	}
	f, err := os.Open(name)
	if err != nil {
		return Secret{}, err
	}
	text, err := io.ReadAll(io.LimitReader(f, secretFileLimit))
	if err = errors.Join(err, f.Close()); err != nil {
		return Secret{}, err
	}
	return ParseSecret(string(text))
}
