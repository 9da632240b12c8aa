package emulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/authority"
	"posterm/emulator/host"
)

func TestTwoAddressesOfOneHost(t *testing.T) {
	lab := start(t, func(o *emulator.Options) { o.Backup = "127.0.0.1:0" })
	at := lab.Addresses()
	require.NotEqual(t, at.Host, at.Backup)
	require.Equal(t, "none", at.Wrapper)
	require.Nil(t, at.TLS)
	for i, address := range []string{at.Host, at.Backup} {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		if i == 0 {
			sell(t, conn)
		} else { // the same terminal is known here, and its trace is used up
			require.Equal(t, "00", exchange(t, conn, request("0820", 3, "00000000301"), nil).Get(39))
			require.Len(t, lab.Host.Ledger(), 1)
		}
		require.NoError(t, conn.Close())
	}
}

// A door that is closed refuses connections and ends those it had; opened again it
// listens where it did.
func TestADoorCanBeClosedAndOpened(t *testing.T) {
	lab := start(t, func(o *emulator.Options) { o.Backup = "127.0.0.1:0" })
	at := lab.Addresses()
	open, err := net.Dial("tcp", at.Host)
	require.NoError(t, err)
	defer open.Close()
	sell(t, open)
	require.NoError(t, lab.SetDoor(host.DoorPrimary, false))
	require.NoError(t, lab.SetDoor(host.DoorPrimary, false), "twice is once")
	_, err = open.Read(make([]byte, 1))
	require.Error(t, err)
	_, err = net.Dial("tcp", at.Host)
	require.Error(t, err)
	other, err := net.Dial("tcp", at.Backup)
	require.NoError(t, err)
	require.NoError(t, other.Close())
	require.Equal(t, []emulator.DoorState{{"primary", at.Host, false}, {"backup", at.Backup, true}}, lab.Doors())

	require.NoError(t, lab.SetDoor(host.DoorPrimary, true))
	again, err := net.Dial("tcp", at.Host)
	require.NoError(t, err)
	require.NoError(t, again.Close())
	require.ErrorContains(t, start(t).SetDoor(host.DoorBackup, true), `no such door: "backup"`)
}

func TestDoorsOverTheAdminAPI(t *testing.T) {
	c := newClient(t)
	door := map[string]any{"door": "primary", "address": c.lab.Addresses().Host, "open": true}
	require.Equal(t, map[string]any{"doors": []any{door}}, c.ok("GET", "/v1/host/doors", ""))
	door["open"] = false
	require.Equal(t, map[string]any{"doors": []any{door}}, c.ok("POST", "/v1/host/doors", `{"door":"primary","open":false}`))
	for _, wrong := range []string{`{"door":"back","open":true}`, `{"door":"primary"}`, `{"open":1}`, `{"dor":"primary"}`} {
		reply, raw := c.do("POST", "/v1/host/doors", wrong)
		require.Equal(t, http.StatusBadRequest, reply.StatusCode, string(raw))
	}
}

func TestAHostWithTLS(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	lab := start(t, func(o *emulator.Options) { o.TLS, o.ClientCert, o.Backup = dir, true, "127.0.0.1:0" })
	at := lab.Addresses()
	root, err := os.ReadFile(at.TLS.CA)
	require.NoError(t, err)
	trust := x509.NewCertPool()
	require.True(t, trust.AppendCertsFromPEM(root))
	own, err := tls.LoadX509KeyPair(at.TLS.Cert, at.TLS.Key)
	require.NoError(t, err)
	for _, address := range []string{at.Host, at.Backup} {
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: trust, Certificates: []tls.Certificate{own}})
		require.NoError(t, err)
		require.Equal(t, "00", exchange(t, conn, request("0820", 1, "00000000301"), nil).Get(39))
		require.NoError(t, conn.Close())
	}
	require.NotEmpty(t, at.TLS.Pin)
}

func TestHostsThatCannotBe(t *testing.T) {
	foreign := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(foreign, "ca.pem"), []byte("mine"), 0o600))
	for want, change := range map[string]func(*emulator.Options){
		"want none, stx or http":                     func(o *emulator.Options) { o.Wrapper = "soap" },
		"certificate can only be asked for with TLS": func(o *emulator.Options) { o.ClientCert = true },
		authority.ErrForeign.Error():                 func(o *emulator.Options) { o.TLS = foreign },
	} {
		o := emulator.Options{Host: "127.0.0.1:0"}
		change(&o)
		_, err := emulator.Start(t.Context(), o)
		require.ErrorContains(t, err, want)
	}
}
