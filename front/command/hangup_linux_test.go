package command

import (
	"context"
	"io"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"posterm/front/console"
	"posterm/terminal"
)

// A window that is closed ends its terminal, also one with a log file, whose SIGHUP means something else.
func TestAWindowThatClosesEndsItsTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"run"}, {"run", "--plain"}} {
		r := newRig(t)
		r.ask(0, "init")
		cmd := r.process(append([]string{"--log-file", filepath.Join(t.TempDir(), "posterm.log")}, args...)...)
		cmd.Env = append(cmd.Env, "TERM=vt220")
		window, err := pty.Start(cmd)
		require.NoError(t, err)
		r.heldBy("run")
		shown := make([]byte, 1)
		_, err = io.ReadFull(window, shown)
		require.NoError(t, err)
		require.NoError(t, cmd.Process.Signal(syscall.SIGHUP)) // the log is rotated, and nothing else
		require.NoError(t, window.Close())
		require.NoError(t, cmd.Wait(), "exit 0")
		require.Equal(t, 0, r.run("details", "--screen").code, "the journal is free again")
	}
}

// A serial line whose cable is pulled leaves the terminal at work.
func TestALineThatHangsUpLeavesTheTerminalAtWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, window := range []bool{true, false} {
			ctx, stop := context.WithCancel(t.Context())
			menu, ended := make(chan error, 1), make(chan error, 1)
			menu <- console.ErrHungUp
			go func() { ended <- serve(ctx, &terminal.Terminal{}, menu, window) }()
			synctest.Wait()
			require.Equal(t, window, len(ended) == 1)
			stop()
			require.NoError(t, <-ended)
		}
	})
}
