package host_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
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
		{"unknown member", `{"what":"reset","at":"2026-11-21T20:15:03+08:00","x":1}` + "\n", "member \"x\" is not known"},
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

// What a failed sync was for never happened, neither now nor after a restart; what was
// durable before stands.
func TestAFailedSyncIsTakenBack(t *testing.T) {
	dir := t.TempDir()
	l := newLab(t, ledgerFile(dir))
	x := newTill(l)
	x.want("00", x.sale(1_000, panB))
	mend := l.host.BreakSync()
	lost := x.sale(2_000, panB)
	x.want("96", lost)
	require.Equal(t, "490.00", x.balance("B"))
	require.Len(t, x.host.Ledger(), 1)
	require.Error(t, l.host.ResetBalances())
	mend()
	x.want("00", x.sale(3_000, panB))
	x.want("00", x.reversal(lost)) // unknown: a tombstone
	ledger := x.host.Ledger()
	require.NoError(t, l.host.Close())
	x = restart(t, x, dir)
	require.Equal(t, ledger, x.host.Ledger())
	require.Equal(t, "460.00", x.balance("B"))
	x.want("12", lost)
}

// Many terminals at once: every answer is durable when it comes.
func TestAnswersAreDurable(t *testing.T) {
	dir := t.TempDir()
	l := newLab(t, ledgerFile(dir), func(o *host.Options) { o.OnEvent = nil })
	first := newTill(l)
	const many = 32
	bodies := make([][]byte, many)
	for i := range bodies {
		var err error
		bodies[i], err = first.body(first.sale(100, panB))
		require.NoError(t, err)
	}
	missing := make(chan string, many)
	for _, body := range bodies {
		x := *first
		x.conn = l.dial()
		go func() {
			x.sendBody(body)
			reply := x.receive()
			raw, err := os.ReadFile(filepath.Join(dir, "ledger.jsonl"))
			if err != nil || !bytes.Contains(raw, []byte(`"rrn":"`+reply.Get(37)+`"`)) {
				missing <- reply.Get(37)
				return
			}
			missing <- ""
		}()
	}
	for range bodies {
		require.Empty(t, <-missing)
	}
	require.Equal(t, "468.00", l.balance("B"))
}

// While a sync is under way its answers wait, others are decided, and the next sync serves
// all of those.
func TestOneSyncServesMany(t *testing.T) {
	l := newLab(t, ledgerFile(t.TempDir()), func(o *host.Options) { o.OnEvent = nil })
	first := newTill(l)
	begun, goOn := make(chan struct{}, 100), make(chan struct{})
	answers := make(chan string, 100)
	ask := func(body []byte) {
		x := *first
		x.conn = l.dial()
		go func() {
			x.sendBody(body)
			answers <- x.receive().Get(39)
		}()
	}
	const more = 8
	bodies := make([][]byte, 1+more)
	for i := range bodies {
		var err error
		bodies[i], err = first.body(first.sale(100, panB))
		require.NoError(t, err)
	}
	l.host.HoldSync(begun, goOn)
	ask(bodies[0])
	<-begun
	for _, body := range bodies[1:] {
		ask(body)
	}
	for len(l.host.Ledger()) < 1+more { // all are decided, and none is told
		runtime.Gosched()
	}
	require.Empty(t, answers)
	goOn <- struct{}{}
	require.Equal(t, "00", <-answers)
	<-begun
	goOn <- struct{}{}
	for range more {
		require.Equal(t, "00", <-answers)
	}
	require.Empty(t, begun, "two syncs for nine sales")
	close(goOn)
}

// A file of the first release, which knew sales, voids, balance inquiries and reversals.
// Written by that release's own tests.
func TestAnOldLedgerStillLoads(t *testing.T) {
	dir := t.TempDir()
	raw, err := os.ReadFile(filepath.Join("testdata", "ledger-1.jsonl"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ledger.jsonl"), raw, 0o600))
	l := newLab(t, ledgerFile(dir))
	require.Equal(t, []host.State{
		host.Approved, host.Voided, host.Approved, host.Reversed, host.Declined, host.Approved, host.Reversed, host.Approved,
	}, l.states())
	require.Equal(t, "498.77", l.balance("B"))
	first := l.host.Ledger()[0]
	require.Equal(t, "2026-11-21", first.SettleDate, "the day it was decided")
	require.Equal(t, "CUP", first.Organisation)

	x := newTill(l)
	x.trace = 100
	refund := x.money("200000", "25", 400, panB)
	refund.MTI = "0220"
	refund.Set(37, first.RRN)
	refund.Set(61, "0000000000001121")
	refund.Set(63, "000")
	x.want("00", refund)
	require.Equal(t, "502.77", x.balance("B"))
	d, f := verdicts(t, x.want("00", x.settle(count(4, 1_000+2_000+700+123, 2, 2_000+400), count(0, 0, 0, 0))))
	require.Equal(t, []txn.Comparison{txn.Balanced, txn.Balanced}, []txn.Comparison{d, f})
}
