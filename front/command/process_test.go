package command

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/internal/patient"
)

// asMain tells the test binary to be the program itself.
const asMain = "POSTERM_TEST_AS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		os.Exit(Main())
	}
	patient.Together()
	os.Exit(m.Run())
}

// process is the program as a process of its own.
func (r *rig) process(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(r.Context(), os.Args[0], append([]string{"--config", r.config, "--data", r.dir}, args...)...)
	cmd.Env = append(os.Environ(), asMain+"=1")
	return cmd
}

// waitFor waits for an event of the lab.
func waitFor(t *testing.T, events <-chan emulator.Event, kind string) {
	t.Helper()
	for e := range events {
		if e.Type == kind {
			return
		}
	}
	require.FailNow(t, "the lab ended before "+kind)
}

func TestSIGTERM(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		cmd := r.process("run")
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		_, err = bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		require.NoError(t, cmd.Process.Signal(signal))
		_, err = io.Copy(io.Discard, out)
		require.NoError(t, err)
		require.NoError(t, cmd.Wait(), "exit 0")
	}
	require.Equal(t, 0, r.run("details", "--screen").code)
}

// TestSIGTERMWhileWaitingForACard: nothing was sent, and nobody has to wait.
func TestSIGTERMWhileWaitingForACard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	for _, args := range [][]string{{"sale", "1", "--card", "wedge"}, {"sale", "1", "--card", "A", "--pin", "-"}} {
		cmd := r.process(append([]string{"--json"}, args...)...)
		keys, err := cmd.StdinPipe()
		require.NoError(t, err)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		_, err = io.WriteString(keys, ";6222") // the pipe has taken it; a signal at any time must do
		require.NoError(t, err)
		r.heldBy("sale")
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		text, err := io.ReadAll(out)
		require.NoError(t, err)
		require.Error(t, cmd.Wait())
		require.Equal(t, 6, cmd.ProcessState.ExitCode())
		require.Equal(t, "cancelled", r.one(result{out: string(text)}).in("error")["code"])
	}
	require.Empty(t, r.lab.Host.Ledger())
}

// heldBy waits until another process has the journal.
func (r *rig) heldBy(verb string) {
	r.Helper()
	require.Eventually(r, func() bool {
		text, err := os.ReadFile(filepath.Join(r.dir, "posterm.lock"))
		return err == nil && strings.HasSuffix(strings.TrimSpace(string(text)), " "+verb)
	}, 20*time.Second, 5*time.Millisecond, "nobody took the journal")
}

// TestNobodyReads: a reader that went away does not stop a sale.
func TestNobodyReads(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	cmd := r.process("sale", "12.34", "--card", "A")
	read, write, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, read.Close())
	cmd.Stdout, cmd.Stderr = write, write
	require.NoError(t, cmd.Run())
	require.NoError(t, write.Close())
	require.Equal(t, "paid", r.ask(0, "status")["verdict"])
	require.Len(t, r.lab.Printer.Slips(), 2)
	r.agrees()
}

// TestNamedPipes: nobody is waited for who may never come.
func TestNamedPipes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pipe := r.write("x", "") + ".pipe"
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	r.refused(2, "bad_key_file", "init", "--tmk-file", pipe)
	r.ask(0, "init")
	r.refused(2, "bad_card", "sale", "1", "--card", pipe)
	r.refused(2, "log_file", "--log-file", pipe, "status")
	require.Equal(t, "bad_config", r.one(r.bare("--json", "--config", pipe, "status")).in("error")["code"])
}
