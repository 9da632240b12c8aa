package line

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// pemLimit bounds a file of certificates or keys, in bytes. Chosen: the roots of a
// whole system have 250 KB.
const pemLimit = 1 << 20

// FileError is a file of certificates or keys that cannot be used.
type FileError struct {
	Key  string // of the configuration: "host.ca"
	File string
	Err  error
}

// Error reads "host.ca: acquirer.pem: there is no certificate in it".
func (e *FileError) Error() string { return fmt.Sprintf("%s: %s: %v", e.Key, e.File, e.Err) }

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

func readRoots(file string) (*x509.CertPool, error) {
	text, _, err := readFile(file)
	if err != nil {
		return nil, &FileError{"host.ca", file, err}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, &FileError{"host.ca", file, errors.New("there is no certificate in it, want PEM")}
	}
	return pool, nil
}

// readIdentity reads this terminal's certificate and key, and holds one against the
// other. A key that others can read is no secret, and is refused.
func readIdentity(cert, key string) (tls.Certificate, error) {
	var none tls.Certificate
	public, _, err := readFile(cert)
	if err == nil && !bytes.Contains(public, []byte("CERTIFICATE-----")) {
		err = errors.New("there is no certificate in it, want PEM")
	}
	if err != nil {
		return none, &FileError{"host.cert", cert, err}
	}
	private, mode, err := readFile(key)
	switch {
	case err != nil:
	case mode.Perm()&0o077 != 0:
		err = fmt.Errorf("others can read it (mode %04o): chmod 600", mode.Perm())
	case encrypted(private):
		err = errors.New("it is encrypted: posterm needs it without a passphrase, in a file that only its owner can read")
	}
	if err != nil {
		return none, &FileError{"host.key", key, err}
	}
	own, err := tls.X509KeyPair(public, private)
	if err != nil {
		return none, &FileError{"host.key", key, fmt.Errorf("it does not go with host.cert: %w", err)}
	}
	return own, nil
}

func encrypted(text []byte) bool {
	block, _ := pem.Decode(text)
	return block != nil && (block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "")
}

// readFile reads a regular file; a named pipe is not waited for.
func readFile(name string) ([]byte, fs.FileMode, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, 0, cause(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, cause(err)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("not a regular file")
	}
	text, err := io.ReadAll(io.LimitReader(f, pemLimit+1))
	if err == nil && len(text) > pemLimit {
		err = fmt.Errorf("more than %d bytes", pemLimit)
	}
	return text, info.Mode(), cause(err)
}

// cause is a file error without the name, which is said already.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
