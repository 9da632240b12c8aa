package line

import (
	"context"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/authority"
)

func TestPathsInTheirOrder(t *testing.T) {
	paths, err := Paths(Settings{Primary: "a.example:1", Backup: "b.example:2", Interfaces: []string{"eth0", "wwan0"}})
	require.NoError(t, err)
	var names []string
	for _, p := range paths {
		names = append(names, p.Name())
	}
	require.Equal(t, []string{"primary/eth0", "primary/wwan0", "backup/eth0", "backup/wwan0"}, names)
	paths, err = Paths(Settings{Primary: "a.example:1"})
	require.NoError(t, err)
	require.Len(t, paths, 1)
	require.Equal(t, "primary", paths[0].Name())
	_, err = Paths(Settings{Primary: "a.example:1", Wrapper: "soap"})
	require.ErrorContains(t, err, `unknown wrapper "soap": want none, stx or http`)
}

func TestHostHeader(t *testing.T) {
	for _, tt := range []struct {
		s             Settings
		address, want string
	}{
		{Settings{}, "pos.example:80", "pos.example"},
		{Settings{}, "pos.example:443", "pos.example:443"},
		{Settings{TLS: &TLS{}}, "pos.example:443", "pos.example"},
		{Settings{TLS: &TLS{Name: "pos.bank"}}, "192.0.2.1:8443", "pos.bank:8443"},
		{Settings{}, "[2001:db8::1]:80", "[2001:db8::1]"},
		{Settings{}, "[2001:db8::1]:8080", "[2001:db8::1]:8080"},
	} {
		require.Equal(t, tt.want, tt.s.hostHeader(tt.address), tt.address)
	}
}

func fault(t *testing.T, err error) Fault {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	require.NotContains(t, err.Error(), "127.0.0.1", "no address")
	return e.Fault
}

func TestFaultsOfTheNetwork(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	conn, err := TCP(address, TCPOptions{UserTimeout: time.Minute})(t.Context())
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.NoError(t, listener.Close())

	_, err = TCP(address, TCPOptions{})(t.Context())
	require.Equal(t, FaultRefused, fault(t, err))
	_, err = TCP("no-such-host.invalid:1", TCPOptions{})(t.Context())
	require.Equal(t, FaultName, fault(t, err))
	ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	_, err = TCP(address, TCPOptions{})(ctx)
	require.Equal(t, FaultSlow, fault(t, err))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = TCP(address, TCPOptions{})(ctx)
	require.ErrorIs(t, err, context.Canceled, "given up is no fault of the path")
}

func TestInterfaces(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux lets a program choose")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	conn, err := TCP(listener.Addr().String(), TCPOptions{Interface: "lo"})(t.Context())
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	_, err = TCP(listener.Addr().String(), TCPOptions{Interface: "nosuch0"})(t.Context())
	require.Equal(t, FaultInterface, fault(t, err))
	require.ErrorContains(t, err, "nosuch0")
}

func TestPins(t *testing.T) {
	a, err := authority.New("x", time.Now())
	require.NoError(t, err)
	want := PinOf(a.Cert)
	hex := "6c" // of another key
	for range 31 {
		hex += "0F"
	}
	p, err := ParsePin(hex)
	require.NoError(t, err)
	require.NotEqual(t, want, p)
	for _, s := range []string{want.String(), want.String()[:43], "sha256/" + want.String(), "sha256//" + want.String()} {
		p, err := ParsePin(s)
		require.NoError(t, err, s)
		require.Equal(t, want, p)
	}
	for _, s := range []string{"", "sha256/", "abc", hex[:62], hex + "00", want.String()[:40], "sha1/" + want.String()} {
		_, err := ParsePin(s)
		require.Error(t, err, s)
	}
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	a, err := authority.New("x", time.Now())
	require.NoError(t, err)
	one, err := a.Issue(authority.Subject{Name: "t", Usage: x509.ExtKeyUsageClientAuth}, time.Now())
	require.NoError(t, err)
	key, err := authority.KeyPEM(one.PrivateKey)
	require.NoError(t, err)
	other, err := authority.New("y", time.Now())
	require.NoError(t, err)
	file := func(name string, text []byte, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, text, mode))
		require.NoError(t, os.Chmod(path, mode))
		return path
	}
	cert, good := file("cert.pem", authority.CertPEM(one.Certificate[0]), 0o644), file("key", key, 0o600)
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	locked := []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")
	for _, tt := range []struct {
		name string
		tls  TLS
		want string
	}{
		{"good", TLS{CA: cert, Cert: cert, Key: good}, ""},
		{"no such file", TLS{CA: filepath.Join(dir, "none")}, "host.ca: " + filepath.Join(dir, "none") + ": no such file"},
		{"no certificate", TLS{CA: good}, "host.ca: " + good + ": there is no certificate in it, want PEM"},
		{"a pipe", TLS{CA: pipe}, "not a regular file"},
		{"a directory", TLS{CA: dir}, "not a regular file"},
		{"endless", TLS{CA: file("large", make([]byte, pemLimit+1), 0o600)}, "more than"},
		{"group may read the key", TLS{Cert: cert, Key: file("group", key, 0o640)}, "others can read it (mode 0640): chmod 600"},
		{"all may read the key", TLS{Cert: cert, Key: file("all", key, 0o604)}, "others can read it (mode 0604)"},
		{"locked key", TLS{Cert: cert, Key: file("locked", locked, 0o600)}, "it is encrypted"},
		{"key in the place of the certificate", TLS{Cert: good, Key: good}, "host.cert: " + good + ": there is no certificate"},
		{"another's certificate", TLS{Cert: file("other", authority.CertPEM(other.Cert.Raw), 0o644), Key: good}, "it does not go with host.cert"},
		{"no key", TLS{Cert: cert}, "host.key: : no such file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Paths(Settings{Primary: "a.example:1", TLS: &tt.tls})
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			var e *FileError
			require.ErrorAs(t, err, &e)
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), "PRIVATE")
		})
	}
}
