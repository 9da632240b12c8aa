package line

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"time"
)

// diagnose turns a failed handshake into a fault.
func (h *handshake) diagnose(ctx context.Context, err error) error {
	var (
		known *Error
		not   tls.RecordHeaderError
		bad   *tls.CertificateVerificationError
		late  net.Error
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.As(err, &bad):
		return verdict(bad)
	case errors.As(err, &not):
		return &Error{FaultNotTLS, nil}
	case ctx.Err() != nil, errors.As(err, &late) && late.Timeout():
		return &Error{FaultHandshake, nil}
	}
	return h.alert(err)
}

// verdict says why a certificate was not taken.
func verdict(bad *tls.CertificateVerificationError) error {
	var (
		invalid x509.CertificateInvalidError
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
	)
	leaf := bad.UnverifiedCertificates[0]
	switch {
	case errors.As(bad.Err, &invalid) && invalid.Reason == x509.Expired:
		return outOfDate(invalid.Cert)
	case errors.As(bad.Err, &invalid) && invalid.Reason == x509.IncompatibleUsage:
		return &Error{FaultUsage, nil}
	case errors.As(bad.Err, &name):
		return &Error{FaultOtherName, namesOf(leaf)}
	case errors.As(bad.Err, &unknown) && leaf.Issuer.String() == leaf.Subject.String():
		return &Error{FaultSelfSigned, nil}
	case errors.As(bad.Err, &unknown):
		return &Error{FaultUnknownCA, fmt.Errorf("%q", shortened(leaf.Issuer.String()))}
	}
	return &Error{FaultTLS, fmt.Errorf("certificate: %w", bad.Err)}
}

func outOfDate(c *x509.Certificate) error {
	const day = "2006-01-02"
	if time.Now().Before(c.NotBefore) {
		return &Error{FaultNotYet, errors.New("from " + c.NotBefore.UTC().Format(day))}
	}
	return &Error{FaultExpired, errors.New("on " + c.NotAfter.UTC().Format(day))}
}

// namesOf lists the names in a certificate, for whoever has to find the right one.
func namesOf(c *x509.Certificate) error {
	if len(c.DNSNames) == 0 {
		return nil
	}
	return fmt.Errorf("%q", shortened(strings.Join(c.DNSNames, " ")))
}

// shortened keeps what a stranger put into a certificate readable.
func shortened(s string) string {
	const most = 80
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// Alerts by which a peer says what it does not like (RFC 8446, 6).
const (
	alertHandshake   = 40
	alertBadCert     = 42
	alertUnsupported = 43
	alertRevoked     = 44
	alertExpired     = 45
	alertCert        = 46
	alertUnknownCA   = 48
	alertVersion     = 70
	alertSecurity    = 71
	alertRequired    = 116
)

// alert reads what the host sent instead of going on, or what we could not accept.
func (h *handshake) alert(err error) error {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		if strings.Contains(err.Error(), "unsupported protocol version") || strings.Contains(err.Error(), "unconfigured cipher suite") {
			return &Error{FaultVersion, nil}
		}
		return &Error{FaultTLS, inner(err)}
	}
	switch number := alertNumber(op.Err); number {
	case alertBadCert, alertUnsupported, alertRevoked, alertExpired, alertCert, alertUnknownCA, alertRequired:
		return &Error{FaultClient, op.Err}
	case alertHandshake:
		if h.asked {
			return &Error{FaultClient, op.Err}
		}
		return &Error{FaultVersion, op.Err}
	case alertVersion, alertSecurity:
		return &Error{FaultVersion, op.Err}
	}
	return &Error{FaultTLS, op.Err}
}

// alertNumber: package tls does not export its alerts, which are bytes.
func alertNumber(err error) uint64 {
	if v := reflect.ValueOf(err); v.Kind() == reflect.Uint8 {
		return v.Uint()
	}
	return 0
}
