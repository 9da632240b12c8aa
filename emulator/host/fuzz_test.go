package host_test

import (
	"io"
	"net"
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
