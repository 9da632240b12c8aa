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

// What is wrong with a secret, or with the file that holds it.
var (
	ErrSecret     = fmt.Errorf("want one line: %s and %d to %d bytes in base64", secretPrefix, secretLeast, secretMost)
	ErrSecretOpen = errors.New("others may read it: run chmod 600 on it")
)

// ParseSecret reads "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw". Its error is ErrSecret.
func ParseSecret(text string) (Secret, error) {
	digits, found := strings.CutPrefix(strings.TrimSpace(text), secretPrefix)
	key, err := base64.StdEncoding.DecodeString(digits)
	if !found || err != nil || len(key) < secretLeast || len(key) > secretMost {
		return Secret{}, ErrSecret
	}
	return Secret{key}, nil
}

// ReadSecret reads a secret from a file that only its owner may read. Its errors are the system's, ErrSecret and
// ErrSecretOpen.
func ReadSecret(name string) (Secret, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Secret{}, err
	}
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return Secret{}, fmt.Errorf("not a regular file: %w", ErrSecret)
	case mode.Perm()&0o077 != 0:
		return Secret{}, fmt.Errorf("mode %04o: %w", mode.Perm(), ErrSecretOpen)
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
