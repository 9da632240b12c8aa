package command

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/config"
)

// TestNoCardPassesTheLog: what no type masks is hidden before the file, also in the file that
// is opened after a rotation.
func TestNoCardPassesTheLog(t *testing.T) {
	name := filepath.Join(t.TempDir(), "posterm.log")
	a := &app{cli: &cli{LogFile: name}, cfg: config.Default(), errw: os.Stderr}
	require.NoError(t, a.startLog())
	defer a.end()
	read := func(name string) string {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(text)
	}
	a.log.Warn().Str("text", "4111 1111 1111 1111").Str("merchant", a.cfg.Terminal.Merchant).Msg("before")
	require.NoError(t, os.Rename(name, name+".1"))
	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGHUP))
	for { // the signal arrives when it arrives
		if _, err := os.Stat(name); err == nil {
			break
		}
		a.log.Warn().Msg("waiting")
	}
	for !strings.Contains(read(name), "after") {
		a.log.Warn().Str("text", "6222021234567890128=30121010000000").Msg("after")
	}
	require.Contains(t, read(name+".1"), `"4111 11** **** 1111"`)
	require.Contains(t, read(name+".1"), `"104512541110001"`)
	require.Contains(t, read(name), `"622202*********0128***************"`)
	require.NotContains(t, read(name), "before")
}
