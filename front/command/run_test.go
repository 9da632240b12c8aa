package command

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// screen is what a running terminal shows; tests wait for words on it.
type screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// shows waits until the words are there.
func (s *screen) shows(t *testing.T, words string) {
	t.Helper()
	for {
		s.mu.Lock()
		if strings.Contains(s.text.String(), words) {
			s.mu.Unlock()
			return
		}
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(20 * time.Second):
			require.FailNow(t, "never shown: "+words, s.String())
		}
	}
}

// till is a running terminal.
type till struct {
	screen
	errors screen
	keys   *io.PipeWriter
	stop   context.CancelFunc // SIGTERM
	ended  chan int
}

// start runs "posterm run".
func (r *rig) start(args ...string) *till {
	r.Helper()
	ctx, stop := context.WithCancel(context.Background())
	in, keys := io.Pipe()
	till := &till{keys: keys, stop: stop, ended: make(chan int, 1)}
	args = append([]string{"--config", r.config, "--data", r.dir}, append(args, "run")...)
	go func() {
		till.ended <- runs(ctx, args, in, till, &till.errors, func(string) string { return "" })
	}()
	r.Cleanup(func() {
		stop()
		_ = keys.Close()
		r.said.WriteString(till.String() + till.errors.String())
	})
	return till
}

func (k *till) key(t *testing.T, lines ...string) {
	t.Helper()
	for _, line := range lines {
		_, err := io.WriteString(k.keys, line+"\n")
		require.NoError(t, err)
	}
}

func (k *till) end(t *testing.T) {
	t.Helper()
	k.stop()
	require.Equal(t, 0, <-k.ended, k.errors.String())
}

// TestRun: a menu, a sale from it, and SIGTERM.
func TestRun(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	k := r.start()
	k.shows(t, "消费")
	r.refused(6, "no_transaction", "status")
	k.end(t)
	require.Equal(t, 0, r.run("details", "--screen").code, "the journal is free again")
}

// TestRunPrintsWhatIsOwed: after power-on, and when there is paper again.
//
// Covers: R32, R45.
func TestRunPrintsWhatIsOwed(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.copies": "1"})
	r.ask(0, "signin")
	r.hurt(printer.Faults{Paper: ptr("out")})
	r.ask(5, "sale", "12.34", "--card", "A")
	events := r.lab.Subscribe(t.Context())
	k := r.start()
	k.shows(t, "消费")
	r.lab.Printer.LoadPaper()
	waitFor(t, events, "printer.slip")
	k.end(t)
	o := r.ask(0, "status")
	require.Equal(t, "printed", o.in("paper")["merchant"])
	require.Equal(t, 1, r.originals("MERCHANT COPY"))
	r.agrees()
}

// TestStopInTheMiddleOfASale: the sale may end first; whatever it is, it is on the record.
func TestStopInTheMiddleOfASale(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("delay_response", "0200", "10s")
	events := r.lab.Subscribe(t.Context())
	ctx, stop := context.WithCancel(context.Background())
	var out, errw bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- runs(ctx, []string{"--config", r.config, "--data", r.dir, "--json", "sale", "1", "--card", "A"}, strings.NewReader(""), &out, &errw,
			func(string) string { return "" })
	}()
	waitFor(t, events, "host.decided")
	stop()
	require.Equal(t, 4, <-ended, errw.String())
	require.Equal(t, "being_reversed", r.one(result{out: out.String()})["verdict"])
	require.Len(t, r.ask(0, "balance", "--card", "A")["reversed_before"], 1)
	r.agrees()
}

func TestLogFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	name := filepath.Join(filepath.Dir(r.config), "posterm.log")
	for _, level := range []string{"error", "warn", "info", "debug"} {
		require.Equal(t, 0, r.run("--log-level", level, "--log-file", name, "sale", "1", "--card", "A").code)
	}
	r.fault("wrong_trace", "0200")
	require.Equal(t, 4, r.run("--log-level", "debug", "--log-file", name, "sale", "2", "--card", "A").code)
	require.Equal(t, 0, r.run("--log-level", "debug", "balance", "--card", "A").code)
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Contains(t, string(text), "an answer to something else was dropped")
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		require.True(t, strings.HasPrefix(line, "{"), line)
	}
}
