package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/internal/check"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// programs are the two programs, built as anybody would.
type programs struct{ posterm, poslab string }

func build(t *testing.T) programs {
	t.Helper()
	dir := t.TempDir()
	p := programs{posterm: filepath.Join(dir, "posterm"), poslab: filepath.Join(dir, "poslab")}
	for out, pkg := range map[string]string{p.posterm: "posterm/cmd/posterm", p.poslab: "posterm/cmd/poslab"} {
		text, err := exec.CommandContext(t.Context(), "go", "build", "-o", out, pkg).CombinedOutput()
		require.NoError(t, err, string(text))
	}
	return p
}

// shop is a terminal in a process of its own and a lab in another.
type shop struct {
	t       *testing.T
	posterm string
	config  string
	data    string
	at      emulator.Addresses
	sale    time.Duration // how long one takes that nobody kills

	slips    map[int]printer.Slip // all the paper there ever was
	order    []int
	before   txn.Fen           // balance of card A before the first entry of the ledger
	paid     string            // trace of the last sale, when it stands
	seen     map[txn.Money]int // what status said, for the report
	killed   int
	reprints int
}

// seen is what a test reads of a command's JSON.
type seen struct {
	Batch, Trace string
	Money        txn.Money
	Verdict      txn.Verdict
	OwedSlips    int `json:"owed_slips"`
	Error        struct{ Code, Message, Hint string }
}

func openShop(t *testing.T, p programs) *shop {
	t.Helper()
	dir := t.TempDir()
	s := &shop{t: t, posterm: p.posterm, config: filepath.Join(dir, "posterm.toml"), data: filepath.Join(dir, "data"),
		slips: map[int]printer.Slip{}, seen: map[txn.Money]int{}, before: card.Builtin()[0].Balance}
	s.startLab(p.poslab)
	text := fmt.Sprintf("[host]\nprimary = %q\n[printer]\nport = \"tcp://%s\"\n", s.at.Host, s.at.PrinterTCP)
	require.NoError(t, os.WriteFile(s.config, []byte(text), 0o600))
	var nothing map[string]any
	require.Zero(t, s.ask(&nothing, "init"))
	require.Zero(t, s.ask(&nothing, "signin"))
	var took []time.Duration
	for range 5 {
		begin := time.Now()
		require.Zero(t, s.ask(&nothing, "sale", "1.00", "--card", "A"))
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	s.sale = took[len(took)/2]
	return s
}

func (s *shop) startLab(poslab string) {
	up := exec.Command(poslab, "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	up.Stderr = os.Stderr
	out, err := up.StdoutPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, up.Start())
	s.t.Cleanup(func() {
		_ = up.Process.Signal(os.Interrupt)
		_ = up.Wait()
	})
	ready, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(s.t, err)
	require.NoError(s.t, json.Unmarshal(ready, &s.at))
}

func (s *shop) command(args ...string) *exec.Cmd {
	return exec.Command(s.posterm, append([]string{"--config", s.config, "--data", s.data, "--json"}, args...)...)
}

// ask runs a command to its end and reads its one JSON object.
func (s *shop) ask(to any, args ...string) (code int) {
	s.t.Helper()
	c := s.command(args...)
	out, err := c.Output()
	if err != nil {
		require.IsType(s.t, &exec.ExitError{}, err)
	}
	require.NoError(s.t, json.Unmarshal(out, to), "posterm %v printed %q", args, out)
	return c.ProcessState.ExitCode()
}

// kill starts a command and kills it after a while, unless it is faster.
func (s *shop) kill(after time.Duration, args ...string) {
	c := s.command(args...)
	require.NoError(s.t, c.Start())
	moment := time.AfterFunc(after, func() { _ = c.Process.Kill() })
	err := c.Wait()
	moment.Stop()
	if err != nil && c.ProcessState.ExitCode() == -1 {
		s.killed++
	}
}

// get reads from the admin API.
func (s *shop) get(path string, to any) { s.call(http.MethodGet, path, to) }

func (s *shop) call(method, path string, to any) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.at.Admin+path, nil)
	require.NoError(s.t, err)
	reply, err := http.DefaultClient.Do(r)
	require.NoError(s.t, err)
	defer reply.Body.Close()
	require.Equal(s.t, http.StatusOK, reply.StatusCode)
	require.NoError(s.t, json.NewDecoder(reply.Body).Decode(to))
}

func (s *shop) ledger() []host.Entry {
	s.t.Helper()
	var ledger struct{ Entries []host.Entry }
	s.get("/v1/ledger", &ledger)
	return ledger.Entries
}

// balance is what card A holds at the host.
func (s *shop) balance() txn.Fen {
	s.t.Helper()
	var accounts struct{ Accounts []host.Holding }
	s.get("/v1/accounts", &accounts)
	now, err := fenOf(accounts.Accounts[0].Balance)
	require.NoError(s.t, err)
	return now
}

// paperKept is how many slips the printer may keep before they are taken away.
const paperKept = 200

// paper collects the slips; the printer keeps only the newest.
func (s *shop) paper() (all []printer.Slip) {
	s.t.Helper()
	var now struct{ Slips []printer.Slip }
	s.get("/v1/paper", &now)
	for _, slip := range now.Slips {
		if _, known := s.slips[slip.ID]; !known {
			s.order = append(s.order, slip.ID)
		}
		s.slips[slip.ID] = slip
	}
	for _, id := range s.order {
		all = append(all, s.slips[id])
	}
	if len(now.Slips) > paperKept {
		s.call(http.MethodDelete, "/v1/paper", &now)
	}
	return all
}

// agree holds ledger, journal, account and paper against each other.
func (s *shop) agree() {
	s.t.Helper()
	book, rows := s.journal()
	now := s.balance()
	e := check.Evidence{
		Rows: rows, Book: &book, Ledger: s.ledger(), Slips: s.paper(), Foot: "posterm", Copies: 2,
		Accounts: []check.Account{{Card: card.Builtin()[0].Card.PAN.Masked(), Before: s.before, Now: now}},
	}
	for _, f := range check.Of(e) {
		s.t.Error(f.In(txn.English))
	}
	if s.t.Failed() {
		s.t.FailNow()
	}
	if now < lowBalance {
		var nothing map[string]any
		s.call(http.MethodPost, "/v1/accounts/reset", &nothing)
		s.before += s.balance() - now
	}
}

// journal reads the roll while no terminal runs.
func (s *shop) journal() (roll.Book, []roll.Row) {
	s.t.Helper()
	j, err := journal.Open(s.data, "test")
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, j.Close()) }()
	book, rows, err := j.Book() // one batch: these are all
	require.NoError(s.t, err)
	report, err := j.Check(s.t.Context())
	require.NoError(s.t, err)
	require.True(s.t, report.Sound(), "%v", report.Findings)
	return book, rows
}

func (s *shop) report() {
	s.t.Logf("killed %d commands; a sale takes %v; status said %v; %d reprints, %d slips", s.killed, s.sale, s.seen, s.reprints, len(s.order))
}
