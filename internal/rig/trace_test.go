package rig

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const sampleTrace = `101 connect(13<TCP:[127.0.0.1:45678]>, {sa_family=AF_INET, sin_port=htons(8583), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)
101 write(13<TCP:[127.0.0.1:45678->127.0.0.1:8583]>, "a, \"b) = 1", 9) = 9
101 fdatasync(11</data/journal.db-wal> <unfinished ...>
102 read(12<TCP:[127.0.0.1:40000->127.0.0.1:9100]>, "\x12", 256) = 1
101 <... fdatasync resumed>)              = 0
102 --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=101, si_uid=0} ---
103 sync( <unfinished ...>
102 +++ exited with 0 +++
`

func TestReadTrace(t *testing.T) {
	calls, err := ReadTrace(strings.NewReader(sampleTrace))
	require.NoError(t, err)
	require.Equal(t, []Call{
		{1, 1, "connect", []string{
			"13<TCP:[127.0.0.1:45678]>", `{sa_family=AF_INET, sin_port=htons(8583), sin_addr=inet_addr("127.0.0.1")}`, "16",
		}, "-1 EINPROGRESS (Operation now in progress)"},
		{2, 2, "write", []string{"13<TCP:[127.0.0.1:45678->127.0.0.1:8583]>", `"a, \"b) = 1"`, "9"}, "9"},
		{3, 5, "fdatasync", []string{"11</data/journal.db-wal>"}, "0"},
		{4, 4, "read", []string{"12<TCP:[127.0.0.1:40000->127.0.0.1:9100]>", `"\x12"`, "256"}, "1"},
		{7, 7, "sync", nil, "?"},
	}, calls)
	require.True(t, calls[0].Failed())
	require.False(t, calls[1].Failed())
	require.Equal(t, "TCP:[127.0.0.1:45678->127.0.0.1:8583]", calls[1].FD())
	require.Equal(t, "/data/journal.db-wal", calls[2].FD())
	require.Empty(t, calls[4].FD())
}

func TestReadTraceRefusesWhatIsNoTrace(t *testing.T) {
	for _, text := range []string{"101", "101 nonsense", "101 <... read resumed>) = 1", "101 write(1 = 2", "101 write(1, 2)"} {
		_, err := ReadTrace(strings.NewReader(text))
		require.Error(t, err, text)
	}
}

func FuzzReadTrace(f *testing.F) {
	f.Add(sampleTrace)
	f.Add("1 a(>,<) = 1\n1 b(->\"\\) = 1")
	f.Fuzz(func(t *testing.T, text string) {
		calls, err := ReadTrace(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, c := range calls {
			require.LessOrEqual(t, c.Begin, c.End)
			_ = c.FD()
		}
	})
}
