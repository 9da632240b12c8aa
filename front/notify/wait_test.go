package notify

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/journal"
)

func TestBackOff(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 0))
	for n := 1; n < 100; n++ {
		want := min(eventLimit, firstWait<<min(n-1, 12))
		got := backOff(n, eventLimit, dice)
		require.GreaterOrEqual(t, got, want*3/4)
		require.LessOrEqual(t, got, min(eventLimit, want*5/4))
	}
	one, other := rand.New(rand.NewPCG(5, 0)), rand.New(rand.NewPCG(5, 0))
	require.Equal(t, backOff(3, eventLimit, one), backOff(3, eventLimit, other), "the same dice, the same wait")
}

func TestRetryAfter(t *testing.T) {
	date := "Sat, 21 Nov 2026 12:15:00 GMT"
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "120": 2 * time.Minute, "-5": 0, "soon": 0, "1.5": 0, "99999999999999999999": 0,
		"2000000000": journal.DueLimit, "Sat, 21 Nov 2026 12:16:00 GMT": time.Minute, "Sat, 21 Nov 2026 12:14:00 GMT": 0, "Sat, 21 Nov 2099 12:14:00 GMT": journal.DueLimit,
	} {
		require.Equal(t, want, retryAfter(http.Header{"Retry-After": {text}, "Date": {date}}), text)
	}
	require.Zero(t, retryAfter(http.Header{"Retry-After": {date}}), "by whose clock?")
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "Sat, 21 Nov 2026 12:15:00 GMT")
	f.Add("Sat, 21 Nov 2026 12:15:00 GMT", "Sat, 21 Nov 1926 12:15:00 GMT")
	f.Fuzz(func(t *testing.T, text, date string) {
		got := retryAfter(http.Header{"Retry-After": {text}, "Date": {date}})
		if got < 0 || got > journal.DueLimit {
			t.Fatalf("%q at %q: %s", text, date, got)
		}
	})
}

func TestSecrets(t *testing.T) {
	s, err := ParseSecret(" " + shared + "\n")
	require.NoError(t, err)
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(format, s), "MfKQ")
		require.NotContains(t, fmt.Sprintf(format, Config{Secret: s}.Secret), "MfKQ")
	}
	for _, bad := range []string{"", "whsec_", strings.TrimPrefix(shared, "whsec_"), "whsec_MfKQ", shared + "!", "whsec_" + strings.Repeat("AAAA", 30), shared + "\n" + shared} {
		_, err := ParseSecret(bad)
		require.ErrorIs(t, err, ErrSecret, bad)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "secret")
	_, err = ReadSecret(name)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(name, []byte(shared+"\n"), 0o644))
	_, err = ReadSecret(name)
	require.ErrorContains(t, err, "chmod 600")
	require.NoError(t, os.Chmod(name, 0o600))
	read, err := ReadSecret(name)
	require.NoError(t, err)
	require.Equal(t, s, read)
	_, err = ReadSecret(dir)
	require.ErrorContains(t, err, "not a regular file")
}
