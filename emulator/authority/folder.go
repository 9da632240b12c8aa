package authority

import (
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Files is what a terminal needs to trust the lab and to be trusted by it.
type Files struct {
	CA   string `json:"ca"`   // root certificate: host.ca
	Cert string `json:"cert"` // a terminal's certificate: host.cert
	Key  string `json:"key"`  // its private key: host.key
	Pin  string `json:"pin"`  // SHA-256 of the host's public key, base64: host.pin
}

// Folder is a directory with an authority, a host's certificate and a terminal's.
type Folder struct {
	Files
	Root  *Authority // who issued them, and can issue more; nil: its key is gone
	Host  tls.Certificate
	Trust *x509.CertPool // for the certificates of terminals
}

// renewBefore is how long before their end certificates are made anew.
const renewBefore = 24 * time.Hour // chosen: a lab rarely runs longer

// Open uses what is in the directory, so that terminals that trust it still do after
// a restart, or fills it: ca.pem, ca.key, host.pem, host.key, client.pem, client.key.
// Names are what the host is called. All is made anew when one piece is missing, is
// about to expire, or the host has another name.
func Open(dir string, names []string, now time.Time) (*Folder, error) {
	f := &Folder{Files: Files{CA: filepath.Join(dir, "ca.pem"), Cert: filepath.Join(dir, "client.pem"), Key: filepath.Join(dir, "client.key")}}
	err := f.load(dir, names, now)
	if err == nil {
		return f, nil
	}
	if !f.ours(dir) {
		return nil, fmt.Errorf("%s: %w", dir, ErrForeign)
	}
	if err := f.fill(dir, names, now); err != nil {
		return nil, err
	}
	return f, f.load(dir, names, now)
}

// ErrForeign: the directory holds files of somebody else under our names.
var ErrForeign = errors.New("it holds certificates or keys that no lab made: give an empty directory")

// rootName is who signs in every lab.
const rootName = "poslab test CA"

// ours says whether what is in the directory may be written over: a lab made it, or
// there is nothing.
func (f *Folder) ours(dir string) bool {
	if root, err := tls.LoadX509KeyPair(f.CA, filepath.Join(dir, "ca.key")); err == nil {
		return root.Leaf.Subject.CommonName == rootName
	}
	for _, name := range []string{"ca", "host", "client"} {
		for _, kind := range []string{".pem", ".key"} {
			if _, err := os.Lstat(filepath.Join(dir, name+kind)); err == nil {
				return false
			}
		}
	}
	return true
}

// errStale: certificates that are not good enough any more.
var errStale = errors.New("certificates are out of date")

func (f *Folder) load(dir string, names []string, now time.Time) error {
	root, err := os.ReadFile(f.CA)
	if err != nil {
		return err
	}
	f.Trust = x509.NewCertPool()
	if !f.Trust.AppendCertsFromPEM(root) {
		return fmt.Errorf("%s: no certificate", f.CA)
	}
	if _, err := tls.LoadX509KeyPair(f.Cert, f.Key); err != nil {
		return err
	}
	if pair, err := tls.LoadX509KeyPair(f.CA, filepath.Join(dir, "ca.key")); err == nil {
		key, _ := pair.PrivateKey.(crypto.Signer)
		f.Root = &Authority{Cert: pair.Leaf, key: key}
	}
	if f.Host, err = tls.LoadX509KeyPair(filepath.Join(dir, "host.pem"), filepath.Join(dir, "host.key")); err != nil {
		return err
	}
	leaf := f.Host.Leaf
	for _, name := range names {
		if leaf.VerifyHostname(name) != nil {
			return errStale
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: f.Trust, CurrentTime: now.Add(renewBefore)}); err != nil {
		return errStale
	}
	pin := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	f.Pin = base64.StdEncoding.EncodeToString(pin[:])
	return nil
}

func (f *Folder) fill(dir string, names []string, now time.Time) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	a, err := New(rootName, now)
	if err != nil {
		return err
	}
	if err := store(dir, "ca", a.Cert.Raw, a.key); err != nil {
		return err
	}
	for file, s := range map[string]Subject{
		"host":   {Name: "poslab host", Names: names, Usage: x509.ExtKeyUsageServerAuth},
		"client": {Name: "posterm test terminal", Usage: x509.ExtKeyUsageClientAuth},
	} {
		cert, err := a.Issue(s, now)
		if err != nil {
			return err
		}
		if err := store(dir, file, cert.Certificate[0], cert.PrivateKey); err != nil {
			return err
		}
	}
	return nil
}

// store writes NAME.pem and NAME.key; the key is its owner's alone.
func store(dir, name string, cert []byte, key crypto.PrivateKey) error {
	text, err := KeyPEM(key)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path+".pem", CertPEM(cert), 0o644); err != nil {
		return err
	}
	if err := os.Remove(path + ".key"); err != nil && !errors.Is(err, fs.ErrNotExist) { // or it would keep its mode
		return err
	}
	return os.WriteFile(path+".key", text, 0o600)
}
