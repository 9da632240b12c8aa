package main

import (
	"errors"
	"flag"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/internal/shop"
)

// go test ./cmd/poslab -run Killed -v -kill.seed N -kill.kills M
var (
	kills    = flag.Int("kill.kills", 20, "how many commands are killed at drawn moments")
	killSeed = flag.Uint64("kill.seed", 0, "schedule of kills and bad lines; 0 draws one, which is printed")
)

// everyPoint is which points of a command are taken here. The instrument
// kills of internal/prove takes all of them.
const everyPoint = 25

// programs are built as anybody would.
func programs(t *testing.T) *shop.Programs {
	t.Helper()
	p, err := shop.Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// TestKilledTerminalsTellTheTruth kills the real program at drawn moments, over lines
// that are slow, break, or are silent.
func TestKilledTerminalsTellTheTruth(t *testing.T) {
	t.Parallel()
	seed := *killSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed: -kill.seed %d", seed)
	tally, err := programs(t).AtRandom(t.Context(), shop.Random{Seed: seed, Kills: *kills, Lines: true})
	require.NoError(t, err)
	require.Empty(t, tally.Found)
	t.Logf("killed %d of %d commands; status said %v", tally.Killed, tally.Runs, tally.Said)
}

// TestTerminalsKilledAtACall kills it before system calls that leave a trace outside.
func TestTerminalsKilledAtACall(t *testing.T) {
	t.Parallel()
	tally, err := programs(t).Everywhere(t.Context(), everyPoint)
	if errors.Is(err, shop.ErrNoTracing) {
		t.Skip(err)
	}
	require.NoError(t, err)
	require.Empty(t, tally.Found)
	t.Logf("killed %d of %d commands: %v", tally.Killed, tally.Runs, tally.Points)
}
