package shop

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// A prompt that is shown again for news does not end a person's work: it once did, and the books were compared in the
// middle of a sale.
func TestNewsAtTheMenuEndNoSale(t *testing.T) {
	t.Parallel()
	s := opened(t)
	m, err := s.openMenu()
	require.NoError(t, err)
	defer m.kill()
	require.NoError(t, s.lab.PrinterFaults(t.Context(), printer.Faults{Cover: with("open")}))
	require.Eventually(t, func() bool { return strings.Contains(m.said.String(), "cover is open") }, commandTime, 10*time.Millisecond)
	before, err := s.lab.ledger(t.Context(), s.terminal)
	require.NoError(t, err)
	require.NoError(t, m.do("1\n2.00\nA\n\n"))
	ledger, err := s.lab.ledger(t.Context(), s.terminal)
	require.NoError(t, err)
	require.Len(t, ledger, len(before)+1)
	require.NoError(t, m.leave())
}
