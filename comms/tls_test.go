package comms

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/emulator/authority"
)

// trust is an authority with what a good host and a good terminal have of it, and
// one that nobody trusts.
type trust struct {
	testing.TB
	dir         string
	ours, other *authority.Authority
}

func newTrust(t testing.TB) *trust {
	ours, err := authority.New("our CA", time.Now())
	require.NoError(t, err)
	other, err := authority.New("another CA", time.Now())
	require.NoError(t, err)
	tr := &trust{t, t.TempDir(), ours, other}
	tr.file("ca.pem", authority.CertPEM(ours.Cert.Raw))
	tr.terminal("client", ours, authority.Subject{})
	tr.terminal("foreign", other, authority.Subject{})
	tr.terminal("over", ours, authority.Subject{From: time.Now().Add(-48 * time.Hour), Until: time.Now().Add(-24 * time.Hour)})
	return tr
}

func (tr *trust) file(name string, text []byte) {
	require.NoError(tr, os.WriteFile(filepath.Join(tr.dir, name), text, 0o600))
}

// terminal writes a terminal's certificate and key.
func (tr *trust) terminal(name string, by *authority.Authority, s authority.Subject) {
	s.Name, s.Usage = name, x509.ExtKeyUsageClientAuth
	cert, err := by.Issue(s, time.Now())
	require.NoError(tr, err)
	key, err := authority.KeyPEM(cert.PrivateKey)
	require.NoError(tr, err)
	tr.file(name+".pem", authority.CertPEM(cert.Certificate[0]))
	tr.file(name+".key", key)
}

// host is a certificate of a host; change makes it a wrong one.
func (tr *trust) host(by *authority.Authority, change func(*authority.Subject)) tls.Certificate {
	s := authority.Subject{Name: "host", Names: []string{"127.0.0.1", "pos.example"}, Usage: x509.ExtKeyUsageServerAuth}
	if change != nil {
		change(&s)
	}
	cert, err := by.Issue(s, time.Now())
	require.NoError(tr, err)
	return cert
}

// as is how a terminal presents itself with one of the certificates above.
func (tr *trust) as(name string) line.TLS {
	return line.TLS{CA: filepath.Join(tr.dir, "ca.pem"), Cert: filepath.Join(tr.dir, name+".pem"), Key: filepath.Join(tr.dir, name+".key")}
}

// secureHost is a real server. It approves what it is asked, and counts every byte
// that comes out of the encryption: what a host could act on.
type secureHost struct {
	net.Listener
	bytes chan int // of each connection, when it has ended
}

func (tr *trust) serve(serve func(net.Conn) int) *secureHost {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tr, err)
	h := &secureHost{l, make(chan int, 8)}
	tr.Cleanup(func() { _ = l.Close() })
	go func() {
		defer close(h.bytes)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second)) // a test that fails must end
			h.bytes <- serve(conn)
			_ = conn.Close()
		}
	}()
	return h
}

// approving serves the encrypted side of a connection.
func (tr *trust) approving(config *tls.Config) func(net.Conn) int {
	s := sealer(tr)
	return func(raw net.Conn) int {
		conn := &counting{Conn: tls.Server(raw, config)}
		f, err := frame.Read(conn)
		if err != nil {
			return conn.n
		}
		if m, err := message.Unpack(f.Body); err == nil {
			(&peer{tr, conn, f, m, s}).approve()
		}
		_, _ = io.Copy(io.Discard, conn)
		return conn.n
	}
}

type counting struct {
	net.Conn
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n += n
	return n, err
}

// ask makes one sale over TLS.
func (tr *trust) ask(t *testing.T, h *secureHost, as line.TLS, connect time.Duration) (*Link, error) {
	paths, err := line.Paths(line.Settings{Primary: h.Addr().String(), TLS: &as})
	require.NoError(t, err)
	l := &Link{Paths: paths, Profile: UnionPay, ConnectTimeout: connect, ResponseTimeout: 10 * time.Second}
	_, err = l.Exchange(t.Context(), sale(), sealer(t))
	require.NoError(t, l.Close())
	require.NoError(t, h.Close())
	return l, err
}

// connectTime of the hosts that answer a handshake: long enough for a busy machine.
const connectTime = 10 * time.Second

func TestHostsThatAreTrusted(t *testing.T) {
	t.Parallel()
	tr := newTrust(t)
	good := tr.host(tr.ours, nil)
	pin, wrong := line.PinOf(good.Leaf), line.PinOf(tr.other.Cert)
	wants := &tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: tr.ours.Pool()}
	mayHave := &tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: tr.ours.Pool()}
	ticketless := wants.Clone()
	ticketless.SessionTicketsDisabled = true
	older := wants.Clone()
	older.MaxVersion = tls.VersionTLS12
	anonymous := line.TLS{CA: tr.as("client").CA}
	pinned := func(pins ...line.Pin) line.TLS {
		as := anonymous
		as.Pins = pins
		return as
	}
	named := anonymous
	named.Name = "pos.example"
	for _, tt := range []struct {
		name    string
		host    *tls.Config
		as      line.TLS
		version string
	}{
		{"TLS 1.3", &tls.Config{Certificates: []tls.Certificate{good}}, anonymous, "TLS 1.3"},
		{"TLS 1.2", &tls.Config{Certificates: []tls.Certificate{good}, MaxVersion: tls.VersionTLS12}, anonymous, "TLS 1.2"},
		{"by another name", &tls.Config{Certificates: []tls.Certificate{good}}, named, "TLS 1.3"},
		{"its key is pinned", &tls.Config{Certificates: []tls.Certificate{good}}, pinned(pin), "TLS 1.3"},
		{"one of two pinned keys", &tls.Config{Certificates: []tls.Certificate{good}}, pinned(wrong, pin), "TLS 1.3"},
		{"the authority's key is pinned", &tls.Config{Certificates: []tls.Certificate{good}}, pinned(line.PinOf(tr.ours.Cert)), "TLS 1.3"},
		{"it wants our certificate", wants, tr.as("client"), "TLS 1.3"},
		{"it wants our certificate and gives no tickets", ticketless, tr.as("client"), "TLS 1.3"},
		{"it wants our certificate by TLS 1.2", older, tr.as("client"), "TLS 1.2"},
		{"it would take a certificate, we have none", mayHave, anonymous, "TLS 1.3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := tr.serve(tr.approving(tt.host))
			l, err := tr.ask(t, h, tt.as, connectTime)
			require.NoError(t, err)
			require.NotZero(t, <-h.bytes)
			s := l.States()[0]
			require.Equal(t, line.Up, s.Phase)
			require.Equal(t, tt.version, s.TLS)
			require.Contains(t, s.Peer, "CN=host")
			require.Positive(t, s.Connected)
			require.Positive(t, s.Answered)
		})
	}
}

// A host that is not who it should be, or does not accept this terminal, gets not a
// byte of a message, and the error says what is wrong and what to do.
func TestHostsThatAreRefused(t *testing.T) {
	t.Parallel()
	tr := newTrust(t)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	day := 24 * time.Hour
	with := func(cert tls.Certificate) *tls.Config { return &tls.Config{Certificates: []tls.Certificate{cert}} }
	subject := func(change func(*authority.Subject)) *tls.Config { return with(tr.host(tr.ours, change)) }
	good := tr.host(tr.ours, nil)
	versions := func(low, high uint16) *tls.Config {
		c := with(good)
		c.MinVersion, c.MaxVersion = low, high
		return c
	}
	weakSuite := with(tr.host(tr.ours, nil))
	weakSuite.MaxVersion, weakSuite.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
	wants := func(version uint16, ticketless bool) *tls.Config {
		c := with(good)
		c.ClientAuth, c.ClientCAs, c.MaxVersion, c.SessionTicketsDisabled = tls.RequireAndVerifyClientCert, tr.ours.Pool(), version, ticketless
		return c
	}
	anonymous := line.TLS{CA: tr.as("client").CA}
	pinned := anonymous
	pinned.Pins = []line.Pin{line.PinOf(tr.other.Cert)}
	named := anonymous
	named.Name = "another.example"
	for _, tt := range []struct {
		name string
		host *tls.Config
		as   line.TLS
		want line.Fault
		do   string // what the error advises
	}{
		{"expired", subject(func(s *authority.Subject) { s.From, s.Until = time.Now().Add(-2*day), time.Now().Add(-day) }), anonymous, line.FaultExpired, "set the clock"},
		{"not yet valid", subject(func(s *authority.Subject) { s.From = time.Now().Add(day) }), anonymous, line.FaultNotYet, "set the clock"},
		{"another name", subject(func(s *authority.Subject) { s.Names = []string{"evil.example"} }), anonymous, line.FaultOtherName, "host.name"},
		{"another address", subject(func(s *authority.Subject) { s.Names = []string{"192.0.2.1"} }), anonymous, line.FaultOtherName, "host.name"},
		{"not the name it must have", with(good), named, line.FaultOtherName, "host.name"},
		{"self-signed", subject(func(s *authority.Subject) { s.SelfSigned = true }), anonymous, line.FaultSelfSigned, "host.ca"},
		{"unknown authority", with(tr.host(tr.other, nil)), anonymous, line.FaultUnknownCA, "host.ca"},
		{"an authority the system does not know", with(good), line.TLS{}, line.FaultUnknownCA, "host.ca"},
		{"a terminal's certificate", subject(func(s *authority.Subject) { s.Usage = x509.ExtKeyUsageClientAuth }), anonymous, line.FaultUsage, "acquirer must replace"},
		{"short key", subject(func(s *authority.Subject) { s.Key = short }), anonymous, line.FaultWeak, "acquirer must replace"},
		{"wrong pin", with(good), pinned, line.FaultPin, "ask the acquirer"},
		{"TLS 1.0", versions(tls.VersionTLS10, tls.VersionTLS10), anonymous, line.FaultVersion, "TLS 1.2 or later"},
		{"TLS 1.1", versions(tls.VersionTLS10, tls.VersionTLS11), anonymous, line.FaultVersion, "TLS 1.2 or later"},
		{"weak suite", weakSuite, anonymous, line.FaultVersion, "ECDHE"},
		{"no certificate of ours", wants(tls.VersionTLS13, false), anonymous, line.FaultClient, "host.cert"},
		{"no certificate of ours, no tickets", wants(tls.VersionTLS13, true), anonymous, line.FaultClient, "host.cert"},
		{"no certificate of ours by TLS 1.2", wants(tls.VersionTLS12, false), anonymous, line.FaultClient, "host.cert"},
		{"a foreign certificate of ours", wants(tls.VersionTLS13, false), tr.as("foreign"), line.FaultClient, "host.cert"},
		{"a foreign certificate of ours by TLS 1.2", wants(tls.VersionTLS12, false), tr.as("foreign"), line.FaultClient, "host.cert"},
		{"an expired certificate of ours", wants(tls.VersionTLS13, false), tr.as("over"), line.FaultClient, "host.cert"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tr.refuses(t, tr.approving(tt.host), tt.as, connectTime, tt.want, tt.do)
		})
	}
}

// refuses makes a sale and wants it refused before the host saw a byte of it.
func (tr *trust) refuses(t *testing.T, serve func(net.Conn) int, as line.TLS, connect time.Duration, want line.Fault, do string) {
	h := tr.serve(serve)
	l, err := tr.ask(t, h, as, connect)
	requireNotSent(t, err)
	var fault *line.Error
	require.ErrorAs(t, err, &fault)
	require.Equal(t, want, fault.Fault, err)
	require.ErrorContains(t, err, do)
	require.NotContains(t, err.Error(), "127.0.0.1")
	require.Zero(t, <-h.bytes, "bytes of a message at the host")
	require.Equal(t, line.Cooling, l.States()[0].Phase)
}

// Hosts that do not speak TLS at all.
func TestHostsWithoutTLS(t *testing.T) {
	t.Parallel()
	tr := newTrust(t)
	as := tr.as("client")
	for _, tt := range []struct {
		name    string
		serve   func(net.Conn) int
		connect time.Duration
		want    line.Fault
		do      string
	}{
		{"a host of plain ISO 8583", func(c net.Conn) int { _, _ = c.Write(make([]byte, 64)); _, _ = io.Copy(io.Discard, c); return 0 },
			connectTime, line.FaultNotTLS, "host.tls"},
		{"silence", func(c net.Conn) int { _, _ = io.Copy(io.Discard, c); return 0 }, 200 * time.Millisecond, line.FaultHandshake, "check the port"},
		{"it hangs up", func(c net.Conn) int { _, _ = c.Read(make([]byte, 1)); return 0 }, connectTime, line.FaultTLS, "call the acquirer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tr.refuses(t, tt.serve, as, tt.connect, tt.want, tt.do)
		})
	}
}
