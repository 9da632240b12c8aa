package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/front/socket"
	"posterm/internal/canary"
	"posterm/internal/check"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// tillAtRest is a terminal that has sold a bit of everything and was switched off, and the
// admin API of its lab. Alter changes what the API says, path by path.
type tillAtRest struct {
	*world
	dir   string
	admin *httptest.Server
	alter map[string]func(string) string
}

func atRest(t *testing.T) *tillAtRest {
	t.Helper()
	w, err := openWorld(t.Context(), &teller{out: io.Discard, lang: txn.English, folder: t.TempDir()}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.close()) })
	require.NoError(t, w.normalSale(t.Context()))
	require.NoError(t, w.paperRunsOut(t.Context()))
	require.NoError(t, w.answerLost(t.Context()))
	require.NoError(t, w.stopTill())
	r := &tillAtRest{world: w, dir: filepath.Join(w.dir, "journal"), alter: map[string]func(string) string{}}
	r.admin = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		said := httptest.NewRecorder()
		w.lab.Handler().ServeHTTP(said, in)
		text := said.Body.String()
		if change := r.alter[in.URL.Path]; change != nil {
			text = change(text)
		}
		out.Header().Set("Content-Type", said.Header().Get("Content-Type"))
		out.WriteHeader(said.Code)
		_, _ = io.WriteString(out, text)
	}))
	t.Cleanup(r.admin.Close)
	return r
}

// A copy of a terminal's directory is read where its keys are bound to, or with what they
// are bound to.
func TestReconcileOfAnotherMachine(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	elsewhere, config := filepath.Join(t.TempDir(), "device.key"), filepath.Join(t.TempDir(), "posterm.toml")
	require.NoError(t, os.WriteFile(elsewhere, []byte("the secret of another machine"), 0o600))
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, "terminal.device_key = %q\n", elsewhere), 0o600))
	bound := canary.MachineSecret() != nil
	res := r.reconcile(t, "--config", config)
	require.Equal(t, bound, res.code != 0, res.errs)
	if bound {
		require.Contains(t, res.errs, "keys of another device")
		require.Contains(t, res.errs, "terminal.device_key")
		require.NoError(t, os.WriteFile(elsewhere, canary.MachineSecret(), 0o600))
		require.Zero(t, r.reconcile(t, "--config", config).code)
	}
}

func (r *tillAtRest) reconcile(t *testing.T, more ...string) result {
	t.Helper()
	return lab(t, "", append([]string{"reconcile", "--data", r.dir, "--admin", r.admin.URL}, more...)...)
}

// found is what --json tells.
func (r *tillAtRest) found(t *testing.T) (exit int, agree bool, problems []string) {
	t.Helper()
	said := r.reconcile(t, "--json")
	require.Equal(t, 1, strings.Count(said.out, "\n"), said.errs)
	var o struct {
		Agree    bool
		Findings []struct{ Problem, Batch, Trace, ZH, EN string }
	}
	require.NoError(t, json.Unmarshal([]byte(said.out), &o), said.out)
	for _, f := range o.Findings {
		require.NotEmpty(t, f.ZH)
		require.NotEmpty(t, f.EN)
		problems = append(problems, f.Problem)
	}
	return said.code, o.Agree, problems
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	said := r.reconcile(t)
	require.Zero(t, said.code, said.errs+said.out)
	require.Contains(t, said.out, "三者一致")
	require.Contains(t, said.out, "Ledger, journal and paper agree.")

	one := r.reconcile(t, "--json")
	require.JSONEq(t, `{"agree":true,"terminal":"00010001","merchant":"104512541110001","transactions":5,"entries":3,"slips":7,"forgotten":0,"unwitnessed":0,"findings":[],"open":[]}`, one.out)

	again := func(name, was, is string) func(string) string {
		return func(s string) string {
			require.True(t, strings.Contains(s, was), name)
			return strings.Replace(s, was, is, 1)
		}
	}
	for _, tt := range []struct {
		name, path string
		change     func(string) string
		want       check.Problem
	}{
		{"an amount", "/v1/ledger", again("amount", `"amount":"12.34"`, `"amount":"12.35"`), check.AmountDiffers},
		{"a balance", "/v1/accounts", again("balance", `"balance":"399.66"`, `"balance":"399.65"`), check.BalanceDiffers},
		{"a slip that vanished", "/v1/paper", again("slip", "CARDHOLDER COPY", "MERCHANT COPY"), check.SecondOriginal},
		{"an entry of nobody", "/v1/ledger", again("trace", `"trace":"000004"`, `"trace":"000044"`), check.SentNotRecorded},
		{"a sale of nobody", "/v1/ledger", again("trace", `"trace":"000002"`, `"trace":"000042"`), check.ChargedNotRecorded},
		{"a reference number", "/v1/ledger", again("rrn", `"rrn":"000000000002"`, `"rrn":"000000000009"`), check.EntryDiffers},
		{"a slip of nobody", "/v1/paper", again("trace", "VOUCHER NO.               000002", "VOUCHER NO.               000042"), check.StrayPaper},
		{"the paper's amount", "/v1/paper", again("amount", "RMB 12.34", "RMB 99.99"), check.PaperDiffers},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r.alter[tt.path] = tt.change
			defer delete(r.alter, tt.path)
			exit, agree, problems := r.found(t)
			require.Equal(t, exitError, exit)
			require.False(t, agree)
			require.Contains(t, problems, tt.want.String())
			said := r.reconcile(t)
			require.Equal(t, exitError, said.code)
			require.Contains(t, said.out, tt.want.Words().ZH)
			require.Contains(t, said.out, tt.want.Words().EN)
			require.NotContains(t, said.errs, ": 1 findings")
			require.Contains(t, said.errs, "hint: ")
		})
	}
}

// TestReconcileBeyondOneTerminal: another terminal's entries are not ours, and paper that
// was thrown away proves nothing.
func TestReconcileBeyondOneTerminal(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	r.lab.Printer.DeletePaper()
	r.alter["/v1/ledger"] = func(s string) string {
		return strings.Replace(s, `{"entries":[`, `{"entries":[{"terminal":"00010009","merchant":"104512541110009","batch":"000001","trace":"000002","kind":"sale","amount":"1.00","card":"622202******9999","state":"approved","response":"00","rrn":"","auth":"","settled":false},`, 1)
	}
	said := r.reconcile(t)
	require.Zero(t, said.code, said.out+said.errs)
	require.Contains(t, said.out, "5 transactions in the journal, 3 entries of its own in the ledger, 0 slips")
	require.Contains(t, said.out, "the printer keeps 7 earlier slips no more")
}

// The printer of a lab that was started again has none of the paper of before. That is told,
// and nothing is missing.
func TestReconcileAfterTheLabWasStartedAgain(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	r.alter["/v1/paper"] = func(string) string {
		return fmt.Sprintf(`{"slips":[],"forgotten":0,"since":%q}`, time.Now().Add(time.Minute).Format(time.RFC3339Nano))
	}
	said := r.reconcile(t)
	require.Zero(t, said.code, said.out+said.errs)
	require.Regexp(t, `模拟环境于 \S+ \S+ 启动，此前打印的 5 联纸张无从查证，未核对`, said.out)
	require.Regexp(t, `the lab was started at \S+ \S+ \(Beijing\): the paper of 5 copies printed before is not known and was not compared`, said.out)
	require.Contains(t, said.out, "as far as they were compared")
	require.Contains(t, r.reconcile(t, "--json").out, `"agree":true,`)
	require.Contains(t, r.reconcile(t, "--json").out, `"slips":0,"forgotten":0,"unwitnessed":5,`)

	r.alter["/v1/paper"] = func(string) string { return `{"slips":[],"forgotten":0}` } // a lab that does not say since when
	_, agree, problems := r.found(t)
	require.False(t, agree)
	require.Contains(t, problems, check.NotOnPaper.String())
}

// A slip under the number of a sign-in is told in the language of the line.
func TestReconcileNamesKindsInBothLanguages(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	r.alter["/v1/paper"] = func(s string) string {
		return strings.ReplaceAll(s, "VOUCHER NO.               000002", "VOUCHER NO.               000001")
	}
	said := r.reconcile(t)
	require.Equal(t, exitError, said.code)
	for line := range strings.Lines(said.out) {
		if _, found := strings.CutPrefix(line, "  "); found {
			require.NotRegexp(t, `\p{Han}`, line)
		}
	}
	require.Regexp(t, `journal: "sign-in"`, said.out)
	require.Regexp(t, `流水："签到"`, said.out)
}

// TestReconcileReadsNoTwoMoments: a ledger that grows meanwhile is no evidence.
func TestReconcileReadsNoTwoMoments(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	looks := 0
	r.alter["/v1/ledger"] = func(s string) string {
		looks++
		return strings.Replace(s, `"auth":"`, `"auth":"`+strings.Repeat("x", looks), 1)
	}
	said := r.reconcile(t)
	require.Equal(t, exitError, said.code)
	require.Contains(t, said.errs, "does not stand still")
}

// Whoever holds the journal is named; nothing is compared.
func TestReconcileAHeldJournal(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	j, err := journal.Open(r.dir, "run")
	require.NoError(t, err)
	said := r.reconcile(t)
	require.NoError(t, j.Close())
	require.Equal(t, exitHeld, said.code)
	require.Contains(t, said.errs, "(posterm run)")
	require.Empty(t, said.out)
}

// A terminal that runs is asked by its door, and found fault with like a journal at rest.
func TestReconcileATerminalThatRuns(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	j, err := journal.Open(r.dir, "run")
	require.NoError(t, err)
	defer j.Close()
	door, err := socket.Open(r.dir, nil)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- door.Serve(ctx, func(ctx context.Context, c socket.Call) int {
			var answer any
			switch strings.Join(c.Args, " ") {
			case "--json journal check":
				report, err := j.Check(ctx)
				require.NoError(t, err)
				answer = map[string]any{"findings": report.Findings}
			case "--json journal rows":
				rows, err := j.Rows(0, 10_000)
				require.NoError(t, err)
				answer = map[string]any{"rows": rows}
			}
			require.NoError(t, json.NewEncoder(c.Out).Encode(answer))
			return 0
		})
	}()
	said := r.reconcile(t)
	require.Zero(t, said.code, said.out+said.errs)
	r.alter["/v1/ledger"] = func(s string) string { return strings.Replace(s, `"amount":"`, `"amount":"9`, 1) }
	exit, agree, problems := r.found(t)
	require.Equal(t, exitError, exit)
	require.False(t, agree)
	require.Contains(t, problems, check.AmountDiffers.String())
	stop()
	require.NoError(t, <-ended)
}

// What is open is no disagreement, and no secret.
func TestReconcileTellsWhatIsOpen(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	j, err := journal.Open(r.dir, "run")
	require.NoError(t, err)
	sale := roll.Row{Seq: j.Seq() + 1, What: roll.IntentMade, Kind: txn.Sale, Batch: 1, Trace: 12, At: time.Now().UTC()}
	sale.Txn = roll.ID(sale.Seq)
	pan := txn.PAN("6222020000000000128")
	sale.Body = roll.Intent{Amount: 500, Card: pan.Masked(), Digest: j.Digest(pan), Terminal: "00010001", Merchant: "104512541110001"}
	require.NoError(t, j.Commit([]roll.Row{sale}, &journal.Seal{ID: sale.Txn, PAN: pan}))
	sale.Seq, sale.What, sale.Body = sale.Seq+1, roll.InDoubt, roll.Doubt{Reason: txn.NoReply}
	require.NoError(t, j.Commit([]roll.Row{sale}, nil))
	require.NoError(t, j.Close())
	said := r.reconcile(t)
	require.Zero(t, said.code, said.errs+said.out)
	require.Contains(t, said.out, "三者一致")
	require.Contains(t, said.out, "待处理 1：000012 5.00 冲正中")
	require.Contains(t, said.out, "open: 1: 000012 5.00 being reversed")
	require.Contains(t, r.reconcile(t, "--json").out, `"open":[{"batch":"000001","trace":"000012","amount":"5.00","is":"reversing","zh":"冲正中","en":"being reversed"}]`)

	open := stillOpen(check.Evidence{Rows: []roll.Row{
		{Seq: 1, Txn: 1, What: roll.IntentMade, Kind: txn.Sale, Batch: 1, Trace: 13, Body: roll.Intent{Amount: 500}},
		{Seq: 2, Txn: 1, What: roll.Approved, Kind: txn.Sale, Batch: 1, Trace: 13, Body: roll.Outcome{Code: "00", Copies: 1}},
	}})
	require.Equal(t, txn.Words{ZH: "待处理 1：000013 5.00 签购单商户存根待打印", EN: "open: 1: 000013 5.00 sales slip, merchant copy, owed"}, openWords(open))
}

// A wallet order, a batch that is frozen and the slip of a settlement are open, too; whatever
// the state of the money is, there are words for it.
func TestReconcileTellsEveryOpenThing(t *testing.T) {
	frozen := &roll.Frozen{Domestic: txn.Totals{Debit: txn.Sum{Count: 2, Amount: 1500}, Credit: txn.Sum{Count: 1, Amount: 300}}}
	rows := []roll.Row{
		{Seq: 1, Txn: 1, What: roll.IntentMade, Kind: txn.WalletPay, Batch: 1, Trace: 13, Body: roll.Intent{Amount: 500}},
		{Seq: 2, Txn: 1, What: roll.InDoubt, Kind: txn.WalletPay, Batch: 1, Trace: 13, Body: roll.Doubt{}},
		{Seq: 3, Txn: 3, What: roll.IntentMade, Kind: txn.Refund, Batch: 1, Trace: 14, Body: roll.Intent{Amount: 300}},
		{Seq: 4, Txn: 4, What: roll.IntentMade, Kind: txn.SignIn, Batch: 1, Trace: 15, Body: roll.Intent{}},
		{Seq: 5, Txn: 5, What: roll.IntentMade, Kind: txn.Settle, Batch: 1, Trace: 16, Body: roll.Intent{Frozen: frozen}},
	}
	require.Equal(t, txn.Words{
		ZH: "待处理 3：000013 5.00 支付结果查询中；000014 3.00 主机未应答，将重新发送；000016 12.00 批次已冻结，批结算未完成",
		EN: "open: 3: 000013 5.00 being asked about; 000014 3.00 not answered, to be sent again; 000016 12.00 batch frozen, its settlement is not finished",
	}, openWords(stillOpen(check.Evidence{Rows: rows})))

	rows = append(rows, roll.Row{Seq: 6, Txn: 5, What: roll.Approved, Kind: txn.Settle, Batch: 1, Trace: 16, Body: roll.Outcome{Code: "00", Copies: 1}})
	open := stillOpen(check.Evidence{Rows: rows[4:]})
	require.Equal(t, txn.Words{ZH: "待处理 1：000016 12.00 批结算单商户存根待打印", EN: "open: 1: 000016 12.00 settlement slip, merchant copy, owed"}, openWords(open))
	text, err := json.Marshal(open)
	require.NoError(t, err)
	require.JSONEq(t, `[{"batch":"000001","trace":"000016","amount":"12.00","is":"slip","zh":"批结算单商户存根待打印","en":"settlement slip, merchant copy, owed"}]`, string(text))

	for m := txn.MoneyNone; m <= txn.MoneyClosed; m++ {
		require.NotEmpty(t, recordWords[m].ZH, m)
		require.NotEmpty(t, recordWords[m].EN, m)
	}
}

// A journal that cannot be believed is a finding, never a panic.
func TestReconcileADamagedJournal(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func([]byte) []byte{
		"a changed amount": func(b []byte) []byte { return bytes.Replace(b, []byte(`"amount":1234`), []byte(`"amount":9234`), 1) },
		"half of it":       func(b []byte) []byte { return b[:len(b)/2] },
		"another file":     func([]byte) []byte { return bytes.Repeat([]byte("no database "), 100) },
	} {
		t.Run(name, func(t *testing.T) {
			r := atRest(t)
			file := filepath.Join(r.dir, "journal.db")
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(file, change(data), 0o600))
			exit, agree, problems := r.found(t)
			require.Equal(t, exitError, exit)
			require.False(t, agree)
			require.Contains(t, problems, check.JournalBroken.String())
			require.NotContains(t, r.reconcile(t).out, "terminal :")
		})
	}
}

func TestReconcileWrongUse(t *testing.T) {
	t.Parallel()
	r := atRest(t)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>hello") }))
	defer stranger.Close()
	empty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	}))
	defer empty.Close()
	nobody := httptest.NewServer(nil)
	nobody.Close()
	for _, tt := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"nothing", []string{"reconcile"}, exitUse, "--admin=URL, --data=DIR"},
		{"no URL", []string{"reconcile", "--data", r.dir, "--admin", "127.0.0.1:8581"}, exitUse, "no address"},
		{"a file", []string{"reconcile", "--data", r.dir, "--admin", "file:///etc/passwd"}, exitUse, "no address"},
		{"no terminal", []string{"reconcile", "--data", t.TempDir(), "--admin", r.admin.URL}, exitUse, "no journal"},
		{"a file of it", []string{"reconcile", "--data", filepath.Join(r.dir, "journal.db"), "--admin", r.admin.URL}, exitUse, "is no directory"},
		{"no directory", []string{"reconcile", "--data", "/nowhere/at/all", "--admin", r.admin.URL}, exitUse, "no journal"},
		{"no configuration", []string{"reconcile", "--data", r.dir, "--admin", r.admin.URL, "--config", "/nowhere/at/all"}, exitUse, "/nowhere/at/all"},
		{"nobody there", []string{"reconcile", "--data", r.dir, "--admin", nobody.URL}, exitError, "refused"},
		{"another service", []string{"reconcile", "--data", r.dir, "--admin", stranger.URL}, exitError, "not what an admin API says"},
		{"no lab", []string{"reconcile", "--data", r.dir, "--admin", empty.URL}, exitError, "no ledger"},
		{"another path", []string{"reconcile", "--data", r.dir, "--admin", r.admin.URL + "/v0"}, exitError, "404"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := lab(t, "", tt.args...)
			require.Equal(t, tt.code, said.code, said.errs)
			require.Contains(t, said.errs, tt.want)
			require.Contains(t, said.errs, "hint: ")
			require.Empty(t, said.out)
		})
	}
}
