package line

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// TLS is how a host proves who it is, and this terminal to the host. The zero
// value trusts what the system trusts.
//
// TLS 1.3 is offered, 1.2 accepted, nothing older. The chain up to a trusted root,
// the dates, the purpose and the name are always verified.
type TLS struct {
	CA   string // file of root certificates, PEM; "": the system's
	Cert string // file of this terminal's certificate and those that issued it, PEM; "": none
	Key  string // file of its private key, PEM, readable by its owner only
	Pins []Pin  // when there are any, one of them must be in the host's verified chain
	Name string // the name in the host's certificate; "": the name it is dialled by
}

// Pin is the SHA-256 of a public key as certificates hold it
// (SubjectPublicKeyInfo, RFC 7469).
type Pin [sha256.Size]byte

// ParsePin reads 64 hex digits, or 43 or 44 characters of base64; "sha256/" or
// "sha256//" may stand before them.
func ParsePin(s string) (Pin, error) {
	for _, prefix := range []string{"", "sha256/", "sha256//"} { // base64 may itself begin with a slash
		text, found := strings.CutPrefix(s, prefix)
		if !found {
			continue
		}
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != sha256.Size {
			raw, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
		}
		if err == nil && len(raw) == sha256.Size {
			return Pin(raw), nil
		}
	}
	return Pin{}, errors.New("want the SHA-256 of a public key: 64 hex digits, or 44 characters of base64")
}

// String is base64, as curl and openssl users know it.
func (p Pin) String() string { return base64.StdEncoding.EncodeToString(p[:]) }

// PinOf is the pin of a certificate's key.
func PinOf(c *x509.Certificate) Pin { return sha256.Sum256(c.RawSubjectPublicKeyInfo) }

// suites of TLS 1.2: fresh keys for each connection, and encryption that is
// authenticated. Those of TLS 1.3 are all of that kind.
var suites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

// rsaFloor is the shortest RSA key that is taken, in bits (NIST SP 800-131A).
const rsaFloor = 2048

// config reads the files. Errors name the file and what to do.
func (t *TLS) config() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: suites}
	if t.CA != "" {
		roots, err := readRoots(t.CA)
		if err != nil {
			return nil, err
		}
		c.RootCAs = roots
	}
	if t.Cert != "" || t.Key != "" {
		own, err := readIdentity(t.Cert, t.Key)
		if err != nil {
			return nil, err
		}
		c.Certificates = []tls.Certificate{own}
	}
	pins := slices.Clone(t.Pins)
	c.VerifyConnection = func(s tls.ConnectionState) error { return judge(s, pins) }
	return c, nil
}

// judge looks at what Go's own verification leaves open: one verified chain must be
// strong, and hold a pinned key when there are pins.
func judge(s tls.ConnectionState, pins []Pin) error {
	if len(s.VerifiedChains) == 0 {
		return &Error{FaultUnknownCA, nil}
	}
	strong := slices.DeleteFunc(slices.Clone(s.VerifiedChains), func(chain []*x509.Certificate) bool {
		return slices.ContainsFunc(chain, weak)
	})
	if len(strong) == 0 {
		return &Error{FaultWeak, fmt.Errorf("RSA with less than %d bits", rsaFloor)}
	}
	if len(pins) == 0 || slices.ContainsFunc(strong, func(chain []*x509.Certificate) bool {
		return slices.ContainsFunc(chain, func(c *x509.Certificate) bool { return slices.Contains(pins, PinOf(c)) })
	}) {
		return nil
	}
	return &Error{FaultPin, fmt.Errorf("its own is sha256/%s", PinOf(s.PeerCertificates[0]))}
}

func weak(c *x509.Certificate) bool {
	key, isRSA := c.PublicKey.(*rsa.PublicKey)
	return isRSA && key.N.BitLen() < rsaFloor
}

// overTLS dials by dial and makes the connection secure before anybody gets it.
func overTLS(dial Dialer, base *tls.Config, name string) Dialer {
	return func(ctx context.Context) (net.Conn, error) {
		raw, err := dial(ctx)
		if err != nil {
			return nil, err
		}
		h := handshake{raw: raw, config: base.Clone()}
		conn, err := h.run(ctx, name)
		if err != nil {
			_ = raw.Close()
			return nil, h.diagnose(ctx, err)
		}
		return conn, nil
	}
}

// handshake is one connection becoming secure.
type handshake struct {
	raw      net.Conn
	config   *tls.Config
	asked    bool        // the host asked for our certificate
	settling atomic.Bool // we wait to hear what it thinks of it
}

func (h *handshake) run(ctx context.Context, name string) (*tls.Conn, error) {
	own := tls.Certificate{}
	if len(h.config.Certificates) > 0 {
		own = h.config.Certificates[0]
	}
	h.config.ServerName = name
	h.config.ClientSessionCache = tickets{h}
	h.config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		h.asked = true
		return &own, nil
	}
	conn := tls.Client(h.raw, h.config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	if h.asked && conn.ConnectionState().Version >= tls.VersionTLS13 {
		return conn, h.settle(ctx, conn)
	}
	return conn, nil
}

// settleLimit is how long a host may take to refuse our certificate. Chosen: a long
// round trip of a mobile network. It is waited for in full only by hosts that ask
// for a certificate and give no session ticket.
const settleLimit = time.Second

// settle waits for the host's verdict on our certificate. In TLS 1.3 the handshake
// is over for us before the host has looked at it: without waiting, the request
// would be on its way to a host that refuses us, and its outcome in doubt. A
// session ticket says that we are accepted, an alert that we are not.
func (h *handshake) settle(ctx context.Context, conn *tls.Conn) error {
	until := time.Now().Add(settleLimit)
	if end, limited := ctx.Deadline(); limited && end.Before(until) {
		until = end
	}
	h.settling.Store(true)
	if err := conn.SetReadDeadline(until); err != nil {
		return err
	}
	n, err := conn.Read(make([]byte, 1))
	h.settling.Store(false)
	var late net.Error
	switch {
	case n > 0:
		return errors.New("the host spoke before it was asked")
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &late) && late.Timeout():
		return conn.SetReadDeadline(time.Time{})
	}
	return err
}

// tickets hears of session tickets. None is kept: every connection verifies anew.
type tickets struct{ h *handshake }

// Get has no ticket.
func (tickets) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

// Put ends settle.
func (t tickets) Put(string, *tls.ClientSessionState) {
	if t.h.settling.Load() {
		_ = t.h.raw.SetReadDeadline(time.Unix(1, 0))
	}
}
