package printer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// TestWhatAFaultDoesToTheSlip: a hot head and a blocked cutter leave the paper where it
// was, whatever else happens may not, and what was cut in two is not mended (RULES.md 6.6).
func TestWhatAFaultDoesToTheSlip(t *testing.T) {
	for fault, pieces := range map[txn.Fault]int{
		txn.FaultUnknown:  2,
		txn.FaultPaperOut: 2,
		txn.FaultCover:    2,
		txn.FaultCutter:   1,
		txn.FaultHot:      1,
		txn.FaultError:    2,
		txn.FaultOffline:  2,
		txn.FaultSilent:   2,
		txn.FaultDisabled: 2,
		txn.FaultRender:   2,
		txn.FaultBusy:     2,
	} {
		c := claim{pieces: 1}
		c.hurt(fault)
		require.Equal(t, pieces, c.pieces, "%d %s", fault, fault)
		require.Equal(t, fault, c.fault)
		c.hurt(txn.FaultHot)
		require.Equal(t, pieces, c.pieces, "%s, then hot", fault)
	}
}
