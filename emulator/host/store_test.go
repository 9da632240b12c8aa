package host_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
)

// restart opens the ledger file of a host that was stopped.
func restart(t *testing.T, from *till, dir string) *till {
	t.Helper()
	x := *from
	x.lab = newLab(t, ledgerFile(dir))
	x.conn = x.dial()
	return &x
}

// history leaves one transaction in every state, and a session.
func history(t *testing.T, dir string) (x *till, sale, reply, unknown *message.Message) {
	t.Helper()
	l := newLab(t, ledgerFile(dir))
	x = newTill(l)
	sale = x.sale(1_000, panB)
	reply = x.want("00", sale)
	voided := x.sale(2_000, panB)
	x.want("00", x.void(voided, x.want("00", voided)))
	reversed := x.sale(3_000, panB)
	x.want("00", reversed)
	x.want("00", x.reversal(reversed))
	x.want("51", x.sale(500, panC))
	unknown = x.sale(4_000, panB)
	x.want("00", x.reversal(unknown))
	return x, sale, reply, unknown
}

func TestLedgerSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	old, sale, reply, unknown := history(t, dir)
	require.NoError(t, old.host.Close())
	x := restart(t, old, dir)
	require.Equal(t, old.host.Ledger(), x.host.Ledger())
	require.Equal(t, "490.00", x.balance("B"))
	x.want("94", sale)
	x.want("12", unknown) // the tombstone is still there
	x.want("00", x.void(sale, reply))
	require.Equal(t, "500.00", x.balance("B"))

	require.NoError(t, x.host.ResetBalances())
	require.NoError(t, x.host.Close())
	require.Equal(t, "500.00", restart(t, x, dir).balance("B"))
}

func TestLedgerFileHoldsNoSecrets(t *testing.T) {
	dir := t.TempDir()
	x, _, _, _ := history(t, dir)
	x.want("00", x.withPIN(x.sale(100, panA), pinA))
	raw, err := os.ReadFile(filepath.Join(dir, "ledger.jsonl"))
	require.NoError(t, err)
	for _, secret := range []string{panA, panB, panC, keys.TestTMK} {
		require.NotContains(t, string(raw), secret)
	}
	info, err := os.Stat(filepath.Join(dir, "ledger.jsonl"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// Wherever the file is cut, the host starts with the lines that are whole.
func TestATornLineNeverCounted(t *testing.T) {
	dir := t.TempDir()
	x, _, _, _ := history(t, dir)
	require.NoError(t, x.host.Close())
	path := filepath.Join(dir, "ledger.jsonl")
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for cut := len(whole) - 1; cut >= 0; cut -= 97 {
		require.NoError(t, os.WriteFile(path, whole[:cut], 0o600))
		h, err := host.New(host.Options{Accounts: cards(), Ledger: path})
		require.NoError(t, err, "cut after %d bytes", cut)
		require.NoError(t, h.ResetBalances())
		require.NoError(t, h.Close())
		h, err = host.New(host.Options{Accounts: cards(), Ledger: path})
		require.NoError(t, err, "what was written behind the cut at %d", cut)
		require.NoError(t, h.Close())
	}
}

func TestABadLedgerIsRefused(t *testing.T) {
	decided := `{"what":"decided","at":"2026-11-21T20:15:03+08:00","entry":{"terminal":"1","batch":"1","trace":"1",` +
		`"merchant":"","kind":"sale","fen":1,"card":"","account":"Z","state":"approved","response":"00","rrn":""}}` + "\n"
	for _, tt := range []struct{ name, content, want string }{
		{"not ours", "hello\n", "line 1"},
		{"unknown member", `{"what":"reset","at":"2026-11-21T20:15:03+08:00","x":1}` + "\n", "unknown field"},
		{"unknown fact", `{"what":"gone","at":"2026-11-21T20:15:03+08:00"}` + "\n", `"gone"`},
		{"reversal of nothing", `{"what":"reversed","at":"2026-11-21T20:15:03+08:00","key":{"terminal":"1","batch":"1","trace":"1"}}` + "\n", "cannot be reversed"},
		{"another lab's cards", decided, `no account "Z"`},
		{"keys under another master key", `{"what":"signed_in","at":"2026-11-21T20:15:03+08:00","terminal":{"id":"1","merchant":"1","batch":"1","keys":"00"}}` + "\n", "working keys"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.jsonl")
			require.NoError(t, os.WriteFile(path, []byte(tt.content), 0o600))
			_, err := host.New(host.Options{Accounts: cards(), Ledger: path})
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestOneHostPerLedger(t *testing.T) {
	dir := t.TempDir()
	newLab(t, ledgerFile(dir))
	_, err := host.New(host.Options{Accounts: cards(), Ledger: filepath.Join(dir, "ledger.jsonl")})
	require.ErrorContains(t, err, "in use by another host")
}

func TestALedgerThatCannotBeWrittenDecidesNothing(t *testing.T) {
	dir := t.TempDir()
	l := newLab(t, ledgerFile(dir))
	x := newTill(l)
	require.NoError(t, l.host.BreakStore())
	x.want("96", x.sale(100, panB))
	require.Equal(t, "500.00", x.balance("B"))
}
