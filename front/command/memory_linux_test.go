package command

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// The terminal's memory goes into no core file, and to nobody who attaches to it.
func TestMemoryIsClosed(t *testing.T) {
	var before, now unix.Rlimit
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_CORE, &before))
	defer func() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) }()
	closeMemory()
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_CORE, &now))
	require.Equal(t, unix.Rlimit{}, now, "neither now nor by raising it later")
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	require.NoError(t, err)
	require.Zero(t, dumpable)
}
