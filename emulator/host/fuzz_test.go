package host_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/emulator/host"
)

// FuzzServeConn: whatever arrives, the host answers or hangs up, and no money
// moves, because nobody has a key.
func FuzzServeConn(f *testing.F) {
	seed := func(mti, network string) {
		x := &till{lab: &lab{}, batch: "000001"}
		m := x.plain(mti, network)
		m.Set(63, "001")
		body, err := m.Pack()
		require.NoError(f, err)
		raw, err := frame.Frame{Body: body}.Append(nil)
		require.NoError(f, err)
		f.Add(raw)
	}
	seed("0800", "003")
	seed("0820", "301")
	seed("0400", "000")
	x := &till{lab: &lab{}, batch: "000001"}
	body, err := x.sale(100, panB).Pack()
	require.NoError(f, err)
	raw, err := frame.Frame{Body: body}.Append(nil)
	require.NoError(f, err)
	f.Add(raw)
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := host.New(host.Options{Accounts: cards()})
		require.NoError(t, err)
		near, far := net.Pipe()
		done := make(chan struct{})
		go func() { h.ServeConn(t.Context(), far); close(done) }()
		drained := make(chan struct{})
		go func() { _, _ = io.Copy(io.Discard, near); close(drained) }()
		_, _ = near.Write(raw)
		_ = near.Close()
		<-done
		<-drained
		for _, e := range h.Ledger() {
			require.Equal(t, host.Declined, e.State)
		}
	})
}

// FuzzLedgerFile: a foreign file is refused or understood, and what is understood
// once is understood the same way again.
func FuzzLedgerFile(f *testing.F) {
	f.Add([]byte(`{"what":"reset","at":"2026-11-21T20:15:03+08:00"}` + "\n"))
	f.Add([]byte(`{"what":"decided","at":"2026-11-21T20:15:03+08:00","entry":{"terminal":"1","batch":"1","trace":"1","merchant":"1",` +
		`"kind":"sale","fen":1,"card":"6","account":"B","state":"approved","response":"00","rrn":"1"}}` + "\n" +
		`{"what":"reversed","at":"2026-11-21T20:15:03+08:00","key":{"terminal":"1","batch":"1","trace":"1"}}` + "\n"))
	path := filepath.Join(f.TempDir(), "ledger.jsonl")
	f.Fuzz(func(t *testing.T, content []byte) {
		require.NoError(t, os.WriteFile(path, content, 0o600))
		h, err := host.New(host.Options{Accounts: cards(), Ledger: path})
		if err != nil {
			return
		}
		ledger, accounts := h.Ledger(), h.Accounts()
		require.NoError(t, h.Close())
		again, err := host.New(host.Options{Accounts: cards(), Ledger: path})
		require.NoError(t, err)
		require.Equal(t, ledger, again.Ledger())
		require.Equal(t, accounts, again.Accounts())
		require.NoError(t, again.Close())
	})
}
