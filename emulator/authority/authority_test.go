package authority

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAFolderStaysWhatItIs(t *testing.T) {
	dir, now := filepath.Join(t.TempDir(), "tls"), time.Now()
	names := []string{"127.0.0.1", "::1", "localhost"}
	first, err := Open(dir, names, now)
	require.NoError(t, err)
	for _, name := range names {
		require.NoError(t, first.Host.Leaf.VerifyHostname(name))
	}
	for _, key := range []string{"ca.key", "host.key", "client.key"} {
		info, err := os.Stat(filepath.Join(dir, key))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), key)
	}
	again, err := Open(dir, names[:1], now.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, first.Pin, again.Pin, "a terminal that trusts it goes on doing so")

	client, err := tls.LoadX509KeyPair(first.Cert, first.Key)
	require.NoError(t, err)
	_, err = client.Leaf.Verify(x509.VerifyOptions{Roots: first.Trust, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	require.NoError(t, err)
}

func TestAFolderIsMadeAnew(t *testing.T) {
	now := time.Now()
	for name, change := range map[string]func(dir string) ([]string, time.Time){
		"another name": func(string) ([]string, time.Time) { return []string{"pos.example"}, now },
		"nearly over":  func(string) ([]string, time.Time) { return []string{"localhost"}, now.Add(lifetime - time.Hour) },
		"a piece is lost": func(dir string) ([]string, time.Time) {
			_ = os.Remove(filepath.Join(dir, "client.key"))
			return []string{"localhost"}, now
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			first, err := Open(dir, []string{"localhost"}, now)
			require.NoError(t, err)
			names, at := change(dir)
			again, err := Open(dir, names, at)
			require.NoError(t, err)
			require.NotEqual(t, first.Pin, again.Pin)
		})
	}
}

func TestAFolderOfSomebodyElseIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "ca.pem")
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o600))
	_, err := Open(dir, []string{"localhost"}, time.Now())
	require.ErrorIs(t, err, ErrForeign)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))
}

func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Open(filepath.Join(file, "tls"), []string{"localhost"}, time.Now())
	require.Error(t, err)
}
