package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Densities were worked out by hand from the model's formula for a fixed heating time.
func TestDensityFallsWithColdAndLowVoltage(t *testing.T) {
	for _, tt := range []struct {
		ambient, supply, want float64
		verdict               Legibility
	}{
		{25, 100, 1.19, Good}, {60, 100, 1.29, Good}, {0, 100, 0.91, Good}, {-10, 100, 0.76, Good},
		{-10, 95, 0.54, Good}, {-10, 90, 0.35, Pale}, {-20, 90, 0.25, Marginal}, {-30, 90, 0.19, Marginal}, {-30, 85, 0.13, Illegible},
	} {
		h := NewHead()
		h.AmbientC, h.SupplyPercent = tt.ambient, tt.supply
		require.InDelta(t, tt.want, h.Density(), 0.011, "%+v", tt)
		require.Equal(t, tt.verdict, Judge(h.Density()), "%+v", tt)
	}
}

func TestWrongSideOfThePaperStaysWhite(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{PaperSide: ptr("wrong")})
	b.print([]byte("x\n\x1dVA\x00"))
	require.Equal(t, Illegible, b.slips()[0].Legibility)
}

func TestDampPaperNeedsMoreHeat(t *testing.T) {
	dry, damp := NewHead(), NewHead()
	damp.Humidity = 100
	require.Less(t, damp.Density(), dry.Density())
}

func TestDeadDotsLeaveWhiteColumns(t *testing.T) {
	b := newBench(t, Options{})
	b.fault(Faults{HeadDeadDots: &[]int{0, 9}})
	b.print([]byte("\x1dv0\x00\x02\x00\x01\x00\xff\xff"))
	require.Equal(t, []byte{0x7F, 0xBF}, b.paper.cur.dots[b.opt.CutterRows*b.paper.stride:][:2])
}
