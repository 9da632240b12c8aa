package command

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// systemd listens as the service manager does.
func systemd(t *testing.T) (name string, heard func() string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return name, func() string {
		buf := make([]byte, 4096)
		n, err := conn.Read(buf)
		require.NoError(t, err)
		return string(buf[:n])
	}
}

// freePort is an address that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func fetched(t *testing.T, url string, code int) string {
	t.Helper()
	answer, err := http.Get(url)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, code, answer.StatusCode, string(body))
	return string(body)
}

// TestATerminalIsWatched: systemd is told that it is up, alive and down; metrics and readiness tell of
// a sale whose paper ran out, and of no card.
func TestATerminalIsWatched(t *testing.T) {
	t.Parallel()
	address := freePort(t)
	r := newRig(t, settings{"observe.listen": quoted(address), "terminal.copies": "1"})
	r.ask(0, "signin")
	r.hurt(printer.Faults{Paper: ptr("out")})
	socket, heard := systemd(t)
	env := map[string]string{"NOTIFY_SOCKET": socket, "WATCHDOG_USEC": "300000"}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	in, keys := io.Pipe()
	defer keys.Close()
	var screen screen
	var errw bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- runs(ctx, []string{"--config", r.config, "--data", r.dir, "run"}, in, &screen, &errw, func(name string) string { return env[name] })
	}()
	require.Regexp(t, `^READY=1\nSTATUS=可以收款.*\nWATCHDOG=1$`, heard())
	for heard() != "WATCHDOG=1" { // a status may come before
	}
	screen.shows(t, "消费")
	_, err := io.WriteString(keys, "1\n4.00\nA\n\n")
	require.NoError(t, err)
	screen.shows(t, "欠小票")

	base := "http://" + address
	require.Contains(t, fetched(t, base+"/healthz", 200), `"healthy":true`)
	ready := fetched(t, base+"/readyz", 200)
	require.Contains(t, ready, `"code":"paper_out"`)
	require.Contains(t, ready, `"slips_owed":1`)
	text := fetched(t, base+"/metrics", 200)
	for _, line := range []string{
		`posterm_transactions_total{kind="sale",outcome="approved"} 1`, `posterm_slips_owed 1`, `posterm_printer_fault{fault="paper_out"} 1`,
		`posterm_host_state{path="primary",state="up"} 1`, `posterm_signed_in 1`, `posterm_sellable 1`, `posterm_host_round_trip_seconds_count{path="primary"} 1`,
		`posterm_log_hidden_total{like="card"} 0`,
	} {
		require.Contains(t, text, line+"\n")
	}
	require.Regexp(t, `(?m)^posterm_signin_age_seconds \d`, text)
	require.NotRegexp(t, regexp.MustCompile(`62220|000001|4\.00`), regexp.MustCompile(`(?m)^(#|posterm_(disk|start|build|host_round|signin)).*$`).ReplaceAllString(text, ""))
	stop()
	for !strings.HasPrefix(heard(), "STOPPING=1\nSTATUS=") {
	}
	require.Equal(t, 0, <-ended, errw.String())
	r.said.WriteString(text + ready + errw.String())
	_, err = http.Get(base + "/healthz")
	require.Error(t, err)
}

// TestAnAddressThatIsTaken is told before the terminal opens its journal.
func TestAnAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	r := newRig(t, settings{"observe.listen": quoted(l.Addr().String())})
	e := r.refused(2, "bad_config", "run")
	require.Contains(t, e["message"], "observe.listen：")
	require.Contains(t, e["message"], "端口已被占用")
}

// TestAServiceManagerThatIsNotThere is no reason not to sell.
func TestAServiceManagerThatIsNotThere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, stop := context.WithCancel(t.Context())
	var screen screen
	var errw bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- runs(ctx, []string{"--config", r.config, "--data", r.dir, "run"}, strings.NewReader(""), &screen, &errw, func(name string) string {
			return map[string]string{"NOTIFY_SOCKET": filepath.Join(r.dir, "none")}[name]
		})
	}()
	screen.shows(t, "消费")
	stop()
	require.Equal(t, 0, <-ended)
	require.Contains(t, errw.String(), "the service manager cannot be told anything")
}

// TestTheUnit: the command line that it starts is one, and systemd finds nothing wrong with it.
func TestTheUnit(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../scripts/posterm.service")
	require.NoError(t, err)
	start := regexp.MustCompile(`(?m)^ExecStart=(\S+) (.*)$`).FindStringSubmatch(string(text))
	require.Len(t, start, 3)
	verb, _, err := parse(&cli{}, strings.Fields(start[2]))
	require.NoError(t, err)
	require.IsType(t, &runCmd{}, verb)
	for _, line := range []string{"Type=notify", "WatchdogSec=30s", "Restart=on-failure", "NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=posterm", "User=posterm", "DevicePolicy=closed"} {
		require.Contains(t, string(text), "\n"+line+"\n")
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	unit := filepath.Join(t.TempDir(), "posterm.service")
	require.NoError(t, os.WriteFile(unit, []byte(strings.Replace(string(text), start[1], self, 1)), 0o600))
	said, err := exec.Command(analyze, "verify", "--man=no", unit).CombinedOutput()
	require.NoError(t, err, string(said))
	require.NotContains(t, string(said), "posterm.service", "no warning about it")
}
