package sdnotify

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func env(of map[string]string) func(string) string {
	return func(name string) string { return of[name] }
}

// manager listens like systemd.
func manager(t *testing.T) (name string, heard func() string) {
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

func TestMessages(t *testing.T) {
	t.Parallel()
	name, heard := manager(t)
	n, err := Dial(env(map[string]string{"NOTIFY_SOCKET": name}))
	require.NoError(t, err)
	require.True(t, n.Listens())
	require.NoError(t, n.Send(Ready, Status("可以收款\nREADY=0")))
	require.Equal(t, "READY=1\nSTATUS=可以收款READY=0", heard())
	require.NoError(t, n.Send(Alive))
	require.Equal(t, "WATCHDOG=1", heard())
	require.NoError(t, n.Close())
	require.Error(t, n.Send(Stopping))
}

func TestAnAbstractSocket(t *testing.T) {
	t.Parallel()
	name := "@" + filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	require.NoError(t, err)
	defer conn.Close()
	n, err := Dial(env(map[string]string{"NOTIFY_SOCKET": name}))
	require.NoError(t, err)
	require.NoError(t, n.Send(Ready, Alive))
	got := make([]byte, 64)
	size, err := conn.Read(got)
	require.NoError(t, err)
	require.Equal(t, "READY=1\nWATCHDOG=1", string(got[:size]))
	require.NoError(t, n.Close())
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	n, err := Dial(env(nil))
	require.NoError(t, err)
	require.False(t, n.Listens())
	require.NoError(t, n.Send(Ready))
	require.NoError(t, n.Close())
	for _, name := range []string{"relative", filepath.Join(t.TempDir(), "none")} {
		_, err = Dial(env(map[string]string{"NOTIFY_SOCKET": name}))
		require.ErrorContains(t, err, "NOTIFY_SOCKET")
	}
}

func TestTheWatchdogsTime(t *testing.T) {
	t.Parallel()
	own := strconv.Itoa(os.Getpid())
	for _, tt := range []struct {
		usec, pid string
		want      time.Duration
	}{
		{"10000000", own, 10 * time.Second},
		{"10000000", "", 10 * time.Second},
		{"10000000", "1", 0},
		{"", own, 0}, {"x", own, 0}, {"-1", own, 0}, {"0", own, 0},
		{"18446744073709551615", own, 0},
	} {
		require.Equal(t, tt.want, watchdog(env(map[string]string{"WATCHDOG_USEC": tt.usec, "WATCHDOG_PID": tt.pid})), tt)
	}
}

func TestAStatusIsOneShortLine(t *testing.T) {
	t.Parallel()
	long := Status(strings.Repeat("款", 200))
	require.LessOrEqual(t, len(long), len("STATUS=")+statusLimit)
	require.True(t, strings.HasSuffix(long, "款"))
	require.Equal(t, "STATUS=ab", Status("a\r\n\x00\x7f\xffb"))
}
