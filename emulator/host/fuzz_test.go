package host_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
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

// FuzzServices: whatever a terminal that has the key says, after a day of everything, the
// host answers, and the money adds up. The corpus has a good request of every kind.
func FuzzServices(f *testing.F) {
	quiet := func(o *host.Options) { o.OnEvent = nil }
	for _, r := range everyRequest(newTill(newLab(f, quiet))) {
		body, err := r.m.Pack()
		require.NoError(f, err)
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := message.Unpack(body)
		if err != nil || len(body) > frame.Limit/2 {
			return
		}
		x := newTill(newLab(t, quiet))
		everyRequest(x)
		want := x.total(t)
		x.honest(t, want)
		sealed := without(m, 64)
		if moneyMTI := m.MTI[:2] == "01" || m.MTI[:2] == "02" || m.MTI[:2] == "04"; moneyMTI {
			body, err = sealed.Seal(x.mac.Sum)
		} else {
			body, err = sealed.Pack()
		}
		require.NoError(t, err)
		for range 2 { // once, and again
			x.sendBody(body)
			if (m.MTI[2]-'0')%2 != 0 {
				_, err := frame.Read(x.conn) // an answer is no request: the host hangs up
				require.Error(t, err)
				return
			}
			_, err := frame.Read(x.conn)
			require.NoError(t, err)
			x.honest(t, want)
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
	f.Add(everyFact(f))
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

// everyFact is a ledger file with facts of all kinds.
func everyFact(f *testing.F) []byte {
	dir := f.TempDir()
	x := newTill(newLab(f, ledgerFile(dir), func(o *host.Options) { o.OnEvent = nil }))
	for _, r := range everyRequest(x) {
		x.ask(r.m)
	}
	_, err := x.host.SetStanding("B", host.Lost)
	require.NoError(f, err)
	_, err = x.host.CutOver(host.CutOver{})
	require.NoError(f, err)
	require.NoError(f, x.host.Close())
	raw, err := os.ReadFile(filepath.Join(dir, "ledger.jsonl"))
	require.NoError(f, err)
	return raw
}
