package main

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// doorsOf are verbs that listen, with every door but the one in question shut to the network.
var doorsOf = []struct {
	name string
	args []string
}{
	{"webhooks", []string{"webhooks", "--secret", hookSecret, "--listen"}},
	{"host", []string{"host", "--admin", "127.0.0.1:0", "--host"}},
	{"backup", []string{"host", "--admin", "127.0.0.1:0", "--host", "127.0.0.1:0", "--backup"}},
	{"printer", []string{"printer", "--admin", "127.0.0.1:0", "--printer-tcp"}},
	{"host of all", []string{"up", "--admin", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--host"}},
	{"printer of all", []string{"up", "--admin", "127.0.0.1:0", "--host", "127.0.0.1:0", "--printer-tcp"}},
}

// TestNothingListensBeyondThisMachineUnasked: one rule for every door.
func TestNothingListensBeyondThisMachineUnasked(t *testing.T) {
	for _, tt := range doorsOf {
		for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
			r := lab(t, "", append(tt.args[:len(tt.args):len(tt.args)], address)...)
			require.Equal(t, exitUse, r.code, "%s %s", tt.name, address)
			require.Empty(t, r.out)
			require.Contains(t, r.errs, address+": anybody on the network could reach the ")
			require.Contains(t, r.errs, "--insecure")
		}
	}
}

// TestWhatIsOpenIsWarnedOf in both languages, and listens.
func TestWhatIsOpenIsWarnedOf(t *testing.T) {
	for _, tt := range doorsOf {
		t.Run(tt.name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			in, out := io.Pipe()
			var errw strings.Builder
			code := make(chan int, 1)
			go func() {
				code <- run(ctx, append(tt.args[:len(tt.args):len(tt.args)], "0.0.0.0:0", "--insecure"), nil, out, &errw)
				out.Close()
			}()
			_, err := in.Read(make([]byte, 4096))
			require.NoError(t, err)
			stop()
			require.Zero(t, <-code)
			require.Contains(t, errw.String(), "向本机以外开放")
			require.Contains(t, errw.String(), "open beyond this machine")
			require.Equal(t, 2, strings.Count(errw.String(), "\n"), "one warning")
		})
	}
}

// TestTheLoopbackIsNotWarnedOf, nor is an address that is none taken for the network's.
func TestTheLoopbackIsNotWarnedOf(t *testing.T) {
	r := lab(t, "", "webhooks", "--secret", hookSecret, "--listen", "nowhere")
	require.Equal(t, exitError, r.code)
	require.NotContains(t, r.errs, "network")
}
