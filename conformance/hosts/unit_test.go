package hosts

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/conformance"
	"posterm/emulator/host"
)

// TestDocumented: docs/conformance.md has every case, as it is.
func TestDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/conformance.md")
	require.NoError(t, err)
	var table strings.Builder
	require.NoError(t, conformance.WriteTable(&table, Cases()))
	require.Contains(t, string(page), table.String(), "the table of hosts should be:\n"+table.String())
}

// TestNobodyThere: what cannot be asked is no failure of the host.
func TestNobodyThere(t *testing.T) {
	o := Options{
		Way:     line.Path{Dial: func(context.Context) (net.Conn, error) { return nil, syscall.ECONNREFUSED }},
		Profile: comms.UnionPay, Terminal: "88880001", Merchant: "888812345678901",
	}
	r, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Zero(t, r.Count(conformance.Fail)+r.Count(conformance.Pass))
	require.Equal(t, len(cases), len(r.Results))
	require.Equal(t, conformance.ExitUnclear, r.Exit())
}

// TestStopped: who ends an examination in the middle of an exchange does not fail the host.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	r, err := Run(ctx, Options{
		Way: line.Path{Dial: func(context.Context) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				_, _ = far.Read(make([]byte, 1)) // the request is on its way
				stop(errors.New("enough"))
			}()
			return near, nil
		}},
		Profile: comms.UnionPay, Terminal: "88880001", Merchant: "888812345678901",
	})
	require.NoError(t, err)
	require.Equal(t, len(cases), r.Count(conformance.Inconclusive))
	require.Equal(t, "stopped: enough", r.Results[0].Why.EN)
}

// TestWhatCannotBeRun is told before anything is sent.
func TestWhatCannotBeRun(t *testing.T) {
	_, err := Run(t.Context(), Options{Profile: comms.UnionPay, Choice: conformance.Choice{Only: []string{"nothing"}}})
	require.ErrorContains(t, err, `no case is called "nothing"`)
	_, err = Run(t.Context(), Options{Profile: comms.UnionPay, MAC: keys.X919, Form: keys.FormSM4})
	require.ErrorIs(t, err, keys.ErrForm)
}

// TestWhatIsNotOffered is left out with a reason, and the rest is judged.
func TestWhatIsNotOffered(t *testing.T) {
	r := examine(t, nil, nil, func(o *Options) {
		o.DeclineAmount = 0
		o.Choice = conformance.Choice{Skip: []string{"preauth", "refund", "balance"}}
	})
	require.Equal(t, 2, r.Count(conformance.Skipped), "decline, and the reversal of it")
	require.Equal(t, conformance.ExitPass, r.Exit())
	require.Len(t, r.Results, len(cases)-8)
}

// TestAsciiProfile: a host with another profile, which has no MAC and brings no keys, is asked what that profile has.
func TestAsciiProfile(t *testing.T) {
	p, err := comms.ProfileByName("ascii87")
	require.NoError(t, err)
	r := examine(t, func(o *host.Options) { o.Profile = "ascii87" }, nil, func(o *Options) { o.Profile = p })
	names, why := r.Troubles()
	require.Empty(t, names, why)
	require.Equal(t, conformance.ExitPass, r.Exit())
	for _, one := range r.Results {
		if one.Verdict == conformance.Skipped {
			t.Logf("%s: %s", one.Name, one.Why.EN)
		}
	}
}
