package shop

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/terminal"
)

// opened is a shop ready to sell.
func opened(t *testing.T) *shop {
	t.Helper()
	p, err := Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	s, err := p.open(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	s.doing = t.Name()
	require.NoError(t, s.provision(t.Context()))
	return s
}

// A slip that hangs unfinished in the printer is cut off before the next one, also
// when the process that found it lost printed nothing any more.
func TestATornSlipIsCutOffByTheProcessAfterNext(t *testing.T) {
	t.Parallel()
	s := opened(t)
	s.printerLine.Be(Fault{Cut: CutOut, After: 700})
	require.NoError(t, s.sells(t.Context(), terminal.ExitSlipOwed))
	s.printerLine.Be(Fault{})
	s.hostLine.Be(Fault{Delay: 200 * time.Millisecond}) // there is time to ask the printer
	require.NoError(t, s.settle(t.Context()), "an inquiry finds that the slip is lost, and prints nothing")
	s.hostLine.Be(Fault{})
	require.NoError(t, s.must(t.Context(), "sale", "1.00", "--card", "A"))
	require.NoError(t, s.agree(t.Context(), s.data))
	for _, id := range s.paper.order {
		require.LessOrEqual(t, strings.Count(s.paper.slips[id].Text, "POS签购单"), 1, "two slips on one paper:\n%s", s.paper.slips[id].Text)
	}
}
