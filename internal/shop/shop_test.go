package shop

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/link"
	"posterm/terminal"
)

// built are the programs, built once for all tests.
var built = sync.OnceValues(func() (*Programs, error) { return Build(context.Background()) })

func TestMain(m *testing.M) {
	code := m.Run()
	if p, err := built(); err == nil {
		_ = p.Close()
	}
	os.Exit(code)
}

func programs(t *testing.T) *Programs {
	t.Helper()
	p, err := built()
	require.NoError(t, err)
	return p
}

// opened is a shop ready to sell.
func opened(t *testing.T) *shop {
	t.Helper()
	s, err := programs(t).open(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	s.doing = t.Name()
	require.NoError(t, s.provision(t.Context()))
	return s
}

// The harness sees a terminal that forgets: its journal is put back to before a sale.
func TestAForgetfulTerminalIsFound(t *testing.T) {
	t.Parallel()
	s := opened(t)
	require.NoError(t, copyFolder(s.data+".before", s.data))
	require.NoError(t, s.must(t.Context(), "sale", "1.00", "--card", "A"))
	require.NoError(t, s.agree(t.Context(), s.data))
	require.NoError(t, copyFolder(s.data, s.data+".before"))
	var d *Disagreement
	require.ErrorAs(t, s.agree(t.Context(), s.data), &d)
	require.Contains(t, d.Error(), "the terminal has no approval")
	require.NoError(t, s.tally.judge(d))
	require.Len(t, s.tally.Found, 1)
}

// It sees one that tells of money as its journal no longer has it: the host lost the sale.
func TestAnUntrueStatusIsFound(t *testing.T) {
	t.Parallel()
	s := opened(t)
	require.NoError(t, s.truth(t.Context()))
	s.terminal = "99999999" // of which the host knows nothing
	var d *Disagreement
	require.ErrorAs(t, s.truth(t.Context()), &d)
	require.Contains(t, d.Error(), "the host did not move the money")
}

// A journal whose data directory stands still can be read beside a terminal that runs.
func TestADayAtTheTill(t *testing.T) {
	t.Parallel()
	day, err := programs(t).Soak(t.Context(), Soak{Seed: 3, Lasts: 2 * time.Second})
	require.NoError(t, err)
	require.Empty(t, day.Found)
	require.Positive(t, day.Checks)
	require.NotEmpty(t, day.Terminal)
}

func TestGrowing(t *testing.T) {
	var flat, leak Samples
	for n := range 40 {
		flat = append(flat, Sample{Resident: 20<<20 + n%7<<18, Descriptors: 13 + n%2, Threads: 9 + n%3})
		leak = append(leak, Sample{Resident: 20<<20 + n<<18, Descriptors: 13 + n/10, Threads: 9 + n/4})
	}
	require.Empty(t, flat.Growing("posterm"))
	require.Len(t, leak.Growing("posterm"), 3)
	require.Len(t, flat[:7].Growing("posterm"), 1)
}

// A slip that hangs unfinished in the printer is cut off before the next one, also
// when the process that found it lost printed nothing any more.
func TestATornSlipIsCutOffByTheProcessAfterNext(t *testing.T) {
	t.Parallel()
	s := opened(t)
	s.printerLine.Be(link.Fault{Cut: link.CutOut, After: 700})
	require.NoError(t, s.sells(t.Context(), terminal.ExitSlipOwed))
	s.printerLine.Be(link.Fault{})
	s.hostLine.Be(link.Fault{Delay: 200 * time.Millisecond}) // there is time to ask the printer
	require.NoError(t, s.settle(t.Context()), "an inquiry finds that the slip is lost, and prints nothing")
	s.hostLine.Be(link.Fault{})
	require.NoError(t, s.must(t.Context(), "sale", "1.00", "--card", "A"))
	require.NoError(t, s.agree(t.Context(), s.data))
	for _, id := range s.paper.order {
		require.LessOrEqual(t, strings.Count(s.paper.slips[id].Text, "POS签购单"), 1, "two slips on one paper:\n%s", s.paper.slips[id].Text)
	}
}
