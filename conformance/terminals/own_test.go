package terminals

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/conformance"
	"posterm/emulator/link"
	"posterm/front/command"
)

// TestOurTerminal: the house's own terminal passes what it asks of others.
func TestOurTerminal(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "posterm.toml")
	require.NoError(t, os.WriteFile(config, []byte("host.primary = \""+at+"\"\nprinter.port = \"none\"\n"), 0o600))
	r := examine(t, conformance.Choice{}, func(_ context.Context, network *link.Memory) Driver {
		return DriverFunc(func(ctx context.Context, a Action) error {
			var screen bytes.Buffer
			p := command.Program{
				In: &bytes.Buffer{}, Out: &screen, Err: &screen, Getenv: func(string) string { return "" },
				Edges: command.Edges{Now: time.Now, DialHost: func(ctx context.Context, address string) (net.Conn, error) {
					return network.Dial(ctx, address)
				}},
			}
			p.Run(ctx, append([]string{"--config", config, "--data", filepath.Join(dir, "data"), "--lang", "en"}, keyed(a)...))
			t.Logf("%s %s %s: %s", a.Do, a.Amount, a.Trace, screen.String())
			return nil
		})
	})
	names, why := failed(r)
	require.Empty(t, names, why)
	require.Equal(t, len(cases), r.Count(conformance.Pass))
}

// keyed is what a cashier keys.
func keyed(a Action) []string {
	switch a.Do {
	case Sale:
		return []string{Sale, a.Amount.String(), "--card", "A"}
	case Balance:
		return []string{Balance, "--card", "A"}
	case Void:
		return []string{Void, a.Trace, "--card", "A"}
	}
	return []string{a.Do}
}
