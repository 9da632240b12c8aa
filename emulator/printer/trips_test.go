package printer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Each fault strikes behind exactly so many rows, and is told until then.
func TestFaultsThatWaitForRows(t *testing.T) {
	for name, tt := range map[string]struct {
		fault  func(rows int) Faults
		struck func(condition) bool
		more   bool // rows may pass the head afterwards: the line in work is finished
	}{
		"paper ends":   {func(n int) Faults { return Faults{PaperOutAfterRows: &n} }, func(c condition) bool { return c.paperOut }, true},
		"cover opens":  {func(n int) Faults { return Faults{CoverOpenAfterRows: &n} }, func(c condition) bool { return c.coverOpen && c.coverError }, false},
		"power fails":  {func(n int) Faults { return Faults{PowerOffAfterRows: &n} }, func(c condition) bool { return c.off }, false},
		"cable parts":  {func(n int) Faults { return Faults{UnplugAfterRows: &n} }, func(c condition) bool { return c.unplugged }, true},
		"paper sticks": {func(n int) Faults { return Faults{JamAfterRows: &n} }, func(c condition) bool { return c.jam }, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, k := range []int{1, 2, 23, 24, 100, 300} {
				b := newBench(t, Options{})
				b.fault(tt.fault(k))
				require.Equal(t, tt.fault(k), b.faults(), "it waits")
				b.print(receipt(t))
				require.True(t, tt.struck(b.state), "after %d rows", k)
				require.Equal(t, unarmed(), b.trips)
				if !tt.more {
					require.EqualValues(t, k, b.paper.used)
				}
			}
			b := newBench(t, Options{})
			b.fault(tt.fault(0))
			require.True(t, tt.struck(b.state) || b.state.coverOpen, "at once")
		})
	}
}
