package terminals

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"posterm/conformance"
	"posterm/emulator/authority"
	"posterm/emulator/host"
	"posterm/txn"
)

// disguised is how a door speaks TLS that can show another certificate than its own; nil stays nil.
func (x *exam) disguised(c *tls.Config) *tls.Config {
	if c == nil {
		return nil
	}
	c = c.Clone()
	x.own = c.Clone()
	c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return x.disguise.Load(), nil }
	return c
}

// shows puts another certificate in the place of the door's own.
func (x *exam) shows(other tls.Certificate) {
	c := x.own.Clone()
	c.Certificates = []tls.Certificate{other}
	c.SessionTicketsDisabled = true // an earlier session that goes on would show no certificate
	x.disguise.Store(c)
}

// impostor is a case in which the host shows a certificate that proves nothing.
func impostor(name string, title txn.Words, issue func(*exam, authority.Subject) (tls.Certificate, error)) testCase {
	return testCase{conformance.Spec{Name: name, Title: title,
		Want: words("不发送任何报文；主机恢复后照常工作", "nothing is sent, and work goes on when the host is itself again"), Rule: "PROTOCOL.md 1.5 (HTTPS); configuration.md (tls)"}, func(x *exam) error {
		return x.refusesImpostor(issue)
	}}
}

func (x *exam) refusesImpostor(issue func(*exam, authority.Subject) (tls.Certificate, error)) error {
	switch {
	case x.own == nil:
		return conformance.NotOffered("没有使用 TLS（--tls）", "there is no TLS: --tls")
	case x.issuer == nil:
		return conformance.NotOffered("没有签发证书的密钥", "the key that issues certificates is not there")
	}
	leaf := x.own.Certificates[0].Leaf
	s := authority.Subject{Name: "poslab impostor", Usage: x509.ExtKeyUsageServerAuth, Names: slices.Clone(leaf.DNSNames)}
	for _, ip := range leaf.IPAddresses {
		s.Names = append(s.Names, ip.String())
	}
	other, err := issue(x, s)
	if err != nil {
		return fmt.Errorf("certificate of an impostor: %w", err)
	}
	x.shows(other)
	x.amount++
	sent, err := x.do(sale(x.amount))
	if err != nil {
		return err
	}
	x.disguise.Store(nil)
	switch {
	case len(sent) > 0:
		return conformance.Failed("终端相信了该证书，并发出了 %[1]s", "the terminal trusted that certificate and sent a %[1]s", sent[0].mti)
	case !slices.ContainsFunc(x.record.since(x.begun), func(e host.Event) bool { return e.Conn > 0 }):
		return conformance.Unclear("终端没有连接主机", "the terminal never connected")
	}
	return x.goesOn()
}

func unknownIssuer(_ *exam, s authority.Subject) (tls.Certificate, error) {
	a, err := authority.New("nobody knows this CA", time.Now())
	if err != nil {
		return tls.Certificate{}, err
	}
	return a.Issue(s, time.Now())
}

func wrongName(x *exam, s authority.Subject) (tls.Certificate, error) {
	s.Names = []string{"another.host.invalid"}
	return x.issuer.Issue(s, time.Now())
}

// Days of a certificate that is over.
const (
	begunBefore = 48 * time.Hour
	endedBefore = 24 * time.Hour
)

func expired(x *exam, s authority.Subject) (tls.Certificate, error) {
	s.From, s.Until = time.Now().Add(-begunBefore), time.Now().Add(-endedBefore)
	return x.issuer.Issue(s, time.Now())
}
