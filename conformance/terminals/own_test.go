package terminals

import (
	"bytes"
	"context"
	"fmt"
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

// TestOurTerminal: the house's own terminal passes what it asks of others, in whatever way it is set up.
func TestOurTerminal(t *testing.T) {
	folder := certified(t)
	secure := fmt.Sprintf("host.tls = true\nhost.ca = %q", folder.CA)
	for name, settings := range map[string]string{
		"by TLS":                   secure,
		"as it is":                 "",
		"reverses at once":         `reversal.when = "at-once"`,
		"SM4":                      `host.mac = "sm4"`,
		"asks for keys for tracks": `host.signin = "004"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			config := filepath.Join(dir, "posterm.toml")
			require.NoError(t, os.WriteFile(config, []byte("host.primary = \""+at+"\"\nprinter.port = \"none\"\n"+settings+"\n"), 0o600))
			by, skipped := folder, 0
			if settings != secure {
				by, skipped = nil, 3
			}
			r := examineBy(t, by, conformance.Choice{}, func(_ context.Context, network *link.Memory) Driver { return ours(t, network, config, dir) })
			names, why := r.Troubles()
			require.Empty(t, names, why)
			require.Equal(t, len(cases)-skipped, r.Count(conformance.Pass))
		})
	}
}

// ours is posterm, one command for each action.
func ours(t *testing.T, network *link.Memory, config, dir string) Driver {
	return DriverFunc(func(ctx context.Context, a Action) error {
		t.Logf("%s %s %s", a.Do, a.Amount, a.Trace)
		p := command.Program{
			In: &bytes.Buffer{}, Out: t.Output(), Err: t.Output(), Getenv: func(string) string { return "" },
			Edges: command.Edges{Now: time.Now, DialHost: func(ctx context.Context, address string) (net.Conn, error) {
				return network.Dial(ctx, address)
			}},
		}
		p.Run(ctx, append([]string{"--config", config, "--data", filepath.Join(dir, "data"), "--lang", "en"}, keyed(a)...))
		return nil
	})
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
