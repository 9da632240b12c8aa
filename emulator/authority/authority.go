// Package authority issues certificates for the lab: a test host proves with them
// who it is, and a terminal trusts them because it was told to. Keys are made on
// the spot and worth nothing elsewhere.
package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// lifetime of everything issued. Chosen: a lab's directory is used again for a year.
const lifetime = 366 * 24 * time.Hour

// Authority issues certificates.
type Authority struct {
	Cert *x509.Certificate
	key  crypto.Signer
}

// New makes an authority with a key of its own.
func New(name string, now time.Time) (*Authority, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	a := &Authority{key: key}
	a.Cert, err = a.sign(&x509.Certificate{
		Subject: subject(name), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(lifetime),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, nil, key.Public())
	return a, err
}

// Subject says what a certificate is for. The zero values of the dates are an hour
// ago and a year ahead.
type Subject struct {
	Name        string   // common name
	Names       []string // host names and IP addresses
	From, Until time.Time
	Usage       x509.ExtKeyUsage // x509.ExtKeyUsageServerAuth or ...ClientAuth
	Key         crypto.Signer    // nil: a new P-256 key
	SelfSigned  bool             // by its own key instead of the authority's
}

// Issue makes a certificate with its key.
func (a *Authority) Issue(s Subject, now time.Time) (tls.Certificate, error) {
	key := s.Key
	if key == nil {
		fresh, err := newKey()
		if err != nil {
			return tls.Certificate{}, err
		}
		key = fresh
	}
	if s.From.IsZero() {
		s.From = now.Add(-time.Hour)
	}
	if s.Until.IsZero() {
		s.Until = now.Add(lifetime)
	}
	template := &x509.Certificate{
		Subject: subject(s.Name), NotBefore: s.From, NotAfter: s.Until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{s.Usage},
	}
	for _, name := range s.Names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	parent, signer := a.Cert, a
	if s.SelfSigned {
		parent, signer = nil, &Authority{key: key}
	}
	cert, err := signer.sign(template, parent, key.Public())
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}, nil
}

// Pool is the trust in this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.Cert)
	return pool
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func subject(name string) pkix.Name {
	return pkix.Name{CommonName: name, Organization: []string{"poslab test only"}}
}

// serialBits is the length of a serial number (RFC 5280: at most 20 bytes).
const serialBits = 120

// sign issues by the authority's key; without a parent the certificate is its own.
func (a *Authority) sign(template, parent *x509.Certificate, public crypto.PublicKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	if parent == nil {
		parent = template
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return x509.ParseCertificate(raw)
}

// CertPEM is a certificate as text.
func CertPEM(raw []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
}

// KeyPEM is a private key as text.
func KeyPEM(key crypto.PrivateKey) ([]byte, error) {
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}), nil
}
